//! What is written over videos, at the front: as JSON, kept by caches, and what waits for a person.

use super::reader::{ADMIN, CREATOR, api, fill, open, place};
use super::wire::ask;
use super::world::World;
use serde_json::json;

const ROOM: &str = "/api/v1/videos/v1/danmaku";

#[test]
fn a_room_and_its_segments_are_read_by_anybody_and_a_version_is_kept_for_good() {
    let world = World::new();
    let said = world.send(&ask("GET", ROOM));
    assert_eq!((said.status, said.header("cache-control")), (200, Some("no-store")));
    let room = said.json();
    assert_eq!((&room["epoch"], &room["count"]), (&json!("e1"), &json!(1)), "{room}");
    assert_eq!(room["segments"][0], json!({"number": 0, "version": 3, "offset": 7, "count": 1}));
    let said = world.send(&ask("GET", &format!("{ROOM}/segments/0?v=3")));
    let kept = Some("public, max-age=31536000, immutable");
    assert_eq!((said.status, said.header("cache-control")), (200, kept));
    let item = &said.json()["items"][0];
    assert_eq!((&item["text"], &item["mode"]), (&json!("<b>前方高能</b>"), &json!("scroll")));
    // The domain is asked each time, and the bytes are made once.
    let address = format!("{ROOM}/segments/0?v=3");
    let again = world.send(&ask("GET", &address));
    assert_eq!((again.header("cache-control"), again.text()), (kept, said.text()));
    let packed = world.send(&ask("GET", &address).with("accept-encoding", "gzip"));
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(packed.header("vary"), Some("accept-encoding"));
    assert_eq!(world.seen.calls("danmaku.GetSegment").len(), 3);
    let old = world.send(&ask("GET", &format!("{ROOM}/segments/0?v=2")));
    assert_eq!(old.status, 404);
    assert_ne!(old.header("cache-control"), kept, "nobody keeps that");
    let delta = world.send(&ask("GET", &format!("{ROOM}/segments/0/delta?after=7"))).json();
    assert_eq!((&delta["offset"], delta["items"].as_array().map(Vec::len)), (&json!(9), Some(1)));
    for odd in ["segments/0", "segments/x?v=1", "segments/-1?v=1", "segments/0?v=-1"] {
        let said = world.send(&ask("GET", &format!("{ROOM}/{odd}")));
        assert!(matches!(said.status, 400 | 404), "{odd}: {}", said.status);
    }
}

#[test]
fn a_text_is_sent_with_an_account_from_a_page_of_ours() {
    let world = World::new();
    let body = json!({ "time_ms": 5, "text": "hi", "mode": "top", "size": "large", "color": 255 });
    assert_eq!(world.send(&ask("POST", ROOM).json(&body)).status, 401);
    let strange = ask("POST", ROOM).with("cookie", CREATOR).with("sec-fetch-site", "cross-site");
    assert_eq!(world.send(&strange.json(&body)).status, 403);
    let said = world.send(&api(&world, CREATOR, "POST", ROOM).json(&body));
    assert_eq!(said.status, 201, "{}", said.text());
    assert_eq!(
        (&said.json()["item"]["text"], &said.json()["state"]),
        (&json!("hi"), &json!("shown"))
    );
    let [call] = &world.seen.calls("danmaku.SendDanmaku")[..] else { panic!("one call") };
    assert!(call.contains("key="), "a repeat of it is told apart: {call}");
    for odd in [
        json!({ "time_ms": -1, "text": "hi" }),
        json!({ "time_ms": 1.5, "text": "hi" }),
        json!({ "time_ms": "NaN", "text": "hi" }),
        json!({ "time_ms": 1, "text": "hi", "mode": "sideways" }),
        json!({ "time_ms": 1, "text": "hi", "owner": "me" }),
    ] {
        let said = world.send(&api(&world, CREATOR, "POST", ROOM).json(&odd));
        assert_eq!(said.status, 400, "{odd}");
    }
}

