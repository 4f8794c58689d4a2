//! The `shoal` program. Everything it does is decided in `boot`.

use std::process::ExitCode;

fn main() -> ExitCode {
    shoal::main()
}
