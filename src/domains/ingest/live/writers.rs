//! One writer per upload: a lease that ends with its holder, however that ends.
//! It must not wait for anybody; a silent holder is asked to leave, and the next one comes again.

use crate::contract::ingest::UploadId;
use crate::kernel::clock;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Who writes to which upload now. Cheap to clone.
#[derive(Clone, Default)]
pub(in crate::domains::ingest) struct Writers {
    held: Rc<RefCell<HashMap<UploadId, Rc<Sign>>>>,
}

/// What others may see of a holder, and tell it.
struct Sign {
    heard_at: Cell<Instant>,
    leave: Notify,
    is_dismissed: Cell<bool>,
}

impl Sign {
    fn dismiss(&self) {
        self.is_dismissed.set(true);
        self.leave.notify_one();
    }
}

/// The right to write to one upload.
pub(in crate::domains::ingest) struct Lease {
    upload_id: UploadId,
    writers: Writers,
    sign: Rc<Sign>,
}

impl Writers {
    /// Takes the lease of an upload. `None` when somebody holds it; a holder that has been silent
    /// for `silent` is asked to leave.
    pub(in crate::domains::ingest) fn take(
        &self,
        upload_id: &UploadId,
        silent: Duration,
    ) -> Option<Lease> {
        let mut held = self.held.borrow_mut();
        let now = clock::instant();
        if let Some(sign) = held.get(upload_id) {
            if now.saturating_duration_since(sign.heard_at.get()) >= silent {
                sign.dismiss();
            }
            return None;
        }
        let (heard_at, is_dismissed) = (Cell::new(now), Cell::new(false));
        let sign = Rc::new(Sign { heard_at, leave: Notify::new(), is_dismissed });
        held.insert(upload_id.clone(), Rc::clone(&sign));
        Some(Lease { upload_id: upload_id.clone(), writers: self.clone(), sign })
    }

    /// Whether somebody writes to an upload.
    pub(in crate::domains::ingest) fn holds(&self, upload_id: &UploadId) -> bool {
        self.held.borrow().contains_key(upload_id)
    }

    /// Asks whoever writes to an upload to leave.
    pub(in crate::domains::ingest) fn dismiss(&self, upload_id: &UploadId) {
        if let Some(sign) = self.held.borrow().get(upload_id) {
            sign.dismiss();
        }
    }
}

impl Lease {
    /// Notes that the other end has sent something.
    pub(in crate::domains::ingest) fn heard(&self) {
        self.sign.heard_at.set(clock::instant());
    }

    /// Whether the holder was asked to leave.
    pub(in crate::domains::ingest) fn is_dismissed(&self) -> bool {
        self.sign.is_dismissed.get()
    }

    /// Resolves when the holder is asked to leave.
    pub(in crate::domains::ingest) async fn dismissed(&self) {
        self.sign.leave.notified().await;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.writers.held.borrow_mut().remove(&self.upload_id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[test]
    fn one_holds_a_lease_until_it_is_dropped() {
        let writers = Writers::default();
        let hour = Duration::from_secs(3600);
        let lease = writers.take(&"a".into(), hour).expect("nobody holds it");
        assert!(
            writers.take(&"a".into(), hour).is_none() && writers.take(&"b".into(), hour).is_some()
        );
        assert!(lease.dismissed().now_or_never().is_none() && !lease.is_dismissed());
        drop(lease);
        assert!(!writers.holds(&"a".into()) && writers.take(&"a".into(), hour).is_some());
    }

    #[test]
    fn a_silent_holder_is_asked_to_leave() {
        let writers = Writers::default();
        let lease = writers.take(&"a".into(), Duration::ZERO).expect("nobody holds it");
        assert!(writers.take(&"a".into(), Duration::ZERO).is_none());
        assert!(lease.dismissed().now_or_never().is_some() && lease.is_dismissed());
    }
}
