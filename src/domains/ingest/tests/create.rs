//! Who may open an upload, for what, and what a repeat gives.

use super::{World, ann, announce, bob, refusal, small};
use crate::boot::harness::{by, by_visitor};
use crate::contract::ingest::UploadState;
use crate::contract::video::VideoState;
use crate::domains::ingest::Options;
use crate::kernel::context::{Caller, Context, Role};
use crate::kernel::trace::Trace;
use std::sync::atomic::Ordering;

#[test]
fn an_upload_opens_for_the_owner_of_a_draft() {
    let world = World::new();
    let upload = world.opened("v1", 40);
    assert_eq!((upload.offset_bytes, upload.size_bytes), (0, 40));
    assert_eq!((upload.owner_id.as_str(), upload.state()), ("ann", UploadState::Receiving));
    assert_eq!(upload.expires_at_ms, upload.created_at_ms + 86_400_000);
    assert_eq!(upload.metadata, "filename Y2xpcC5mbHY=");
    assert_eq!(world.get(&ann(), &upload.upload_id).expect("it is hers"), upload);
    assert_eq!(world.of_video(&ann(), "v1"), Some(upload));
}

#[test]
fn nobody_uploads_to_what_is_not_theirs_or_takes_no_source() {
    let world = World::new();
    world.draft("v1", "ann", VideoState::Draft);
    assert_eq!(refusal(world.create(&by_visitor(), "v1", 9)), "SIGN_IN_FIRST");
    let domain = Context::of_domain("gateway");
    assert_eq!(refusal(world.create(&domain, "v1", 9)), "SIGN_IN_FIRST");
    // As `video` refuses a draft: who was a creator once may have one, and not go on with it.
    let viewer = by("ann", Role::Viewer);
    assert_eq!(refusal(world.create(&viewer, "v1", 9)), "CREATORS_ONLY");
    assert_eq!(refusal(world.create(&bob(), "v1", 9)), "NOT_OWNER");
    assert_eq!(refusal(world.create(&by("mod", Role::Moderator), "v1", 9)), "NOT_OWNER");
    assert_eq!(refusal(world.create(&ann(), "none", 9)), "VIDEO_UNKNOWN");
    for state in [VideoState::Processing, VideoState::Ready, VideoState::Published] {
        world.draft("v2", "ann", state);
        assert_eq!(refusal(world.create(&ann(), "v2", 9)), "TAKES_NO_SOURCE");
    }
    for (video_id, state) in [("v3", VideoState::Refused), ("v4", VideoState::Failed)] {
        world.draft(video_id, "ann", state);
        assert!(world.create(&ann(), video_id, 9).is_ok());
    }
}

#[test]
fn those_who_run_the_site_upload_in_the_name_of_the_owner() {
    let world = World::new();
    world.draft("v1", "ann", VideoState::Draft);
    world.draft("v2", "ann", VideoState::Draft);
    let operator = Context::new(Caller::Operator, Trace::none());
    for (cx, video_id) in [(by("root", Role::Admin), "v1"), (operator, "v2")] {
        let upload = world.create(&cx, video_id, 9).expect("an admin may");
        assert_eq!(upload.owner_id, "ann");
        assert!(world.get(&cx, &upload.upload_id).is_ok());
    }
}

#[test]
fn sizes_and_room_are_bounded() {
    let world = World::with(Options { free_bytes_min: 100, ..small() });
    for video_id in ["v1", "v2", "v3", "v4"] {
        world.draft(video_id, "ann", VideoState::Draft);
    }
    assert_eq!(refusal(world.create(&ann(), "v1", 0)), "SIZE_INVALID");
    assert_eq!(world.limits(&by_visitor()).upload_bytes_max, 1 << 20);
    assert_eq!(refusal(world.create(&ann(), "v1", (1 << 20) + 1)), "TOO_LARGE");
    world.disk.left_bytes.store(200, Ordering::SeqCst);
    assert_eq!(refusal(world.create(&ann(), "v1", 101)), "NO_SPACE");
    assert!(world.create(&ann(), "v1", 60).is_ok());
    assert_eq!(refusal(world.create(&ann(), "v2", 41)), "NO_SPACE", "60 of the 100 are promised");
    world.disk.left_bytes.store(1 << 20, Ordering::SeqCst);
    assert!(world.create(&ann(), "v2", 41).is_ok() && world.create(&ann(), "v3", 41).is_ok());
    assert_eq!(refusal(world.create(&ann(), "v4", 1)), "TOO_MANY_UPLOADS");
}

