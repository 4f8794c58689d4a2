//! Tables over the rules of watching: which claims are believed, and what is a view.

use crate::contract::playback::{Interval as Part, Refusal, ReportProgressRequest};
use crate::domains::playback::engine::{SigningKey, person};
use crate::domains::playback::model::{
    Beacon, Interval, Intervals, PlayedSoFar, SPEED_MAX, Visibility, decide_advance, decide_beacon,
    decide_network, may_hear_views,
};
use crate::kernel::context::{Caller, Role};

const DURATION_MS: u64 = 100_000;

fn parts(list: &[(u64, u64)]) -> Vec<Interval> {
    list.iter().map(|&(from_ms, to_ms)| Interval { from_ms, to_ms }).collect()
}

fn beacon(sequence: u64, list: &[(u64, u64)]) -> Beacon {
    Beacon { sequence, position_ms: 0, played: parts(list) }
}

/// What comes of several beacons, long after the session began: whether each was enough.
fn judged(duration_ms: u64, beacons: &[&[(u64, u64)]]) -> Vec<bool> {
    let mut so_far = PlayedSoFar::default();
    let mut told = Vec::new();
    for (sequence, list) in (1..).zip(beacons) {
        let advance = decide_advance(so_far, &beacon(sequence, list), duration_ms, 1 << 40);
        let advance = advance.expect("it is believed").expect("it is new");
        told.push(advance.is_enough);
        so_far = advance.so_far;
    }
    told
}

#[test]
fn a_view_is_ten_seconds_of_different_media_or_all_of_a_short_video() {
    for (duration_ms, beacons, enough) in [
        (DURATION_MS, &[&[(0, 10_000)][..]][..], &[true][..]),
        (DURATION_MS, &[&[(0, 9_999)]], &[false]),
        (DURATION_MS, &[&[(0, 9_999)], &[(9_999, 10_000)]], &[false, true]),
        // The same five seconds twice are five seconds.
        (DURATION_MS, &[&[(0, 5_000), (0, 5_000)], &[(1_000, 5_000)]], &[false, false]),
        (DURATION_MS, &[&[(0, 5_000)], &[(90_000, 95_000)]], &[false, true]),
        // It is judged once.
        (DURATION_MS, &[&[(0, 10_000)], &[(20_000, 40_000)]], &[true, false]),
        (4_000, &[&[(0, 3_799)], &[(3_799, 3_800)]], &[false, true]),
    ] {
        assert_eq!(judged(duration_ms, beacons), enough, "{duration_ms} {beacons:?}");
    }
}

#[test]
fn what_is_remembered_until_then_is_bounded() {
    let mut so_far = PlayedSoFar::default();
    for sequence in 1..=200 {
        let from_ms = sequence * 20;
        let one = beacon(sequence, &[(from_ms, from_ms + 1)]);
        let advance = decide_advance(so_far, &one, DURATION_MS, 1 << 40);
        so_far = advance.expect("it is believed").expect("it is new").so_far;
    }
    assert_eq!((so_far.played.0.len(), so_far.claimed_ms), (64, 200));
}

#[test]
fn nobody_claims_more_than_a_player_can_have_played() {
    let begun_at_ms = 1_000_000;
    let at = |passed_ms: i64, claimed_ms: u64, list: &[(u64, u64)]| {
        let so_far = PlayedSoFar {
            created_at_ms: begun_at_ms,
            claimed_ms,
            played: Intervals::default(),
            ..PlayedSoFar::default()
        };
        decide_advance(so_far, &beacon(1, list), DURATION_MS, begun_at_ms + passed_ms)
    };
    // Twice the time, and a second for what clocks differ by.
    for (passed_ms, claimed_ms, list, is_believed) in [
        (0, 0, &[(0, 1_000)][..], true),
        (0, 0, &[(0, 1_001)], false),
        (4_500, 0, &[(0, 10_000)], true),
        (4_499, 0, &[(0, 10_000)], false),
        // What was claimed before counts, and so does the same part again.
        (10_000, 20_000, &[(0, 1_000)], true),
        (10_000, 20_000, &[(0, 1_000), (0, 1)], false),
        (-5_000, 0, &[(0, 1_001)], false),
        (i64::from(u32::MAX), 0, &[(0, u64::MAX), (0, u64::MAX)], false),
    ] {
        let told = at(passed_ms, claimed_ms, list);
        assert_eq!(told.is_ok(), is_believed, "{passed_ms} {claimed_ms} {list:?}");
        assert!(told.err().is_none_or(|refused| refused.name == "PLAYED_INVALID"));
    }
}

#[test]
fn a_view_takes_half_its_length_on_the_clock() {
    let at = |passed_ms, duration_ms, list: &[(u64, u64)]| {
        let advance =
            decide_advance(PlayedSoFar::default(), &beacon(1, list), duration_ms, passed_ms);
        advance.expect("it is believed").expect("it is new").is_enough
    };
    for (passed_ms, duration_ms, part, is_enough) in [
        (4_999, DURATION_MS, (0, 10_000), false),
        (5_000, DURATION_MS, (0, 10_000), true),
        (1_899, 4_000, (0, 3_800), false),
        (1_900, 4_000, (0, 3_800), true),
    ] {
        assert_eq!(at(passed_ms, duration_ms, &[part]), is_enough, "{passed_ms} {duration_ms}");
    }
    // Who was too early is judged again.
    let early =
        decide_advance(PlayedSoFar::default(), &beacon(1, &[(0, 10_000)]), DURATION_MS, 4_999);
    let so_far = early.expect("it is believed").expect("it is new").so_far;
    let later = decide_advance(so_far, &beacon(2, &[(0, 1)]), DURATION_MS, 5_000);
    assert!(later.expect("it is believed").expect("it is new").is_enough);
}

