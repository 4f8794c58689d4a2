//! The live configuration with its real history and the real settings: what is refused, kept,
//! shared and brought back.

use crate::boot::harness::{Harness, by, by_visitor};
use crate::kernel::config::{Given, LiveConfig, Outcome, Rejected, Source, View, Wish};
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::{Error, Refused, Reply};
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::PathBuf;

fn wish(keys: &[(&str, Value)]) -> Wish {
    let given = |value: &Value| match value {
        Value::Null => None,
        other => Some(Given::Typed(other.clone())),
    };
    let keys = keys.iter().map(|(key, value)| ((*key).to_owned(), given(value))).collect();
    Wish { keys, ..Wish::default() }
}

fn admin() -> Context {
    by("u1", Role::Admin)
}

fn change(harness: &Harness, config: &LiveConfig, wish: Wish) -> Reply<Outcome> {
    harness.run(config.change(&admin(), "ada", wish)).map_err(Rejected::into_error)
}

fn refused(reply: Result<Outcome, impl Into<Rejected>>) -> Refused {
    match reply.map_err(|error| error.into().into_error()) {
        Err(Error::Refused(refused)) => *refused,
        other => panic!("no refusal: {other:?}"),
    }
}

fn view(config: &LiveConfig, full: &str) -> View {
    let mut views = config.views().into_iter();
    views.find(|view| view.key.full() == full).expect("a setting")
}

fn history(harness: &Harness) -> PathBuf {
    harness.folder().join("config/history.jsonl")
}

#[test]
fn a_change_is_in_force_kept_and_told_from_where() {
    let harness = Harness::new();
    let config = harness.config();
    let before = view(&config, "user.sign_up");
    assert_eq!((before.value, before.source), (json!("open"), Source::Default));
    let set = wish(&[("user.sign_up", json!("closed")), ("transcode.gop_ms", json!(1000))]);
    let made = change(&harness, &config, Wish { note: "spam".into(), ..set }).expect("it is good");
    assert_eq!((made.version, made.changes.len()), (1, 2));
    let now = view(&config, "user.sign_up");
    assert_eq!((now.value, now.source), (json!("closed"), Source::LiveSettings(1)));
    assert_eq!(now.below.value, json!("open"));
    // Another process of the same data directory, or the next start.
    let other = harness.config();
    assert_eq!(view(&other, "transcode.gop_ms").source, Source::LiveSettings(1));
    let kept = other.history();
    let version = kept.find(1).expect("it is kept");
    assert_eq!((version.by.name.as_str(), version.note.as_str()), ("ada", "spam"));
    assert_eq!(version.by.scope, "user:u1");
    let cleared = change(&harness, &config, wish(&[("user.sign_up", Value::Null)]));
    assert_eq!(cleared.expect("it is good").version, 2);
    assert_eq!(view(&config, "user.sign_up").source, Source::Default);
    assert_eq!(view(&config, "transcode.gop_ms").source, Source::LiveSettings(1));
}

#[test]
fn two_processes_see_each_other_within_a_second() {
    let harness = Harness::new();
    let (one, other) = (harness.config(), harness.config());
    change(&harness, &one, wish(&[("video.drafts_max", json!(7))])).expect("it is good");
    harness.eventually("the other process to hear of it", async || {
        other.settle();
        (view(&other, "video.drafts_max").value == json!(7)).then_some(())
    });
    change(&harness, &other, wish(&[("video.drafts_max", json!(8))])).expect("it knows version 1");
    assert_eq!(one.history().newest().max(2), 2);
}

