//! The site on PostgreSQL: the same journey, and what happens when the server dies, stands still or
//! has no room, and comes back. Where PostgreSQL is not installed these tests say so.

use crate::cluster::Cluster;
use crate::session::Session;
use crate::support::{Account, CLIP, SHOAL, World};
use serde_json::{Value, json};
use std::process::Command;
use std::time::{Duration, Instant};

fn on(cluster: &Cluster) -> (World, Vec<(String, String)>) {
    let stores = cluster.stores();
    let environment: Vec<(&str, &str)> =
        stores.iter().map(|(name, url)| (name.as_str(), url.as_str())).collect();
    (World::with(&[], &environment), stores)
}

/// Makes an API token; gives its id, or the status and what the server said.
fn put(world: &World, who: &Session, label: &str) -> Result<String, (u16, String)> {
    let request = who.post(world, "/api/v1/tokens", &json!({ "label": label }));
    let response =
        request.timeout(Duration::from_secs(20)).send().map_err(|e| (0, e.to_string()))?;
    let (status, text) = (response.status(), response.text().unwrap_or_default());
    let made: Value = serde_json::from_str(&text).unwrap_or_default();
    match made["token_id"].as_str() {
        Some(id) if status.is_success() => Ok(id.to_owned()),
        _ => Err((status.as_u16(), text)),
    }
}

/// Every acknowledged token is there.
fn nothing_lost(world: &World, who: &Account, tokens: &[String]) {
    let listed = world.get_as(who, "/api/v1/tokens").to_string();
    for token in tokens {
        assert!(listed.contains(token), "token {token} was lost");
    }
}

/// Writes until it succeeds; gives how long that took.
fn heals(world: &World, who: &Session, tokens: &mut Vec<String>) -> Duration {
    let begun = Instant::now();
    loop {
        match put(world, who, "again") {
            Ok(id) => {
                tokens.push(id);
                return begun.elapsed();
            },
            Err((status, text)) => {
                let patient = begun.elapsed() < Duration::from_secs(30);
                assert!(patient, "it does not heal: {status} {text}\n{}", world.log());
                std::thread::sleep(Duration::from_millis(100));
            },
        }
    }
}

/// Fails as it should: soon, as ours, with a word for scripts.
fn is_told(world: &World, who: &Session) {
    let begun = Instant::now();
    let (status, text) = put(world, who, "lost").expect_err("there is no store");
    assert!([503, 504].contains(&status), "{status} {text}");
    assert!(text.contains("unavailable") || text.contains("timeout"), "{text}");
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    assert_eq!(world.get("/healthz").status(), 200);
}

#[test]
fn a_site_on_postgres_publishes_and_comes_back() {
    let Some(cluster) = Cluster::start() else { return };
    let (mut world, stores) = on(&cluster);
    let mei = world.account("mei", "admin");
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = world.upload(&mei, "On another store", "clip.mp4", &clip);
    let end = world.settled(&mei, &video);
    assert_eq!(end["state"], "published", "{end}");
    let master = world.master(&mei, &video);
    assert_eq!(world.get(&master).status(), 200);
    let no_file = |name: &str| !world.data().join("db").join(name).exists();
    assert!(no_file("video.db") && no_file("user.db"), "a file of SQLite beside PostgreSQL");
    // All of it goes into files, compared row by row, while it works, and files make a site.
    let folder = tempfile::tempdir().expect("a folder");
    let kept = folder.path().join("kept").display().to_string();
    let taken = world.shoal_json(&["backup", "--to", &kept, "--json"]);
    assert_eq!(taken["state"], "done", "{taken}");
    let data = folder.path().join("data");
    let restored = Command::new(SHOAL)
        .args(["restore", &kept, "--data-dir"])
        .arg(&data)
        .output()
        .expect("the program starts");
    let told = String::from_utf8_lossy(&restored.stderr);
    assert!(restored.status.success(), "{told}");
    let again = World::on(&data, &[]);
    let played = again.get(&again.master(&mei, &video));
    assert_eq!(played.status(), 200, "{}", again.log());
    drop(again);
    // A second server would write into the same databases.
    let (name, url) = stores.iter().find(|(name, _)| name.ends_with("VIDEO")).expect("it is one");
    let other = tempfile::tempdir().expect("a folder");
    let second = Command::new(SHOAL)
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(other.path())
        .env(name, url)
        .output()
        .expect("the program starts");
    let told = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success() && told.contains("in use by process"), "{told}");
    assert!(told.contains(&world.pid().to_string()), "{told}");
    doctor_sees(&stores);
    // kill -9, and all of it is there; a password never was in a log.
    world.kill();
    world.run();
    let page = world.get_as(&mei, &format!("/api/v1/videos/{video}/progress"));
    assert_eq!(page["state"], "published", "{page}");
    for (_, url) in &stores {
        let password = url.split([':', '@']).nth(2).expect("it has one");
        assert!(!world.log().contains(password) && !told.contains(password));
    }
    moves_to_a_file(&mut world, &mei, &video, url);
}

/// The engines must agree on what comes first: bytes decide, in the order of `COLLATE "C"`.
#[test]
fn a_database_in_another_order_is_refused() {
    let Some(cluster) = Cluster::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let refused = Command::new(SHOAL)
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(folder.path().join("data"))
        .env("SHOAL__STORAGE__URLS__VIDEO", cluster.ordered_by("C.UTF-8"))
        .output()
        .expect("the program starts");
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && told.contains("its order C.UTF-8"), "{told}");
    assert!(told.contains("shoal store create"), "{told}");
}

