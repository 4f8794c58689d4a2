//! The desk of transcode: its state, and one line for each rpc.

use super::live::Yard;
use super::model::Options;
use crate::contract::transcode::{Owner, desk};
use crate::kernel::live::Live;
use crate::kernel::ports::media::MediaTool;
use crate::kernel::seat::Seat;
use std::rc::Rc;
use std::sync::Arc;

/// The state of the domain. Clones share everything, so that workers hold one each.
#[derive(Clone)]
pub(crate) struct Transcode {
    pub(super) seat: Rc<Seat<Owner>>,
    pub(super) options: Live<Options>,
    pub(super) media: Arc<dyn MediaTool>,
    pub(super) yard: Rc<Yard>,
}

desk!(Transcode: retry_job, get_job, get_jobs, watch_job);
