//! The desk of ingest: its state, and one line for each rpc. It must not decide anything.

use super::live::{Checks, Writers};
use super::model::Options;
use crate::contract::ingest::{Owner, desk};
use crate::kernel::live::Live;
use crate::kernel::ports::media::MediaTool;
use crate::kernel::seat::Seat;
use crate::kernel::watchers::Watchers;
use std::rc::Rc;
use std::sync::Arc;
use tokio::sync::Notify;

/// The state of the domain. Cheap to clone: its jobs hold it too.
#[derive(Clone)]
pub(crate) struct Ingest {
    pub(super) seat: Rc<Seat<Owner>>,
    pub(super) options: Live<Options>,
    pub(super) media: Arc<dyn MediaTool>,
    /// Who writes to which upload now.
    pub(super) writers: Writers,
    /// Which uploads are being checked now.
    pub(super) checks: Checks,
    /// Told when there are bytes to remove.
    pub(super) removals: Rc<Notify>,
    /// Who follows the bytes of which video's upload.
    pub(super) watchers: Watchers,
}

impl Ingest {
    pub(super) fn new(
        seat: Seat<Owner>,
        options: Live<Options>,
        media: Arc<dyn MediaTool>,
    ) -> Self {
        Self {
            seat: Rc::new(seat),
            options,
            media,
            writers: Writers::default(),
            checks: Checks::default(),
            removals: Rc::default(),
            watchers: Watchers::default(),
        }
    }
}

desk!(
    Ingest: create_upload,
    append_upload,
    terminate_upload,
    get_upload,
    get_upload_of_video,
    watch_upload,
);
