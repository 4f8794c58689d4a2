//! A site that is copied while people work on it, and what stands up from the copy.

use crate::session::Session;
use crate::support::{Account, CLIP, SHOAL, World, ffprobe, told};
use serde_json::json;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

const LIMITS: [(&str, &str); 5] = [
    ("SHOAL__GATEWAY__QPS_PER_IP", "100000"),
    ("SHOAL__GATEWAY__BURST", "100000"),
    ("SHOAL__USER__API_TOKENS_MAX", "1000"),
    ("SHOAL__INGEST__OPEN_UPLOADS_MAX", "1000"),
    ("SHOAL__INGEST__OWNER_SHARE_PERCENT", "100"),
];

/// What the server has acknowledged, in order.
#[derive(Default)]
struct Journal {
    kept: Vec<String>,
    revoked: Vec<String>,
}

fn text(output: &Output) -> String {
    let bytes = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn shoal(arguments: &[&str], folder: &Path, data: Option<&Path>) -> Output {
    let mut command = Command::new(SHOAL);
    command.args(arguments).arg(folder);
    if let Some(data) = data {
        command.arg("--data-dir").arg(data);
    }
    command.output().expect("the program starts")
}

fn good(output: &Output) {
    assert!(output.status.success(), "{}", text(output));
}

fn backup(world: &World, to: &Path) -> serde_json::Value {
    world.shoal_json(&["backup", "--json", "--to", to.to_str().expect("a path")])
}

/// Makes tokens and revokes every third one, until it is told to stop.
fn make_tokens(
    world: &World,
    (mei, browser): (&Account, &Session),
    journal: &Mutex<Journal>,
    stop: &AtomicBool,
) {
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let body = json!({ "label": format!("t{number}") });
        let made = browser.post(world, "/api/v1/tokens", &body).send().expect("it answers");
        if !made.status().is_success() {
            // Too many, or too fast.
            std::thread::sleep(Duration::from_millis(20));
            continue;
        }
        let made: serde_json::Value = made.json().expect("it is JSON");
        let id = made["token_id"].as_str().expect("token_id").to_owned();
        if number % 3 == 2 {
            let path = world.at(&format!("/api/v1/tokens/{id}"));
            let gone = world.http.delete(path).bearer_auth(&mei.token).send();
            assert!(gone.expect("it answers").status().is_success());
            journal.lock().expect("a lock").revoked.push(id);
        } else {
            journal.lock().expect("a lock").kept.push(id);
        }
    }
}

/// Appends to one upload, until it is told to stop.
fn grow(world: &World, mei: &Account, path: &str, known: &AtomicUsize, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let offset = known.load(Ordering::SeqCst);
        let sent = world.patch(mei, path, offset, vec![7; 40_000]);
        assert_eq!(sent.status(), 204);
        known.store(offset + 40_000, Ordering::SeqCst);
    }
}

#[test]
fn what_was_acknowledged_before_a_backup_under_load_stands_up_from_it() {
    let mut world = World::with(&[], &LIMITS);
    let mei = world.account("mei", "admin");
    let video = world.shoal_json(&["publish", CLIP, "--title", "Kept", "--wait", "--json"]);
    let video = video["video_id"].as_str().expect("video_id").to_owned();
    let browser = Session::of(&world, "mei");
    let (upload, _) = world.open_upload(&mei, "Growing", "clip.mp4", 100_000_000);
    let upload = upload.strip_prefix(&world.url).unwrap_or(&upload).to_owned();
    let place = tempfile::tempdir().expect("a folder");
    let to = |number: usize| place.path().join(format!("backup{number}"));
    let (journal, known) = (Mutex::new(Journal::default()), AtomicUsize::new(0));
    let stop = AtomicBool::new(false);
    let (before, offset, after) = std::thread::scope(|scope| {
        scope.spawn(|| make_tokens(&world, (&mei, &browser), &journal, &stop));
        scope.spawn(|| make_tokens(&world, (&mei, &browser), &journal, &stop));
        scope.spawn(|| grow(&world, &mei, &upload, &known, &stop));
        std::thread::sleep(Duration::from_millis(500));
        let barriers: Vec<f64> =
            (1..5).map(|number| barrier_ms(&backup(&world, &to(number)))).collect();
        told!("writers of five domains under load stood still for {barriers:?} ms");
        assert!(barriers.iter().all(|ms| *ms < 2000.0));
        let length = || journal.lock().expect("a lock").kept.len();
        let (before, revoked) = {
            let now = journal.lock().expect("a lock");
            (now.kept.len(), now.revoked.len())
        };
        let offset = known.load(Ordering::SeqCst);
        backup(&world, &to(0));
        let after = length();
        std::thread::sleep(Duration::from_millis(300));
        stop.store(true, Ordering::Relaxed);
        ((before, revoked), offset, after)
    });
    world.kill();
    good(&shoal(&["backup", "verify"], &to(0), None));
    let data = place.path().join("data");
    good(&shoal(&["restore"], &to(0), Some(&data)));
    let again = World::on(&data, &LIMITS);
    let listed = again.get_as(&mei, "/api/v1/tokens").to_string();
    let journal = journal.into_inner().expect("a lock");
    told!(
        "{} tokens before, {} after the backup, {offset} bytes",
        before.0,
        journal.kept.len() - after
    );
    assert!(before.0 > 3 && offset > 0 && journal.kept.len() > after + 1, "there was no load");
    for token in &journal.kept[..before.0] {
        assert!(listed.contains(token), "the acknowledged token {token} is not in the backup");
    }
    for token in &journal.revoked[..before.1] {
        assert!(!listed.contains(token), "the revoked token {token} is back");
    }
    // Those of two writers may stand in the journal a little late, hence the one.
    for token in &journal.kept[after + 2..] {
        assert!(!listed.contains(token), "{token} is from after the backup");
    }
    let kept = again.offset(&mei, &upload).expect("the upload is there");
    assert!(kept >= offset, "the upload has {kept} of {offset} acknowledged bytes");
    assert_eq!(again.patch(&mei, &upload, kept, vec![7; 1000]).status(), 204);
    works(&again, &mei, &video);
    // And a site from a backup can be backed up.
    backup(&again, &to(9));
    good(&shoal(&["backup", "verify"], &to(9), None));
}

