//! Shoal: a complete video site in one binary, split by types.
//!
//! One arrow: boot → {gateway, domains, adapters} → contract → kernel. Nothing points back, and
//! siblings do not see each other.

mod adapters;
mod boot;
mod contract;
mod domains;
mod gateway;
mod kernel;

#[cfg(feature = "bench")]
pub use boot::bench;
pub use boot::main;
