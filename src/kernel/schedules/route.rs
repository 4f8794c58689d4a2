//! Callers that read a route, one who re-points it, and one who learns the epoch of the old one:
//! each reads a pair that somebody made, and what was pointed last stays.

use super::search::explore;
use crate::kernel::bus::switch::Switch;
use shuttle::thread;

#[test]
fn route() {
    explore("route", world);
}

pub(super) fn world() {
    let switch = Switch::new(1, "old");
    let mut threads = Vec::new();
    for told in [5, 6] {
        let switch = switch.clone();
        threads.push(thread::spawn(move || {
            switch.adopt(1, told, |route| (*route == "old").then_some("old"));
        }));
    }
    for _ in 0..2 {
        let switch = switch.clone();
        threads.push(thread::spawn(move || {
            let pair = switch.by(|epoch, route| (epoch, *route));
            let made = [(1, "old"), (5, "old"), (6, "old"), (2, "new")];
            assert!(made.contains(&pair), "nobody made the route {pair:?}");
        }));
    }
    switch.point(2, "new");
    for thread in threads {
        thread.join().expect("it ends");
    }
    assert_eq!(switch.by(|epoch, route| (epoch, *route)), (2, "new"), "what was pointed is lost");
}
