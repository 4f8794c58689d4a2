//! The front through its own sockets, with fakes in place of the domains.

mod fakes;
mod first;
mod wire;
mod world;
