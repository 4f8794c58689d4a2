//! From the last byte to the verdict: accepted, refused, tried again, taken up after a restart.

use super::fakes::clip;
use super::{FLV, World, ann, refusal, small};
use crate::contract::ingest::{
    Cause, SourceAccepted, SourceRefused, Upload, UploadId, UploadState,
};
use crate::contract::video::VideoState;
use crate::domains::ingest::Options;
use crate::domains::ingest::store::begin_check;
use crate::kernel::claim::Claim;
use crate::kernel::context::Context;
use crate::kernel::ports::media::{Demuxer, Flaw, MediaFault};
use prost::Message as _;
use std::sync::atomic::Ordering;

#[test]
fn an_accepted_source_is_told_with_its_facts() {
    let world = World::new();
    let id = world.uploaded("v1", FLV);
    world.until(&id, UploadState::Accepted);
    let published = world.published();
    assert_eq!(published.len(), 1);
    assert_eq!(published[0].0, "SourceAccepted");
    let told = SourceAccepted::decode(published[0].1.as_slice()).expect("it is one");
    let (source, facts) = (told.source.expect("a blob"), told.facts.expect("facts"));
    assert_eq!((source.owner.as_str(), source.path), ("ingest", format!("uploads/{id}")));
    assert_eq!(source.size_bytes, 13);
    // As `sha256sum` gives it.
    let digest = "0e28b681677eb55927649fef5e0dec151b9370815bbe846a6524bbb022fe91fc";
    assert_eq!(told.source_sha256, digest);
    assert_eq!((facts.width, facts.height, facts.duration_ms), (1280, 720, 5_000));
    assert_eq!((facts.video_codec.as_str(), facts.demuxer.as_str()), ("h264", "flv"));
    let asked = world.media.asked();
    assert_eq!((asked.len(), asked[0].demuxer), (1, Demuxer::Flv));
    assert_eq!(asked[0].path, world.path(&id));
    assert_eq!(world.bytes(&id), FLV, "the source stays");
}

fn told(upload: &Upload) -> Cause {
    upload.failure.as_ref().expect("it says why").cause()
}

#[test]
fn what_is_no_video_is_refused_before_any_decoder_sees_it() {
    let files: [(&[u8], Cause); 4] = [
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", Cause::UploadPlaylist),
        (b"ffconcat version 1.0\nfile 'x.mp4'\n", Cause::UploadPlaylist),
        (b"just words\n", Cause::UploadText),
        (&[0, 0, 0, 20, b'f', b't', b'y', b'p', b'i', b's', b'o', b'm'], Cause::UploadTruncated),
    ];
    let world = World::new();
    for (index, (bytes, cause)) in files.into_iter().enumerate() {
        let id = world.uploaded(&format!("v{index}"), bytes);
        let refused = world.until(&id, UploadState::Refused);
        assert_eq!(told(&refused), cause);
        world.until_removed(&id);
        let event = world.published().pop().expect("an event");
        assert_eq!(event.0, "SourceRefused");
        let event = SourceRefused::decode(event.1.as_slice()).expect("it is one");
        assert_eq!(event.failure, refused.failure);
    }
    assert!(world.media.asked().is_empty());
}

#[test]
fn what_the_probe_or_the_rules_refuse_is_refused_at_once() {
    let mut long = clip();
    long.duration_ms = 13 * 3_600_000;
    let refused = MediaFault::Refused { flaw: Flaw::NoPicture };
    let table = [(Err(refused), Cause::MediaNoPicture), (Ok(long), Cause::SourceTooLong)];
    let world = World::new();
    for (index, (answer, cause)) in table.into_iter().enumerate() {
        world.media.answer([answer]);
        let id = world.uploaded(&format!("v{index}"), FLV);
        assert_eq!(told(&world.until(&id, UploadState::Refused)), cause);
        world.until_removed(&id);
    }
    assert_eq!(world.media.asked().len(), 2);
}

