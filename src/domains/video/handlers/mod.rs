//! One file per rpc of `proto/video.proto`. No handler may lean on another.

pub(super) mod create_draft;
pub(super) mod delete_video;
pub(super) mod export_account;
pub(super) mod follow_way;
pub(super) mod get_video;
pub(super) mod get_videos;
pub(super) mod list_by_owner;
pub(super) mod list_by_tag;
pub(super) mod list_newest;
pub(super) mod list_own;
pub(super) mod publish_video;
pub(super) mod update_video;
