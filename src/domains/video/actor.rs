//! The desk of video: what it holds, and which rpcs it answers. The work stands in `handlers`.

use super::Options;
use crate::contract::video::{Owner, desk};
use crate::kernel::live::Live;
use crate::kernel::seat::Seat;

/// The video domain.
pub(crate) struct Video {
    pub(super) seat: Seat<Owner>,
    pub(super) options: Live<Options>,
}

desk!(
    Video: create_draft,
    update_video,
    publish_video,
    delete_video,
    get_video,
    list_newest,
    list_own,
);
