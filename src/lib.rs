//! Shoal: a complete video site in one binary, split by types.
//!
//! One arrow: boot → {gateway, domains, adapters} → contract → kernel. Nothing points back, and
//! siblings do not see each other.
//!
//! With the feature `schedules` there is the kernel alone, whose orders of steps are searched:
//! nothing of the site runs on the primitives of a model, and building it would cost minutes.

#![cfg_attr(
    feature = "schedules",
    expect(
        dead_code,
        unused_imports,
        unused_macros,
        unused_macro_rules,
        reason = "what uses the kernel is left out"
    )
)]

mod kernel;

#[cfg(not(feature = "schedules"))]
mod adapters;
#[cfg(not(feature = "schedules"))]
mod boot;
#[cfg(not(feature = "schedules"))]
mod contract;
#[cfg(not(feature = "schedules"))]
mod domains;
#[cfg(not(feature = "schedules"))]
mod gateway;

#[cfg(all(feature = "bench", not(feature = "schedules")))]
pub use boot::bench;
#[cfg(not(feature = "schedules"))]
pub use boot::main;