#[test]
fn a_video_has_one_open_upload() {
    let world = World::new();
    let first = world.opened("v1", 9);
    let error = world.create(&ann(), "v1", 9).expect_err("one is open");
    assert!(error.to_string().contains("ALREADY_OPEN"), "{error}");
    world.terminate(&ann(), &first.upload_id).expect("it is hers");
    let second = world.create(&ann(), "v1", 9).expect("none is open");
    assert_eq!(world.of_video(&ann(), "v1"), Some(second), "the latest counts");
}

#[test]
fn the_same_key_gives_the_same_upload() {
    let world = World::new();
    world.draft("v1", "ann", VideoState::Draft);
    let cx = ann().keyed("k");
    let first = world.create(&cx, "v1", 9).expect("the draft is Ann's");
    assert_eq!(world.create(&cx, "v1", 9).expect("the first reply again"), first);
    assert_eq!(refusal(world.create(&cx, "v1", 10)), "KEY_REUSED");
    let count = "SELECT COUNT(*) FROM uploads";
    let count = world.harness.run(world.db().read(move |view| view.value::<i64>(count, &[])));
    assert_eq!(count.ok().flatten(), Some(1));
}

#[test]
fn a_file_name_is_for_display_and_never_a_path() {
    let world = World::new();
    for (index, name) in ["../../../etc/passwd", "-y", "%d.mp4", "a\0b.mp4"].iter().enumerate() {
        if index == 3 {
            let open = world.of_video(&ann(), "v0").expect("it was made");
            world.terminate(&ann(), &open.upload_id).expect("it is hers");
        }
        let video_id = format!("v{index}");
        world.draft(&video_id, "ann", VideoState::Draft);
        let request = crate::contract::ingest::CreateUploadRequest {
            filename: (*name).to_owned(),
            ..announce(&video_id, 3)
        };
        let made = world.harness.run(world.client.create_upload(&ann(), request)).expect("a name");
        let upload = made.upload.expect("an answer has an upload");
        assert_eq!(upload.filename, name.replace('\0', ""));
        let part = world.append(&upload.upload_id, 0, &[b"ab"]).expect("two bytes");
        assert_eq!(part.offset_bytes, 2);
        assert_eq!(world.bytes(&upload.upload_id), b"ab");
    }
    let folder = world.harness.folder().join("blobs/ingest");
    let entries = std::fs::read_dir(&folder).expect("it was made").count();
    assert_eq!(entries, 1, "all bytes lie in one folder");
}

#[test]
fn others_learn_nothing_of_an_upload() {
    let world = World::new();
    let upload = world.opened("v1", 9);
    for cx in [bob(), by_visitor(), by("mod", Role::Moderator), Context::of_domain("gateway")] {
        assert_eq!(refusal(world.get(&cx, &upload.upload_id)), "UPLOAD_UNKNOWN");
        assert_eq!(refusal(world.terminate(&cx, &upload.upload_id)), "UPLOAD_UNKNOWN");
        assert_eq!(world.of_video(&cx, "v1"), None);
    }
    assert_eq!(refusal(world.get(&ann(), "nothing")), "UPLOAD_UNKNOWN");
    assert_eq!(world.of_video(&ann(), "v9"), None);
    let unknown = world.get(&ann(), "nothing").expect_err("there is none").to_string();
    let foreign = world.get(&bob(), &upload.upload_id).expect_err("it is Ann's").to_string();
    assert_eq!(unknown, foreign);
}
