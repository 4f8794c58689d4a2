//! The service of ingest: its state, and one line for each rpc. It must not decide anything.

use super::live::Writers;
use super::model::Options;
use super::store::Checks;
use crate::contract::ingest::{Owner, service};
use crate::kernel::claim::{Claims, Terms};
use crate::kernel::domain_context::DomainContext;
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::media::MediaTool;
use crate::kernel::watchers::Watchers;
use std::rc::Rc;
use std::sync::Arc;
use tokio::sync::Notify;

/// The state of the domain. Cheap to clone: its jobs hold it too.
#[derive(Clone)]
pub(crate) struct Ingest {
    pub(super) domain: Rc<DomainContext<Owner>>,
    pub(super) options: LiveSettings<Options>,
    pub(super) media: Arc<dyn MediaTool>,
    /// Who writes to which upload now.
    pub(super) writers: Writers,
    /// Which uploads are being checked now; woken when there may be one to check.
    pub(super) checks: Claims<Checks>,
    /// Told when there are bytes to remove.
    pub(super) removals: Rc<Notify>,
    /// Who follows the bytes of which video's upload.
    pub(super) watchers: Watchers,
}

impl Ingest {
    pub(super) fn new(
        domain: DomainContext<Owner>,
        options: LiveSettings<Options>,
        media: Arc<dyn MediaTool>,
    ) -> Self {
        let live = options.clone();
        let terms = move || {
            let options = live.get();
            Terms { lease_ms: options.lease_ms, beat_every_ms: options.beat_every_ms }
        };
        Self {
            checks: Claims::new(&domain, terms),
            domain: Rc::new(domain),
            options,
            media,
            writers: Writers::default(),
            removals: Rc::default(),
            watchers: Watchers::default(),
        }
    }
}

service!(
    Ingest: create_upload,
    append_upload,
    terminate_upload,
    get_upload,
    get_upload_limits,
    get_upload_of_video,
    get_usage,
    watch_upload,
    export_account,
);
