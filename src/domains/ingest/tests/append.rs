//! Bytes on their way in: offsets, cuts, a full disk, and what is durable after each.

use super::{FLV, World, ann, messages, refusal, send, small};
use crate::boot::harness::by;
use crate::contract::ingest::{AppendUploadRequest, Upload, UploadState};
use crate::domains::ingest::Options;
use crate::kernel::bus::Flow;
use crate::kernel::context::Role;
use crate::kernel::fault::{Error, Fault};
use crate::kernel::watchers::SIGN_EVERY;
use crate::kernel::wire::Detail;
use std::sync::atomic::Ordering;
use std::time::Duration;

#[test]
fn bytes_come_in_pieces_and_join() {
    let world = World::new();
    let id = world.opened("v1", 300).upload_id;
    let all: Vec<u8> = (0..=255).chain(0..44).collect();
    let first = world.append(&id, 0, &[&all[..1], &all[1..40], &all[40..130]]).expect("in order");
    assert_eq!((first.offset_bytes, first.state()), (130, UploadState::Receiving));
    assert_eq!(refusal(world.append(&id, 129, &[b"x"])), "OFFSET_WRONG");
    assert_eq!(refusal(world.append(&id, 131, &[b"x"])), "OFFSET_WRONG");
    let nothing = world.append(&id, 130, &[]).expect("no bytes are no error");
    assert_eq!(nothing.offset_bytes, 130);
    let last = world.append(&id, 130, &[&all[130..]]).expect("the rest");
    assert_eq!((last.offset_bytes, last.state()), (300, UploadState::Checking));
    assert_eq!(refusal(world.append(&id, 300, &[b"x"])), "UPLOAD_ENDED");
}

#[test]
fn the_right_offset_comes_with_the_refusal() {
    let world = World::new();
    let id = world.opened("v1", 9).upload_id;
    world.append(&id, 0, &[b"abc"]).expect("three bytes");
    let error = world.append(&id, 0, &[b"abc"]).expect_err("they are here");
    let Error::Refused(refused) = error else { panic!("a refusal") };
    assert_eq!(refused.details, [Detail::new("offset_bytes", 3_u64)]);
}

#[test]
fn more_bytes_than_announced_are_refused_and_the_rest_kept() {
    let world = World::new();
    let id = world.opened("v1", 10).upload_id;
    assert_eq!(refusal(world.append(&id, 0, &[b"01234", b"567890"])), "TOO_LARGE");
    let kept = world.get(&ann(), &id).expect("it is hers");
    assert_eq!((kept.offset_bytes, kept.state()), (5, UploadState::Receiving));
    assert_eq!(world.bytes(&id), b"01234");
}

#[test]
fn a_message_above_its_bound_is_refused_and_the_rest_kept() {
    let world = World::with(Options { chunk_bytes_max: 4, ..small() });
    let id = world.opened("v1", 100).upload_id;
    assert_eq!(refusal(world.append(&id, 0, &[b"abcd", b"efghi"])), "CHUNK_INVALID");
    assert_eq!(world.bytes(&id), b"abcd");
    let mut mixed = messages(&id, 4, &[b"ef", b"gh"]);
    mixed[2].upload_id = "another".to_owned();
    let (sender, flow) = Flow::new();
    let cx = ann();
    let asked = world.client.append_upload(&cx, flow);
    let (_, reply) = world.harness.run(async {
        tokio::join!(
            async {
                send(&sender, mixed).await;
                drop(sender);
            },
            asked
        )
    });
    assert_eq!(refusal(reply), "CHUNK_INVALID");
    assert_eq!(world.bytes(&id), b"abcdef");
}

#[test]
fn a_stream_must_name_an_upload_of_the_caller() {
    let world = World::new();
    let id = world.opened("v1", 10).upload_id;
    assert_eq!(refusal(world.append("nothing", 0, &[b"x"])), "UPLOAD_UNKNOWN");
    let (sender, flow) = Flow::<AppendUploadRequest>::new();
    drop(sender);
    let cx = ann();
    assert_eq!(refusal(world.harness.run(world.client.append_upload(&cx, flow))), "CHUNK_INVALID");
    let (sender, flow) = Flow::new();
    let bob = super::bob();
    let asked = world.client.append_upload(&bob, flow);
    let first = messages(&id, 0, &[]);
    let (_, reply) = world.harness.run(async { tokio::join!(send(&sender, first), asked) });
    assert_eq!(refusal(reply), "UPLOAD_UNKNOWN");
}