#[test]
fn players_of_others_read_a_room_on_any_page() {
    let world = World::new();
    for path in ["/api/v1/danmaku/dplayer/v3/?id=v1", "/api/v1/danmaku/dplayer/v3/?id=v1&max=9"] {
        let said = world.send(&ask("GET", path));
        assert_eq!(said.header("access-control-allow-origin"), Some("*"), "{path}");
        let told = said.json();
        assert_eq!(told["code"], 0, "{told}");
        let item = json!([1.25, 0, 0x00ff_cc00, "9f3cAB", "&lt;b&gt;前方高能&lt;&#x2F;b&gt;"]);
        assert_eq!(told["data"], json!([item, item]), "{told}");
    }
    let newest = world.send(&ask("GET", "/api/v1/danmaku/dplayer/v3/?id=v1&limit=1")).json();
    assert_eq!(newest["data"].as_array().map(Vec::len), Some(1));
    let none = world.send(&ask("GET", "/api/v1/danmaku/dplayer/v3/?id=none"));
    assert_eq!((none.status, &none.json()["code"]), (200, &json!(1)), "it shows `msg`");
    assert!(none.json()["msg"].as_str().is_some_and(|msg| msg.contains("no such video")));
    let said = world.send(&ask("GET", "/api/v1/videos/v1/danmaku.xml"));
    assert_eq!(said.header("content-type"), Some("text/xml; charset=utf-8"));
    let text = said.text();
    assert!(
        text.contains("<d p=\"1.250,1,25,16763904,1780000000,0,9f3cAB,d1\">&lt;b&gt;"),
        "{text}"
    );
    assert_eq!(world.send(&ask("GET", "/api/v1/videos/none/danmaku.xml")).status, 404);
}

#[test]
fn the_plugin_of_artplayer_gets_an_array_on_any_page() {
    let world = World::new();
    let said = world.send(&ask("GET", &format!("{ROOM}/artplayer")));
    assert_eq!(said.header("access-control-allow-origin"), Some("*"));
    let item = json!({
        "id": "d1", "text": "<b>前方高能</b>", "time": 1.25, "mode": 0, "color": "#FFCC00",
    });
    assert_eq!(said.json(), json!([item, item]));
    assert_eq!(world.send(&ask("GET", "/api/v1/videos/none/danmaku/artplayer")).status, 404);
}

const DPLAYER: &str = "/api/v1/danmaku/dplayer/v3/";

/// As DPlayer 1.27.1 sends it.
fn by_dplayer() -> serde_json::Value {
    json!({
        "token": "t1", "id": "v1", "author": "DIYgod", "time": 12.3, "text": "hi",
        "color": 0x00e5_4256, "type": 1,
    })
}

#[test]
fn dplayer_sends_with_the_account_of_who_watches_from_a_page_of_ours() {
    let world = World::new();
    for path in [DPLAYER, DPLAYER.trim_end_matches('/')] {
        let said = world.send(&api(&world, CREATOR, "POST", path).json(&by_dplayer()));
        assert_eq!((said.status, &said.json()["code"]), (200, &json!(0)), "{}", said.text());
        assert_eq!(said.json()["data"], json!({ "danmaku_id": "d1", "state": "shown" }));
        assert_eq!(said.header("access-control-allow-origin"), None, "for no other page");
    }
    let [call, _] = &world.seen.calls("danmaku.SendDanmaku")[..] else { panic!("two calls") };
    assert!(call.contains("user:u1 key="), "it is of who watches, and told apart: {call}");
    // Its axios takes the token out of a cookie, and sends it by a name of its own.
    let csrf = open(&world, CREATOR, "/account").csrf();
    let sent = ask("POST", DPLAYER).with("cookie", CREATOR).with("x-xsrf-token", csrf);
    assert_eq!(world.send(&sent.json(&by_dplayer())).status, 200);
    let bare = ask("POST", DPLAYER).with("cookie", CREATOR);
    assert_eq!(world.send(&bare.json(&by_dplayer())).status, 403, "no token");
    for site in ["cross-site", "same-site"] {
        let strange = api(&world, CREATOR, "POST", DPLAYER).with("sec-fetch-site", site);
        assert_eq!(world.send(&strange.json(&by_dplayer())).status, 403, "{site}");
    }
}

