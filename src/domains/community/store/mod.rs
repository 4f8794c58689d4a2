//! The shelf of community: threads, comments, likes, folders, follows, notifications. It must not
//! decide anything.

mod coins;
mod comments;
mod erased;
mod folders;
mod follows;
mod lists;
mod mentions;
mod notices;
mod notifications;
mod ratings;
mod staff;
mod threads;

pub(super) use coins::{claim_coins, give_coins, given_by, given_to, wallet_of};
pub(super) use comments::{
    edit_comment, find_comment, hide_comment, insert_comment, last_posted, let_through,
    like_comment, same_posted, set_state, take_away,
};
pub(super) use erased::{
    forget_person, is_erased, strip_comments_of, strip_likes_of, strip_replies_to, unfollow_all_of,
};
pub(super) use folders::{
    count_folders, delete_folder, find_folder, folders_of, folders_with, insert_folder, is_kept,
    keep_video, kept_in, name_folder, take_out, take_out_some,
};
pub(super) use follows::{
    counts_of, feed_of, follow, followed_among, followed_by, followers_after, followers_of,
    is_followed, unfollow,
};
pub(super) use lists::{
    count_waiting, edits_of, hottest, liked_of, newest, pending, posted_by, replies_to, waiting,
    waiting_of,
};
pub(super) use mentions::{
    blocked_words_of, close_reports, count_sent_reports, insert_report, mentions_of, reported,
    reports_by, reports_of, save_blocked_words, save_mentions, sweep_reports,
};
pub(super) use notices::{
    replied_to, tell_coins, tell_followed, tell_liked, tell_mentioned, tell_posted, tell_removed,
    tell_shown, tell_video_liked, tell_waiting,
};
pub(super) use notifications::{
    begin_telling, count_unread, end_telling, ensure_leave_token, leaver, next_telling, note_told,
    notify, read_all, read_some, save_wishes, sweep_old, told_to, wishes_of,
};
pub(super) use ratings::{rate_video, rated_by, rating_of};
pub(super) use staff::{begin_telling_staff, end_staff_telling, next_staff_telling, tell_reported};
pub(super) use threads::{
    change_policy, close_thread, drop_some, ended_thread, ensure_thread, find_thread, has_ended,
    list_video, lock_thread, open_thread, pin_comment, publish_thread,
};