/// However the stream ends, what came before stays.
#[test]
fn a_cut_keeps_what_was_received() {
    enum Cut {
        Dropped,
        Failed,
        CallerGone,
    }
    for cut in [Cut::Dropped, Cut::Failed, Cut::CallerGone] {
        let world = World::new();
        let id = world.opened("v1", 1000).upload_id;
        let (sender, flow) = Flow::new();
        let sent = messages(&id, 0, &[&[1; 70], &[2; 7]]);
        let cx = ann();
        world.harness.run(async {
            let mut asked = Box::pin(world.client.append_upload(&cx, flow));
            tokio::select! {
                biased;
                _ = &mut asked => panic!("the stream is open"),
                () = send(&sender, sent) => {},
            }
            match cut {
                Cut::Dropped => drop(sender),
                Cut::Failed => sender.fail(Fault::Unavailable("cut".to_owned()).into()).await,
                Cut::CallerGone => {
                    // What was received is kept, so let it arrive: a wire has a length.
                    let arriving = tokio::time::sleep(Duration::from_millis(200));
                    tokio::select! {
                        _ = &mut asked => panic!("the stream is open"),
                        () = arriving => {},
                    }
                    drop(asked);
                    drop(sender);
                    return;
                },
            }
            let kept = asked.await.expect("the prefix is kept").upload.expect("an upload");
            assert_eq!(kept.offset_bytes, 77);
        });
        let kept = world.harness.eventually("the prefix", || async {
            let request = crate::contract::ingest::GetUploadRequest { upload_id: id.clone() };
            let found = world.client.get_upload(&cx, request).await.ok()?.upload?;
            (found.offset_bytes == 77).then_some(found)
        });
        assert_eq!(kept.state(), UploadState::Receiving);
        assert_eq!(world.bytes(&id), [vec![1; 70], vec![2; 7]].concat());
    }
}

#[test]
fn a_silent_stream_ends_by_itself_and_keeps_its_bytes() {
    let world = World::with(Options { chunk_wait_ms: 30, ..small() });
    let id = world.opened("v1", 100).upload_id;
    let (sender, flow) = Flow::new();
    let cx = ann();
    let asked = world.client.append_upload(&cx, flow);
    let first = messages(&id, 0, &[b"abc"]);
    let (_, reply) = world.harness.run(async { tokio::join!(send(&sender, first), asked) });
    let kept = reply.expect("silence is no error").upload.expect("an upload");
    assert_eq!(kept.offset_bytes, 3);
    drop(sender);
}

