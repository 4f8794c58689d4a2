//! The simulator: whole lives of small worlds in virtual time, each from one seed. The decisions in
//! them are those that serve (`db::group`, `db::once`, `events::follow`, `bus::epoch`); around them
//! stand a disk that forgets what was not synced, a network that loses, doubles, delays and
//! reorders, and crashes. It must not decide itself what the product decides. `sometimes` says what
//! must have happened in some life, so that the lives are not green because they are blind.
//!
//! `SHOAL_SIM_RUNS` says how many lives, `SHOAL_SIM_SEED` where to begin; a failure prints both.

mod commands;
mod dice;
mod disk;
mod injected;
mod lives;
mod moves;
mod net;
mod sometimes;
mod stream;
