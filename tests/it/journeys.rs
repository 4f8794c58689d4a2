//! User stories over HTTP: upload, transcode, publish, watch, delete.

use crate::support::{Account, CLIP, World, ffprobe, is_split, make_media};
use m3u8_rs::{MasterPlaylist, MediaPlaylist, Playlist};
use serde_json::json;

fn playlist(world: &World, url: &str) -> Playlist {
    let response = world.get(url);
    assert_eq!(response.status(), 200, "{url}");
    let bytes = response.bytes().expect("a body");
    m3u8_rs::parse_playlist_res(&bytes).unwrap_or_else(|error| panic!("{url}: {error:?}"))
}

fn master(world: &World, url: &str) -> MasterPlaylist {
    match playlist(world, url) {
        Playlist::MasterPlaylist(found) => found,
        Playlist::MediaPlaylist(_) => panic!("{url} is a media playlist"),
    }
}

fn media(world: &World, url: &str) -> MediaPlaylist {
    match playlist(world, url) {
        Playlist::MediaPlaylist(found) => found,
        Playlist::MasterPlaylist(_) => panic!("{url} is a master playlist"),
    }
}

fn beside(master: &str, relative: &str) -> String {
    let folder = master.rsplit_once('/').expect("a path").0;
    format!("{folder}/{relative}")
}

fn published(world: &World, who: &Account, title: &str, bytes: &[u8]) -> String {
    let video = world.upload(who, title, "clip.mp4", bytes);
    let end = world.settled(who, &video);
    assert_eq!(end["state"], "published", "{end}\n{}", world.log());
    video
}

#[test]
fn a_published_video_is_an_aligned_ladder_that_two_parsers_accept() {
    let world = World::start();
    let mei = world.account("mei", "creator");
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = published(&world, &mei, "Bunny", &clip);
    let url = world.master(&mei, &video);
    let master = master(&world, &url);
    let rungs: Vec<_> = master.variants.iter().filter(|one| !one.is_i_frame).collect();
    assert!(rungs.len() >= 3, "{rungs:?}");
    assert!(master.independent_segments);
    let mut timings: Vec<Vec<f32>> = Vec::new();
    for rung in &rungs {
        let resolution = rung.resolution.expect("RESOLUTION");
        assert!(resolution.height <= 720, "upscaled to {resolution:?}");
        assert!(rung.codecs.as_deref().is_some_and(|codecs| codecs.contains("avc1")));
        let playlist = media(&world, &beside(&url, &rung.uri));
        assert!(playlist.end_list);
        timings.push(playlist.segments.iter().map(|segment| segment.duration).collect());
        for segment in &playlist.segments {
            let folder = beside(&url, &rung.uri);
            let response = world.get(&beside(&folder, &segment.uri));
            assert_eq!(response.status(), 200);
        }
    }
    assert!(timings.iter().all(|one| *one == timings[0]), "EXTINF differ: {timings:?}");
    let first = ffprobe(&url);
    assert!(first["streams"].as_array().expect("streams").len() > 3, "{first}");
}

#[test]
fn a_silent_portrait_clip_of_odd_length_plays() {
    let world = World::start();
    let mei = world.account("mei", "creator");
    let file = world.folder.path().join("tall.mp4");
    let source = "testsrc2=size=270x480:rate=24:duration=3.3";
    make_media(&file, &["-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p"]);
    let bytes = std::fs::read(&file).expect("it was made");
    let video = published(&world, &mei, "Tall", &bytes);
    let read = ffprobe(&world.master(&mei, &video));
    let streams = read["streams"].as_array().expect("streams");
    assert!(streams.iter().all(|stream| stream["codec_type"] == "video"), "{read}");
    assert!(streams.iter().any(|stream| stream["width"] == 270), "{read}");
}

