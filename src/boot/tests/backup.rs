//! A backup holds one moment of all domains, what is wrong with one is found, and what is restored
//! goes on without giving a number twice.

use super::puppet::{Stage, seat};
use crate::boot::Key;
use crate::boot::kit::Kit;
use crate::contract::CITY;
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

fn wait_for(kit: &Kit, stage: &Stage, count: usize) {
    kit.eventually("the events", || async { (applied(stage).len() >= count).then_some(()) });
}

fn world() -> (Kit, Db<Owner>, Arc<Stage>) {
    world_on(Kit::new())
}

/// Whatever engine the others run on: for tests that move files about.
fn world_on_files() -> (Kit, Db<Owner>, Arc<Stage>) {
    let mut kit = Kit::new();
    kit.wants_postgres = false;
    world_on(kit)
}

fn world_on(mut kit: Kit) -> (Kit, Db<Owner>, Arc<Stage>) {
    let source = kit.source::<Owner>();
    let (_, stage) = seat(&mut kit);
    (kit, source, stage)
}

/// Causes and effects at one moment; between its two snapshots somebody does his best to have an
/// event published and applied.
fn causes_and_effects(has_barrier: bool) -> (u64, u64) {
    let (kit, source, stage) = world();
    kit.publish(&source, accepted("before", "before"));
    wait_for(&kit, &stage, 1);
    let settings = backup::Settings::default();
    let mut seen = Vec::new();
    let meddle = |word| {
        seen.push(word);
        if seen.len() > 1 {
            return;
        }
        let source = source.clone();
        kit.io().spawn(async move {
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
    let rows = at_one_moment(kit.vaults(), (&kit.clock, &settings), has_barrier, meddle);
    let rows = rows.expect("nobody is busy");
    assert_eq!(seen, ["ingest", "transcode"]);
    // The writers go on, and nothing that waited was lost.
    wait_for(&kit, &stage, 2);
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
    assert!(effects > causes, "{effects} effects of {causes} causes: the plant was not seen");
}

#[test]
fn a_busy_writer_is_given_up_and_nobody_stays_held() {
    let (kit, source, stage) = world();
    let (sender, begun) = std::sync::mpsc::sync_channel(1);
    let slow = source.clone();
    kit.io().spawn(async move {
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
    let given_up = at_one_moment(kit.vaults(), (&kit.clock, &settings), true, |_| ());
    let Complaint(told) = given_up.expect_err("the writer is busy");
    assert!(told.contains("ingest") && told.contains("barrier_ms_max"), "{told}");
    kit.publish(&source, accepted("after", "after"));
    wait_for(&kit, &stage, 2);
}

/// A data folder with a blob of each kind and a backup of it.
fn backed_up(kit: &Kit) -> (tempfile::TempDir, PathBuf) {
    let place = tempfile::tempdir().expect("a folder");
    kit.run(kit.blobs.put("transcode/a/1.m4s", "done".into())).expect("it is put");
    kit.run(kit.blobs.append("ingest/u", 0, vec!["grows".into()])).expect("it grows");
    std::fs::write(kit.folder().join("csrf.key"), [7; 32]).expect("the folder is ours");
    let to = place.path().join("backup");
    take_now(&plan(kit), &to).expect("it is taken");
    (place, to)
}

fn plan(kit: &Kit) -> Plan {
    Plan {
        data: kit.folder().to_owned(),
        vaults: kit.vaults().to_vec(),
        elsewhere: Vec::new(),
        removals: Arc::default(),
        contract: "c0ffee".to_owned(),
        clock: kit.clock.clone(),
        settings: backup::Settings::default(),
    }
}

fn restore(kit: &Kit, from: &Path, to: &Path, only: Option<&str>) -> Result<Manifest, Complaint> {
    let order = Order {
        backup: from,
        data: to,
        only,
        known: vec!["ingest", "transcode"],
        storage: &kit.storage,
        now_ms: kit.clock.now_ms(),
    };
    backup::restore(&Key(()), &order)
}

#[test]
fn what_is_finished_is_shared_and_what_grows_is_copied() {
    use std::os::unix::fs::MetadataExt as _;
    let (kit, ..) = world();
    let (_place, folder) = backed_up(&kit);
    let inode =
        |root: &Path, path: &str| std::fs::metadata(root.join(path)).expect("it is there").ino();
    let (done, grows) = ("blobs/transcode/a/1.m4s", "blobs/ingest/u");
    assert_eq!(inode(kit.folder(), done), inode(&folder, done));
    assert_ne!(inode(kit.folder(), grows), inode(&folder, grows));
    // What happens to the site since then does not reach the backup.
    kit.run(kit.blobs.append("ingest/u", 0, vec!["GROWN on".into()])).expect("it grows");
    kit.run(kit.blobs.put("transcode/a/1.m4s", "other".into())).expect("it is put");
    kit.run(kit.blobs.remove("transcode/a")).expect("it goes");
    backup::verify(&folder).expect("it is as it was");
}

/// A file of a backup, what is said of it, and what is done to it.
type Harm = (&'static str, &'static str, Box<dyn Fn(&Path)>);

/// Whatever is done to a backup, nothing is made of it, and it is told what is wrong.
#[test]
fn a_backup_that_is_not_whole_is_refused() {
    let (kit, source, stage) = world();
    kit.publish(&source, accepted("v", "one"));
    wait_for(&kit, &stage, 1);
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
        let (place, folder) = backed_up(&kit);
        harm(&folder.join(path));
        let data = place.path().join("data");
        for told in [
            backup::verify(&folder).expect_err(path),
            restore(&kit, &folder, &data, None).expect_err(path),
        ] {
            assert!(told.0.contains(cause), "{path}: {told}");
        }
        assert!(!data.exists(), "{path}: something was made of it");
    }
}

#[test]
fn a_target_that_will_not_do_is_refused() {
    let (kit, ..) = world();
    let inside = take_now(&plan(&kit), &kit.folder().join("backup")).expect_err("it is inside");
    assert!(inside.0.contains("data folder"), "{inside}");
    let (place, folder) = backed_up(&kit);
    let again = take_now(&plan(&kit), &folder).expect_err("one is there");
    assert!(again.0.contains("not empty"), "{again}");
    backup::verify(&folder).expect("the first one is untouched");
    let nowhere = place.path().join("no/such");
    take_now(&plan(&kit), &nowhere).expect_err("there is no folder for it");
    let elsewhere = Plan { elsewhere: vec!["video"], ..plan(&kit) };
    let told = take_now(&elsewhere, &place.path().join("b")).expect_err("not all are here");
    assert!(told.0.contains("video"), "{told}");
    let linked = kit.folder().join("blobs/transcode/link");
    std::os::unix::fs::symlink("/etc/passwd", linked).expect("it is linked");
    let to = place.path().join("c");
    let told = take_now(&plan(&kit), &to).expect_err("a link is there");
    assert!(told.0.contains("links"), "{told}");
    let left = std::fs::read_dir(&to).expect("it was made").count();
    assert_eq!(left, 0, "what was begun is removed");
    let data = place.path().join("data");
    restore(&kit, &folder, &data, None).expect("it is restored");
    restore(&kit, &folder, &data, None).expect_err("a site is there");
    std::fs::write(data.join("RESTORING"), "").expect("it is ours");
    let told = restore(&kit, &folder, &data, None).expect_err("it did not end");
    assert!(told.0.contains("did not end"), "{told}");
}

#[test]
fn a_domain_on_postgres_is_backed_up_while_all_its_lanes_write() {
    let mut kit = Kit::new();
    kit.wants_postgres = false;
    if !kit.use_postgres::<Owner>() {
        return;
    }
    let (kit, source, _) = world_on(kit);
    let (is_over, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    for writer in 0..8 {
        let (source, is_over, written) = (source.clone(), is_over.clone(), written.clone());
        kit.io().spawn(async move {
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
    kit.eventually("some events", is_far);
    let before = written.load(Ordering::SeqCst);
    let (place, folder) = backed_up(&kit);
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
    restore(&kit, &folder, &data, None).expect("it is restored");
    let mut again = Kit::new();
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
    let (kit, ..) = world();
    let here = Arc::clone(&kit.blobs);
    let blobs = Scattered::new(&kit.key, here, kit.board.clone(), (vec!["transcode"], CITY));
    kit.run(blobs.put("transcode/a/1", "referred to".into())).expect("it is put");
    let size = || kit.run(blobs.size("transcode/a/1")).expect("it is looked at");
    let held = kit.run(blobs.removals().write_owned());
    let removal = kit.io().spawn(blobs.remove("transcode/a"));
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(size(), Some(11), "it went while a backup was taken");
    drop(held);
    kit.run(removal).expect("it runs").expect("it goes");
    assert_eq!(size(), None);
}

/// A producer that is set back alone, while its consumer has read and seen what it forgot.
#[test]
fn a_domain_that_is_restored_alone_is_heard_again() {
    let (mut kit, source, stage) = world_on_files();
    kit.publish(&source, accepted("v", "one"));
    wait_for(&kit, &stage, 1);
    let (place, folder) = backed_up(&kit);
    for name in ["two", "three", "four"] {
        kit.publish(&source, accepted("v", name));
    }
    kit.publish(&source, accepted("w", "first of w"));
    wait_for(&kit, &stage, 5);
    drop(source);
    kit.stop();
    kit.await_free::<Owner>();
    let data = place.path().join("data");
    std::fs::create_dir(&data).expect("the folder is ours");
    restore(&kit, &folder, &data, Some("ingest")).expect("it is restored");
    assert!(!data.join("db/transcode.db").exists() && data.join("blobs/ingest/u").is_file());
    let told = restore(&kit, &folder, &data, Some("ingest")).expect_err("it is there");
    assert!(told.0.contains("move"), "{told}");
    for end in ["-wal", "-shm"] {
        drop(std::fs::remove_file(kit.folder().join(format!("ingest.db{end}"))));
    }
    std::fs::rename(data.join("db/ingest.db"), kit.folder().join("ingest.db")).expect("one disk");
    let source = kit.source::<Owner>();
    let (_, stage) = seat(&mut kit);
    assert_eq!(kit.published(&source).len(), 1);
    kit.publish(&source, accepted("v", "two again"));
    kit.publish(&source, accepted("w", "w again"));
    wait_for(&kit, &stage, 2);
    assert_eq!(applied(&stage), ["two again", "w again"]);
    let last = kit.published(&source).pop().and_then(|record| record.head);
    assert!(last.is_some_and(|head| head.entity_version > 1 << 40));
}

/// The same moment restored twice gives no number twice.
#[test]
fn each_restore_counts_on_from_another_place() {
    let (kit, source, _) = world();
    kit.publish(&source, accepted("v", "one"));
    let (place, folder) = backed_up(&kit);
    let first = AtomicU64::new(0);
    for name in ["a", "b"] {
        let data = place.path().join(name);
        kit.clock.turn(1000);
        restore(&kit, &folder, &data, None).expect("it is restored");
        let again = Kit::new();
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
