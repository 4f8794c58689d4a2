//! Threads that note times while another reads: nothing that was noted is lost, and what is read
//! only grows.

use super::search::explore;
use crate::kernel::meter::pulse::Times;
use shuttle::thread;
use std::sync::Arc;
use std::time::Duration;

#[test]
fn times() {
    explore("times", world);
}

pub(super) fn world() {
    let times = Arc::new(Times::default());
    let noting = [3, 3, 5].map(|micros| {
        let times = Arc::clone(&times);
        thread::spawn(move || times.note(Duration::from_micros(micros)))
    });
    let before = times.counts();
    for thread in noting {
        thread.join().expect("it ends");
    }
    let now = times.counts();
    assert_eq!(now.total(), 3, "what was noted is lost");
    assert_eq!(now.since(&before).total() + before.total(), 3, "what is read has shrunk");
}
