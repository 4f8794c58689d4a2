//! A host that is fenced and seated again while others judge calls and wait to be told: whoever is
//! told of a seating finds it in force, and no call is judged by half of one.

use super::search::explore;
use crate::kernel::bus::epoch::Verdict;
use crate::kernel::bus::{Fence, Seating};
use shuttle::future::block_on;
use shuttle::thread;

#[test]
fn fence() {
    explore("fence", world);
}

pub(super) fn world() {
    let fence = Fence::new(Seating::kept(1, true));
    let judging = fence.clone();
    let judge = thread::spawn(move || {
        let seating = judging.seating();
        let whole = [(1, true), (2, false), (3, true)];
        assert!(whole.contains(&(seating.epoch(), seating.is_serving())), "{seating:?}");
    });
    let (told, mut away) = (fence.clone(), fence.away());
    let wait = thread::spawn(move || {
        loop {
            block_on(away.changed()).expect("the fence is there");
            let now = *away.borrow_and_update();
            if now.is_serving() {
                assert_eq!(told.judge(now.epoch()), Verdict::Accept, "told, and not in force");
                return;
            }
            assert_ne!(told.judge(1), Verdict::Accept, "told of the fence, and it serves");
        }
    });
    fence.set(Seating::kept(2, false));
    fence.set(Seating::kept(3, true));
    judge.join().expect("it ends");
    wait.join().expect("it ends");
}
