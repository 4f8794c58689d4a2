//! The `shoal` program. Everything it does is decided in `boot`.

fn main() {}
