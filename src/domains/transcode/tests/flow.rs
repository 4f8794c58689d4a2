//! The way of a source to a package, who may look on, and what is left behind.

use super::world::{Act, Fake, World, is_box, owner};
use crate::boot::harness::{by, by_visitor};
use crate::contract::transcode::{
    JobState, PackageReady, StageName, StageState, WatchJobRequest, WatchJobResponse,
};
use crate::kernel::context::Role;
use crate::kernel::event::decode;
use crate::kernel::fault::Reply;

#[test]
fn an_accepted_source_becomes_one_package() {
    let fake = Fake::new([]);
    let world = World::new(&fake);
    world.accept("v1");
    let job = world.until_state("v1", JobState::Done);
    assert!(job.stages.iter().all(|stage| stage.state() == StageState::Done));
    assert_eq!(job.stages[1].speed.to_string(), "5");

    assert_eq!(world.advances(), ["rwwww", "drwww", "ddrww", "dddrw", "ddddr"]);
    let records = world.published();
    assert_eq!(records.len(), 1);
    let ready: PackageReady = decode(&records[0]).unwrap();
    let package = ready.package.unwrap();
    assert_eq!((ready.video_id.as_str(), ready.owner_id.as_str()), ("v1", "mira"));
    assert_eq!((package.duration_ms, package.has_audio), (5000, true));
    let names: Vec<_> = package.renditions.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["720p", "480p", "360p"]);
    for one in &package.renditions {
        assert!(one.peak_bits_per_second >= one.average_bits_per_second);
        assert!(one.average_bits_per_second > 0);
    }
    let route_table = package.storyboard.unwrap();
    assert_eq!(
        (route_table.interval_ms, route_table.count, route_table.tile_width),
        (2000, 3, 160)
    );
    assert_eq!(ready.source_sha256, "digest of v1", "it goes on with the package");
    let facts = ready.facts.unwrap();
    assert_eq!((facts.width, facts.audio_codec.as_str()), (1280, "aac"));

    let folder = package.folder.unwrap();
    assert_eq!(folder.path, format!("packages/{}", package.package_id));
    let files = world.files(&format!("blobs/transcode/{}", folder.path));
    let names: Vec<_> = files.iter().map(|file| file.split(&folder.path).nth(1).unwrap()).collect();
    for name in [
        "/master.m3u8",
        "/poster-320.webp",
        "/poster-1280.jpg",
        "/storyboard.jpg",
        "/720p/index.m3u8",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    assert_eq!(names.len(), 2 + 6 + 4 * 4 + 2, "{names:?}");
    assert_eq!(package.frames_at_ms, [0, 2_000]);
    let bytes = |name: &str| {
        let path = format!("blobs/transcode/{}/{name}", folder.path);
        std::fs::read(world.harness.folder().join(path)).unwrap()
    };
    assert!(is_box(&bytes("360p/init.mp4"), b"ftyp"));
    assert!(is_box(&bytes("360p/00000.m4s"), b"moof"));
    let sizes: usize = names.iter().map(|name| bytes(name.trim_start_matches('/')).len()).sum();
    assert_eq!(package.size_bytes, sizes as u64);
    assert_eq!(folder.size_bytes, package.size_bytes);
    world.harness.eventually("an empty work folder", || {
        let left = world.files("work/transcode");
        async move { left.is_empty().then_some(()) }
    });
}

#[test]
fn the_same_source_told_twice_is_one_job() {
    let fake = Fake::new([]);
    let world = World::new(&fake);
    world.accept("v1");
    world.tell_accepted("v1", "uploadv1");
    let first = world.until_state("v1", JobState::Done);
    world.tell_accepted("v1", "uploadv1");
    world.accept("v2");
    world.until_state("v2", JobState::Done);
    assert_eq!(world.job("v1"), Some(first));
    assert_eq!(Fake::count(&fake.encodes), 2);
    assert_eq!(world.told(), ["PackageReady", "PackageReady"]);
    let parked = world.db.read(|view| view.exists("SELECT 1 FROM kernel_parked", &[]));
    assert!(!world.harness.run(parked).unwrap(), "a repeated event is no poison");
}

#[test]
fn a_newer_source_of_a_video_takes_the_place_of_the_older() {
    let fake = Fake::new([Act::Stand]);
    let world = World::new(&fake);
    world.accept("v1");
    let old = world.until("v1", "an encode", |job| job.stages[1].progress > 0.0);
    world.harness.clock.turn(1);
    world.tell_accepted("v1", "upload2v1");
    let new = world.until_state("v1", JobState::Done);
    assert_ne!(old.job_id, new.job_id);
    assert_eq!(Fake::count(&fake.ended), 1);
    assert_eq!(world.told(), ["PackageReady"]);
}

#[test]
fn only_the_owner_and_admins_know_of_a_job() {
    let world = World::new(&Fake::new([]));
    world.accept("v1");
    let job = world.until_state("v1", JobState::Done);
    let strangers = [by("else", Role::Moderator), by_visitor()];
    for cx in &strangers {
        assert_eq!(world.job_as(cx, "v1"), None);
        assert_eq!(world.job_as(cx, "none"), None);
    }
    assert_eq!(world.job_as(&by("else", Role::Admin), "v1"), Some(job));
}