fn barrier_ms(taken: &serde_json::Value) -> f64 {
    taken["barrier_us"].as_f64().expect("barrier_us") / 1000.0
}

/// The video of before plays, and a new one goes the whole way through every domain.
fn works(world: &World, mei: &Account, video: &str) {
    let read = ffprobe(&world.master(mei, video));
    assert!(read["streams"].as_array().is_some_and(|streams| streams.len() > 1), "{read}");
    let made = world.shoal_json(&["publish", CLIP, "--title", "New", "--wait", "--json"]);
    let read = ffprobe(made["master_url"].as_str().expect("master_url"));
    assert!(read["streams"].as_array().is_some_and(|streams| streams.len() > 1), "{read}");
    let page = world.get(&format!("/watch/{video}"));
    assert_eq!(page.status(), 200);
}

/// One domain is set back alone: what it forgot is gone, and all the others go on with it.
#[test]
fn one_domain_comes_back_alone() {
    let mut world = World::start();
    let mei = world.account("mei", "admin");
    let video = world.shoal_json(&["publish", CLIP, "--title", "Kept", "--wait", "--json"]);
    let video = video["video_id"].as_str().expect("video_id").to_owned();
    let place = tempfile::tempdir().expect("a folder");
    let to = place.path().join("backup");
    backup(&world, &to);
    let forgotten =
        world.shoal_json(&["publish", CLIP, "--title", "Forgotten", "--wait", "--json"]);
    let forgotten = forgotten["video_id"].as_str().expect("video_id").to_owned();
    let aside = |end: &str| {
        let name = format!("video.db{end}");
        drop(std::fs::rename(world.data().join("db").join(&name), place.path().join(name)));
    };
    let only = || shoal(&["restore", "--only", "video"], &to, Some(&world.data()));
    let refused = only();
    assert!(text(&refused).contains("is there already"), "{}", text(&refused));
    ["", "-wal", "-shm"].into_iter().for_each(aside);
    let refused = only();
    assert!(text(&refused).contains("in use by process"), "{}", text(&refused));
    world.kill();
    let only = shoal(&["restore", "--only", "video"], &to, Some(&world.data()));
    good(&only);
    world.run();
    let watch = |id: &str| world.get(&format!("/watch/{id}")).status().as_u16();
    assert_eq!((watch(&video), watch(&forgotten)), (200, 404));
    works(&world, &mei, &video);
    let replayed = ["replay", "playback", "--source", "video", "--wait"];
    good(&world.shoal(&replayed));
    works(&world, &mei, &video);
}

