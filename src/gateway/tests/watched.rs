//! What is watched: what a player tells, what was sent, the history of an account, views in lists.

use super::fakes::held;
use super::reader::{CREATOR, api, fill, open, place};
use super::wire::{Ask, ask};
use super::world::World;
use crate::gateway::Settings;
use serde_json::json;

#[test]
fn what_a_player_tells_reaches_playback_with_a_mark_of_its_network() {
    let world = World::new();
    let told = |agent: &str, body: &serde_json::Value| {
        let ask = api(&world, CREATOR, "POST", "/api/v1/sessions/s1/progress");
        let said = world.send(&ask.with("user-agent", agent).json(body));
        (said.status, held(&world.seen.told).pop())
    };
    let body = json!({
        "position_ms": 9_000, "sequence": 3, "played": [{ "from_ms": 0, "to_ms": 9_000 }],
    });
    let (status, request) = told("Firefox", &body);
    let request = request.expect("it was told");
    assert_eq!(status, 202);
    assert!(request.contains("position_ms: 9000, sequence: 3"), "{request}");
    assert!(request.contains("played: [Interval { from_ms: 0, to_ms: 9000 }]"), "{request}");
    assert!(!request.contains("127.0.0.1") && !request.contains("network: b\"\""), "{request}");
    // An older player says only where it is.
    let (status, request) = told("Firefox", &json!({ "position_ms": 5 }));
    assert_eq!(status, 202);
    assert!(request.expect("it was told").contains("sequence: 0, played: []"));
    let (status, request) = told("Mozilla/5.0 (compatible; Googlebot/2.1)", &body);
    assert_eq!((status, request), (202, None), "nobody has watched");
    for odd in [
        json!({ "position_ms": 1, "played": [{ "from_ms": -1, "to_ms": 2 }] }),
        json!({ "position_ms": 1, "played": [{ "from_ms": 0 }] }),
        json!({ "position_ms": 1, "watched": true }),
    ] {
        assert_eq!(told("Firefox", &odd).0, 400, "{odd}");
    }
}

#[test]
fn a_strange_page_reports_nothing() {
    let world = World::new();
    let body = json!({ "position_ms": 1 });
    let ask = ask("POST", "/api/v1/sessions/s1/progress").with("cookie", CREATOR).json(&body);
    assert_eq!(world.send(&ask.with("sec-fetch-site", "cross-site")).status, 403);
    assert!(held(&world.seen.told).is_empty());
}

#[test]
fn what_media_was_sent_is_told_in_batches_and_never_waited_for() {
    let world = World::with(Settings { served_every_ms: 200, ..Settings::default() });
    world.put("transcode/p1/720p/1.m4s", vec![7; 10_000]);
    world.put("transcode/p1/2-1", vec![7; 500]);
    for _ in 0..3 {
        assert_eq!(world.send(&ask("GET", "/media/tok/720p/1.m4s")).body.len(), 10_000);
    }
    let part = ask("GET", "/media/tok/720p/1.m4s").with("range", "bytes=0-99");
    assert_eq!(world.send(&part).body.len(), 100);
    // These send no media.
    world.send(&ask("HEAD", "/media/tok/720p/1.m4s"));
    world.send(&ask("GET", "/covers/v1/640.jpg"));
    world.send(&ask("GET", "/media/bad/720p/1.m4s"));
    let sum = || {
        let told = held(&world.seen.told);
        let bytes = told.iter().map(|one| {
            assert!(one.contains("video_id: \"v1\", kind: Video"), "{one}");
            let digits = one.split("bytes: ").nth(1).and_then(|rest| rest.split(',').next());
            digits.and_then(|digits| digits.parse::<u64>().ok()).expect("a number")
        });
        bytes.sum::<u64>()
    };
    for _ in 0..50 {
        if sum() == 30_100 {
            break;
        }
        world.wait_ms(50);
    }
    assert_eq!(sum(), 30_100);
    let metrics = world.send(&ask("GET", "/metrics")).text();
    assert!(metrics.contains("shoal_media_bytes_total{kind=\"video\"} 30100"), "{metrics}");
    assert!(metrics.contains("shoal_media_bytes_uncounted_total 0"), "{metrics}");
}

