//! `community` as the front's tests know it: a thread with two comments, one folder, and one
//! notification of each kind.

use crate::boot::harness::FIRST_DAY_MS;
use crate::contract::community::{
    self, Call, Comment, CommentState, Counts, Folder, NotificationKind, Refusal, Wallet,
};
use crate::gateway::tests::fakes::Seen;
use crate::kernel::bus::Call as _;
use crate::kernel::context::Context;
use crate::kernel::fault::RefusalCode as _;

const COUNTS: Counts = Counts { likes: 12, dislikes: 0, keeps: 3, comments: 2, coins: 9 };
const WALLET: Wallet = Wallet { coins: 4, is_claimed: true, video_coins_max: 2 };

/// Of mira, with a reply of root's below it.
fn comment() -> Comment {
    Comment {
        comment_id: "c1".into(),
        video_id: "v1".into(),
        author_id: "u1".into(),
        text: "<b>沙发</b> @root".into(),
        mentioned_ids: vec!["u9".into()],
        posted_at_ms: FIRST_DAY_MS,
        like_count: 2,
        reply_count: 1,
        is_pinned: true,
        state: CommentState::Shown.into(),
        ..Comment::default()
    }
}

/// Of root, whom mira has blocked.
fn reply() -> Comment {
    Comment {
        comment_id: "c2".into(),
        author_id: "u9".into(),
        text: "Reply".into(),
        edited_at_ms: FIRST_DAY_MS + 1,
        reply_count: 0,
        root_id: "c1".into(),
        reply_to_user_id: "u1".into(),
        is_pinned: false,
        ..comment()
    }
}

fn gone() -> Comment {
    let (author_id, text) = (String::new(), String::new());
    let state = CommentState::Gone.into();
    Comment { comment_id: "c3".into(), author_id, text, state, is_pinned: false, ..comment() }
}

fn held() -> Comment {
    let state = CommentState::Reviewed.into();
    Comment { author_id: "u9".into(), state, is_pinned: false, ..comment() }
}

fn reported() -> community::ReportedComment {
    let report = community::CommentReport {
        reporter_id: "u9".into(),
        reason: community::ReportReason::Hate.into(),
        note: "<b>不友善</b>".into(),
        sent_at_ms: FIRST_DAY_MS,
    };
    community::ReportedComment { comment: Some(comment()), reports: vec![report], report_count: 3 }
}

fn folder() -> Folder {
    Folder { folder_id: "f1".into(), name: "<i>猫</i>".into(), video_count: 2, has_video: true }
}

pub(in crate::gateway) fn answer(_: &Seen, cx: &Context, call: Call) {
    match call {
        Call::GetThread(request, reply_to) if request.video_id == "v1" => {
            let is_owner = cx.caller.user_id().is_some_and(|id| id.as_str() == "u1");
            reply_to.send(Ok(community::GetThreadResponse {
                counts: Some(COUNTS),
                policy: community::Policy::Open.into(),
                rating: community::Rating::Like.into(),
                is_kept: true,
                given_coins: 1,
                rights: Some(community::ThreadRights {
                    may_post: cx.caller.user_id().is_some(),
                    may_manage: is_owner,
                    is_owner,
                }),
            }));
        },
        Call::ChangeThread(request, reply_to) if request.video_id == "v1" => {
            reply_to.send(Ok(community::ChangeThreadResponse {}));
        },
        Call::RateVideo(request, reply_to) if request.video_id == "v1" => {
            reply_to.send(Ok(community::RateVideoResponse { counts: Some(COUNTS) }));
        },
        Call::ListComments(request, reply_to) if request.video_id == "v1" => {
            let (comments, next_cursor) = (vec![comment(), gone()], "c9".into());
            reply_to.send(Ok(community::ListCommentsResponse { comments, next_cursor }));
        },
        Call::ListReplies(request, reply_to) if request.root_id == "c1" => {
            let (comments, next_cursor) = (vec![reply()], String::new());
            reply_to.send(Ok(community::ListRepliesResponse { comments, next_cursor }));
        },
        Call::ListEdits(request, reply_to) if request.comment_id == "c2" => {
            let edits = vec![community::Edit { text: "Before".into(), until_ms: FIRST_DAY_MS + 1 }];
            reply_to.send(Ok(community::ListEditsResponse { edits }));
        },
        Call::PostComment(request, reply_to) if request.video_id == "v1" => {
            let whole = if request.reply_to_id.is_empty() { comment() } else { reply() };
            let comment = Some(Comment { text: request.text, ..whole });
            reply_to.send(Ok(community::PostCommentResponse { comment }));
        },
        Call::EditComment(request, reply_to) if request.comment_id == "c1" => {
            let comment = Some(Comment { text: request.text, ..comment() });
            reply_to.send(Ok(community::EditCommentResponse { comment }));
        },
        Call::DeleteComment(request, reply_to) if request.comment_id == "c1" => {
            reply_to.send(Ok(community::DeleteCommentResponse {}));
        },
        Call::LikeComment(request, reply_to) if request.comment_id == "c1" => {
            let like_count = if request.is_liked { 3 } else { 2 };
            reply_to.send(Ok(community::LikeCommentResponse { like_count }));
        },
        Call::PinComment(request, reply_to) if request.comment_id == "c1" => {
            reply_to.send(Ok(community::PinCommentResponse {}));
        },
        other => looked_at(cx, other),
    }
}

