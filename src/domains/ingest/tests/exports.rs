//! What somebody is told of their uploads.

use super::{FLV, World, ann, bob};
use crate::boot::harness::{by_operator, by_visitor};
use crate::contract::ingest::{ExportAccountRequest, ExportAccountResponse, UploadState};
use crate::contract::video::VideoState;
use crate::kernel::context::Context;
use crate::kernel::fault::{Reply, Shared};
use crate::kernel::wire::Page;

fn export(world: &World, cx: &Context, cursor: &str) -> Reply<ExportAccountResponse> {
    let page = Some(Page { cursor: cursor.to_owned(), limit: 1 });
    world.harness.run(world.client.export_account(cx, ExportAccountRequest { page }))
}

#[test]
fn each_upload_is_told_once_with_the_file_that_is_kept() {
    let world = World::new();
    let whole = world.uploaded("v1", FLV);
    world.until(&whole, UploadState::Accepted);
    world.harness.clock.turn(1);
    let begun = world.opened("v2", 100).upload_id;
    world.draft("v3", "bob", VideoState::Draft);
    world.create(&bob(), "v3", 10).expect("it is his draft");
    let first = export(&world, &ann(), "").expect("it is hers");
    let last = export(&world, &ann(), &first.next_cursor).expect("it goes on");
    assert_eq!(last.next_cursor, "");
    let told: Vec<_> = first.uploads.into_iter().chain(last.uploads).collect();
    let ids: Vec<_> = told.iter().flat_map(|one| &one.upload).map(|one| &one.upload_id).collect();
    assert_eq!(ids, [&begun, &whole]);
    assert_eq!(told[0].kept, None, "it is not there as a whole");
    let kept = told[1].kept.clone().expect("it was accepted");
    assert_eq!((&*kept.owner, kept.path), ("ingest", format!("uploads/{whole}")));
    assert_eq!(kept.size_bytes, u64::try_from(FLV.len()).expect("it is small"));
    for cx in [by_operator(), by_visitor(), Context::of_domain("harness")] {
        assert!(export(&world, &cx, "").expect_err("nobody").is(Shared::SignInFirst));
    }
}