/// kill -9 in the middle of a backup leaves nothing that anything is made of.
#[test]
fn a_backup_that_was_cut_is_none() {
    let mut world = World::start();
    world.account("mei", "admin");
    let place = tempfile::tempdir().expect("a folder");
    // Long to copy, and to read.
    std::fs::create_dir_all(world.data().join("blobs/ingest")).expect("the folder is ours");
    let big = std::fs::File::create(world.data().join("blobs/ingest/big")).expect("it is ours");
    big.set_len(400 << 20).expect("there is room");
    let mut cut = 0;
    for (number, delay_ms) in [20, 60, 120, 250].into_iter().enumerate() {
        let to = place.path().join(format!("backup{number}"));
        let data = place.path().join(format!("data{number}"));
        let asked = std::thread::scope(|scope| {
            let asked =
                scope.spawn(|| world.shoal(&["backup", "--to", to.to_str().expect("a path")]));
            std::thread::sleep(Duration::from_millis(delay_ms));
            let pid = world.pid().to_string();
            drop(Command::new("kill").args(["-9", &pid]).status());
            asked.join().expect("it ends")
        });
        if !asked.status.success() {
            cut += 1;
            let refused = shoal(&["restore"], &to, Some(&data));
            assert_eq!(refused.status.code(), Some(1), "{}", text(&refused));
            assert!(text(&refused).contains("no backup"), "{}", text(&refused));
            assert!(!data.exists(), "something was made of half a backup");
        }
        world.kill();
        world.run();
    }
    assert!(cut > 1, "no backup was cut: the test is too slow for this machine");
    backup(&world, &place.path().join("whole"));
}

/// A restore that was cut is seen by the server, and by the next restore.
#[test]
fn half_a_restored_site_is_not_served() {
    let mut world = World::start();
    let place = tempfile::tempdir().expect("a folder");
    let (to, data) = (place.path().join("backup"), place.path().join("data"));
    let big = std::fs::File::create(world.data().join("blobs/big")).expect("it is ours");
    big.set_len(400 << 20).expect("there is room");
    backup(&world, &to);
    world.kill();
    let restore = || {
        let mut command = Command::new(SHOAL);
        command.arg("restore").arg(&to).arg("--data-dir").arg(&data);
        command.stdout(std::process::Stdio::null()).spawn().expect("the program starts")
    };
    let mut child = restore();
    while !data.join("blobs").exists() {
        std::thread::sleep(Duration::from_millis(2));
        assert!(child.try_wait().expect("it is ours").is_none(), "it ended too soon");
    }
    child.kill().expect("it is ours");
    child.wait().expect("it is ours");
    let mut serve = Command::new(SHOAL);
    serve.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(&data);
    let refused = serve.output().expect("the program starts");
    assert!(text(&refused).contains("did not end"), "{}", text(&refused));
    let refused = shoal(&["restore"], &to, Some(&data));
    assert!(text(&refused).contains("did not end"), "{}", text(&refused));
    std::fs::remove_dir_all(&data).expect("it is ours");
    assert!(restore().wait().expect("it ends").success());
}

#[test]
fn a_backup_without_room_or_into_the_data_folder_says_so_and_the_site_goes_on() {
    let world = World::start();
    let mei = world.account("mei", "admin");
    let inside = world.data().join("backup");
    let refused = world.shoal(&["backup", "--to", inside.to_str().expect("a path")]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused).contains("data folder") && !inside.exists(), "{}", text(&refused));
    // Whoever has no control socket cannot have the server write to its disk.
    let body = json!({ "to": "/nowhere" });
    assert_eq!(world.post_as(&mei, "/api/v1/admin/backup", &body).status(), 403);
    let small = world.folder.path().join("small");
    std::fs::create_dir(&small).expect("it is ours");
    let mut mount = Command::new("mount");
    if mount_worked(mount.args(["-t", "tmpfs", "-o", "size=16m", "tmpfs"]).arg(&small)) {
        let to = small.join("backup");
        std::fs::write(world.data().join("blobs/big"), vec![7; 32 << 20]).expect("it is ours");
        let refused = world.shoal(&["backup", "--to", to.to_str().expect("a path")]);
        let left = std::fs::read_dir(&to).expect("it was made").count();
        drop(Command::new("umount").arg("-l").arg(&small).output());
        assert_eq!(refused.status.code(), Some(1));
        assert!(text(&refused).contains("no space is left"), "{}", text(&refused));
        assert_eq!(left, 0, "what was begun is removed");
    } else {
        told!("skipped: a backup without room (no right to mount a tmpfs here)");
    }
    backup(&world, &world.folder.path().join("backup"));
    let goes_on = json!({ "label": "goes on" });
    let made = Session::of(&world, "mei").post(&world, "/api/v1/tokens", &goes_on).send();
    assert_eq!(made.expect("it answers").status(), 201);
    assert_eq!(world.get("/readyz").status(), 200);
}

fn mount_worked(mount: &mut Command) -> bool {
    mount.output().is_ok_and(|output| output.status.success())
}