#[test]
fn dplayer_is_told_why_a_text_is_not_taken_and_nothing_is_asked_for_it() {
    let world = World::new();
    let told = |field: &str, value: serde_json::Value| {
        let mut new = by_dplayer();
        new[field] = value;
        let said = world.send(&api(&world, CREATOR, "POST", DPLAYER).json(&new));
        assert_eq!(said.status, 200, "{field}: {}", said.text());
        let said = said.json();
        assert_eq!((&said["code"], &said["data"]), (&json!(1), &json!(null)), "{field}: {said}");
        said["msg"].as_str().expect("a reason").to_owned()
    };
    for time in [json!(-1), json!(-0.5), json!("12"), json!(null), json!(1e300), json!([])] {
        assert!(told("time", time.clone()).contains("moment"), "{time}");
    }
    for (field, value) in [
        ("color", json!("#fff")),
        ("color", json!(-1)),
        ("color", json!(1_u64 << 40)),
        ("color", json!(0.5)),
        ("type", json!(3)),
        ("type", json!("top")),
    ] {
        assert!(told(field, value.clone()).contains("colour"), "{field} {value}");
    }
    told("text", json!(7));
    told("id", json!({}));
    assert!(world.seen.calls("danmaku.SendDanmaku").is_empty());
    assert!(told("id", json!("none")).contains("no such video"));
    for body in ["", "{", "[]", "{\"id\": \"v1\"}"] {
        let sent = api(&world, CREATOR, "POST", DPLAYER).body("application/json", body);
        let said = world.send(&sent);
        assert_eq!((said.status, &said.json()["code"]), (200, &json!(1)), "{body}");
    }
}

#[test]
fn a_file_is_brought_in_by_batches_and_what_came_of_it_is_told() {
    let world = World::new();
    let path = format!("{ROOM}/import");
    let text = "<d p=\"1,1,25,0\">a</d>".repeat(501);
    let file = format!("<i>{text}<d p=\"1,7,25,0\">[]</d><d p=\"-1,1,25,0\">b</d></i>");
    let send = |file: &[u8]| {
        let asked = api(&world, CREATOR, "POST", &path);
        world.send(&asked.body("application/octet-stream", file))
    };
    let said = send(file.as_bytes());
    assert_eq!(said.status, 200, "{}", said.text());
    let reason = |reason, count| json!({ "reason": reason, "count": count });
    let left_out = json!([reason("time", 1), reason("mode", 1), reason("known", 2)]);
    assert_eq!(said.json(), json!({ "taken": 501, "left_out": left_out }));
    assert_eq!(world.seen.calls("danmaku.ImportDanmaku").len(), 2);
    assert_eq!(world.send(&ask("POST", &path).body("text/xml", file.as_bytes())).status, 401);
    let packed = send(b"\x1f\x8b\x08");
    assert_eq!((packed.status, packed.code()), (422, "danmaku.FILE_PACKED".to_owned()));
    let bomb = send(b"<!DOCTYPE i [<!ENTITY a \"a\">]><i><d p=\"1,1,25,0\">&a;</d></i>");
    assert_eq!((bomb.status, bomb.code()), (422, "danmaku.FILE_INVALID".to_owned()));
    assert_eq!(send(&vec![b' '; (2 << 20) + 1]).status, 413);
    assert_eq!(world.seen.calls("danmaku.ImportDanmaku").len(), 2, "nothing is asked for it");
}

#[test]
fn what_waits_is_for_moderators_and_each_has_what_decides_about_it() {
    let world = World::new();
    assert!(open(&world, ADMIN, "/moderation").text().contains("href=\"/danmaku/held\""));
    assert_eq!(open(&world, CREATOR, "/danmaku/held").status, 403);
    let page = open(&world, ADMIN, "/danmaku/held").text();
    assert!(page.contains("&#60;b&#62;前方高能&#60;/b&#62;"), "a text is text: {page}");
    assert!(page.contains("href=\"/watch/v1?t=1\""), "{page}");
    let zh = open(&world, &format!("{ADMIN}; shoal_language=zh-CN"), "/danmaku/held").text();
    assert!(zh.contains("待审弹幕") && zh.contains("视频 0:01 处"), "{zh}");
    let decide = |decision| {
        let fields = [("decision", decision)];
        fill(&world, ADMIN, "/danmaku/held", "/danmaku/held/v1/d1", &fields)
    };
    assert_eq!(place(&decide("show")), "/danmaku/held?notice=danmaku.held_decided");
    assert_eq!(decide("both").status, 400);
    assert_eq!(world.seen.calls("danmaku.DecideHeld").len(), 1);
}
