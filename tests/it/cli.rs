//! The commands as scripts use them.

use crate::support::{CLIP, SHOAL, World, ffprobe};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Output};

fn shoal(arguments: &[&str]) -> Output {
    Command::new(SHOAL).args(arguments).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// M1: a real clip goes through every domain, and ffprobe reads it from the running server.
#[test]
fn publish_takes_a_real_clip_to_a_page_that_plays() {
    let world = World::start();
    let made = world.shoal_json(&["publish", CLIP, "--title", "Bunny", "--wait", "--json"]);
    assert!(!made["video_id"].as_str().expect("video_id").is_empty());
    let page = made["page_url"].as_str().expect("page_url");
    let page = world.get(page);
    assert_eq!(page.status(), 200);
    assert!(page.text().expect("a page").contains("Bunny"));
    let master = made["master_url"].as_str().expect("master_url");
    let read = ffprobe(master);
    let streams = read["streams"].as_array().expect("streams");
    let has = |codec: &str| streams.iter().any(|stream| stream["codec_name"] == codec);
    assert!(has("h264") && has("aac"), "{read}");
    assert!(streams.iter().any(|stream| stream["height"] == 720), "{read}");
    assert!(
        !streams.iter().any(|stream| stream["height"].as_u64() > Some(720)),
        "upscaled: {read}"
    );
    let seconds: f64 =
        read["format"]["duration"].as_str().and_then(|one| one.parse().ok()).expect("a duration");
    assert!((seconds - 5.28).abs() < 0.2, "{seconds}");
}

#[test]
fn user_add_prints_id_and_token_and_refuses_a_second_of_the_name() {
    let world = World::start();
    let mei = world.account("mei", "admin");
    let me = world.get_as(&mei, "/api/v1/me");
    assert_eq!(me["user"]["name"], "mei", "{me}");
    let again = world.shoal(&["user", "add", "MEI"]);
    assert_eq!(again.status.code(), Some(4), "{}", text(&again.stderr));
    assert!(text(&again.stderr).contains("NAME_TAKEN"), "{}", text(&again.stderr));
}

#[test]
fn user_reset_prints_a_link_that_works_once() {
    let world = World::start();
    world.account("mei", "creator");
    let made = world.shoal_json(&["user", "reset", "MEI", "--json"]);
    let link = made["link"].as_str().expect("a link");
    assert!(link.starts_with(&format!("{}/reset/", world.url)), "{link}");
    let shown = reqwest::blocking::get(link).expect("it answers").text().expect("a page");
    assert!(shown.contains("reset-form") && shown.contains("mei"), "{shown}");
    let told = world.shoal(&["user", "reset", "mei"]);
    assert!(text(&told.stdout).contains("/reset/"), "{}", text(&told.stdout));
    let replaced = reqwest::blocking::get(link).expect("it answers");
    assert_eq!(replaced.status(), 403, "an earlier link no longer holds");
    let nobody = world.shoal(&["user", "reset", "nobody"]);
    assert_eq!(nobody.status.code(), Some(4), "{}", text(&nobody.stderr));
    assert!(text(&nobody.stderr).contains("USER_UNKNOWN"), "{}", text(&nobody.stderr));
}

#[test]
fn a_replay_is_asked_for_and_parked_events_are_listed() {
    let world = World::start();
    let read = world.shoal_json(&["replay", "playback", "--source", "video", "--wait", "--json"]);
    assert_eq!((&read["replays"], &read["is_replaying"]), (&1.into(), &false.into()), "{read}");
    for (domain, source, named) in [
        ("nobody", "video", "playback"),
        ("user", "video", "moderation"),
        ("video", "playback", "ingest"),
    ] {
        let refused = world.shoal(&["replay", domain, "--source", source]);
        assert_eq!(refused.status.code(), Some(4), "{}", text(&refused.stderr));
        assert!(text(&refused.stderr).contains(named), "{}", text(&refused.stderr));
    }
    let parked = world.shoal_json(&["parked", "--json"]);
    assert_eq!(parked["parked"].as_array().map(Vec::len), Some(0), "{parked}");
    for arguments in [&["parked"][..], &["parked", "video"], &["parked", "retry", "video"]] {
        let said = world.shoal(arguments);
        assert!(said.status.success(), "{}", text(&said.stderr));
        assert!(!said.stdout.is_empty());
    }
    let unknown = world.shoal(&["parked", "nobody"]);
    assert_eq!(unknown.status.code(), Some(4), "{}", text(&unknown.stderr));
}

#[test]
fn a_told_server_stops_in_order() {
    let mut world = World::start();
    world.account("mei", "admin");
    drop(Command::new("kill").args(["-TERM", &world.pid().to_string()]).status());
    assert_eq!(world.wait(), Some(0), "{}", world.log());
    assert!(!world.data().join("control.sock").exists());
    assert!(!world.data().join("url").exists());
    world.run();
    assert_eq!(world.get("/healthz").status(), 200);
}

#[test]
fn commands_work_over_http_with_a_token() {
    let world = World::start();
    let mei = world.account("mei", "admin");
    let flags = ["user", "add", "lin", "--json", "--server", &world.url, "--token", &mei.token];
    let added = shoal(&flags);
    assert!(added.status.success(), "{}", text(&added.stderr));
    let flags = ["user", "add", "kai", "--server", &world.url, "--token", "shoal_wrong"];
    assert_eq!(shoal(&flags).status.code(), Some(4));
}

#[test]
fn without_a_server_a_command_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path");
    let output = shoal(&["user", "add", "mei", "--data-dir", data]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("shoal serve"), "{}", text(&output.stderr));
}

