//! Runs a small world of threads in many orders: half of them by chance, half by priorities that
//! change at few points (PCT: Burckhardt and others, ASPLOS 2010), which finds rare orders sooner.
//! It must not know any world.

#![expect(clippy::disallowed_methods, reason = "the two settings of the search")]

use shuttle::scheduler::{PctScheduler, RandomScheduler};
use shuttle::{Config, Runner};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Lets threads meet; panics when something does not hold.
pub(super) type World = fn();

/// The orders of each world that the checks try.
const ORDERS: usize = 4_000;
/// The stack of each thread; the meters of a domain are made on it.
const STACK_BYTES: usize = 1 << 20;
/// At how many points a thread of low priority comes first.
const DEPTH: usize = 3;

fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Tries the orders of a world.
pub(super) fn explore(name: &str, world: World) {
    let seed = setting("SHOAL_SCHEDULE_SEED", 1);
    let orders = setting("SHOAL_SCHEDULES", ORDERS);
    println!("{name}: {orders} schedules from SHOAL_SCHEDULE_SEED={seed}");
    if let Some(cause) = search(world, seed, orders) {
        panic!(
            "{name} broke: {cause}\nagain: SHOAL_SCHEDULE_SEED={seed} SHOAL_SCHEDULES={orders} \
             cargo test --lib --features schedules schedules::{name}"
        );
    }
}

/// What broke, if anything did.
pub(super) fn search(world: World, seed: usize, orders: usize) -> Option<String> {
    let (seed, half) = (seed as u64, orders.div_ceil(2));
    let by_chance = RandomScheduler::new_from_seed(seed, half);
    let by_priority = PctScheduler::new_from_seed(seed, DEPTH, half);
    tried(|| _ = Runner::new(by_chance, config()).run(world))
        .or_else(|| tried(|| _ = Runner::new(by_priority, config()).run(world)))
}

/// Shuttle takes every memory ordering for `SeqCst` and would say so each time.
fn config() -> Config {
    let mut config = Config::new();
    config.stack_size = STACK_BYTES;
    config.silence_warnings = true;
    config
}

fn tried(run: impl FnOnce()) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(run)).err()?;
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .or(Some("a panic without words".to_owned()))
}
