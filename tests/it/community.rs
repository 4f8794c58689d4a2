//! Community as people meet it: through kills, and as a process of its own. It must not reach into
//! the crate.

use crate::support::{Account, CLIP, SHOAL, World, all_but, domains, find_line, is_split};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::io::BufReader;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn published(world: &World, who: &Account) -> String {
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = world.upload(who, "A rabbit", "clip.mp4", &clip);
    let begun = Instant::now();
    let path = format!("/api/v1/videos/{video}/thread");
    while world.get(&path).status() != 200 {
        assert!(begun.elapsed() < Duration::from_secs(120), "{}", world.log());
        std::thread::sleep(Duration::from_millis(50));
    }
    video
}

/// Posts a comment; gives the status and what was answered.
fn post(world: &World, who: &Account, video: &str, text: &str) -> Option<(u16, Value)> {
    let url = world.at(&format!("/api/v1/videos/{video}/comments"));
    let said = world.http.post(url).bearer_auth(&who.token).json(&json!({ "text": text })).send();
    let said = said.ok()?;
    Some((said.status().as_u16(), said.json().unwrap_or_default()))
}

fn thread(world: &World, video: &str) -> Value {
    world.get(&format!("/api/v1/videos/{video}/thread")).json().expect("it is JSON")
}

/// Every comment on a video, the newest first.
fn comments(world: &World, video: &str) -> Vec<String> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/videos/{video}/comments?order=new&limit=100&cursor={cursor}");
        let page: Value = world.get(&path).json().expect("it is JSON");
        let listed = page["comments"].as_array().unwrap_or_else(|| panic!("{page}")).iter();
        all.extend(listed.map(|one| one["text"].as_str().expect("a text").to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return all,
        }
    }
}

fn notifications(world: &World, who: &Account) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/notifications?limit=100&cursor={cursor}");
        let said = world.http.get(world.at(&path)).bearer_auth(&who.token).send();
        let page: Value = said.expect("it answers").json().expect("it is JSON");
        all.extend(page["notifications"].as_array().expect("a list").iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return all,
        }
    }
}

/// Comments until the server is gone; gives those that were acknowledged.
fn post_until_killed(world: &World, who: &Account, video: &str, begun: &dyn Fn()) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for at in 0..10_000 {
        let text = format!("comment {at}");
        match post(world, who, video, &text) {
            Some((201, _)) => acknowledged.push(text),
            Some((429 | 503 | 504, _)) => {},
            Some((status, said)) => panic!("{status}: {said}"),
            None => break,
        }
        if acknowledged.len() == 50 {
            begun();
        }
    }
    acknowledged
}

#[test]
fn nothing_acknowledged_is_lost_when_everything_is_killed_and_nobody_is_told_twice() {
    let free = [
        ("SHOAL__COMMUNITY__POST_APART_MS", "0"),
        ("SHOAL__GATEWAY__QPS_PER_IP", "100000"),
        ("SHOAL__GATEWAY__BURST", "100000"),
    ];
    let mut world = World::with(&[], &free);
    let (mei, bob) = (world.account("mei", "creator"), world.account("bob", "viewer"));
    let video = published(&world, &mei);
    let pid = world.pid().to_string();
    let acknowledged = std::thread::scope(|scope| {
        let (tell, told) = std::sync::mpsc::channel();
        let (world, bob, video) = (&world, &bob, &video);
        let posting = scope.spawn(move || {
            post_until_killed(world, bob, video, &|| tell.send(()).expect("it is awaited"))
        });
        told.recv().expect("it posts");
        let killed = Command::new("kill").args(["-9", &pid]).status().expect("it is there");
        assert!(killed.success());
        posting.join().expect("it ends")
    });
    world.kill();
    world.run();
    assert!(acknowledged.len() >= 50);
    let kept = comments(&world, &video);
    let lost: Vec<_> = acknowledged.iter().filter(|text| !kept.contains(text)).collect();
    assert_eq!(lost, [""; 0], "of {} acknowledged", acknowledged.len());
    assert_eq!(thread(&world, &video)["comments"], kept.len(), "what is counted is there");
    let told = notifications(&world, &mei);
    let told: Vec<_> = told.iter().filter(|one| one["kind"] == "comment").collect();
    let ids: HashSet<_> = told.iter().map(|one| one["comment_id"].to_string()).collect();
    assert_eq!((told.len(), ids.len()), (kept.len(), kept.len()), "of each once");
}

/// A site with community in a process of its own.
struct Split {
    world: World,
    community: Child,
    folder: tempfile::TempDir,
}

impl Split {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let socket = |name: &str| format!("unix:{}", folder.path().join(name).display());
        let (at, site) = (socket("community"), socket("site"));
        let place = |word: &str| if word == "community" { &at } else { &site };
        let rows: String = domains().map(|word| format!("{word} = {:?}\n", place(word))).collect();
        let config = folder.path().join("site.toml").display().to_string();
        let settings = "[community]\npost_apart_ms = 0\n";
        std::fs::write(&config, format!("[placement]\n{rows}{settings}")).expect("a file");
        let only = all_but("community");
        let flags = ["--only", &only, "--listen-grpc", &site, "--config", &config];
        let mut world = World::idle(&flags, &[]);
        let community = Self::serve(&world, &folder);
        world.run();
        Self { world, community, folder }
    }

    fn serve(world: &World, folder: &tempfile::TempDir) -> Child {
        let at = format!("unix:{}", folder.path().join("community").display());
        let mut command = Command::new(SHOAL);
        command.args(["serve", "--only", "community", "--listen-grpc", &at]);
        command.arg("--config").arg(folder.path().join("site.toml"));
        command.arg("--data-dir").arg(world.data()).env("SHOAL__LOG__FILTER", "warn");
        let command = command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("it is piped"));
        find_line(lines, "Shoal hosts ").expect("it starts");
        child
    }

    fn kill(&mut self) {
        self.community.kill().and_then(|()| self.community.wait()).expect("it is ours");
    }
}

#[test]
fn people_go_on_when_community_is_killed_in_a_process_of_its_own() {
    if is_split() {
        return;
    }
    let mut split = Split::start();
    let (mei, bob) = (split.world.account("mei", "creator"), split.world.account("bob", "viewer"));
    let video = published(&split.world, &mei);
    let posted = post(&split.world, &bob, &video, "before").expect("it answers");
    assert_eq!(posted.0, 201, "{}", posted.1);
    split.kill();
    let (status, said) = post(&split.world, &bob, &video, "while it is away").expect("it answers");
    assert!(status >= 500, "{status}: {said}");
    let page = split.world.get(&format!("/watch/{video}"));
    assert_eq!(page.status(), 200, "others go on");
    let play = split.world.at(&format!("/api/v1/videos/{video}/sessions"));
    let play = split.world.http.post(play).bearer_auth(&bob.token).send().expect("it answers");
    assert!(play.status().is_success(), "the video plays");
    split.community = Split::serve(&split.world, &split.folder);
    let begun = Instant::now();
    while post(&split.world, &bob, &video, "after").expect("it answers").0 != 201 {
        assert!(begun.elapsed() < Duration::from_secs(30), "{}", split.world.log());
        std::thread::sleep(Duration::from_millis(100));
    }
    let kept = comments(&split.world, &video);
    assert!(kept.contains(&"before".to_owned()) && kept.contains(&"after".to_owned()), "{kept:?}");
    assert_eq!(thread(&split.world, &video)["comments"], kept.len());
    split.kill();
}