#[test]
fn a_fault_of_the_server_is_tried_again_after_1_3_and_9_seconds() {
    let world = World::new();
    let killed = || Err(MediaFault::Killed { signal: 9 });
    world.media.answer([killed(), killed(), killed(), Ok(clip())]);
    let id = world.uploaded("v1", FLV);
    for (tries, pause_ms) in [(1, 1_000), (2, 3_000), (3, 9_000)] {
        world
            .harness
            .eventually("a try", || async { (world.media.asked().len() == tries).then_some(()) });
        let db = world.db();
        world.harness.eventually("its record", || async {
            let sql = "SELECT check_faults FROM uploads";
            let found: i64 = db.read(move |view| view.value(sql, &[])).await.ok()??;
            (usize::try_from(found) == Ok(tries)).then_some(())
        });
        // A unit may have looked at the clock a moment before it was turned last.
        world.harness.clock.turn(pause_ms - 10);
        world.harness.run(crate::kernel::tasks::sleep(std::time::Duration::from_millis(50)));
        assert_eq!(world.media.asked().len(), tries, "it waits its time");
        world.harness.clock.turn(10);
    }
    world.until(&id, UploadState::Accepted);
    assert_eq!(world.published().len(), 1);
}

#[test]
fn a_check_that_was_put_off_since_it_was_looked_up_is_not_begun() {
    let world = World::new();
    world.media.answer([Err(MediaFault::Killed { signal: 9 })]);
    let id: UploadId = world.uploaded("v1", FLV).parse().expect("an id");
    let db = world.db();
    world.harness.eventually("it to be put off", || async {
        let sql = "SELECT COUNT(*) FROM uploads WHERE check_faults = 1 AND holder = ''";
        let found: i64 = db.read(move |view| view.value(sql, &[])).await.ok()??;
        (found == 1).then_some(())
    });
    let claim = Claim { holder: "another".into(), lease_until_ms: i64::MAX };
    let cx = Context::of_domain("ingest");
    let begun = db.write(&cx, move |tx| begin_check(tx, &id, &claim));
    assert!(world.harness.run(begun).expect("it answers").is_none());
}

#[test]
fn after_the_last_try_the_server_takes_the_blame() {
    let world = World::with(Options { check_retry_ms: vec![0, 0, 0], ..small() });
    let missing = || Err(MediaFault::ToolMissing { tool: "ffprobe".to_owned() });
    world.media.answer([missing(), missing(), missing(), missing()]);
    let id = world.uploaded("v1", FLV);
    let refused = world.until(&id, UploadState::Refused);
    assert_eq!(refused.failure, Some(Cause::ServerFault.into()), "it says no more than that");
    assert_eq!(world.media.asked().len(), 4);
}

#[test]
fn a_source_that_went_missing_is_the_servers_fault() {
    let world = World::with(Options { check_retry_ms: Vec::new(), ..small() });
    world.media.holds.store(true, Ordering::SeqCst);
    let held = [world.uploaded("v1", FLV), world.uploaded("v2", FLV)];
    let id = world.uploaded("v3", FLV);
    std::fs::remove_file(world.path(&id)).expect("it is there");
    world.media.holds.store(false, Ordering::SeqCst);
    assert_eq!(told(&world.until(&id, UploadState::Refused)), Cause::ServerFault);
    for id in held {
        world.until(&id, UploadState::Accepted);
    }
}

#[test]
fn no_more_checks_run_at_once_than_the_bound() {
    let world = World::with(Options { open_uploads_max: 20, ..small() });
    world.media.holds.store(true, Ordering::SeqCst);
    let all = world.owners(["ann", "bob", "eve"]);
    world.harness.eventually("two checks", || async {
        (world.media.now.load(Ordering::SeqCst) == 2).then_some(())
    });
    world.media.holds.store(false, Ordering::SeqCst);
    world.wait_published(all);
    assert_eq!(world.media.at_once.load(Ordering::SeqCst), 2);
}

#[test]
fn many_files_of_one_owner_do_not_keep_another_waiting() {
    let world = World::with(Options { open_uploads_max: 20, ..small() });
    world.media.holds.store(true, Ordering::SeqCst);
    for number in 0..6 {
        world.uploaded(&format!("v{number}"), FLV);
    }
    world.harness.eventually("one check", || async {
        (world.media.now.load(Ordering::SeqCst) == 1).then_some(())
    });
    world.owners(["bob"]);
    // Ann has five files before it, and one check at a time.
    world.harness.eventually("the other's check", || async {
        (world.media.now.load(Ordering::SeqCst) == 2).then_some(())
    });
    world.media.holds.store(false, Ordering::SeqCst);
    world.wait_published(7);
    assert_eq!(world.media.at_once.load(Ordering::SeqCst), 2);
}