/// Single comments, and those that wait for somebody.
fn looked_at(cx: &Context, call: Call) {
    match call {
        Call::DecideComment(request, reply_to) if request.comment_id == "c1" => {
            reply_to.send(Ok(community::DecideCommentResponse {}));
        },
        Call::GetComment(request, reply_to) if request.comment_id == "c2" => {
            let (comment, root) = (Some(reply()), Some(comment()));
            reply_to.send(Ok(community::GetCommentResponse { comment, root }));
        },
        Call::ReportComment(request, reply_to) if request.comment_id == "c1" => {
            reply_to.send(Ok(community::ReportCommentResponse {}));
        },
        Call::ListReportedComments(_, reply_to) => {
            let comments = vec![reported()];
            let next_cursor = String::new();
            let told = community::ListReportedCommentsResponse { comments, next_cursor };
            reply_to.send(Ok(told));
        },
        Call::ListHeldComments(_, reply_to) => {
            let (comments, next_cursor) = (vec![held()], String::new());
            let waiting_count = 100;
            let told = community::ListHeldCommentsResponse { comments, next_cursor, waiting_count };
            reply_to.send(Ok(told));
        },
        other => own(cx, other),
    }
}

/// What somebody keeps, and whom they follow.
fn own(cx: &Context, call: Call) {
    match call {
        Call::ListFolders(_, reply_to) => {
            reply_to.send(Ok(community::ListFoldersResponse { folders: vec![folder()] }));
        },
        Call::SaveFolder(request, reply_to) if request.name.trim().is_empty() => {
            reply_to.fail(Refusal::FolderInvalid.because("give it a name").into());
        },
        Call::SaveFolder(request, reply_to) if ["", "f1"].contains(&&*request.folder_id) => {
            let folder = Some(Folder { name: request.name, ..folder() });
            reply_to.send(Ok(community::SaveFolderResponse { folder }));
        },
        Call::DeleteFolder(request, reply_to) if request.folder_id == "f1" => {
            reply_to.send(Ok(community::DeleteFolderResponse {}));
        },
        Call::ListKept(request, reply_to) if request.folder_id == "f1" => {
            let (folder, video_ids) = (Some(folder()), vec!["v1".into(), "gone".into()]);
            let next_cursor = "c2".into();
            reply_to.send(Ok(community::ListKeptResponse { folder, video_ids, next_cursor }));
        },
        call @ (Call::SaveFolder(..) | Call::DeleteFolder(..) | Call::ListKept(..)) => {
            call.fail(Refusal::FolderUnknown.because("there is no such folder").into());
        },
        Call::KeepVideo(_, reply_to) => {
            reply_to.send(Ok(community::KeepVideoResponse { counts: Some(COUNTS) }));
        },
        Call::GetFollowing(request, reply_to) => {
            let is_followed = request.user_id == "u1" && cx.caller.is_admin();
            let (follower_count, followed_count) = (1_234, 5);
            let told =
                community::GetFollowingResponse { follower_count, followed_count, is_followed };
            reply_to.send(Ok(told));
        },
        Call::FollowUser(request, reply_to)
            if cx.caller.user_id().is_some_and(|id| id.as_str() == request.user_id) =>
        {
            reply_to.fail(Refusal::FollowInvalid.because("it is your own").into());
        },
        Call::FollowUser(_, reply_to) => {
            reply_to.send(Ok(community::FollowUserResponse { follower_count: 1_235 }));
        },
        Call::ListFollows(request, reply_to) => {
            let (others, next_cursor) = match request.user_id.as_str() {
                "" => (&["u1", "u9"][..], ""),
                _ => (&["u1", "u9", "u2"][..], "c3"),
            };
            let user_ids: Vec<String> = others.iter().map(|&id| id.to_owned()).collect();
            let (followed_ids, next_cursor) = (vec!["u2".to_owned()], next_cursor.to_owned());
            let told = community::ListFollowsResponse { user_ids, next_cursor, followed_ids };
            reply_to.send(Ok(told));
        },
        Call::ListFeed(_, reply_to) => {
            let (video_ids, next_cursor) = (vec!["v1".into(), "v8".into()], "c2".into());
            reply_to.send(Ok(community::ListFeedResponse { video_ids, next_cursor }));
        },
        other => purse(other),
    }
}

