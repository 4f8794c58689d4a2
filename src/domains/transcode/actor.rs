//! The service of transcode: its state, and one line for each rpc.

use super::live::Workers;
use super::model::Options;
use crate::contract::transcode::{Owner, service};
use crate::kernel::domain_context::DomainContext;
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::media::MediaTool;
use std::rc::Rc;
use std::sync::Arc;

/// The state of the domain. Clones share everything, so that workers hold one each.
#[derive(Clone)]
pub(crate) struct Transcode {
    pub(super) domain: Rc<DomainContext<Owner>>,
    pub(super) options: LiveSettings<Options>,
    pub(super) media: Arc<dyn MediaTool>,
    pub(super) workers: Rc<Workers>,
}

service!(Transcode: retry_job, get_job, get_jobs, watch_job, export_account);
