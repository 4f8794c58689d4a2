//! A backup holds one moment of all domains, what is wrong with one is found, and what is restored
//! goes on without giving a number twice.

use super::puppet::{Stage, start_domain};
use crate::boot::Key;
use crate::boot::harness::Harness;
use crate::contract::TOPOLOGY;
use crate::contract::ingest::{Owner, SourceAccepted};
use crate::kernel::backup::{self, Complaint, Manifest, Order, Plan, at_one_moment, take_now};
use crate::kernel::blobs::{BlobStore as _, Scattered};
use crate::kernel::context::Context;
use crate::kernel::db::Db;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

fn accepted(video: &str, name: &str) -> SourceAccepted {
    let (video_id, upload_id) = (video.to_owned(), name.to_owned());
    SourceAccepted { video_id, upload_id, ..SourceAccepted::default() }
}

fn applied(stage: &Stage) -> Vec<String> {
    stage.applied.lock().expect("a lock").clone()
}

fn wait_for(harness: &Harness, stage: &Stage, count: usize) {
    harness.eventually("the events", || async { (applied(stage).len() >= count).then_some(()) });
}

fn world() -> (Harness, Db<Owner>, Arc<Stage>) {
    world_on(Harness::new())
}

/// Whatever engine the others run on: for tests that move files about.
fn world_on_files() -> (Harness, Db<Owner>, Arc<Stage>) {
    let mut harness = Harness::new();
    harness.wants_postgres = false;
    world_on(harness)
}

fn world_on(mut harness: Harness) -> (Harness, Db<Owner>, Arc<Stage>) {
    let source = harness.source::<Owner>();
    let (_, stage) = start_domain(&mut harness);
    (harness, source, stage)
}

