//! What is known only while this incarnation lives: which jobs run, how far they are, who watches.
//! It must not hold anything that a restart would miss.

use super::model::{Glimpse, JobRow, Lane, Working};
use crate::contract::transcode::JobId;
use crate::contract::video::VideoId;
use crate::kernel::ports::media::Cancel;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use tokio::sync::{Notify, watch};

/// The state of one incarnation, shared by its desk, workers and watchers.
pub(super) struct Yard {
    /// Who this incarnation is, in the leases it holds.
    pub(super) holder: String,
    /// Rung when a job may be able to start.
    pub(super) work: Notify,
    /// Rung when something is to be removed.
    pub(super) litter: Notify,
    berths: RefCell<HashMap<JobId, Mooring>>,
    shown: RefCell<HashMap<VideoId, watch::Sender<Glimpse>>>,
    watchers: Cell<usize>,
}

/// A job that runs.
struct Mooring {
    video_id: VideoId,
    working: Working,
    cancel: watch::Sender<bool>,
}

impl Yard {
    pub(super) fn new(holder: String) -> Self {
        Self {
            holder,
            work: Notify::new(),
            litter: Notify::new(),
            berths: RefCell::default(),
            shown: RefCell::default(),
            watchers: Cell::new(0),
        }
    }

    /// Notes that a job runs, until what this gives is dropped.
    pub(super) fn enter(self: &Rc<Self>, job: &JobRow, lane: Lane) -> Berth {
        let (cancel, cancelled) = watch::channel(false);
        let (job_id, video_id) = (job.job_id.clone(), job.video_id.clone());
        let working = Working { owner_id: job.owner_id.clone(), lane };
        let mooring = Mooring { video_id: video_id.clone(), working, cancel };
        self.berths.borrow_mut().insert(job_id.clone(), mooring);
        Berth { yard: Rc::clone(self), job_id, video_id, cancelled }
    }

    /// For whom jobs run, and in which places.
    pub(super) fn working(&self) -> Vec<Working> {
        self.berths.borrow().values().map(|mooring| mooring.working.clone()).collect()
    }

    pub(super) fn runs(&self, job_id: &JobId) -> bool {
        self.berths.borrow().contains_key(job_id)
    }

    /// The jobs that run.
    pub(super) fn running(&self) -> Vec<JobId> {
        self.berths.borrow().keys().cloned().collect()
    }

    /// Ends the work on a video, except that on one job.
    pub(super) fn cancel(&self, video_id: &VideoId, except_job: Option<&JobId>) {
        for (job_id, mooring) in self.berths.borrow().iter() {
            if mooring.video_id == *video_id && Some(job_id) != except_job {
                mooring.cancel.send_replace(true);
            }
        }
    }

    /// Shows how far the job of a video is.
    pub(super) fn show(&self, video_id: &VideoId, glimpse: Glimpse) {
        let mut shown = self.shown.borrow_mut();
        let channel = shown.entry(video_id.clone()).or_default();
        channel.send_if_modified(|now| {
            let changed = *now != glimpse;
            *now = glimpse;
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
    pub(super) fn glimpse(&self, video_id: &VideoId) -> Glimpse {
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
        Some(Watcher { yard: Rc::clone(self), video_id: video_id.clone(), changes })
    }

    /// Drops what nobody runs and nobody watches.
    fn tidy(&self, video_id: &VideoId) {
        let runs = self.berths.borrow().values().any(|mooring| mooring.video_id == *video_id);
        let mut shown = self.shown.borrow_mut();
        let watched = shown.get(video_id).is_some_and(|channel| channel.receiver_count() > 0);
        if !runs && !watched {
            shown.remove(video_id);
        }
    }
}

/// The place of a job that runs. Dropping it, even by a panic, gives the place back.
pub(super) struct Berth {
    yard: Rc<Yard>,
    job_id: JobId,
    video_id: VideoId,
    cancelled: Cancel,
}

impl Berth {
    /// Turns true when the job is no longer wanted.
    pub(super) fn cancelled(&self) -> Cancel {
        self.cancelled.clone()
    }
}

impl Drop for Berth {
    fn drop(&mut self) {
        self.yard.berths.borrow_mut().remove(&self.job_id);
        self.yard.touch(&self.video_id);
        self.yard.work.notify_one();
        self.yard.litter.notify_one();
    }
}

/// One that follows a job. A slow one misses what lies between, never the latest.
pub(super) struct Watcher {
    yard: Rc<Yard>,
    video_id: VideoId,
    changes: Option<watch::Receiver<Glimpse>>,
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
        self.yard.watchers.set(self.yard.watchers.get().saturating_sub(1));
        self.yard.tidy(&self.video_id);
    }
}