#[test]
fn what_is_wrong_is_named_with_what_would_be_right_and_changes_nothing() {
    let harness = Harness::new();
    let config = harness.config();
    for (key, value, told) in [
        ("user.sessions_max", json!("many"), "user.sessions_max is \"many\"; write a whole number"),
        ("user.sessions_max", json!(0), "user.sessions_max is 0; it must lie from 1 to 1000"),
        ("user.hash_lanes", json!(-1), "user.hash_lanes"),
        ("user.hash_lanes", json!(5_000_000_000_i64), "user.hash_lanes"),
        ("transcode.segment_ms", json!(100), "transcode.segment_ms is 100"),
        ("transcode.ladder", json!([]), "transcode.ladder"),
        ("transcode.ladder", json!([{ "height": 720 }]), "has a row without bitrate_kbps"),
        ("transcode.ladder", json!([{ "height": 1, "bitrate_kbps": 90 }]), "height is 1"),
        ("transcode.ladder", json!([{ "height": "x", "bitrate_kbps": 90 }]), "transcode.ladder"),
        ("user.sign_up_role", json!("admin"), "one of viewer, creator"),
        ("gateway.burst", json!(0), "gateway.burst"),
        ("gateway.trusted_proxies", json!(["0.0.0.0/0"]), "only the owner of the machine"),
        ("storage.reader_threads", json!(9), "read once, when the server starts"),
        ("user.sesions_max", json!(9), "there is no such setting"),
        ("user.sessions", json!(9), "did you mean user.sessions_max"),
        ("nonsense", json!(9), "there is no such setting"),
    ] {
        let refused = refused(change(&harness, &config, wish(&[(key, value)])));
        assert_eq!(refused.name, "CONFIG_INVALID");
        assert!(refused.reason.contains(told), "{} does not say {told}", refused.reason);
        assert_eq!(refused.details[0].name, key, "{refused:?}");
    }
    let both = wish(&[("user.sesions_max", json!(1)), ("user.sessions_max", json!("x"))]);
    assert_eq!(
        refused(change(&harness, &config, both)).details.len(),
        2,
        "every wrong one is told"
    );
    let good_and_bad = wish(&[("video.drafts_max", json!(7)), ("user.sessions_max", json!(0))]);
    refused(change(&harness, &config, good_and_bad));
    assert_eq!((config.version(), view(&config, "video.drafts_max").value), (0, json!(50)));
    assert!(!history(&harness).exists());
}

#[test]
fn only_administrators_change_anything() {
    let harness = Harness::new();
    let config = harness.config();
    for cx in [by("u2", Role::Creator), by("u3", Role::Moderator), by_visitor()] {
        let wish = wish(&[("user.sign_up", json!("closed"))]);
        let refused_change = harness.run(config.change(&cx, "eve", wish));
        assert_eq!(refused(refused_change).name, "NOT_ALLOWED");
        let refused_back = harness.run(config.roll_back(&cx, "eve", 0, Wish::default()));
        assert_eq!(refused(refused_back).name, "NOT_ALLOWED");
    }
    assert_eq!(config.version(), 0);
}

#[test]
fn two_administrators_do_not_overwrite_each_other() {
    let harness = Harness::new();
    let (one, other) = (harness.config(), harness.config());
    let at_0 = |value| Wish { expected: Some(0), ..wish(&[("video.drafts_max", json!(value))]) };
    change(&harness, &one, at_0(7)).expect("the first");
    let late = refused(change(&harness, &other, at_0(9)));
    assert_eq!(late.name, "CONFIG_CHANGED");
    assert!(late.reason.contains("ada") && late.reason.contains("version 1"), "{}", late.reason);
    // Who names no version puts the change on top.
    let on_top =
        change(&harness, &other, wish(&[("user.sessions_max", json!(9))])).expect("it is good");
    assert_eq!(on_top.version, 2);
    assert_eq!(view(&other, "video.drafts_max").value, json!(7));
}