#[test]
fn no_more_jobs_run_than_there_are_slots() {
    let fake = Fake::new([]);
    fake.slow_ms.store(30, std::sync::atomic::Ordering::SeqCst);
    let world = World::new(&fake);
    for video in ["v1", "v2", "v3", "v4"] {
        world.accept(video);
    }
    for video in ["v1", "v2", "v3", "v4"] {
        world.until_state(video, JobState::Done);
    }
    assert_eq!(Fake::count(&fake.running_most), 1);
}

#[test]
fn a_deleted_video_leaves_nothing_behind() {
    let fake = Fake::new([]);
    let world = World::new(&fake);
    world.accept("v1");
    world.until_state("v1", JobState::Done);
    assert!(!world.files("blobs/transcode").is_empty());
    world.delete("v1");
    world.harness.eventually("an empty store", || {
        let gone = world.job("v1").is_none() && world.files("blobs/transcode").is_empty();
        async move { gone.then_some(()) }
    });
}

#[test]
fn deleting_a_video_ends_its_encode() {
    let fake = Fake::new([Act::Stand]);
    let world = World::new(&fake);
    world.accept("v1");
    world.until("v1", "an encode", |job| job.stages[1].progress > 0.0);
    assert!(world.harness.folder().join("work/transcode/jobs").exists());
    world.delete("v1");
    world.harness.eventually("the end of the encode", || {
        let ended = Fake::count(&fake.ended) == 1 && world.job("v1").is_none();
        let jobs = std::fs::read_dir(world.harness.folder().join("work/transcode/jobs"));
        let left = jobs.map_or(0, Iterator::count);
        async move { (ended && left == 0).then_some(()) }
    });
    // The place is free again, and nothing was told of the dead job.
    world.accept("v2");
    world.until_state("v2", JobState::Done);
    assert_eq!(world.told(), ["PackageReady"]);
}

#[test]
fn a_source_that_comes_after_the_deletion_of_its_video_is_left_alone() {
    let fake = Fake::new([]);
    let world = World::new(&fake);
    world.delete("v1");
    world.harness.eventually("the deletion", || async {
        let heard = world.db.read(|view| super::super::store::is_gone(view, &"v1".into())).await;
        heard.unwrap().then_some(())
    });
    world.accept("v1");
    world.accept("v2");
    world.until_state("v2", JobState::Done);
    assert_eq!(world.job("v1"), None);
    assert_eq!(Fake::count(&fake.probes), 1);
}

#[test]
fn a_watcher_sees_the_way_to_the_end() {
    let fake = Fake::new([]);
    fake.slow_ms.store(300, std::sync::atomic::Ordering::SeqCst);
    let world = World::new(&fake);
    let request = WatchJobRequest { video_id: "v1".into(), ..WatchJobRequest::default() };
    let mut flow = world.harness.run(world.client().watch_job(&owner(), request.clone())).unwrap();
    let mut strange =
        world.harness.run(world.client().watch_job(&by("else", Role::Creator), request)).unwrap();
    let mut next = || -> Option<Reply<WatchJobResponse>> { world.harness.run(flow.next()) };
    assert_eq!(next().unwrap().unwrap().job, None);
    world.accept("v1");
    let mut seen = Vec::new();
    while let Some(message) = next() {
        seen.push(message.unwrap().job.expect("it was accepted"));
    }
    assert_eq!(seen.last().unwrap().state(), JobState::Done);
    let half = seen.iter().any(|job| {
        let ladder = &job.stages[1];
        ladder.name() == StageName::Ladder && (0.4..0.6).contains(&ladder.progress)
    });
    assert!(half, "{seen:?}");
    let messages = world.harness.run(async {
        let first = strange.next().await.unwrap().unwrap();
        let more = tokio::time::timeout(std::time::Duration::from_millis(200), strange.next());
        (first, more.await.is_ok())
    });
    assert_eq!((messages.0.job, messages.1), (None, false));
}

/// Whoever opens a stream again where it stood is not told once more what it has seen.
#[test]
fn a_watch_goes_on_from_what_was_seen() {
    let world = World::new(&Fake::new([Act::Stand]));
    world.accept("v1");
    world.until("v1", "an encode", |job| job.stages[1].progress > 0.0);
    let watch = |seen: &str| {
        let request = WatchJobRequest { video_id: "v1".into(), seen: seen.to_owned() };
        let mut flow = world.harness.run(world.client().watch_job(&owner(), request)).unwrap();
        world.harness.run(async {
            let wait = std::time::Duration::from_millis(200);
            tokio::time::timeout(wait, flow.next()).await.ok().flatten()
        })
    };
    let first = watch("").expect("the job as it is").unwrap();
    assert!(first.job.is_some() && !first.seen.is_empty());
    assert!(watch(&first.seen).is_none(), "the same once more");
    assert_eq!(watch("another state").unwrap().unwrap(), first);
}

#[test]
fn a_watch_ends_with_the_video() {
    let fake = Fake::new([Act::Stand]);
    let world = World::new(&fake);
    world.accept("v1");
    world.until("v1", "an encode", |job| job.stages[1].progress > 0.0);
    let request = WatchJobRequest { video_id: "v1".into(), ..WatchJobRequest::default() };
    let mut flow = world.harness.run(world.client().watch_job(&owner(), request)).unwrap();
    assert!(world.harness.run(flow.next()).unwrap().unwrap().job.is_some());
    world.delete("v1");
    let mut last = None;
    while let Some(message) = world.harness.run(flow.next()) {
        last = Some(message.unwrap().job);
    }
    assert_eq!(last, Some(None));
}