/// What somebody has to give.
fn purse(call: Call) {
    match call {
        Call::ClaimCoins(_, reply_to) => {
            reply_to.send(Ok(community::ClaimCoinsResponse { wallet: Some(WALLET) }));
        },
        Call::GetWallet(_, reply_to) => {
            reply_to.send(Ok(community::GetWalletResponse { wallet: Some(WALLET) }));
        },
        Call::GiveCoins(request, reply_to) if request.coins > 2 => {
            let refused = Refusal::CoinsInvalid.because("you can give 1 to 2 coins");
            reply_to.fail(refused.with("most", 2_u64).into());
        },
        Call::GiveCoins(request, reply_to) if request.video_id == "v1" => {
            let given_coins = request.coins.into();
            let (counts, wallet) = (Some(COUNTS), Some(WALLET));
            reply_to.send(Ok(community::GiveCoinsResponse { counts, given_coins, wallet }));
        },
        Call::SupportVideo(request, reply_to) if request.folder_name == "Favourites" => {
            let (counts, given_coins, wallet) = (Some(COUNTS), 2, Some(WALLET));
            reply_to.send(Ok(community::SupportVideoResponse { counts, given_coins, wallet }));
        },
        other => told(other),
    }
}

/// What somebody is told.
fn told(call: Call) {
    match call {
        Call::ListNotifications(_, reply_to) => {
            let notifications = notifications();
            let next_cursor = "c2".into();
            let told = community::ListNotificationsResponse { notifications, next_cursor };
            reply_to.send(Ok(told));
        },
        Call::CountUnread(_, reply_to) => {
            reply_to.send(Ok(community::CountUnreadResponse { unread_count: 7 }));
        },
        Call::ReadNotifications(_, reply_to) => {
            reply_to.send(Ok(community::ReadNotificationsResponse { unread_count: 0 }));
        },
        Call::GetWishes(_, reply_to) => {
            let unwanted = vec![NotificationKind::VideoLiked.into()];
            let mailed = vec![NotificationKind::Reply.into()];
            reply_to.send(Ok(community::GetWishesResponse { unwanted, mailed }));
        },
        Call::GetBlockedWords(_, reply_to) => {
            let words = vec!["剧透".to_owned()];
            reply_to.send(Ok(community::GetBlockedWordsResponse { words }));
        },
        Call::SaveBlockedWords(request, reply_to)
            if request.words.iter().any(|one| one.trim() != one || one.chars().count() > 40) =>
        {
            let refused = Refusal::WordInvalid.because("a word has 1 to 40 characters");
            reply_to.fail(refused.with("most", 40_u64).into());
        },
        Call::SaveBlockedWords(request, reply_to) => {
            let words = request.words;
            reply_to.send(Ok(community::SaveBlockedWordsResponse { words }));
        },
        Call::LeaveMail(request, reply_to) if request.token == "t1" => {
            reply_to.send(Ok(community::LeaveMailResponse {}));
        },
        Call::LeaveMail(_, reply_to) => {
            reply_to.fail(Refusal::LinkUnknown.because("this link is not valid any more").into());
        },
        Call::SaveWishes(_, reply_to) => reply_to.send(Ok(community::SaveWishesResponse {})),
        Call::ExportAccount(_, reply_to) => {
            reply_to.send(Ok(community::ExportAccountResponse::default()));
        },
        other => other.fail(Refusal::ThreadUnknown.because("there is no such video").into()),
    }
}

/// One of each kind, the first unread; the last are of a kind that this front does not know, and
/// of an account that is erased.
fn notifications() -> Vec<community::Notification> {
    let one = |number: i32| community::Notification {
        notification_id: format!("n{number}"),
        kind: number,
        actor_id: "u9".into(),
        video_id: "v1".into(),
        comment_id: "c1".into(),
        text: "<b>前排</b>".into(),
        made_at_ms: FIRST_DAY_MS,
        is_read: number > 1,
        has_passed: number == 10,
    };
    let erased = community::Notification { actor_id: String::new(), ..one(2) };
    (1..=14).chain([99]).map(one).chain([erased]).collect()
}