#[test]
fn a_race_of_many_loses_nothing() {
    let harness = Harness::new();
    let keys = ["video.drafts_max", "user.sessions_max", "user.api_tokens_max", "gateway.burst"];
    let desks: Vec<_> = keys.iter().map(|_| harness.config()).collect();
    let works = keys.iter().zip(&desks).map(|(key, service)| {
        let wish = wish(&[(key, json!(33))]);
        async move { service.change(&admin(), "ada", wish).await }
    });
    let done = harness.run(futures_util::future::join_all(works));
    assert!(done.iter().all(Result::is_ok), "{done:?}");
    let fresh = harness.config();
    assert_eq!(fresh.version(), 4);
    assert!(keys.iter().all(|key| view(&fresh, key).value == json!(33)));
}

#[test]
fn a_command_that_is_repeated_by_key_is_done_once() {
    let harness = Harness::new();
    let (one, other) = (harness.config(), harness.config());
    let set = |value| wish(&[("video.drafts_max", json!(value))]);
    let cx = admin().keyed("k1");
    let first = harness.run(one.change(&cx, "ada", set(7))).expect("it is good");
    harness.run(one.change(&admin(), "ada", set(8))).expect("it is good");
    let again = harness.run(other.change(&cx, "ada", set(7))).expect("the first answer again");
    assert_eq!(first, again);
    assert_eq!(view(&one, "video.drafts_max").value, json!(8), "the repeat did not set it back");
    let reused = harness.run(one.change(&cx, "ada", set(9)));
    assert_eq!(refused(reused).name, "KEY_REUSED");
    let of_another = by("u9", Role::Admin).keyed("k1");
    assert_eq!(harness.run(one.change(&of_another, "bo", set(9))).expect("its own key").version, 3);
}

#[test]
fn a_version_is_compared_and_brought_back() {
    let harness = Harness::new();
    let config = harness.config();
    for value in [7, 8, 9] {
        change(&harness, &config, wish(&[("video.drafts_max", json!(value))])).expect("it is good");
    }
    let diff = config.diff(1, 3).expect("both are kept");
    assert_eq!((&diff[0].before, &diff[0].after), (&Some(json!(7)), &Some(json!(9))));
    let trial = Wish { is_trial: true, ..Wish::default() };
    let tried = harness.run(config.roll_back(&admin(), "ada", 1, trial)).expect("it is good");
    assert_eq!((tried.version, tried.changes.len(), config.version()), (3, 1, 3));
    let back =
        harness.run(config.roll_back(&admin(), "ada", 1, Wish::default())).expect("it is good");
    assert_eq!(back.version, 4);
    assert_eq!(view(&config, "video.drafts_max").value, json!(7));
    assert_eq!(config.history().find(4).expect("it is kept").back_to, Some(1));
    harness.run(config.roll_back(&admin(), "ada", 0, Wish::default())).expect("all is cleared");
    assert_eq!(view(&config, "video.drafts_max").source, Source::Default);
    let unknown = harness.run(config.roll_back(&admin(), "ada", 77, Wish::default()));
    assert_eq!(refused(unknown).name, "CONFIG_VERSION_UNKNOWN");
    let same = change(&harness, &config, Wish::default()).expect("nothing is asked");
    assert_eq!((same.version, same.changes.len()), (5, 0), "no version is made of nothing");
}

#[test]
fn a_torn_line_is_told_and_written_over() {
    let harness = Harness::new();
    change(&harness, &harness.config(), wish(&[("video.drafts_max", json!(7))]))
        .expect("it is good");
    let whole = std::fs::read(history(&harness)).expect("it is there");
    // Its writer died in the middle of the second line.
    let mut file =
        std::fs::OpenOptions::new().append(true).open(history(&harness)).expect("a file");
    file.write_all(&whole[..whole.len() / 2]).expect("it is written");
    let config = harness.config();
    assert_eq!(view(&config, "video.drafts_max").value, json!(7));
    let damage = config.history().damage.clone().expect("it is told");
    assert!(damage.contains("the last line ends"), "{damage}");
    change(&harness, &config, wish(&[("video.drafts_max", json!(8))])).expect("it is good");
    let fresh = harness.config();
    assert_eq!((fresh.version(), &fresh.history().damage), (2, &None));
    assert_eq!(view(&fresh, "video.drafts_max").value, json!(8));
}

