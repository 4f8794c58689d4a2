//! The service of video: what it holds, and which rpcs it answers. The work stands in `handlers`.

use super::Options;
use crate::contract::video::{Owner, service};
use crate::kernel::domain_context::DomainContext;
use crate::kernel::live::LiveSettings;
use crate::kernel::watchers::Watchers;

/// The video domain.
pub(crate) struct Video {
    pub(super) domain: DomainContext<Owner>,
    pub(super) options: LiveSettings<Options>,
    /// Who follows the way of which video.
    pub(super) watchers: Watchers,
}

service!(
    Video: create_draft,
    update_video,
    publish_video,
    delete_video,
    get_video,
    get_videos,
    follow_way,
    list_newest,
    list_by_owner,
    list_by_tag,
    list_own,
    export_account,
);
