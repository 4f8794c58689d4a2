//! What is known only while this incarnation lives: which jobs run, how far they are, who watches.
//! It must not hold anything that a restart would miss.

use super::model::{Attended, JobRow, Lane, LiveProgress, Working};
use super::store::Jobs;
use crate::contract::transcode::JobId;
use crate::contract::video::VideoId;
use crate::kernel::claim::{ClaimGuard, Claims};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use tokio::sync::{Notify, watch};

/// The state of one incarnation, shared by its service, workers and watchers.
pub(super) struct Workers {
    /// Which jobs are worked on; woken when one may be able to start.
    pub(super) claims: Claims<Jobs>,
    /// Rung when something is to be removed.
    pub(super) litter: Rc<Notify>,
    shown: RefCell<HashMap<VideoId, watch::Sender<LiveProgress>>>,
    watchers: Cell<usize>,
}

impl Workers {
    pub(super) fn new(claims: Claims<Jobs>) -> Self {
        Self { claims, litter: Rc::default(), shown: RefCell::default(), watchers: Cell::new(0) }
    }

    /// Notes that a job runs, until what this gives is dropped; `None` when it does already.
    pub(super) fn enter(self: &Rc<Self>, job: &JobRow, lane: Lane) -> Option<RunningJob> {
        let video_id = job.video_id.clone();
        let working = Working { owner_id: job.owner_id.clone(), lane };
        let note = Attended { video_id: video_id.clone(), working };
        let place = self.claims.enter(&job.job_id, note)?;
        Some(RunningJob { workers: Rc::clone(self), video_id, place: Some(place) })
    }

    /// For whom jobs run, and in which places.
    pub(super) fn working(&self) -> Vec<Working> {
        self.claims.running().into_iter().map(|(_, note)| note.working).collect()
    }

    /// The jobs that run.
    pub(super) fn running(&self) -> Vec<JobId> {
        self.claims.running().into_iter().map(|(job_id, _)| job_id).collect()
    }

    /// Ends the work on a video, except that on one job.
    pub(super) fn cancel(&self, video_id: &VideoId, except_job: Option<&JobId>) {
        self.claims.cancel(|job_id, note| note.video_id == *video_id && Some(job_id) != except_job);
    }

    /// Shows how far the job of a video is.
    pub(super) fn show(&self, video_id: &VideoId, live_progress: LiveProgress) {
        let mut shown = self.shown.borrow_mut();
        let channel = shown.entry(video_id.clone()).or_default();
        channel.send_if_modified(|now| {
            let changed = *now != live_progress;
            *now = live_progress;
            changed
        });
    }

    /// Tells the watchers of a video that its stored job has changed.
    pub(super) fn touch(&self, video_id: &VideoId) {
        if let Some(channel) = self.shown.borrow().get(video_id) {
            channel.send_modify(|_| {});
        }
        self.tidy(video_id);
    }

    /// What was shown last.
    pub(super) fn live_progress(&self, video_id: &VideoId) -> LiveProgress {
        let shown = self.shown.borrow();
        shown.get(video_id).map(|channel| *channel.borrow()).unwrap_or_default()
    }

    /// Follows the job of a video; `None` when too many do already.
    pub(super) fn watch(
        self: &Rc<Self>,
        video_id: &VideoId,
        watchers_max: usize,
    ) -> Option<Watcher> {
        if self.watchers.get() >= watchers_max {
            return None;
        }
        self.watchers.set(self.watchers.get() + 1);
        let mut shown = self.shown.borrow_mut();
        let channel = shown.entry(video_id.clone()).or_default();
        let changes = Some(channel.subscribe());
        Some(Watcher { workers: Rc::clone(self), video_id: video_id.clone(), changes })
    }

    /// Drops what nobody runs and nobody watches.
    fn tidy(&self, video_id: &VideoId) {
        let runs = self.claims.running().iter().any(|(_, note)| note.video_id == *video_id);
        let mut shown = self.shown.borrow_mut();
        let watched = shown.get(video_id).is_some_and(|channel| channel.receiver_count() > 0);
        if !runs && !watched {
            shown.remove(video_id);
        }
    }
}

/// The place of a job that runs. Dropping it, even by a panic, gives the place back.
pub(super) struct RunningJob {
    workers: Rc<Workers>,
    video_id: VideoId,
    place: Option<ClaimGuard<JobId, Attended>>,
}

impl RunningJob {
    pub(super) fn place(&self) -> Option<&ClaimGuard<JobId, Attended>> {
        self.place.as_ref()
    }
}

impl Drop for RunningJob {
    fn drop(&mut self) {
        drop(self.place.take());
        self.workers.touch(&self.video_id);
        self.workers.litter.notify_one();
    }
}

/// One that follows a job. A slow one misses what lies between, never the latest.
pub(super) struct Watcher {
    workers: Rc<Workers>,
    video_id: VideoId,
    changes: Option<watch::Receiver<LiveProgress>>,
}

impl Watcher {
    /// Resolves at the next change after the last one seen.
    pub(super) async fn changed(&mut self) {
        let Some(changes) = &mut self.changes else { return };
        // The sender stays for as long as anybody watches, so that an error cannot come.
        drop(changes.changed().await);
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.changes = None;
        self.workers.watchers.set(self.workers.watchers.get().saturating_sub(1));
        self.workers.tidy(&self.video_id);
    }
}