#[test]
fn a_line_that_cannot_be_read_is_told_and_the_others_count() {
    let harness = Harness::new();
    for value in [7, 8] {
        change(&harness, &harness.config(), wish(&[("video.drafts_max", json!(value))]))
            .expect("good");
    }
    let text = std::fs::read_to_string(history(&harness)).expect("it is there");
    let spoilt = text.replacen("\"number\":2", "\"number\":two", 1);
    assert_ne!(text, spoilt);
    std::fs::write(history(&harness), spoilt).expect("it is written");
    let config = harness.config();
    assert_eq!(view(&config, "video.drafts_max").value, json!(7));
    assert!(config.history().damage.as_deref().is_some_and(|told| told.contains("line 2")));
}

#[test]
fn what_no_longer_fits_is_set_aside_and_the_rest_is_in_force() {
    let harness = Harness::new();
    let set = [
        ("video.drafts_max", json!(7)),
        ("user.try_pause_ms", json!(90_000)),
        ("user.try_pause_ms_max", json!(100_000)),
    ];
    change(&harness, &harness.config(), wish(&set)).expect("together they are good");
    // A later release forbids one, and knows another no more.
    let text = std::fs::read_to_string(history(&harness)).expect("it is there");
    let (head, values) = text.rsplit_once("\"values\"").expect("the table comes last");
    let values = values.replace("\"video.drafts_max\":7", "\"video.drafts_max\":0");
    let values = values.replacen('{', "{\"user.gone\":1,\"storage.reader_threads\":4,", 1);
    std::fs::write(history(&harness), format!("{head}\"values\"{values}")).expect("it is written");
    let config = harness.config();
    let aside: Vec<String> = config.aside().into_keys().collect();
    assert_eq!(aside, ["storage.reader_threads", "user.gone", "video.drafts_max"]);
    assert_eq!(view(&config, "video.drafts_max").value, json!(50));
    assert!(view(&config, "video.drafts_max").aside.is_some());
    assert_eq!(view(&config, "user.try_pause_ms").value, json!(90_000), "the pair stands together");
    let other = wish(&[("user.sessions_max", json!(9))]);
    change(&harness, &config, other).expect("what is aside stands in nobody's way");
    let again = wish(&[("video.drafts_max", json!(-1))]);
    assert!(refused(change(&harness, &config, again)).reason.contains("video.drafts_max"));
    let cleared = ["user.gone", "storage.reader_threads", "video.drafts_max"];
    let cleared = wish(&cleared.map(|key| (key, Value::Null)));
    change(&harness, &config, cleared).expect("what is aside can be cleared");
    assert!(config.aside().is_empty());
}

#[test]
fn the_history_stays_within_its_bound() {
    let harness = Harness::new();
    let config = harness.config();
    for value in 1..=230 {
        change(&harness, &config, wish(&[("video.drafts_max", json!(value))])).expect("it is good");
    }
    let lines = std::fs::read_to_string(history(&harness)).expect("it is there").lines().count();
    assert!((100..=200).contains(&lines), "{lines} lines");
    let fresh = harness.config();
    assert_eq!((fresh.version(), fresh.history().versions.len()), (230, 100));
    assert_eq!(view(&fresh, "video.drafts_max").value, json!(230));
    let long = Wish { note: "x".repeat(201), ..wish(&[("video.drafts_max", json!(1))]) };
    assert!(refused(change(&harness, &config, long)).reason.contains("note"));
    let rows: Vec<Value> = (0..900).map(|at| json!({ "height": at, "bitrate_kbps": at })).collect();
    let large = refused(change(&harness, &config, wish(&[("transcode.ladder", json!(rows))])));
    assert!(large.reason.contains("4096"), "{}", large.reason);
}
