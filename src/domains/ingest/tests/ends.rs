//! Uploads that end without a source, and that their bytes go.

use super::{FLV, World, ann, refusal};
use crate::boot::harness::FIRST_DAY_MS;
use crate::contract::ingest::{Cause, Refusal, UploadState};
use crate::contract::video::{self, VideoDeleted};
use std::sync::atomic::Ordering;

const DAY_MS: i64 = 86_400_000;

#[test]
fn terminating_frees_the_bytes_and_may_be_repeated() {
    let world = World::new();
    let id = world.opened("v1", 100).upload_id;
    world.append(&id, 0, &[b"abc"]).expect("three bytes");
    for _ in 0..2 {
        world.terminate(&ann(), &id).expect("it is hers");
    }
    world.until_removed(&id);
    let ended = world.get(&ann(), &id).expect("it is hers");
    assert_eq!(ended.state(), UploadState::Terminated);
    assert_eq!(refusal(world.append(&id, 3, &[b"def"])), "UPLOAD_ENDED");
}

#[test]
fn an_upload_expires_a_day_after_its_last_byte() {
    let world = World::new();
    let (moving, still) = (world.opened("v1", 100).upload_id, world.opened("v2", 100).upload_id);
    world.append(&still, 0, &[b"abc"]).expect("three bytes");
    world.harness.clock.turn(DAY_MS - 1);
    let moved = world.append(&moving, 0, &[b"abc"]).expect("in time");
    assert_eq!(moved.expires_at_ms, FIRST_DAY_MS + 2 * DAY_MS - 1);
    world.harness.clock.turn(1);
    let ended = world.until(&still, UploadState::Terminated);
    assert_eq!(ended.failure, Some(Cause::Expired.into()));
    assert_eq!(world.told("v2"), ["UploadOpened", "UploadEnded"]);
    world.until_removed(&still);
    assert_eq!(refusal(world.append(&still, 3, &[b"d"])), "UPLOAD_ENDED");
    assert_eq!(world.append(&moving, 3, &[b"d"]).expect("it moved").offset_bytes, 4);
}

#[test]
fn an_ended_upload_is_forgotten_after_its_time() {
    let world = World::new();
    let id = world.opened("v1", 100).upload_id;
    world.terminate(&ann(), &id).expect("it is hers");
    world.until_removed(&id);
    world.harness.clock.turn(30 * DAY_MS);
    world.harness.eventually("the row to go", || async {
        let request = crate::contract::ingest::GetUploadRequest { upload_id: id.clone() };
        let reply = world.client.get_upload(&ann(), request).await;
        let error = reply.err()?;
        assert!(error.is(Refusal::UploadUnknown), "{error:?}");
        Some(())
    });
}

#[test]
fn a_removal_that_failed_is_tried_again_even_after_a_restart() {
    let mut world = World::new();
    let id = world.opened("v1", 100).upload_id;
    world.append(&id, 0, &[b"abc"]).expect("three bytes");
    world.disk.fails_remove.store(true, Ordering::SeqCst);
    world.terminate(&ann(), &id).expect("the commit counts");
    let db = world.db().clone();
    world.harness.eventually("a failed try", || async {
        let sql = "SELECT tries FROM removals";
        let found: i64 = db.read(move |view| view.value(sql, &[])).await.ok()??;
        (found == 1).then_some(())
    });
    drop(db);
    assert!(world.path(&id).exists());
    world.restart();
    world.disk.fails_remove.store(false, Ordering::SeqCst);
    world.harness.clock.turn(60_000);
    world.until_removed(&id);
}

#[test]
fn a_deleted_video_takes_its_uploads_and_its_source_with_it() {
    let mut world = World::new();
    let source = world.uploaded("v1", FLV);
    world.until(&source, UploadState::Accepted);
    world.draft("v1", "ann", video::VideoState::Failed);
    let open = world.create(&ann(), "v1", 100).expect("its work failed").upload_id;
    world.append(&open, 0, &[b"abc"]).expect("three bytes");
    let other = world.opened("v2", 100).upload_id;
    world.append(&other, 0, &[b"abc"]).expect("three bytes");
    let video = world.harness.source::<video::Owner>();
    let deleted = VideoDeleted { video_id: "v1".to_owned(), owner_id: "ann".to_owned() };
    world.harness.publish(&video, deleted);
    for id in [&source, &open] {
        let ended = world.until(id, UploadState::Terminated);
        assert_eq!(ended.failure, Some(Cause::VideoDeleted.into()));
        world.until_removed(id);
    }
    assert_eq!(world.bytes(&other), b"abc");
    assert!(world.told("v1").is_empty(), "what was told of it went with it");
    world.answer_for_video();
    let late = world.create(&ann(), "v1", 9);
    assert_eq!(refusal(late), "VIDEO_UNKNOWN", "the draft was read before it went");
}
