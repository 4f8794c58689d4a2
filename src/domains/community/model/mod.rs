//! The rules of community, as plain functions over plain values. They must not read a clock or a
//! store.

mod coins;
mod comment;
mod options;
mod people;
mod said;
mod thread;

pub(super) use coins::{
    GivenRow, WalletRow, check_giver, decide_coins, decide_support, make_day, refuse_coins,
};
pub(super) use comment::{
    Branch, EditRow, NewComment, Posted, ReaderMarks, check_pace, check_repeated, decide_delete,
    decide_parent, decide_state, decide_text, refuse_comment, show_comment, show_own,
};
pub(crate) use options::Options;
pub(super) use people::{
    FeedRow, FolderRow, FollowRow, KeptRow, Notice, NotificationRow, RatedRow, Reach, StaffTelling,
    check_follow, check_reach, decide_folder_name, decide_folders, decide_held_review,
    decide_reach, decide_review, make_notice, refuse_folder, refuse_link, refuse_own,
    show_counts_of_follows,
};
pub(super) use said::{
    Mention, MentionRow, ReportRow, ReportedRow, SentReportRow, decide_report, decide_text_policy,
    decide_words,
};
pub(super) use thread::{
    FollowCounts, Openness, OwnActs, PlayProof, Thread, ThreadEntry, check_may_post, decide_entry,
    decide_keeper, decide_policy, may_manage, refuse_thread, show_counts, show_thread,
};
