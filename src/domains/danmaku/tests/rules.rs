//! Tables over the rules.

use crate::contract::danmaku::Standing;
use crate::contract::moderation::Action;
use crate::domains::danmaku::model::{EnergyPart, after_screened, check_pace, make_energy};

#[test]
fn only_what_was_judged_and_passed_is_shown() {
    for (action, standing) in [
        (Some(Action::Pass), Standing::Shown),
        (Some(Action::Review), Standing::Held),
        (Some(Action::AgeLimit), Standing::Held),
        (Some(Action::Unspecified), Standing::Pending),
        (None, Standing::Pending),
    ] {
        assert_eq!(after_screened(action), Ok(standing), "{action:?}");
    }
    assert!(after_screened(Some(Action::Block)).is_err());
}

#[test]
fn a_pace_is_kept_whatever_the_clock_does() {
    for (last_ms, now_ms, apart_ms, is_free) in [
        (None, 0, u64::MAX, true),
        (Some(1_000), 1_999, 1_000, false),
        (Some(1_000), 2_000, 1_000, true),
        (Some(1_000), 1_000, 0, true),
        (Some(2_000), 1_000, 1_000, false),
        (Some(i64::MIN), i64::MAX, 1_000, true),
    ] {
        assert_eq!(check_pace(last_ms, now_ms, apart_ms).is_ok(), is_free, "{last_ms:?} {now_ms}");
    }
}

#[test]
fn the_curve_has_a_hundred_parts_and_the_end_is_in_the_last() {
    assert_eq!(make_energy(&[]), [0_u32; 0]);
    let counted = [(0, 3), (99, 4), (100, 5), (7, u64::MAX)];
    let energy = make_energy(&counted.map(|(part, count)| EnergyPart { part, count }));
    assert_eq!((energy.len(), energy[0], energy[99], energy[7]), (100, 3, 9, u32::MAX));
}