#[test]
fn the_offset_is_committed_while_bytes_still_come() {
    let world = World::new();
    let id = world.opened("v1", 1000).upload_id;
    let (sender, flow) = Flow::new();
    let cx = ann();
    let asked = world.client.append_upload(&cx, flow);
    let first = messages(&id, 0, &[&[7; 64], &[7; 64], &[7; 3]]);
    let watch = async {
        send(&sender, first).await;
        loop {
            let request = crate::contract::ingest::GetUploadRequest { upload_id: id.clone() };
            let found = world.client.get_upload(&cx, request).await.expect("it is hers");
            if found.upload.expect("an upload").offset_bytes == 128 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        drop(sender);
    };
    let (_, reply) = world.harness.run(async { tokio::join!(watch, asked) });
    assert_eq!(reply.expect("in order").upload.expect("an upload").offset_bytes, 131);
    assert_eq!(world.disk.syncs.load(Ordering::SeqCst), 3, "two on the way, one at the end");
}

/// A slow line, and one that stands still, lose no more than `sync_every_ms` to a kill.
#[test]
fn few_bytes_are_counted_too_when_time_has_passed() {
    let world = World::with(Options { sync_every_ms: 20, ..small() });
    let id = world.opened("v1", 1000).upload_id;
    let (sender, flow) = Flow::new();
    let cx = ann();
    let asked = world.client.append_upload(&cx, flow);
    let watch = async {
        for (count, part) in [(1, messages(&id, 0, &[b"a"])), (2, messages("", 0, &[b"b"]))] {
            send(&sender, part).await;
            loop {
                let request = crate::contract::ingest::GetUploadRequest { upload_id: id.clone() };
                let found = world.client.get_upload(&cx, request).await.expect("it is hers");
                if found.upload.expect("an upload").offset_bytes == count {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        drop(sender);
    };
    let both = async { tokio::join!(watch, asked) };
    let limit = Duration::from_secs(10);
    let done = world.harness.run(async { tokio::time::timeout(limit, both).await });
    let (_, reply) = done.expect("each byte is counted while the stream is open");
    assert_eq!(reply.expect("in order").upload.expect("an upload").offset_bytes, 2);
}

#[test]
fn a_full_disk_is_said_and_the_prefix_kept() {
    let world = World::new();
    let id = world.opened("v1", 1000).upload_id;
    world.disk.left_bytes.store(50, Ordering::SeqCst);
    let reply = world.append(&id, 0, &[&[1; 20], &[2; 20], &[3; 20]]);
    assert_eq!(refusal(reply), "NO_SPACE");
    let kept = world.get(&ann(), &id).expect("it is hers");
    assert_eq!((kept.offset_bytes, kept.state()), (40, UploadState::Receiving));
    world.disk.left_bytes.store(1 << 20, Ordering::SeqCst);
    let more = world.append(&id, 40, &[&[4; 20]]).expect("there is room again");
    assert_eq!(more.offset_bytes, 60);
    assert_eq!(world.bytes(&id), [vec![1; 20], vec![2; 20], vec![4; 20]].concat());
}

/// A machine's kernel tells of a lost write once; asking again proves nothing.
#[test]
fn bytes_whose_sync_failed_are_not_counted() {
    let world = World::new();
    let id = world.opened("v1", 1000).upload_id;
    world.append(&id, 0, &[&[1; 10]]).expect("ten bytes");
    world.disk.fails_sync.store(true, Ordering::SeqCst);
    assert!(world.append(&id, 10, &[&[2; 100]]).is_err());
    let kept = world.get(&ann(), &id).expect("it is hers");
    assert_eq!(kept.offset_bytes, 10);
    let again = world.append(&id, 10, &[&[3; 5]]).expect("over the bytes that were not counted");
    assert_eq!(again.offset_bytes, 15);
    assert_eq!(world.bytes(&id)[..15], [vec![1; 10], vec![3; 5]].concat());
}

/// After a kill the file may be longer than what was counted.
#[test]
fn an_append_goes_on_at_the_durable_offset_after_a_restart() {
    let mut world = World::new();
    let id = world.opened("v1", 100).upload_id;
    world.append(&id, 0, &[b"abc"]).expect("three bytes");
    let mut left = world.bytes(&id);
    left.extend_from_slice(b"never counted");
    std::fs::write(world.path(&id), left).expect("the folder is ours");
    world.restart();
    assert_eq!(world.get(&ann(), &id).expect("it is hers").offset_bytes, 3);
    let more = world.append(&id, 3, &[b"defghi"]).expect("where it stood");
    assert_eq!(more.offset_bytes, 9);
    assert_eq!(world.bytes(&id)[..9], *b"abcdefghi");
}

/// Large pieces go to the disk as they came, so that no byte of them is copied on the way; small
/// ones are put together.
#[test]
fn large_pieces_are_not_put_together() {
    let world = World::with(Options { write_bytes: 50_000, ..small() });
    let id = world.opened("v1", 100_000).upload_id;
    let large = |byte: u8| vec![byte; 20_000];
    let (one, two, three) = (large(1), large(2), large(3));
    let pieces: [&[u8]; 6] = [b"ab", &one, b"c", b"de", &two, &three];
    let appended = world.append(&id, 0, &pieces).expect("all of it");
    assert_eq!(appended.offset_bytes, 60_005);
    assert_eq!(world.bytes(&id), pieces.concat());
    let writes = world.disk.writes.lock().expect("nobody holds it").clone();
    assert_eq!(writes, [vec![2, 20_000, 3, 20_000, 20_000]]);
}

#[test]
fn every_part_that_is_durable_is_told_to_who_watches_until_the_end() {
    let world = World::with(Options { watchers_max: 1, sync_bytes: 1, ..small() });
    let id = world.opened("v1", u64::try_from(FLV.len()).expect("it fits")).upload_id;
    let mut told = world.watch(&ann(), "v1").expect("it is hers");
    let crowded = world.watch(&ann(), "v1").err().expect("one at the most");
    assert!(matches!(crowded, Error::Fault(Fault::Overloaded)), "{crowded}");
    let mut next = || {
        // Sooner than a sign of life would tell it.
        let soon = async { tokio::time::timeout(SIGN_EVERY / 2, told.next()).await };
        let news = world.harness.run(soon).expect("at once").expect("it goes on");
        news.expect("it is whole").upload.expect("an upload")
    };
    assert_eq!(next().offset_bytes, 0);
    world.append(&id, 0, &[&FLV[..5]]).expect("five bytes");
    while next().offset_bytes != 5 {}
    world.append(&id, 5, &[&FLV[5..]]).expect("all bytes arrive");
    let ended = |upload: &Upload| upload.state() == UploadState::Accepted;
    world.until(&id, UploadState::Accepted);
    while !ended(&next()) {}
    assert!(world.harness.run(told.next()).is_none(), "nothing follows");
    assert_eq!(world.told("v1"), ["UploadOpened", "UploadCompleted", "SourceAccepted"]);
    drop(told);
    let mut stranger = world.watch(&by("eve", Role::Moderator), "v1").expect("a place is free");
    let nothing = world.harness.run(stranger.next()).expect("an answer").expect("it is whole");
    assert_eq!(nothing.upload, None);
}
