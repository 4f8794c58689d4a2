//! The desk of video: what it holds, and which rpcs it answers. The work stands in `handlers`.

use super::Options;
use crate::contract::video::{Owner, desk};
use crate::kernel::live::Live;
use crate::kernel::seat::Seat;
use crate::kernel::watchers::Watchers;

/// The video domain.
pub(crate) struct Video {
    pub(super) seat: Seat<Owner>,
    pub(super) options: Live<Options>,
    /// Who follows the way of which video.
    pub(super) watchers: Watchers,
}

desk!(
    Video: create_draft,
    update_video,
    publish_video,
    delete_video,
    get_video,
    follow_way,
    list_newest,
    list_own,
);
