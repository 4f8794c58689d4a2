//! The kernel's promises, proven on a real contract with a puppet behind it.

mod events;
mod host;
mod puppet;
mod store;
