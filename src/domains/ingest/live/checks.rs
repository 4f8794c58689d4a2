//! Which uploads are being checked now, so that none is checked twice at once and each can be
//! cancelled. It must not know what a check does.

use crate::contract::ingest::UploadId;
use crate::kernel::id::UserId;
use crate::kernel::ports::media::Cancel;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use tokio::sync::{Notify, watch};

/// The checks that run. Cheap to clone.
#[derive(Clone, Default)]
pub(in crate::domains::ingest) struct Checks {
    running: Rc<RefCell<HashMap<UploadId, Running>>>,
    wake: Rc<Notify>,
}

struct Running {
    owner_id: UserId,
    cancel: watch::Sender<bool>,
}

/// The place of one check that runs.
pub(in crate::domains::ingest) struct Place {
    pub(in crate::domains::ingest) upload_id: UploadId,
    pub(in crate::domains::ingest) cancel: Cancel,
    checks: Checks,
}

impl Checks {
    pub(in crate::domains::ingest) fn running(&self) -> usize {
        self.running.borrow().len()
    }

    /// Takes a place for the check of an upload; `None` while its owner has one.
    pub(in crate::domains::ingest) fn begin(
        &self,
        upload_id: &UploadId,
        owner_id: &UserId,
    ) -> Option<Place> {
        let mut running = self.running.borrow_mut();
        if running.contains_key(upload_id) || running.values().any(|one| one.owner_id == *owner_id)
        {
            return None;
        }
        let (sender, cancel) = watch::channel(false);
        let one = Running { owner_id: owner_id.clone(), cancel: sender };
        running.insert(upload_id.clone(), one);
        Some(Place { upload_id: upload_id.clone(), cancel, checks: self.clone() })
    }

    /// Says that the outcome of a check is no longer wanted.
    pub(in crate::domains::ingest) fn cancel(&self, upload_id: &UploadId) {
        if let Some(one) = self.running.borrow().get(upload_id) {
            one.cancel.send_replace(true);
        }
    }

    /// Says that there may be something to check.
    pub(in crate::domains::ingest) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Resolves when there may be something to check.
    pub(in crate::domains::ingest) async fn woken(&self) {
        self.wake.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.checks.running.borrow_mut().remove(&self.upload_id);
        self.checks.wake();
    }
}
