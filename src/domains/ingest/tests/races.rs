//! Two at once where only one may win.

use super::{World, ann, announce, messages, refusal, send, small};
use crate::contract::ingest::AppendUploadRequest;
use crate::contract::video::VideoState;
use crate::domains::ingest::Options;
use crate::kernel::bus::Flow;
use crate::kernel::context::Context;
use futures_util::future::join_all;
use std::time::Duration;

#[test]
fn of_many_uploads_for_one_video_one_opens() {
    let world = World::new();
    for round in 0..20 {
        let video_id = format!("v{round}");
        world.draft(&video_id, "ann", VideoState::Draft);
        let cx = ann();
        let asked = (0..4).map(|_| world.client.create_upload(&cx, announce(&video_id, 9)));
        #[expect(clippy::disallowed_methods, reason = "four calls are a bound")]
        let replies = world.harness.run(join_all(asked));
        let (won, lost): (Vec<_>, Vec<_>) = replies.into_iter().partition(Result::is_ok);
        assert_eq!((won.len(), lost.len()), (1, 3));
        assert!(lost.into_iter().all(|reply| refusal(reply) == "ALREADY_OPEN"));
        let open = world.of_video(&cx, &video_id).expect("one opened");
        world.terminate(&cx, &open.upload_id).expect("it is hers");
    }
}

#[test]
fn the_bound_of_an_account_holds_when_all_come_at_once() {
    let world = World::new();
    let videos: Vec<String> = (0..8).map(|index| format!("v{index}")).collect();
    for video_id in &videos {
        world.draft(video_id, "ann", VideoState::Draft);
    }
    let cx = ann();
    let asked = videos.iter().map(|id| world.client.create_upload(&cx, announce(id, 9)));
    #[expect(clippy::disallowed_methods, reason = "eight calls are a bound")]
    let replies = world.harness.run(join_all(asked));
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 3);
}

async fn append(
    world: &World,
    cx: &Context,
    id: &str,
    byte: u8,
) -> crate::kernel::fault::Reply<u64> {
    let (sender, flow) = Flow::<AppendUploadRequest>::new();
    let chunk = [byte; 100];
    let sent = messages(id, 0, &[&chunk, &chunk, &chunk]);
    let feed = async move {
        for message in sent {
            sender.send(message).await;
            tokio::task::yield_now().await;
        }
    };
    let (_, reply) = tokio::join!(feed, world.client.append_upload(cx, flow));
    Ok(reply?.upload.expect("an upload").offset_bytes)
}

#[test]
fn of_two_appends_at_one_offset_one_wins_and_its_bytes_are_whole() {
    let world = World::new();
    for round in 0..20 {
        let id = world.opened(&format!("v{round}"), 1000).upload_id;
        let cx = ann();
        let (one, two) = world.harness.run(async {
            tokio::join!(append(&world, &cx, &id, b'1'), append(&world, &cx, &id, b'2'))
        });
        let winner = if one.is_ok() { b'1' } else { b'2' };
        let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
        assert_eq!(won.ok(), Some(300));
        let lost = refusal(lost);
        assert!(lost == "UPLOAD_BUSY" || lost == "OFFSET_WRONG", "{lost}");
        assert_eq!(world.bytes(&id), vec![winner; 300]);
        world.terminate(&cx, &id).expect("it is hers");
    }
}

#[test]
fn a_silent_writer_gives_way_and_keeps_its_bytes() {
    let world = World::with(Options { give_way_ms: 1, ..small() });
    let id = world.opened("v1", 100).upload_id;
    let (sender, flow) = Flow::new();
    let cx = ann();
    let stuck = world.client.append_upload(&cx, flow);
    let again = async {
        send(&sender, messages(&id, 0, &[b"abc"])).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        let (second, flow) = Flow::new();
        let first = messages(&id, 3, &[b"def"]);
        let feed = send(&second, first);
        let (_, busy) = tokio::join!(feed, world.client.append_upload(&cx, flow));
        refusal(busy)
    };
    let (kept, busy) = world.harness.run(async { tokio::join!(stuck, again) });
    assert_eq!(busy, "UPLOAD_BUSY");
    assert_eq!(kept.expect("it was asked to leave").upload.expect("an upload").offset_bytes, 3);
    let more = world.append(&id, 3, &[b"def"]).expect("nobody writes any more");
    assert_eq!(more.offset_bytes, 6);
    drop(sender);
}

#[test]
fn a_writer_hears_of_the_end_though_all_its_bytes_were_counted() {
    let world = World::with(Options { sync_every_ms: 1, ..small() });
    let id = world.opened("v1", 1000).upload_id;
    let (sender, flow) = Flow::new();
    let cx = ann();
    let writing = world.client.append_upload(&cx, flow);
    let end = async {
        send(&sender, messages(&id, 0, &[&[1; 70]])).await;
        let asked = || crate::contract::ingest::GetUploadRequest { upload_id: id.clone() };
        for _ in 0..1000 {
            let found = world.client.get_upload(&cx, asked()).await.expect("it is hers");
            if found.upload.expect("an upload").offset_bytes == 70 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let request = crate::contract::ingest::TerminateUploadRequest { upload_id: id.clone() };
        world.client.terminate_upload(&cx, request).await.expect("it is hers");
        drop(sender);
    };
    let (reply, ()) = world.harness.run(async { tokio::join!(writing, end) });
    assert_eq!(refusal(reply), "UPLOAD_ENDED");
}

#[test]
fn bytes_of_an_upload_that_is_terminated_under_its_writer_do_not_come_back() {
    let world = World::new();
    let id = world.opened("v1", 1000).upload_id;
    let (sender, flow) = Flow::new();
    let cx = ann();
    let writing = world.client.append_upload(&cx, flow);
    let end = async {
        send(&sender, messages(&id, 0, &[&[1; 70], &[2; 20]])).await;
        let request = crate::contract::ingest::TerminateUploadRequest { upload_id: id.clone() };
        world.client.terminate_upload(&cx, request).await.expect("it is hers");
        drop(sender);
    };
    let (reply, ()) = world.harness.run(async { tokio::join!(writing, end) });
    assert_eq!(refusal(reply), "UPLOAD_ENDED");
    world.until_removed(&id);
}