#[test]
fn a_history_is_shown_by_day_with_how_far_its_reader_came() {
    let world = World::new();
    let page = open(&world, CREATOR, "/history").text();
    assert!(page.contains("data-testid=\"history-empty\""), "{page}");
    assert!(page.contains("action=\"/history/resume\""), "it is paused: {page}");
    assert!(!page.contains("/history/clear"), "there is nothing to clear");
    *held(&world.seen.rows) = 1;
    let page = open(&world, CREATOR, "/history").text();
    assert_eq!(page.matches("data-testid=\"history-row\"").count(), 2);
    assert_eq!(page.matches("data-testid=\"history-day\"").count(), 1, "both of one day");
    assert!(page.contains("A &#60;b&#62;fish&#60;/b&#62;"), "{page}");
    let asked = || held(&world.seen.told).iter().filter(|one| one.starts_with("videos")).count();
    assert_eq!((asked(), held(&world.seen.told).last().cloned()), (1, Some("videos v1 v9".into())));
    assert!(page.contains("<progress class=\"history-bar\" value=\"1500\" max=\"5000\">"));
    assert!(page.contains("Watched up to 0:01 of 0:05"), "{page}");
    assert!(page.contains("This video is not available any more"), "{page}");
    *held(&world.seen.is_video_lost) = true;
    let said = open(&world, CREATOR, "/history");
    let text = said.text();
    assert!(said.status >= 500 && !text.contains("not available any more"), "{text}");
    *held(&world.seen.is_video_lost) = false;
    assert!(!page.contains("/watch/v9"), "what is gone has no address: {page}");
    assert!(page.contains("href=\"/history?cursor=5-a\""), "{page}");
    assert!(page.contains("12,345 views"), "{page}");
    let last = open(&world, CREATOR, "/history?cursor=5-a").text();
    assert!(!last.contains("data-testid=\"load-more\""));
    let zh = open(&world, "shoal_session=good; shoal_language=zh-CN", "/history").text();
    assert!(zh.contains("1.2万次播放") && zh.contains("看到 0:01，共 0:05"), "{zh}");
}

#[test]
fn it_is_changed_by_forms_and_only_by_whoever_is_signed_in() {
    let world = World::new();
    *held(&world.seen.rows) = 1;
    let ask_page = open(&world, CREATOR, "/history/clear").text();
    assert!(ask_page.contains("data-ask-panel") && ask_page.contains("Clear your watch history?"));
    assert!(world.seen.calls("playback.ClearHistory").is_empty(), "it only asks");
    for (path, call, notice) in [
        ("/history/v1/remove", "playback.RemoveFromHistory", "history-removed"),
        ("/history/clear", "playback.ClearHistory", "history-cleared"),
        ("/history/pause", "playback.PauseHistory", "history-paused"),
        ("/history/resume", "playback.ResumeHistory", "history-resumed"),
    ] {
        let said = fill(&world, CREATOR, "/history", path, &[]);
        assert_eq!(said.status, 303, "{path}: {}", said.text());
        assert_eq!(place(&said), format!("/history?notice=playback.{notice}"));
        assert_eq!(world.seen.calls(call), [format!("{call} by user:u1")]);
        let without = world.send(&ask("POST", path).with("cookie", CREATOR).form(&[("x", "y")]));
        assert_eq!(without.status, 403, "{path} without its token");
    }
    let stranger = world.send(&ask("GET", "/history"));
    assert_eq!(place(&stranger), "/sign-in?next=/history");
}

#[test]
fn programs_read_and_change_a_history() {
    let world = World::new();
    *held(&world.seen.rows) = 1;
    let by =
        |method: &str, path: &str| ask(method, path).with("authorization", "Bearer shoal_good");
    let said = world.send(&by("GET", "/api/v1/history?limit=2")).json();
    assert_eq!(said["videos"][0]["title"], "A <b>fish</b>");
    assert_eq!(said["videos"][0]["position_ms"], 1_500);
    assert!(said["videos"][1]["title"].is_null());
    assert_eq!((&said["next_cursor"], &said["is_paused"]), (&json!("5-a"), &json!(false)));
    for (method, path, body, call) in [
        ("DELETE", "/api/v1/history/v1", None, "playback.RemoveFromHistory"),
        ("DELETE", "/api/v1/history", None, "playback.ClearHistory"),
        ("PATCH", "/api/v1/history", Some(json!({ "paused": true })), "playback.PauseHistory"),
        ("PATCH", "/api/v1/history", Some(json!({ "paused": false })), "playback.ResumeHistory"),
    ] {
        let asked = by(method, path);
        let asked = body.iter().fold(asked, Ask::json);
        let said = world.send(&asked);
        assert_eq!(said.status, 204, "{method} {path}: {}", said.text());
        assert_eq!(world.seen.calls(call).len(), 1, "{call}");
    }
    assert_eq!(world.send(&ask("GET", "/api/v1/history")).code(), "kernel.SIGN_IN_FIRST");
}

#[test]
fn views_stand_in_lists_on_the_page_and_in_the_api() {
    let world = World::new();
    for path in ["/", "/u/mira", "/watch/v1"] {
        let page = open(&world, CREATOR, path).text();
        assert!(page.contains("12,345 views"), "{path}: {page}");
    }
    let said = world.send(&ask("GET", "/api/v1/views?video_ids=v1,v9"));
    assert_eq!(said.json(), json!({ "views": { "v1": 12_345 } }));
    assert_eq!(world.send(&ask("GET", "/api/v1/views")).status, 400);
}