/// Causes and effects at one moment; between its two snapshots somebody does his best to have an
/// event published and applied.
fn causes_and_effects(has_barrier: bool) -> (u64, u64) {
    let (harness, source, stage) = world();
    harness.publish(&source, accepted("before", "before"));
    wait_for(&harness, &stage, 1);
    let settings = backup::Settings::default();
    let mut seen = Vec::new();
    let meddle = |word| {
        seen.push(word);
        if seen.len() > 1 {
            return;
        }
        let source = source.clone();
        harness.io().spawn(async move {
            let cx = Context::of_domain("ingest");
            source.write(&cx, move |tx| tx.publish(&accepted("during", "during"))).await
        });
        for _ in 0..60 {
            if applied(&stage).len() > 1 {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        // It is noted before its commit.
        std::thread::sleep(Duration::from_millis(100));
    };
    let rows = at_one_moment(harness.vaults(), (&harness.clock, &settings), has_barrier, meddle);
    let rows = rows.expect("nobody is busy");
    assert_eq!(seen, ["ingest", "transcode"]);
    // The writers go on, and nothing that waited was lost.
    wait_for(&harness, &stage, 2);
    (rows[0]["kernel_outbox"], rows[1]["kernel_seen"])
}

#[test]
fn a_backup_never_has_an_effect_without_its_cause() {
    let (causes, effects) = causes_and_effects(true);
    assert_eq!((causes, effects), (1, 1));
}

#[test]
fn a_missing_barrier_is_seen() {
    let (causes, effects) = causes_and_effects(false);
    assert!(
        effects > causes,
        "{effects} effects of {causes} causes: the injected fault was not seen"
    );
}

#[test]
fn a_busy_writer_is_given_up_and_nobody_stays_held() {
    let (harness, source, stage) = world();
    let (sender, begun) = std::sync::mpsc::sync_channel(1);
    let slow = source.clone();
    harness.io().spawn(async move {
        let cx = Context::of_domain("ingest");
        let unit = move |tx: &crate::kernel::db::Tx<'_, Owner>| {
            sender.send(()).expect("the test waits");
            std::thread::sleep(Duration::from_millis(400));
            tx.publish(&accepted("slow", "slow"))
        };
        slow.write(&cx, unit).await
    });
    begun.recv().expect("the unit runs");
    let settings = backup::Settings { barrier_ms_max: 50 };
    let given_up = at_one_moment(harness.vaults(), (&harness.clock, &settings), true, |_| ());
    let Complaint(told) = given_up.expect_err("the writer is busy");
    assert!(told.contains("ingest") && told.contains("barrier_ms_max"), "{told}");
    harness.publish(&source, accepted("after", "after"));
    wait_for(&harness, &stage, 2);
}

/// A data folder with a blob of each kind and a backup of it.
fn backed_up(harness: &Harness) -> (tempfile::TempDir, PathBuf) {
    let place = tempfile::tempdir().expect("a folder");
    harness.run(harness.blobs.put("transcode/a/1.m4s", "done".into())).expect("it is put");
    harness.run(harness.blobs.append("ingest/u", 0, vec!["grows".into()])).expect("it grows");
    std::fs::write(harness.folder().join("csrf.key"), [7; 32]).expect("the folder is ours");
    let to = place.path().join("backup");
    take_now(&plan(harness), &to).expect("it is taken");
    (place, to)
}

fn plan(harness: &Harness) -> Plan {
    Plan {
        data: harness.folder().to_owned(),
        vaults: harness.vaults().to_vec(),
        elsewhere: Vec::new(),
        removals: Arc::default(),
        contract: "c0ffee".to_owned(),
        clock: harness.clock.clone(),
        settings: backup::Settings::default(),
    }
}

fn restore(
    harness: &Harness,
    from: &Path,
    to: &Path,
    only: Option<&str>,
) -> Result<Manifest, Complaint> {
    let order = Order {
        backup: from,
        data: to,
        only,
        known: vec!["ingest", "transcode"],
        storage: &harness.storage,
        now_ms: harness.clock.now_ms(),
    };
    backup::restore(&Key(()), &order)
}

#[test]
fn what_is_finished_is_shared_and_what_grows_is_copied() {
    use std::os::unix::fs::MetadataExt as _;
    let (harness, ..) = world();
    let (_place, folder) = backed_up(&harness);
    let inode =
        |root: &Path, path: &str| std::fs::metadata(root.join(path)).expect("it is there").ino();
    let (done, grows) = ("blobs/transcode/a/1.m4s", "blobs/ingest/u");
    assert_eq!(inode(harness.folder(), done), inode(&folder, done));
    assert_ne!(inode(harness.folder(), grows), inode(&folder, grows));
    // What happens to the site since then does not reach the backup.
    harness.run(harness.blobs.append("ingest/u", 0, vec!["GROWN on".into()])).expect("it grows");
    harness.run(harness.blobs.put("transcode/a/1.m4s", "other".into())).expect("it is put");
    harness.run(harness.blobs.remove("transcode/a")).expect("it goes");
    backup::verify(&folder).expect("it is as it was");
}

/// A file of a backup, what is said of it, and what is done to it.
type Harm = (&'static str, &'static str, Box<dyn Fn(&Path)>);

/// Whatever is done to a backup, nothing is made of it, and it is told what is wrong.
#[test]
fn a_backup_that_is_not_whole_is_refused() {
    let (harness, source, stage) = world();
    harness.publish(&source, accepted("v", "one"));
    wait_for(&harness, &stage, 1);
    let other = |path: &Path, from: &str, to: &str| {
        let text = std::fs::read_to_string(path).expect("it is text");
        assert!(text.contains(from), "{from} in {text}");
        std::fs::write(path, text.replacen(from, to, 1)).expect("it is ours");
    };
    let remove = |path: &Path| std::fs::remove_file(path).expect("it is there");
    let cut = |path: &Path| {
        let file = std::fs::OpenOptions::new().write(true).open(path).expect("it opens");
        let size = file.metadata().expect("it is there").len();
        file.set_len(size - 1).expect("it is cut");
    };
    let flip = move |path: &Path| {
        let mut bytes = std::fs::read(path).expect("it is there");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        remove(path);
        std::fs::write(path, bytes).expect("it is ours");
    };
    let link = |path: &Path| {
        let aside = path.with_extension("aside");
        std::fs::rename(path, &aside).expect("it is there");
        std::os::unix::fs::symlink(&aside, path).expect("it is linked");
    };
    let harms: Vec<Harm> = vec![
        ("manifest.json", "no backup", Box::new(remove)),
        ("manifest.json", "changed or cut", Box::new(cut)),
        ("manifest.json", "changed", Box::new(move |path| other(path, "c0ffee", "c0ffef"))),
        ("db/ingest.db", "No such file", Box::new(remove)),
        ("db/ingest.db", "not what was backed up", Box::new(flip)),
        ("db/transcode.db", "not what was backed up", Box::new(cut)),
        ("db/transcode.db", "links", Box::new(link)),
        ("blobs/transcode/a/1.m4s", "No such file", Box::new(remove)),
        ("blobs/ingest/u", "not what was backed up", Box::new(flip)),
        ("csrf.key", "not what was backed up", Box::new(cut)),
    ];
    for (path, cause, harm) in harms {
        let (place, folder) = backed_up(&harness);
        harm(&folder.join(path));
        let data = place.path().join("data");
        for told in [
            backup::verify(&folder).expect_err(path),
            restore(&harness, &folder, &data, None).expect_err(path),
        ] {
            assert!(told.0.contains(cause), "{path}: {told}");
        }
        assert!(!data.exists(), "{path}: something was made of it");
    }
}

#[test]
fn a_target_that_will_not_do_is_refused() {
    let (harness, ..) = world();
    let inside =
        take_now(&plan(&harness), &harness.folder().join("backup")).expect_err("it is inside");
    assert!(inside.0.contains("data folder"), "{inside}");
    let (place, folder) = backed_up(&harness);
    let again = take_now(&plan(&harness), &folder).expect_err("one is there");
    assert!(again.0.contains("not empty"), "{again}");
    backup::verify(&folder).expect("the first one is untouched");
    let nowhere = place.path().join("no/such");
    take_now(&plan(&harness), &nowhere).expect_err("there is no folder for it");
    let elsewhere = Plan { elsewhere: vec!["video"], ..plan(&harness) };
    let told = take_now(&elsewhere, &place.path().join("b")).expect_err("not all are here");
    assert!(told.0.contains("video"), "{told}");
    let linked = harness.folder().join("blobs/transcode/link");
    std::os::unix::fs::symlink("/etc/passwd", linked).expect("it is linked");
    let to = place.path().join("c");
    let told = take_now(&plan(&harness), &to).expect_err("a link is there");
    assert!(told.0.contains("links"), "{told}");
    let left = std::fs::read_dir(&to).expect("it was made").count();
    assert_eq!(left, 0, "what was begun is removed");
    let data = place.path().join("data");
    restore(&harness, &folder, &data, None).expect("it is restored");
    restore(&harness, &folder, &data, None).expect_err("a site is there");
    std::fs::write(data.join("RESTORING"), "").expect("it is ours");
    let told = restore(&harness, &folder, &data, None).expect_err("it did not end");
    assert!(told.0.contains("did not end"), "{told}");
}

#[test]
fn a_domain_on_postgres_is_backed_up_while_all_its_lanes_write() {
    let mut harness = Harness::new();
    harness.wants_postgres = false;
    if !harness.use_postgres::<Owner>() {
        return;
    }
    let (harness, source, _) = world_on(harness);
    let (is_over, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    for writer in 0..8 {
        let (source, is_over, written) = (source.clone(), is_over.clone(), written.clone());
        harness.io().spawn(async move {
            for number in 0.. {
                let event = accepted(&format!("v{writer}"), &format!("{writer}-{number}"));
                let cx = Context::of_domain("ingest");
                source.write(&cx, move |tx| tx.publish(&event)).await.expect("it writes");
                written.fetch_add(1, Ordering::SeqCst);
                if is_over.load(Ordering::SeqCst) {
                    return;
                }
            }
        });
    }
    let is_far = || async { (written.load(Ordering::SeqCst) > 100).then_some(()) };
    harness.eventually("some events", is_far);
    let before = written.load(Ordering::SeqCst);
    let (place, folder) = backed_up(&harness);
    let after = written.load(Ordering::SeqCst);
    is_over.store(true, Ordering::SeqCst);
    let manifest = backup::verify(&folder).expect("it is whole");
    let kept = manifest.databases.iter().find(|one| one.domain == "ingest").expect("it is there");
    let events = kept.rows["kernel_outbox"];
    // One unit of each writer may have been committed and not yet counted.
    assert!((before..=after + 8).contains(&events), "{events} of {before} to {after}");
    assert!(after > before, "nobody wrote meanwhile");
    // What is restored is a file, and goes on behind everything that the server has given.
    let data = place.path().join("data");
    restore(&harness, &folder, &data, None).expect("it is restored");
    let mut again = Harness::new();
    again.wants_postgres = false;
    std::fs::copy(data.join("db/ingest.db"), again.folder().join("ingest.db")).expect("it copies");
    let restored = again.source::<Owner>();
    assert_eq!(again.published(&restored).len() as u64, events);
    again.publish(&restored, accepted("v0", "after"));
    let last = again.published(&restored).pop().expect("it is there");
    assert!(last.position > kept.newest_position, "{} was given before", last.position);
}

#[test]
fn nothing_is_removed_while_blobs_are_brought_over() {
    let (harness, ..) = world();
    let here = Arc::clone(&harness.blobs);
    let blobs = Scattered::new(
        &harness.key,
        here,
        harness.route_table.clone(),
        (vec!["transcode"], TOPOLOGY),
    );
    harness.run(blobs.put("transcode/a/1", "referred to".into())).expect("it is put");
    let size = || harness.run(blobs.size("transcode/a/1")).expect("it is looked at");
    let held = harness.run(blobs.removals().write_owned());
    let removal = harness.io().spawn(blobs.remove("transcode/a"));
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(size(), Some(11), "it went while a backup was taken");
    drop(held);
    harness.run(removal).expect("it runs").expect("it goes");
    assert_eq!(size(), None);
}

/// A producer that is set back alone, while its consumer has read and seen what it forgot.
#[test]
fn a_domain_that_is_restored_alone_is_heard_again() {
    let (mut harness, source, stage) = world_on_files();
    harness.publish(&source, accepted("v", "one"));
    wait_for(&harness, &stage, 1);
    let (place, folder) = backed_up(&harness);
    for name in ["two", "three", "four"] {
        harness.publish(&source, accepted("v", name));
    }
    harness.publish(&source, accepted("w", "first of w"));
    wait_for(&harness, &stage, 5);
    drop(source);
    harness.stop();
    harness.await_free::<Owner>();
    let data = place.path().join("data");
    std::fs::create_dir(&data).expect("the folder is ours");
    restore(&harness, &folder, &data, Some("ingest")).expect("it is restored");
    assert!(!data.join("db/transcode.db").exists() && data.join("blobs/ingest/u").is_file());
    let told = restore(&harness, &folder, &data, Some("ingest")).expect_err("it is there");
    assert!(told.0.contains("move"), "{told}");
    for end in ["-wal", "-shm"] {
        drop(std::fs::remove_file(harness.folder().join(format!("ingest.db{end}"))));
    }
    std::fs::rename(data.join("db/ingest.db"), harness.folder().join("ingest.db"))
        .expect("one disk");
    let source = harness.source::<Owner>();
    let (_, stage) = start_domain(&mut harness);
    assert_eq!(harness.published(&source).len(), 1);
    harness.publish(&source, accepted("v", "two again"));
    harness.publish(&source, accepted("w", "w again"));
    wait_for(&harness, &stage, 2);
    assert_eq!(applied(&stage), ["two again", "w again"]);
    let last = harness.published(&source).pop().and_then(|record| record.head);
    assert!(last.is_some_and(|head| head.entity_version > 1 << 40));
}

/// The same moment restored twice gives no number twice.
#[test]
fn each_restore_counts_on_from_another_place() {
    let (harness, source, _) = world();
    harness.publish(&source, accepted("v", "one"));
    let (place, folder) = backed_up(&harness);
    let first = AtomicU64::new(0);
    for name in ["a", "b"] {
        let data = place.path().join(name);
        harness.clock.turn(1000);
        restore(&harness, &folder, &data, None).expect("it is restored");
        let again = Harness::new();
        std::fs::copy(data.join("db/ingest.db"), again.folder().join("ingest.db"))
            .expect("it copies");
        let mut again = again;
        again.wants_postgres = false;
        let source = again.source::<Owner>();
        again.publish(&source, accepted("v", "two"));
        let position = again.published(&source).last().expect("two are there").position;
        let before = first.swap(position, Ordering::SeqCst);
        assert!(position > before + (1 << 19), "{position} after {before}");
    }
}
