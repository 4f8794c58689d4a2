//! What goes wrong inside a stage: retries, the last word, the retry of a person.

use super::world::{Act, Fake, World, options, owner, rest};
use crate::boot::harness::by;
use crate::contract::transcode::{
    Cause, Failure, GetJobsRequest, Job, JobRetried, JobState, PackageFailed, Refusal,
    RetryJobRequest, Stage, StageState,
};
use crate::kernel::context::Role;
use crate::kernel::event::decode;
use crate::kernel::fault::Shared;
use crate::kernel::ports::media::{Flaw, MediaFault};

fn hung() -> Act {
    Act::Fault(MediaFault::Hung { seconds: 60 })
}

fn refused() -> Act {
    Act::Fault(MediaFault::Refused { flaw: Flaw::NoPicture })
}

fn cause(job: &Job) -> Cause {
    job.failure.as_ref().expect("it failed").cause()
}

fn retry(video_id: &str) -> RetryJobRequest {
    RetryJobRequest { video_id: video_id.into() }
}

#[test]
fn a_hung_encode_is_tried_after_one_three_and_nine_seconds() {
    let fake = Fake::new([hung(), hung(), hung(), hung()]);
    let world = World::new(&fake);
    world.accept("v1");
    for (tries, pause_ms) in [(1, 1_000), (2, 3_000), (3, 9_000)] {
        let job = world.until("v1", "a retry", |job| {
            job.stages[1].state() == StageState::Retrying && job.stages[1].attempt == tries
        });
        assert_eq!(job.state(), JobState::Queued);
        let told = Failure::from(Cause::MediaHung).with("seconds", 60_u64);
        assert_eq!(job.stages[1].failure, Some(told));
        assert_eq!(job.stages[1].attempts_max, 4);
        let encodes = Fake::count(&fake.encodes);
        world.harness.clock.turn(pause_ms - 1);
        rest(500);
        assert_eq!(Fake::count(&fake.encodes), encodes, "too early after try {tries}");
        world.harness.clock.turn(1);
    }
    let job = world.until_state("v1", JobState::Failed);
    assert_eq!((cause(&job), job.stages[1].attempt), (Cause::MediaHung, 4));
    assert_eq!(job.stages[1].state(), StageState::Failed);
    let failed: PackageFailed = decode(&world.published()[0]).unwrap();
    assert_eq!((&failed.failure, failed.retryable), (&job.failure, true));
    assert_eq!(failed.stages[1].failure, job.failure);
    assert_eq!((failed.stages[1].state(), failed.stages[1].attempt), (StageState::Failed, 4));
    let again = ["drwww", "dtwww", "drwww", "dtwww", "drwww", "dtwww", "drwww"];
    assert_eq!(world.advances()[1..], again);
    assert_eq!(Fake::count(&fake.encodes), 4);
}

#[test]
fn what_cannot_pass_fails_at_once_and_a_person_may_retry() {
    let fake = Fake::new([refused()]);
    let world = World::new(&fake);
    world.accept("v1");
    let job = world.until_state("v1", JobState::Failed);
    assert_eq!(cause(&job), Cause::MediaNoPicture);

    let client = world.client();
    let stranger = by("else", Role::Moderator);
    let error = world.harness.run(client.retry_job(&stranger, retry("v1"))).unwrap_err();
    assert!(error.is(Refusal::JobUnknown));
    let error = world.harness.run(client.retry_job(&owner(), retry("none"))).unwrap_err();
    assert!(error.is(Refusal::JobUnknown));

    let again = world.harness.run(client.retry_job(&owner(), retry("v1"))).unwrap().job.unwrap();
    assert_eq!((again.state(), again.failure), (JobState::Queued, None));
    assert_eq!(again.stages[0].state(), StageState::Done);
    assert_eq!((again.stages[1].state(), again.stages[1].attempt), (StageState::Waiting, 0));
    world.until_state("v1", JobState::Done);
    assert_eq!(Fake::count(&fake.probes), 1, "a stage that is done is not done again");
    let error = world.harness.run(client.retry_job(&owner(), retry("v1"))).unwrap_err();
    assert!(error.is(Refusal::NotFailed));
    assert_eq!(world.told(), ["PackageFailed", "JobRetried", "PackageReady"]);
    let retried: JobRetried = decode(&world.published()[1]).unwrap();
    let states: Vec<_> = retried.stages.iter().map(Stage::state).collect();
    assert_eq!(states[..2], [StageState::Done, StageState::Waiting]);
}

