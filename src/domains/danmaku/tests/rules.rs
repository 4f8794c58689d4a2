//! Tables over the rules.

use crate::contract::danmaku::Standing;
use crate::contract::moderation::Action;
use crate::domains::danmaku::model::{
    EnergyPart, Openness, PlayProof, Room, after_screened, check_pace, decide_entry, make_energy,
};
use crate::kernel::context::{Caller, Role};

#[test]
fn the_owner_is_known_by_whoever_knows_them() {
    let room = |owner_id: &str| Room {
        epoch: "e".to_owned(),
        owner_id: owner_id.to_owned(),
        openness: Openness::Proven,
        duration_ms: 0,
        last_offset: 0,
        is_muted: false,
        slow_mode_ms: 0,
        is_for_followers: false,
    };
    let proof = |owner_id: &str| PlayProof { owner_id: owner_id.to_owned(), duration_ms: 0 };
    let caller = Caller::User { user_id: "ada".into(), role: Role::Creator };
    for (in_room, proven, is_manager) in [
        ("ada", "", true),
        ("", "ada", true),
        ("ada", "ada", true),
        ("bob", "", false),
        ("", "", false),
    ] {
        let (room, proof) = (Some(room(in_room)), Some(proof(proven)));
        let entry = decide_entry(&caller, "v".into(), room, proof).expect("a session proves it");
        assert_eq!(entry.is_manager, is_manager, "{in_room} {proven}");
    }
}

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
