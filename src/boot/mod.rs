//! The composition root: reads the command line and the configuration, builds the process, starts
//! the domains and stops them in order. No other module may reach in here.

mod address;
mod audit;
mod backup;
#[cfg(feature = "bench")]
pub mod bench;
mod certs;
mod cli;
mod commands;
mod composition;
mod config;
mod demo;
mod doctor;
mod events;
#[cfg(test)]
mod faulty;
#[cfg(test)]
pub(crate) mod golden;
mod graph;
mod greet;
#[cfg(test)]
pub(crate) mod harness;
mod placement;
mod post;
mod process_config;
mod programs;
mod remote;
mod serve;
mod settings;
mod stores;
mod terminal;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod wired;

use crate::adapters::cage;
use crate::kernel::capability::{RootCapability, RootKey};
use std::process::ExitCode;

/// The root capability; only this module can make one.
pub(crate) struct Key(());

impl RootKey for RootCapability {
    type Key = Key;
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let mut arguments = std::env::args_os();
    // The cage must close before anything else starts a thread.
    if arguments.nth(1).is_some_and(|word| word == "cage") {
        return cage::run(arguments);
    }
    cli::run()
}
