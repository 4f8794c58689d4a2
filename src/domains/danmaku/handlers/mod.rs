//! The work of each message, one file per rpc: check, load, decide, save, answer.

pub(super) mod change_room;
pub(super) mod decide_held;
pub(super) mod delete_danmaku;
pub(super) mod enter_room;
pub(super) mod export_account;
pub(super) mod get_delta;
pub(super) mod get_filters;
pub(super) mod get_room;
pub(super) mod get_segment;
pub(super) mod import_danmaku;
pub(super) mod list_held;
pub(super) mod list_newest;
pub(super) mod recall_danmaku;
pub(super) mod save_filters;
pub(super) mod send_danmaku;
pub(super) mod watch_room;
