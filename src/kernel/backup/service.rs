//! What the operator asks of backups of a running site: one at a time, on a thread of its own,
//! looked at while it runs. It must not hold up whoever asks.

use super::take::{CopyPace, Plan, TakenBackup, take};
use super::{Complaint, Done};
use crate::kernel::meter::Meters;
use crate::kernel::threads;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Cheap to clone.
#[derive(Clone)]
pub(crate) struct Backups {
    shared: Arc<BackupState>,
}

struct BackupState {
    plan: Plan,
    meters: Meters,
    latest: Mutex<Option<Latest>>,
}

struct Latest {
    to: PathBuf,
    pace: Arc<CopyPace>,
    ended: Option<Done<TakenBackup>>,
}

/// How far a backup is.
#[derive(Debug, Clone)]
pub(crate) enum Phase {
    Running,
    Done(TakenBackup),
    Failed(Complaint),
}

/// The latest backup since the process began.
#[derive(Debug, Clone)]
pub(crate) struct Status {
    pub(crate) to: PathBuf,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    pub(crate) phase: Phase,
}

impl Backups {
    pub(crate) fn new(plan: Plan, meters: Meters) -> Self {
        Self { shared: Arc::new(BackupState { plan, meters, latest: Mutex::default() }) }
    }

    /// Begins a backup into a folder that is new or empty.
    ///
    /// # Errors
    /// One is under way, or the path is no whole one.
    pub(crate) fn begin(&self, to: &Path) -> Done<Status> {
        if !to.is_absolute() {
            return Err(Complaint("name the folder by its whole path".to_owned()));
        }
        let pace = Arc::new(CopyPace::default());
        let mut latest = self.latest();
        if let Some(Latest { to, ended: None, .. }) = &*latest {
            let place = to.display();
            return Err(Complaint(format!("a backup into {place} is under way: wait for its end")));
        }
        *latest = Some(Latest { to: to.to_owned(), pace: Arc::clone(&pace), ended: None });
        drop(latest);
        let (service, to) = (self.clone(), to.to_owned());
        let run = move || service.run(&to, &pace);
        if let Err(fault) = threads::start("backup".to_owned(), run) {
            self.end(Err(fault.into()));
        }
        self.status().ok_or_else(|| Complaint("the backup was lost".to_owned()))
    }

    /// The latest backup since the process began.
    pub(crate) fn status(&self) -> Option<Status> {
        let latest = self.latest();
        let Latest { to, pace, ended } = latest.as_ref()?;
        Some(Status {
            to: to.clone(),
            files: pace.files.load(Ordering::Relaxed),
            bytes: pace.bytes.load(Ordering::Relaxed),
            phase: match ended {
                None => Phase::Running,
                Some(Ok(taken)) => Phase::Done(taken.clone()),
                Some(Err(complaint)) => Phase::Failed(complaint.clone()),
            },
        })
    }

    /// Has the backup that is under way give up; what it has begun, it removes.
    pub(crate) fn stop(&self) {
        if let Some(latest) = &*self.latest() {
            latest.pace.is_stopped.store(true, Ordering::Relaxed);
        }
    }

    fn run(&self, to: &Path, pace: &CopyPace) {
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            take(&self.shared.plan, to, pace)
        }));
        let ended = caught.unwrap_or_else(|_| Err(Complaint("the backup panicked".to_owned())));
        let meters = &self.shared.meters;
        match &ended {
            Ok(taken) => {
                let (at_ms, barrier_us, bytes) = (taken.at_ms, taken.barrier_us, taken.bytes);
                tracing::info!(to = %to.display(), at_ms, barrier_us, bytes, "a backup is whole");
                meters.backup_at_ms.set(at_ms);
                meters.backup_barrier_us.set(i64::try_from(barrier_us).unwrap_or(i64::MAX));
            },
            Err(error) => {
                tracing::error!(to = %to.display(), %error, "there is no backup");
                meters.backups_failed.inc();
            },
        }
        self.end(ended);
    }

    fn end(&self, how: Done<TakenBackup>) {
        if let Some(latest) = &mut *self.latest() {
            latest.ended = Some(how);
        }
    }

    fn latest(&self) -> MutexGuard<'_, Option<Latest>> {
        self.shared.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