#[test]
fn a_check_is_taken_up_after_a_restart() {
    let mut world = World::new();
    world.media.holds.store(true, Ordering::SeqCst);
    let id = world.uploaded("v1", FLV);
    world
        .harness
        .eventually("the check", || async { (!world.media.asked().is_empty()).then_some(()) });
    world.restart();
    world.media.holds.store(false, Ordering::SeqCst);
    world.until(&id, UploadState::Accepted);
    assert_eq!(world.published().len(), 1);
    assert_eq!(world.media.asked().len(), 2);
}

#[test]
fn a_check_that_never_comes_to_an_end_is_given_up() {
    let mut world = World::with(Options { check_starts_max: 2, ..small() });
    world.media.holds.store(true, Ordering::SeqCst);
    let id = world.uploaded("v1", FLV);
    for tries in 1..=2 {
        world
            .harness
            .eventually("a try", || async { (world.media.asked().len() == tries).then_some(()) });
        world.restart();
    }
    assert_eq!(told(&world.until(&id, UploadState::Refused)), Cause::ServerFault);
    assert_eq!(world.media.asked().len(), 2);
}

/// What another one holds is decided by that one alone; here it is nobody, so it is taken back.
#[test]
fn a_check_in_other_hands_gives_no_verdict_and_is_done_again() {
    let world = World::new();
    world.media.holds.store(true, Ordering::SeqCst);
    let refused = MediaFault::Refused { flaw: Flaw::Damaged };
    world.media.answer([Err(refused), Ok(clip())]);
    let id = world.uploaded("v1", FLV);
    world
        .harness
        .eventually("the check", || async { (!world.media.asked().is_empty()).then_some(()) });
    let (cx, sql) = (Context::of_domain("ingest"), "UPDATE uploads SET holder = 'another'");
    let stolen = world.db().write(&cx, move |tx| tx.execute(sql, &[]).map(drop));
    world.harness.run(stolen).expect("it is written");
    world.media.holds.store(false, Ordering::SeqCst);
    world.until(&id, UploadState::Accepted);
    assert_eq!(world.media.asked().len(), 2);
    let told: Vec<String> = world.published().into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(told, ["SourceAccepted"]);
}

#[test]
fn a_terminated_check_gives_no_verdict() {
    let world = World::new();
    world.media.holds.store(true, Ordering::SeqCst);
    let id = world.uploaded("v1", FLV);
    world
        .harness
        .eventually("the check", || async { (!world.media.asked().is_empty()).then_some(()) });
    world.terminate(&ann(), &id).expect("it is hers");
    world.until_removed(&id);
    assert_eq!(world.get(&ann(), &id).expect("it is hers").state(), UploadState::Terminated);
    assert!(world.published().is_empty());
}

/// The verdict may be on its way when the upload is terminated.
#[test]
fn a_verdict_that_comes_after_the_end_changes_nothing() {
    for answer in [Ok(clip()), Err(MediaFault::Refused { flaw: Flaw::Damaged })] {
        let world = World::new();
        world.media.holds.store(true, Ordering::SeqCst);
        world.media.deaf.store(true, Ordering::SeqCst);
        world.media.answer([answer]);
        let id = world.uploaded("v1", FLV);
        world
            .harness
            .eventually("it", || async { (!world.media.asked().is_empty()).then_some(()) });
        world.terminate(&ann(), &id).expect("it is hers");
        world.media.holds.store(false, Ordering::SeqCst);
        world.harness.eventually("the verdict", || async {
            (world.media.now.load(Ordering::SeqCst) == 0).then_some(())
        });
        world.until_removed(&id);
        world.harness.run(crate::kernel::tasks::sleep(std::time::Duration::from_millis(50)));
        assert_eq!(world.get(&ann(), &id).expect("it is hers").state(), UploadState::Terminated);
        assert!(world.published().is_empty());
    }
}

#[test]
fn a_second_source_takes_the_place_of_the_first() {
    let world = World::new();
    let first = world.uploaded("v1", FLV);
    world.until(&first, UploadState::Accepted);
    assert_eq!(refusal(world.terminate(&ann(), &first)), "UPLOAD_ENDED");
    world.draft("v1", "ann", VideoState::Failed);
    let second = world.create(&ann(), "v1", 13).expect("its work failed").upload_id;
    world.append(&second, 0, &[FLV]).expect("all bytes");
    world.until(&second, UploadState::Accepted);
    assert_eq!(told(&world.until(&first, UploadState::Terminated)), Cause::Replaced);
    assert!(world.path(&first).exists(), "a job may still read it");
    world.harness.clock.turn(86_400_000);
    world.until_removed(&first);
    assert_eq!(world.bytes(&second), FLV);
}
