//! Where threads of the kernel meet, in every order of steps that can be searched. `sync` puts
//! shuttle's primitives under the code that serves; each file here lets a few threads of it meet
//! and says what must hold. Handlers, admission and reactions of a domain run on its one thread
//! and need none of this. It must not decide what the product decides.
//!
//! `SHOAL_SCHEDULES` says how many orders of each, `SHOAL_SCHEDULE_SEED` where to begin; a failure
//! prints both, and shuttle the order that failed.

mod fence;
mod gate;
mod handover;
mod injected;
mod route;
mod search;
mod times;

use crate::kernel::capability::{RootCapability, RootKey};

/// No root is built with this feature; the kernel wants one to be named.
impl RootKey for RootCapability {
    type Key = std::convert::Infallible;
}
