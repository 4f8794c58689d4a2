//! A process that is killed while it works, and the one that comes after it.

use super::world::{Act, Fake, World, options, owner};
use crate::contract::transcode::{Cause, Failure, Job, JobState, RetryJobRequest, StageState};
use crate::kernel::db::values;
use crate::kernel::ports::media::MediaFault;

#[test]
fn a_killed_job_goes_on_at_its_first_unfinished_stage() {
    let first = Fake::new([Act::Stand]);
    let world = World::new(&first);
    world.accept("v1");
    world.until("v1", "an encode", |job| job.stages[1].progress > 0.0);
    let second = Fake::new([]);
    let world = world.restart(&second, options());
    let job = world.until_state("v1", JobState::Done);
    assert!(job.stages.iter().all(|stage| stage.state() == StageState::Done));
    assert_eq!((Fake::count(&first.probes), Fake::count(&second.probes)), (1, 0));
    assert_eq!(Fake::count(&second.encodes), 1);
    assert_eq!(world.told(), ["PackageReady"]);
}

#[test]
fn a_worker_that_lost_its_lease_writes_nothing_more() {
    let fake = Fake::new([Act::Stand]);
    let world = World::new(&fake);
    world.accept("v1");
    world.until("v1", "an encode", |job| job.stages[1].progress > 0.0);
    let cx = crate::kernel::context::Context::of_domain("transcode");
    let stolen = world
        .db
        .write(&cx, |tx| tx.execute("UPDATE jobs SET holder = 'another', lease_until_ms = 7", &[]));
    world.harness.run(stolen).unwrap();
    let job = world.until_state("v1", JobState::Done);
    assert_eq!(job.stages[1].attempt, 1);
    assert_eq!((Fake::count(&fake.encodes), Fake::count(&fake.cancelled)), (2, 0));
    assert_eq!(world.told(), ["PackageReady"]);
}

#[test]
fn progress_outlives_the_process() {
    let mut world = World::new(&Fake::new([Act::Stand]));
    world.accept("v1");
    // A worker that is lost once is replaced at once; the second time there is a pause.
    let rounds = [(None, Fake::new([Act::Stand])), (Some(Cause::WorkerLost), Fake::new([]))];
    for (lost, next) in rounds {
        // What the process before stored stays in sight until this one begins the stage.
        let half = |job: &Job| {
            let stage = &job.stages[1];
            let is_half = stage.progress.to_string() == "0.5";
            let runs = stage.state() == StageState::Running;
            runs && is_half && stage.failure.as_ref().map(Failure::cause) == lost
        };
        world.until("v1", "half an encode", half);
        let db = world.db.clone();
        world.harness.eventually("stored progress", || async {
            let read = db.read(|view| {
                let sql = "SELECT progress_permille FROM stages WHERE name = 2";
                view.value::<i64>(sql, &[])
            });
            (read.await.unwrap() == Some(500)).then_some(())
        });
        drop(db);
        world = world.restart(&next, options());
    }
    let stage = |job: &Job| job.stages[1].state() == StageState::Retrying;
    let job = world.until("v1", "the pause", stage);
    assert_eq!(job.stages[1].progress.to_string(), "0.5", "as far as the last process came");
    assert_eq!(job.stages[1].failure.as_ref().map(Failure::cause), Some(Cause::WorkerLost));
    world.harness.clock.turn(2_000);
    world.until_state("v1", JobState::Done);
}

#[test]
fn a_job_that_never_survives_is_set_aside_and_does_not_stop_the_start() {
    let limit = super::super::Options { crashes_max: 2, ..options() };
    let world = World::with(&Fake::new([Act::Stand]), limit.clone());
    world.accept("v1");
    world.until("v1", "an encode", |job| job.stages[1].progress > 0.0);
    let world = world.restart(&Fake::new([Act::Stand]), limit.clone());
    world.until("v1", "an encode", |job| job.stages[1].progress > 0.0);
    let world = world.restart(&Fake::new([]), limit);
    let job = world.until_state("v1", JobState::Failed);
    assert_eq!(
        (job.failure.map(|failure| failure.cause()), job.stages[1].state()),
        (Some(Cause::WorkerLost), StageState::Failed)
    );
    assert_eq!(world.told(), ["PackageFailed"]);
    world.accept("v2");
    world.until_state("v2", JobState::Done);
}

#[test]
fn a_failed_job_keeps_its_files_for_a_while_then_makes_them_anew() {
    let fault = || Act::Fault(MediaFault::TimedOut { seconds: 9 });
    let fake = Fake::new([fault(), fault()]);
    let world = World::new(&fake);
    world.accept("v1");
    let failed = world.until_state("v1", JobState::Failed);
    let folder = world.harness.folder().join("work/transcode/jobs").join(&failed.job_id);
    assert!(folder.exists());
    let retry = || RetryJobRequest { video_id: "v1".into() };
    world.harness.run(world.client().retry_job(&owner(), retry())).unwrap();
    world.until_state("v1", JobState::Failed);
    world.harness.clock.turn(options().failed_kept_ms + 1);
    let second = Fake::new([]);
    let world = world.restart(&second, options());
    world.harness.eventually("the removal", || {
        let gone = !folder.exists();
        async move { gone.then_some(()) }
    });
    world.harness.run(world.client().retry_job(&owner(), retry())).unwrap();
    world.until_state("v1", JobState::Done);
    assert_eq!(Fake::count(&second.encodes), 1);
}

#[test]
fn a_removal_that_a_kill_cut_short_is_done_by_the_next_process() {
    let world = World::new(&Fake::new([]));
    world.accept("v1");
    world.until_state("v1", JobState::Done);
    // As a kill between the commit and the removal leaves it.
    let cx = crate::kernel::context::Context::of_domain("transcode");
    let cut = world.db.write(&cx, |tx| {
        for job in super::super::store::jobs_of_video(tx, &"v1".into())? {
            super::super::store::delete_job(tx, &job, tx.now_ms())?;
        }
        Ok(())
    });
    world.harness.run(cut).unwrap();
    assert!(!world.files("blobs/transcode").is_empty());
    let world = world.restart(&Fake::new([]), options());
    world.harness.eventually("an empty store", || {
        let left = world.files("blobs/transcode").len();
        async move { (left == 0).then_some(()) }
    });
}

#[test]
fn a_job_that_waits_for_a_removal_holds_up_none_of_its_owner() {
    let world = World::new(&Fake::new([]));
    world.accept("v1");
    world.until_state("v1", JobState::Done);
    // As a removal leaves it that began and cannot end now.
    let cx = crate::kernel::context::Context::of_domain("transcode");
    let stuck = world.db.write(&cx, |tx| {
        let state = i32::from(JobState::Queued);
        tx.execute(
            "INSERT INTO removals (path, job_id, is_work, due_at_ms, taken, tries) \
             SELECT 'jobs/stuck', job_id, 1, $1, 1, 9 FROM jobs",
            values![tx.now_ms() + 3_600_000],
        )?;
        tx.execute("UPDATE jobs SET state = $1", values![state]).map(drop)
    });
    world.harness.run(stuck).unwrap();
    world.accept("v2");
    world.until_state("v2", JobState::Done);
    let waits = world.job("v1").expect("it is there").state();
    assert_eq!(waits, JobState::Queued);
}
