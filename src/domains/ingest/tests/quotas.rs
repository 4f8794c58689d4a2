//! How much an account may upload, in all and within a day.

use super::{World, ann, announce, bob, refusal, small};
use crate::boot::harness::by_visitor;
use crate::contract::ingest::{GetUsageRequest, GetUsageResponse, TerminateUploadRequest};
use crate::contract::video::{self, VideoDeleted, VideoState};
use crate::domains::ingest::Options;
use crate::kernel::context::Context;
use futures_util::StreamExt as _;
use futures_util::stream;

const DAY_MS: i64 = 86_400_000;

fn world(total: u64, day: u64) -> World {
    let world = World::with(Options { open_uploads_max: 100, owner_share_percent: 100, ..small() });
    *world.quota.lock().expect("no test panics here") = (total, day);
    for number in 0..8 {
        world.draft(&format!("v{number}"), "ann", VideoState::Draft);
    }
    world
}

fn usage(world: &World, cx: &Context) -> GetUsageResponse {
    world.harness.run(world.client.get_usage(cx, GetUsageRequest {})).expect("they have an account")
}

fn bytes(told: &GetUsageResponse) -> (u64, u64) {
    (told.total_bytes, told.day_bytes)
}

#[test]
fn what_is_kept_counts_until_it_goes_and_what_came_counts_for_a_day() {
    let mut world = world(100, 150);
    let near = |world: &World, video_id: &str| {
        world.told(video_id).contains(&"QuotaNearlyUsed".to_owned())
    };
    let first = world.create(&ann(), "v0", 60).expect("there is room");
    assert!(!near(&world, "v0"));
    assert_eq!(refusal(world.create(&ann(), "v1", 41)), "QUOTA_REACHED");
    world.create(&ann(), "v1", 40).expect("it is the last of it");
    assert!(near(&world, "v1"), "nine tenths are used");
    assert_eq!(bytes(&usage(&world, &ann())), (100, 100));
    assert_eq!(usage(&world, &ann()).day_bytes_max, 150);
    assert_eq!(bytes(&usage(&world, &bob())), (0, 0), "everybody has their own");
    // Of what is given up counts only what has come.
    world.append(&first.upload_id, 0, &[&[0; 20]]).expect("it is hers");
    let request = TerminateUploadRequest { upload_id: first.upload_id };
    world.harness.run(world.client.terminate_upload(&ann(), request)).expect("it is hers");
    assert_eq!(bytes(&usage(&world, &ann())), (40, 60));
    world.create(&ann(), "v2", 60).expect("there is room again");
    let video = world.harness.source::<video::Owner>();
    let deleted = VideoDeleted { video_id: "v2".to_owned(), owner_id: "ann".to_owned() };
    world.harness.publish(&video, deleted);
    world.harness.eventually("the upload of the video to go", async || {
        (bytes(&usage_now(&world).await) == (40, 60)).then_some(())
    });
}

async fn usage_now(world: &World) -> GetUsageResponse {
    world.client.get_usage(&ann(), GetUsageRequest {}).await.expect("they have an account")
}

#[test]
fn a_day_later_there_is_room_for_more() {
    let world = world(1_000, 100);
    world.create(&ann(), "v0", 100).expect("there is room");
    assert_eq!(refusal(world.create(&ann(), "v1", 1)), "DAY_QUOTA_REACHED");
    world.harness.clock.turn(DAY_MS);
    world.create(&ann(), "v1", 100).expect("it is another day");
}

#[test]
fn of_many_uploads_at_once_as_many_open_as_the_quota_has_room_for() {
    let world = world(30, 1_000);
    let calls = (0..8).map(|number| {
        let (client, request) = (world.client.clone(), announce(&format!("v{number}"), 10));
        async move { client.create_upload(&ann(), request).await }
    });
    let replies: Vec<_> = world.harness.run(stream::iter(calls).buffer_unordered(8).collect());
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 3);
    for refused in replies.into_iter().filter(Result::is_err) {
        assert_eq!(refusal(refused), "QUOTA_REACHED");
    }
}

#[test]
fn who_has_no_account_has_no_usage() {
    let world = world(1, 1);
    let told = world.harness.run(world.client.get_usage(&by_visitor(), GetUsageRequest {}));
    assert_eq!(refusal(told), "SIGN_IN_FIRST");
}