#[test]
fn graph_draws_in_three_formats() {
    for (format, start) in [("mermaid", "graph LR"), ("dot", "digraph"), ("json", "{")] {
        let output = shoal(&["graph", "--format", format]);
        assert!(output.status.success());
        assert!(text(&output.stdout).starts_with(start));
        assert!(text(&output.stdout).contains("transcode"));
    }
}

#[test]
fn config_is_shown_and_checked() {
    assert!(text(&shoal(&["config", "show"]).stdout).contains("[transcode]"));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("shoal.toml");
    std::fs::write(&file, "[storage]\nreader_threads = \"many\"\n").expect("it is written");
    let path = file.to_str().expect("a path");
    let output = shoal(&["config", "check", "--config", path]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(
        told.contains(path) && told.contains("line 2") && told.contains("reader_threads"),
        "{told}"
    );
}

#[test]
fn doctor_looks_at_this_machine() {
    let output = shoal(&["doctor", "--json"]);
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let row = |name: &str| {
        let mut rows = rows.as_array().expect("rows").iter();
        rows.find(|row| row["name"] == name).expect(name).clone()
    };
    assert_eq!(row("ffmpeg")["good"], true);
    assert_eq!(row("cage")["good"], true, "{}", row("cage"));
    assert_eq!(row("encoders")["good"], true, "{}", row("encoders"));
    let bare = Command::new(SHOAL).args(["doctor"]).env("PATH", "/nonexistent").output();
    let bare = bare.expect("the program starts");
    assert_eq!(bare.status.code(), Some(1));
    assert!(text(&bare.stdout).contains("apt-get install ffmpeg"), "{}", text(&bare.stdout));
}

#[test]
fn doctor_looks_where_the_configuration_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("shoal.toml");
    let row = |name: &str| {
        let path = file.to_str().expect("a path");
        let output = shoal(&["doctor", "--json", "--config", path]);
        let rows: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let mut rows = rows.as_array().expect("rows").iter();
        rows.find(|row| row["name"] == name).expect(name).clone()
    };
    std::fs::write(&file, "[media]\nffmpeg = \"/nonexistent/ffmpeg\"\n").expect("it is written");
    let stated = row("ffmpeg");
    assert_eq!(stated["good"], false);
    assert!(stated["found"].as_str().is_some_and(|told| told.contains("/nonexistent/ffmpeg")));
    assert_eq!(row("configuration")["good"], true);
    let thin = folder.path().join("ffmpeg");
    std::fs::write(&thin, "#!/bin/sh\necho ' V..... libx264 x\n A..... aac a\n V..... mjpeg m'\n")
        .expect("it is written");
    std::fs::set_permissions(&thin, std::fs::Permissions::from_mode(0o755)).expect("it may run");
    std::fs::write(&file, format!("[media]\nffmpeg = {thin:?}\n")).expect("it is written");
    let encoders = row("encoders");
    assert_eq!((&encoders["good"], &encoders["found"]), (&false.into(), &"no libwebp".into()));
    std::fs::write(&file, "[media]\nwall_factor = 0\n").expect("it is written");
    let written = row("configuration");
    assert_eq!(written["good"], false);
    assert!(written["found"].as_str().is_some_and(|told| told.contains("line 2")), "{written}");
}

#[test]
fn completions_are_printed() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(text(&shoal(&["completions", shell]).stdout).contains("publish"));
    }
}