#[test]
fn many_jobs_are_asked_for_at_once_and_a_strangers_are_left_out() {
    let world = World::new(&Fake::new([]));
    for video_id in ["v1", "v2"] {
        world.accept(video_id);
        world.until_state(video_id, JobState::Done);
    }
    let ask = |cx: &crate::kernel::context::Context, ids: &[&str]| {
        let video_ids = ids.iter().map(|id| (*id).to_owned()).collect();
        world.harness.run(world.client().get_jobs(cx, GetJobsRequest { video_ids }))
    };
    let jobs = ask(&owner(), &["v2", "none", "v1"]).unwrap().jobs;
    assert_eq!(jobs.iter().map(|job| job.video_id.as_str()).collect::<Vec<_>>(), ["v2", "v1"]);
    assert!(ask(&by("else", Role::Moderator), &["v1"]).unwrap().jobs.is_empty());
    assert!(ask(&owner(), &["v1"; 101]).unwrap_err().is(Shared::TooManyIds));
}

#[test]
fn two_retries_at_once_are_one() {
    let fake = Fake::new([refused(), Act::Stand]);
    let world = World::new(&fake);
    world.accept("v1");
    world.until_state("v1", JobState::Failed);
    let (client, cx) = (world.client(), owner());
    let both = world.harness.run(async {
        tokio::join!(client.retry_job(&cx, retry("v1")), client.retry_job(&cx, retry("v1")))
    });
    assert!(both.0.is_ok() && both.1.is_ok());
    world.until("v1", "an encode", |job| job.stages[1].progress > 0.0);
    assert_eq!(world.told(), ["PackageFailed", "JobRetried"]);
}

#[test]
fn a_source_that_is_gone_is_named_as_the_cause() {
    let world = World::new(&Fake::new([]));
    world.tell_accepted("v1", "u1");
    let job = world.until_state("v1", JobState::Failed);
    assert_eq!(cause(&job), Cause::SourceMissing);
    assert_eq!(job.stages[0].state(), StageState::Failed);
}

#[test]
fn a_spoilt_ladder_is_made_anew() {
    let fake = Fake::new([Act::Spoil]);
    let world = World::new(&fake);
    world.accept("v1");
    let job = world.until("v1", "a retry", |job| job.stages[2].state() == StageState::Retrying);
    assert_eq!(job.stages[2].failure, Some(Cause::PackageDamaged.into()));
    assert_eq!(job.stages[1].state(), StageState::Waiting);
    world.harness.clock.turn(1_000);
    world.until_state("v1", JobState::Done);
    assert_eq!(Fake::count(&fake.encodes), 2);
}

#[test]
fn a_full_disk_is_retried_then_told_and_leaves_no_half_made_files() {
    let acts = [0; 4].map(|_| Act::Fault(MediaFault::OutOfSpace));
    let fake = Fake::new(acts);
    let world = World::new(&fake);
    world.accept("v1");
    for pause_ms in [1_000, 3_000, 9_000] {
        let job = world.until("v1", "a retry", |job| job.stages[1].state() == StageState::Retrying);
        assert_eq!(job.stages[1].failure, Some(Cause::OutOfSpace.into()));
        world.harness.clock.turn(pause_ms);
        world.until("v1", "the next try", |now| now.stages[1] != job.stages[1]);
    }
    let job = world.until_state("v1", JobState::Failed);
    assert_eq!(cause(&job), Cause::OutOfSpace);
    world.harness.eventually("an empty work folder", || {
        let jobs = std::fs::read_dir(world.harness.folder().join("work/transcode/jobs"));
        let left = jobs.map_or(0, Iterator::count);
        async move { (left == 0).then_some(()) }
    });
    // The next try finds room, and begins where files are missing.
    world.harness.run(world.client().retry_job(&owner(), retry("v1"))).unwrap();
    world.until_state("v1", JobState::Done);
}

#[test]
fn a_panic_in_a_stage_costs_a_worker_and_not_the_domain() {
    let fake = Fake::new([Act::Panic]);
    let world = World::new(&fake);
    world.accept("v1");
    world.until_state("v1", JobState::Done);
    assert_eq!(Fake::count(&fake.encodes), 2);
}

#[test]
fn a_job_that_breaks_every_worker_is_set_aside() {
    let fake = Fake::new([Act::Panic, Act::Panic]);
    let world = World::with(&fake, super::super::Options { crashes_max: 2, ..options() });
    world.accept("v1");
    let job = world.until_state("v1", JobState::Failed);
    assert_eq!(cause(&job), Cause::WorkerLost);
    world.accept("v2");
    world.until_state("v2", JobState::Done);
}
