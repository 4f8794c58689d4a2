//! A host that is fenced and given its right again while others judge calls and wait to be told:
//! whoever is told of a right finds it in force, and no call is judged by half of one.

use super::search::explore;
use crate::kernel::bus::epoch::Verdict;
use crate::kernel::bus::{Fence, ServingRight};
use shuttle::future::block_on;
use shuttle::thread;

#[test]
fn fence() {
    explore("fence", world);
}

pub(super) fn world() {
    let fence = Fence::new(ServingRight::kept(1, true));
    let judging = fence.clone();
    let judge = thread::spawn(move || {
        let right = judging.right();
        let whole = [(1, true), (2, false), (3, true)];
        assert!(whole.contains(&(right.epoch(), right.is_serving())), "{right:?}");
    });
    let (told, mut changes) = (fence.clone(), fence.changes());
    let wait = thread::spawn(move || {
        loop {
            block_on(changes.changed()).expect("the fence is there");
            let now = *changes.borrow_and_update();
            if now.is_serving() {
                assert_eq!(told.judge(now.epoch()), Verdict::Accept, "told, and not in force");
                return;
            }
            assert_ne!(told.judge(1), Verdict::Accept, "told of the fence, and it serves");
        }
    });
    fence.set(ServingRight::kept(2, false));
    fence.set(ServingRight::kept(3, true));
    judge.join().expect("it ends");
    wait.join().expect("it ends");
}
