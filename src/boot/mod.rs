//! The composition root: reads the command line and the configuration, founds the process, seats
//! the domains and stops them in order. No other module may reach in here.

#[cfg(test)]
pub(crate) mod golden;
#[cfg(test)]
pub(crate) mod kit;
#[cfg(test)]
mod tests;

use crate::kernel::founding::{Founder, Founding};

/// The key that founds a process; only this module can make one.
pub(crate) struct Key(());

impl Founding for Founder {
    type Key = Key;
}