#[test]
fn an_upload_cut_midway_keeps_its_prefix_and_goes_on() {
    let mut world = World::start();
    let mei = world.account("mei", "creator");
    let clip = std::fs::read(CLIP).expect("the clip");
    let (upload, video) = world.open_upload(&mei, "Cut", "clip.mp4", clip.len());
    let half = clip.len() / 2;
    assert_eq!(world.patch(&mei, &upload, 0, clip[..half].to_vec()).status(), 204);
    assert_eq!(world.offset(&mei, &upload), Some(half));
    world.kill();
    world.run();
    assert_eq!(world.offset(&mei, &upload), Some(half), "an acknowledged byte was lost");
    assert_eq!(world.patch(&mei, &upload, half, clip[half..].to_vec()).status(), 204);
    assert_eq!(world.settled(&mei, &video)["state"], "published");
}

#[test]
fn a_private_video_is_for_its_owner_alone() {
    let world = World::start();
    let (mei, lin) = (world.account("mei", "creator"), world.account("lin", "creator"));
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = published(&world, &mei, "Mine", &clip);
    let master = world.master(&mei, &video);
    let public = world.get(&format!("/api/v1/videos/{video}"));
    assert_eq!(public.status(), 200);
    let change = json!({ "title": "Mine", "description": "", "tags": [], "privacy": "private" });
    let request = world.http.patch(world.at(&format!("/api/v1/videos/{video}")));
    let changed = request.bearer_auth(&mei.token).json(&change).send().expect("it answers");
    assert!(changed.status().is_success(), "{}", changed.text().unwrap_or_default());
    let path = format!("/api/v1/videos/{video}");
    for response in [
        world.get(&path),
        world.http.get(world.at(&path)).bearer_auth(&lin.token).send().expect("it answers"),
        world.get(&format!("/watch/{video}")),
        world.get(&format!("/covers/{video}.jpg")),
    ] {
        assert_eq!(response.status(), 404);
    }
    assert_eq!(world.get_as(&mei, &path)["title"], "Mine");
    assert_eq!(world.get(&master).status(), 200, "the owner's own session goes on");
    let listed = world.get("/api/v1/videos").text().expect("a body");
    assert!(!listed.contains(&video));
}

#[test]
fn a_deleted_video_is_gone_with_its_media() {
    let world = World::start();
    let mei = world.account("mei", "creator");
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = published(&world, &mei, "Gone", &clip);
    let master = world.master(&mei, &video);
    let request = world.http.delete(world.at(&format!("/api/v1/videos/{video}")));
    let deleted = request.bearer_auth(&mei.token).send().expect("it answers");
    assert!(deleted.status().is_success());
    assert_eq!(world.get(&format!("/api/v1/videos/{video}")).status(), 404);
    let blobs = world.data().join("blobs");
    for _ in 0..200 {
        if files(&blobs) == 0 && world.get(&master).status() != 200 {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("{} files are left below {}", files(&blobs), blobs.display());
}

fn files(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .map(|entry| if entry.path().is_dir() { files(&entry.path()) } else { 1 })
        .sum()
}

#[test]
fn a_repeated_command_with_one_key_happens_once() {
    let world = World::start();
    let mei = world.account("mei", "admin");
    let ask = |name: &str| {
        let request = world.http.post(world.at("/api/v1/users")).bearer_auth(&mei.token);
        let body = json!({ "name": name, "role": "viewer" });
        request.header("idempotency-key", "k1").json(&body).send().expect("it answers")
    };
    let first: serde_json::Value = ask("lin").json().expect("JSON");
    let second: serde_json::Value = ask("lin").json().expect("JSON");
    assert_eq!(first["user_id"], second["user_id"], "{first} {second}");
    assert_eq!(ask("kai").status(), 422, "another body under the same key");
}

#[test]
fn the_site_answers_health_and_metrics() {
    let world = World::start();
    assert_eq!(world.get("/healthz").status(), 200);
    assert_eq!(world.get("/readyz").status(), 200);
    let metrics = world.get("/metrics").text().expect("a body");
    // Each process counts what runs in it.
    let domains = ["shoal_calls_total", "shoal_mailbox_wait_seconds", "shoal_cpu_seconds"];
    let front = ["shoal_requests_total"];
    for name in if is_split() { &front[..] } else { &domains[..] } {
        assert!(metrics.contains(name), "{name} is missing");
    }
    let api: serde_json::Value = world.get("/api/openapi.json").json().expect("JSON");
    assert!(api["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
}