/// Whoever watches as fast as the player goes is believed.
#[test]
fn the_player_goes_no_faster_than_is_believed() {
    let script = include_str!("../../../../static/playback/player.js/engine.js");
    let list = script.split("SPEEDS = [").nth(1).and_then(|rest| rest.split(']').next());
    let speeds = list.expect("the player has speeds").split(',').map(str::trim);
    let speeds: Vec<f64> = speeds.map(|one| one.parse().expect("a number")).collect();
    let fastest = speeds.iter().copied().fold(0.0, f64::max);
    assert!((fastest - f64::from(u32::try_from(SPEED_MAX).expect("it is small"))).abs() < 1e-9);
}

#[test]
fn each_beacon_is_taken_once_in_whatever_order_they_come() {
    let mut so_far = PlayedSoFar::default();
    let mut taken = |sequence| {
        let told = decide_advance(so_far.clone(), &beacon(sequence, &[(0, 1)]), 9, 1 << 40);
        let advance = told.expect("it is believed")?;
        so_far = advance.so_far;
        Some(advance.is_newest)
    };
    for (sequence, is_newest) in [
        (2, Some(true)),
        (2, None),
        (1, Some(false)),
        (1, None),
        (5, Some(true)),
        (2, None),
        (1, None),
        (4, Some(false)),
        (4, None),
        (3, Some(false)),
        (3, None),
        (65, Some(true)),
        (5, None),
        (2, None),
        // As far behind as is remembered, and further: nobody knows any more.
        (66, Some(true)),
        (3, None),
        (7, Some(false)),
        (7, None),
        (6, Some(false)),
        (130, Some(true)),
        (66, None),
        (67, Some(false)),
        (u64::MAX, Some(true)),
        (130, None),
        (u64::MAX, None),
        (u64::MAX - 63, Some(false)),
        (u64::MAX - 64, None),
    ] {
        assert_eq!(taken(sequence), is_newest, "{sequence}");
    }
}

#[test]
fn parts_lie_in_the_video_and_are_few() {
    let told = |sequence, list: &[(u64, u64)]| {
        let played = list.iter().map(|&(from_ms, to_ms)| Part { from_ms, to_ms }).collect();
        let request = ReportProgressRequest { sequence, played, ..<_>::default() };
        decide_beacon(&request, DURATION_MS, 5_000)
    };
    assert_eq!(told(1, &[]).expect("it says only a place"), None);
    assert_eq!(told(0, &[]).expect("it says only a place"), None);
    assert!(told(1, &[(0, 105_000)]).expect("it fits").is_some());
    assert!(told(1, &[(0, 1); 32]).expect("it fits").is_some());
    for (sequence, list) in [
        (0, &[(0, 1)][..]),
        (1, &[(0, 105_001)]),
        (1, &[(5, 5)]),
        (1, &[(6, 5)]),
        (1, &[(0, 1), (u64::MAX, 0)]),
        (1, &[(0, 1); 33]),
    ] {
        let refused = told(sequence, list).expect_err("it does not fit");
        assert_eq!(refused.name, "PLAYED_INVALID", "{sequence} {list:?}");
        assert!(crate::kernel::fault::Error::from(refused).is(Refusal::PlayedInvalid));
    }
}

#[test]
fn a_visitor_is_the_same_for_a_day_and_nobody_reads_who() {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    let (key, other) = (SigningKey::new([7; 32]), SigningKey::new([8; 32]));
    let mark = person(&key, b"network", 0);
    assert_eq!(person(&key, b"network", DAY_MS - 1), mark);
    for another in [
        person(&key, b"network", DAY_MS),
        person(&key, b"network", -1),
        person(&key, b"networl", 0),
        person(&other, b"network", 0),
    ] {
        assert_ne!(another, mark);
    }
    assert!(!mark.contains("network") && mark.starts_with("day:"), "{mark}");
    assert_eq!(decide_network(b""), None);
    assert_eq!(decide_network(&[1; 65]), None);
    assert_eq!(decide_network(&[1; 64]), Some(&[1; 64][..]));
}

#[test]
fn who_hears_of_views() {
    let user = |id: &str, role| Caller::User { user_id: id.into(), role };
    let callers = [
        Caller::Anonymous { visitor: "v".into() },
        user("bob", Role::Creator),
        user("ada", Role::Viewer),
        user("mod", Role::Moderator),
        Caller::Operator,
    ];
    let hears = |visibility, owner: Option<&str>| {
        let owner = owner.map(Into::into);
        callers.each_ref().map(|caller| may_hear_views(caller, visibility, owner.as_ref()))
    };
    assert_eq!(hears(Visibility::Shown, None), [true; 5]);
    assert_eq!(hears(Visibility::Private, Some("ada")), [false, false, true, true, true]);
    assert_eq!(hears(Visibility::Private, None), [false, false, false, true, true]);
    assert_eq!(hears(Visibility::Deleted, Some("ada")), [false; 5]);
}
