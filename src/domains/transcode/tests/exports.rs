//! What somebody is told of what was made of their files.

use super::world::{Fake, World, owner};
use crate::boot::harness::{by, by_operator, by_visitor};
use crate::contract::transcode::{ExportAccountRequest, ExportAccountResponse, JobState};
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::{Reply, Shared};
use crate::kernel::wire::Page;

fn export(world: &World, cx: &Context, cursor: &str) -> Reply<ExportAccountResponse> {
    let page = Some(Page { cursor: cursor.to_owned(), limit: 1 });
    world.harness.run(world.client().export_account(cx, ExportAccountRequest { page }))
}

#[test]
fn each_job_is_told_once_with_what_came_of_it() {
    let world = World::new(&Fake::new([]));
    world.accept("v1");
    let first = world.until_state("v1", JobState::Done);
    world.harness.clock.turn(1);
    world.accept("v2");
    let second = world.until_state("v2", JobState::Done);
    let page = export(&world, &owner(), "").expect("it is hers");
    let rest = export(&world, &owner(), &page.next_cursor).expect("it goes on");
    assert_eq!(rest.next_cursor, "");
    let told: Vec<_> = page.jobs.into_iter().chain(rest.jobs).collect();
    let jobs: Vec<_> = told.iter().flat_map(|one| &one.job).map(|job| &job.job_id).collect();
    assert_eq!(jobs, [&second.job_id, &first.job_id]);
    for one in &told {
        let names: Vec<_> = one.renditions.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["720p", "480p", "360p"]);
        assert!(one.duration_ms == 5_000 && one.size_bytes > 0, "{one:?}");
    }
    assert_eq!(export(&world, &by("root", Role::Admin), "").expect("it is theirs").jobs, []);
    for cx in [by_operator(), by_visitor(), Context::of_domain("harness")] {
        assert!(export(&world, &cx, "").expect_err("nobody").is(Shared::SignInFirst));
    }
}