fn doctor_sees(stores: &[(String, String)]) {
    let environment = stores.iter().map(|(name, url)| (name.as_str(), url.as_str()));
    let output = Command::new(SHOAL)
        .args(["doctor", "--json"])
        .envs(environment)
        .output()
        .expect("the program starts");
    let found: Value = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    let rows = found.as_array().expect("rows");
    let video = rows.iter().find(|row| row["name"] == "store video").expect("it looks at video");
    let text = video["found"].as_str().unwrap_or_default();
    assert!(video["good"] == true && text.contains("reaches no other database"), "{video}");
}

/// One domain goes back to SQLite with all its rows while the others stay.
fn moves_to_a_file(world: &mut World, mei: &Account, video: &str, url: &str) {
    let file = format!("sqlite:{}", world.data().join("db/video.db").display());
    let copy = |world: &World| world.shoal(&["copy-store", "video", "--from", url, "--to", &file]);
    let refused = copy(world);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && told.contains("in use by process"), "{told}");
    world.kill();
    let copied = copy(world);
    let told = String::from_utf8_lossy(&copied.stderr).into_owned();
    assert!(copied.status.success(), "{told}");
    let said = String::from_utf8_lossy(&copied.stdout).into_owned();
    assert!(said.contains("rows are the same on both sides"), "{said}");
    world.forget("SHOAL__STORAGE__URLS__VIDEO");
    world.run();
    let page = world.get_as(mei, &format!("/api/v1/videos/{video}/progress"));
    assert_eq!(page["state"], "published", "{page}");
    // The ears of the others go on at their offsets: a deletion still reaches them.
    let path = world.at(&format!("/api/v1/videos/{video}"));
    let gone = world.http.delete(path).bearer_auth(&mei.token).send().expect("it answers");
    assert!(gone.status().is_success(), "{}", gone.status());
    let blobs = world.data().join("blobs/transcode");
    for _ in 0..100 {
        if std::fs::read_dir(blobs.join("packages")).map_or(0, Iterator::count) == 0 {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the deletion was not heard in {}", blobs.display());
}

#[test]
fn postgres_killed_and_back() {
    let Some(mut cluster) = Cluster::start() else { return };
    let (world, _) = on(&cluster);
    let mei = world.account("mei", "admin");
    let browser = Session::of(&world, "mei");
    let mut tokens = Vec::new();
    for round in 0..3 {
        for number in 0..3 {
            tokens.push(put(&world, &browser, &format!("r{round}n{number}")).expect("it writes"));
        }
        // In the middle of writing: what was acknowledged stays.
        let acknowledged = std::thread::scope(|scope| {
            let load = scope.spawn(|| write_until_it_fails(&world, &browser));
            std::thread::sleep(Duration::from_millis(40));
            cluster.order("kill");
            load.join().expect("the load ends")
        });
        is_told(&world, &browser);
        cluster.order("start");
        let took = heals(&world, &browser, &mut tokens);
        assert!(took < Duration::from_secs(10), "{took:?}");
        nothing_lost(&world, &mei, &tokens);
        nothing_lost(&world, &mei, &acknowledged);
        clear(&world, &mei, acknowledged.into_iter().chain(tokens.drain(..)));
    }
}

fn write_until_it_fails(world: &World, who: &Session) -> Vec<String> {
    let made = (0..15).map_while(|number| put(world, who, &format!("load{number}")).ok());
    made.collect()
}

/// There may be only so many at once.
fn clear(world: &World, who: &Account, tokens: impl Iterator<Item = String>) {
    for token in tokens {
        let path = world.at(&format!("/api/v1/tokens/{token}"));
        drop(world.http.delete(path).bearer_auth(&who.token).send());
    }
}

#[test]
fn postgres_that_stands_still_and_goes_on() {
    let Some(mut cluster) = Cluster::start() else { return };
    let (world, _) = on(&cluster);
    let mei = world.account("mei", "admin");
    let browser = Session::of(&world, "mei");
    let mut tokens = vec![put(&world, &browser, "before").expect("it writes")];
    cluster.order("freeze");
    is_told(&world, &browser);
    is_told(&world, &browser);
    cluster.order("thaw");
    heals(&world, &browser, &mut tokens);
    nothing_lost(&world, &mei, &tokens);
}

#[test]
fn postgres_without_room_and_with_room_again() {
    let Some(mut cluster) = Cluster::on_disk_of("200m") else { return };
    let (world, _) = on(&cluster);
    let mei = world.account("mei", "admin");
    let browser = Session::of(&world, "mei");
    let mut tokens = vec![put(&world, &browser, "before").expect("it writes")];
    cluster.order("fill");
    // What is reserved already is used up first.
    let begun = Instant::now();
    let told = loop {
        match put(&world, &browser, "x") {
            Ok(id) => clear(&world, &mei, std::iter::once(id)),
            Err((status, text)) => break (status, text),
        }
        assert!(begun.elapsed() < Duration::from_secs(90), "the disk is not full");
    };
    assert_eq!(told.0, 507, "{told:?}");
    cluster.order("free");
    // It may have stopped itself for want of room.
    cluster.order("start");
    heals(&world, &browser, &mut tokens);
    nothing_lost(&world, &mei, &tokens);
}
