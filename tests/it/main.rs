//! The product as its users meet it: the real binary, over its command line and over HTTP.
//! Nothing here may reach into the crate; there is no way in.

#![expect(clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests start servers, wait for them and kill them")]

mod attack;
mod avatars;
mod backup;
mod bombs;
mod chaos;
mod cli;
mod cluster;
mod community;
mod config;
mod contracts;
mod crowds;
mod danmaku;
mod durable;
mod engines;
mod erasure;
mod export;
mod faults;
mod followers;
mod journeys;
mod mail;
mod moderation;
mod newcomers;
mod openapi;
mod openapi_untaken;
mod openapi_values;
mod sbom;
mod session;
mod stats;
mod support;
mod talk;
mod talkers;
mod threads;
mod traces;
mod wires;
