//! The thin path: alive, signed up, uploaded, followed, played.

use super::wire::ask;
use super::world::World;
use serde_json::json;

#[test]
fn the_front_is_alive_and_ready() {
    let world = World::new();
    let said = world.send(&ask("GET", "/healthz"));
    assert_eq!((said.status, said.text().as_str()), (200, "ok\n"));
    let said = world.send(&ask("GET", "/readyz"));
    assert_eq!((said.status, said.json()["ready"].as_bool()), (200, Some(true)), "{}", said.text());
    *super::fakes::held(&world.seen.is_out) = true;
    let said = world.send(&ask("GET", "/readyz"));
    assert_eq!((said.status, said.text().contains("user: overloaded")), (503, true));
}

#[test]
fn a_person_signs_up_and_is_known_by_cookie() {
    let world = World::new();
    let page = world.send(&ask("GET", "/sign-up"));
    assert_eq!(page.status, 200);
    let visitor = page.cookie("shoal_visitor").expect("a visitor's word");
    let fields = [("csrf", &*page.csrf()), ("key", "k1"), ("name", "mira"), ("password", "x")];
    let post = ask("POST", "/sign-up").form(&fields);
    let said = world.send(&post.with("cookie", format!("shoal_visitor={visitor}")));
    assert_eq!((said.status, said.header("location")), (303, Some("/?notice=user.welcome")));
    assert_eq!(said.cookie("shoal_session").as_deref(), Some("good"));
    let sent = said.headers.iter().find(|(_, value)| value.starts_with("shoal_session"));
    let sent = &sent.expect("a cookie").1;
    assert!(sent.contains("HttpOnly") && sent.contains("SameSite=Lax"), "{sent}");
    assert_eq!(world.seen.calls("user.SignUp").len(), 1);
    assert!(world.seen.calls("user.SignUp")[0].ends_with("key=k1"));
    let home =
        world.send(&ask("GET", "/?notice=user.welcome").with("cookie", "shoal_session=good"));
    assert!(home.text().contains("data-testid=\"viewer-name\">mira<"));
    assert!(home.text().contains("A &#60;b&#62;fish") && home.text().contains("Welcome!"));
}

#[test]
fn a_program_uploads_by_tus_and_follows() {
    let world = World::new();
    let by = |method: &str, path: &str| {
        ask(method, path).with("authorization", "Bearer shoal_good").with("tus-resumable", "1.0.0")
    };
    let post = by("POST", "/api/v1/uploads").with("content-length", 0);
    let said = world
        .send(&post.with("upload-length", 300_000).with("upload-metadata", "filename YS5tcDQ="));
    assert_eq!(said.status, 201, "{}", said.text());
    let place = said.header("location").expect("an address").to_owned();
    assert_eq!(place, "/api/v1/uploads/up1");
    assert_eq!(said.header("shoal-video-id"), Some("v1"));
    assert!(said.header("upload-expires").is_some_and(|date| date.ends_with("GMT")));
    let part = vec![5; 300_000];
    let patch = by("PATCH", &place).with("upload-offset", 0);
    let said = world.send(&patch.body("application/offset+octet-stream", part));
    assert_eq!((said.status, said.header("upload-offset")), (204, Some("300000")));
    let said = world.send(&by("HEAD", &place));
    assert_eq!((said.status, said.header("upload-offset")), (200, Some("300000")));
    assert_eq!(said.header("tus-resumable"), Some("1.0.0"));
    let said = world
        .send(&ask("GET", "/api/v1/videos/v1/progress").with("authorization", "Bearer shoal_good"));
    assert_eq!(said.json()["state"], "published", "{}", said.text());
    assert_eq!(said.json()["stages"].as_array().map(Vec::len), Some(8));
}

/// What a page carries in the attribute of its player.
fn carried(page: &str) -> serde_json::Value {
    let from = page.split("data-session=\"").nth(1).expect("a player");
    let text = from.split('"').next().expect("an attribute").replace("&#34;", "\"");
    serde_json::from_str(&text).unwrap_or_default()
}

#[test]
fn a_page_carries_what_its_player_reads_first() {
    let world = World::new();
    let master = "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,URI=\"audio/index.m3u8\"\n\
        #EXT-X-STREAM-INF:BANDWIDTH=9,RESOLUTION=720x1280\n720p/index.m3u8\n\
        #EXT-X-STREAM-INF:BANDWIDTH=5,RESOLUTION=360x640\n360p/index.m3u8\n";
    world.put("transcode/p1/master.m3u8", master);
    world.put("transcode/p1/360p/index.m3u8", "#EXTM3U\nlow\n");
    world.put("transcode/p1/720p/index.m3u8", "#EXTM3U\nhigh\n");
    world.put("transcode/p1/audio/index.m3u8", "#EXTM3U\n".repeat(10_000));
    let page = world.send(&ask("GET", "/watch/v1"));
    let play = carried(&page.text());
    assert_eq!(play["session_id"], "s1");
    assert_eq!(play["resume_ms"], 1_500);
    assert_eq!(play["first_url"], "/media/tok/360p/index.m3u8");
    assert_eq!(play["playlists"]["/media/tok/master.m3u8"], master);
    assert_eq!(play["playlists"]["/media/tok/360p/index.m3u8"], "#EXTM3U\nlow\n");
    // Nothing of what is not read first, nor what is long.
    assert_eq!(play["playlists"].as_object().map(serde_json::Map::len), Some(2));
    assert!(page.text().contains("data-shape=\"tall\""));
}

#[test]
fn a_page_without_a_session_is_shown_and_one_fetched_ahead_opens_none() {
    let world = World::new();
    let page = world.send(&ask("GET", "/watch/v1").with("sec-purpose", "prefetch"));
    assert_eq!((page.status, carried(&page.text())), (200, json!(null)));
    assert_eq!(world.seen.calls("playback.StartSession").len(), 0);
    // No package is there: the session is good all the same.
    let page = world.send(&ask("GET", "/watch/v1"));
    let play = carried(&page.text());
    assert_eq!((page.status, play["master_url"].as_str()), (200, Some("/media/tok/master.m3u8")));
    assert_eq!(play["playlists"], json!({}));
    assert_eq!(world.send(&ask("GET", "/watch/v9")).status, 404);
}

#[test]
fn a_viewer_watches() {
    let world = World::new();
    world.put("transcode/p1/master.m3u8", "#EXTM3U\n");
    let page = world.send(&ask("GET", "/watch/v1"));
    assert_eq!(page.status, 200);
    let visitor = page.cookie("shoal_visitor").expect("a visitor's word");
    let by = |path: &str, body: &serde_json::Value| {
        ask("POST", path)
            .with("cookie", format!("shoal_visitor={visitor}"))
            .with("x-csrf-token", page.csrf())
            .json(body)
    };
    let said = world.send(&by("/api/v1/videos/v1/sessions", &json!({})));
    assert_eq!(said.status, 200, "{}", said.text());
    let master = said.json()["master_url"].as_str().expect("an address").to_owned();
    assert_eq!(
        (master.as_str(), said.json()["resume_ms"].as_u64()),
        ("/media/tok/master.m3u8", Some(1500))
    );
    let said = world.send(&ask("GET", &master));
    assert_eq!((said.status, said.text().as_str()), (200, "#EXTM3U\n"));
    assert_eq!(said.header("access-control-allow-origin"), Some("*"));
    let said = world.send(&by("/api/v1/sessions/s1/progress", &json!({ "position_ms": 9 })));
    assert_eq!(said.status, 202, "{}", said.text());
}
