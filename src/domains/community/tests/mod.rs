//! Tests of community through its own client. They must not reach into another domain; sessions,
//! judgements and relations come from functions of the test.

mod coins;
mod deciding;
mod erased;
mod keeping;
mod liking;
mod naming;
mod posting;
mod staff;
mod telling;

use super::model::Options;
use super::start;
use crate::boot::harness::{Harness, no_ports};
use crate::contract::community::{
    Client, Comment, CommentOrder, Counts, DecideCommentRequest, DeleteCommentRequest,
    EditCommentRequest, FollowUserRequest, GetThreadRequest, GetThreadResponse, LikeCommentRequest,
    ListCommentsRequest, ListNotificationsRequest, ListRepliesRequest, Notification,
    NotificationKind, Owner, PostCommentRequest, RateVideoRequest, Rating,
};
use crate::contract::moderation::{self, Action, ScreenTextResponse};
use crate::contract::playback::{self, CheckSessionResponse};
use crate::contract::user::{
    self, CheckRelationsResponse, FindUsersResponse, ListStaffResponse, Relation, UserCard,
};
use crate::contract::video::{self, Privacy, VideoChanged, VideoDeleted, VideoPublished};
use crate::contract::{danmaku, ingest, transcode};
use crate::kernel::bus::Call as _;
use crate::kernel::context::{Caller, Context, Role};
use crate::kernel::db::Db;
use crate::kernel::fault::{Error, Fault, RefusalCode as _, Reply};
use crate::kernel::live::LiveSettings;
use crate::kernel::trace::Trace;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The domain beside what it asks and hears.
struct World {
    harness: Harness,
    db: Db<Owner>,
    client: Client,
    video: Db<video::Owner>,
    user: Db<user::Owner>,
    judge: Db<moderation::Owner>,
    danmaku: Db<danmaku::Owner>,
    ingest: Db<ingest::Owner>,
    transcode: Db<transcode::Owner>,
    /// Whether moderation cannot be asked.
    is_out: Arc<AtomicBool>,
    /// Whether everybody has muted everybody.
    is_silent: Arc<AtomicBool>,
}

impl World {
    fn new() -> Self {
        Self::with(quick())
    }

    fn with(options: Options) -> Self {
        let mut harness = Harness::new();
        let video = harness.source::<video::Owner>();
        let is_silent = Arc::<AtomicBool>::default();
        let silent = Arc::clone(&is_silent);
        let user = harness.source_that::<user::Owner>(move |_, call| {
            relate(call, silent.load(Ordering::SeqCst));
        });
        let is_out = Arc::<AtomicBool>::default();
        let out = Arc::clone(&is_out);
        let judge = harness.source_that::<moderation::Owner>(move |_, call| {
            screen(call, out.load(Ordering::SeqCst));
        });
        let danmaku = harness.source::<danmaku::Owner>();
        let ingest = harness.source::<ingest::Owner>();
        let transcode = harness.source::<transcode::Owner>();
        harness.route_table.fake::<playback::Owner>(&harness.key, |_, call| prove(call));
        let options = LiveSettings::new(options);
        let db = harness
            .start_domain::<Owner, _>(move |domain| start(domain, options.clone(), &no_ports()));
        let client = Client::dial(&harness.route_table, &harness.key);
        Self {
            harness,
            db,
            client,
            video,
            user,
            judge,
            danmaku,
            ingest,
            transcode,
            is_out,
            is_silent,
        }
    }

    /// Tells that a video of `ada` has appeared, and waits until it was heard.
    fn publish(&self, video_id: &str, privacy: Privacy) {
        let event = VideoPublished {
            video_id: video_id.to_owned(),
            owner_id: "ada".to_owned(),
            privacy: privacy.into(),
        };
        self.harness.publish(&self.video, event);
        self.heard("VideoPublished", video_id);
    }

    /// Tells that a video is private from now on, or no longer, and waits until it was heard.
    fn change(&self, video_id: &str, is_private: bool) {
        let event =
            VideoChanged { video_id: video_id.to_owned(), owner_id: "ada".to_owned(), is_private };
        self.harness.publish(&self.video, event);
        self.harness.eventually("the thread to change", || async {
            let request = GetThreadRequest { video_id: video_id.to_owned(), ..Default::default() };
            let is_open = self.client.get_thread(&visitor(), request).await.is_ok();
            (is_open != is_private).then_some(())
        });
    }

    fn delete_video(&self, video_id: &str) {
        let (video_id, owner_id) = (video_id.to_owned(), "ada".to_owned());
        self.harness.publish(&self.video, VideoDeleted { video_id: video_id.clone(), owner_id });
        self.heard("VideoDeleted", &video_id);
    }

    fn heard(&self, kind: &str, key: &str) {
        let (kind, key) = (kind.to_owned(), key.to_owned());
        self.harness.eventually("it to be heard", || async {
            let (kind, key) = (kind.clone(), key.clone());
            let sql = "SELECT 1 FROM kernel_seen WHERE kind = $1 AND entity_key = $2";
            let values = move || crate::kernel::db::values![kind, key].to_vec();
            let read = self.db.read(move |view| view.exists(sql, &values()));
            read.await.ok().filter(|heard| *heard).map(drop)
        });
    }

    /// Posts a comment a moment later than whatever happened before.
    fn post_as(&self, cx: &Context, request: PostCommentRequest) -> Reply<Comment> {
        self.tick();
        let posted = self.harness.run(self.client.post_comment(cx, request))?;
        Ok(posted.comment.expect("it was posted"))
    }

    /// What happens from now on comes after what has happened.
    fn tick(&self) {
        self.harness.clock.turn(1);
    }

    fn post(&self, name: &str, text: &str) -> Reply<Comment> {
        self.post_as(&by(name), comment("v", text))
    }

    fn reply(&self, name: &str, to: &Comment, text: &str) -> Reply<Comment> {
        let reply_to_id = to.comment_id.clone();
        self.post_as(&by(name), PostCommentRequest { reply_to_id, ..comment("v", text) })
    }

    fn list_as(&self, cx: &Context, order: CommentOrder) -> Vec<Comment> {
        let request = ListCommentsRequest {
            video_id: "v".to_owned(),
            order: order.into(),
            ..ListCommentsRequest::default()
        };
        let told = self.harness.run(self.client.list_comments(cx, request));
        told.expect("it may be watched").comments
    }

    fn list(&self) -> Vec<Comment> {
        self.list_as(&visitor(), CommentOrder::New)
    }

    fn replies_as(&self, cx: &Context, root: &Comment) -> Vec<Comment> {
        let request = ListRepliesRequest {
            video_id: "v".to_owned(),
            root_id: root.comment_id.clone(),
            ..ListRepliesRequest::default()
        };
        let told = self.harness.run(self.client.list_replies(cx, request));
        told.expect("it may be watched").comments
    }

    fn edit(&self, name: &str, one: &Comment, text: &str) -> Reply<Comment> {
        let request = EditCommentRequest {
            video_id: one.video_id.clone(),
            comment_id: one.comment_id.clone(),
            text: text.to_owned(),
        };
        let told = self.harness.run(self.client.edit_comment(&by(name), request))?;
        Ok(told.comment.expect("it is there"))
    }

    fn delete_as(&self, cx: &Context, one: &Comment) -> Reply<()> {
        let (video_id, comment_id) = (one.video_id.clone(), one.comment_id.clone());
        self.tick();
        let request = DeleteCommentRequest { video_id, comment_id };
        self.harness.run(self.client.delete_comment(cx, request)).map(drop)
    }

    fn delete(&self, name: &str, one: &Comment) -> Reply<()> {
        self.delete_as(&by(name), one)
    }

    fn decide_as(&self, cx: &Context, one: &Comment, is_shown: bool) -> Reply<()> {
        let (video_id, comment_id) = (one.video_id.clone(), one.comment_id.clone());
        self.tick();
        let request = DecideCommentRequest { video_id, comment_id, is_shown };
        self.harness.run(self.client.decide_comment(cx, request)).map(drop)
    }

    fn like(&self, name: &str, one: &Comment, is_liked: bool) -> Reply<u64> {
        self.tick();
        let request = LikeCommentRequest {
            video_id: one.video_id.clone(),
            comment_id: one.comment_id.clone(),
            is_liked,
            ..LikeCommentRequest::default()
        };
        Ok(self.harness.run(self.client.like_comment(&by(name), request))?.like_count)
    }

    fn rate(&self, name: &str, video_id: &str, rating: Rating) -> Reply<Counts> {
        self.tick();
        let request = RateVideoRequest {
            video_id: video_id.to_owned(),
            media_token: token(video_id),
            rating: rating.into(),
        };
        let told = self.harness.run(self.client.rate_video(&by(name), request))?;
        Ok(told.counts.expect("they are counted"))
    }

    fn follow(&self, name: &str, followed: &str, is_followed: bool) -> Reply<u64> {
        let request = FollowUserRequest { user_id: followed.to_owned(), is_followed };
        Ok(self.harness.run(self.client.follow_user(&by(name), request))?.follower_count)
    }

    fn thread_as(&self, cx: &Context, video_id: &str) -> Reply<GetThreadResponse> {
        let (video_id, media_token) = (video_id.to_owned(), String::new());
        let request = GetThreadRequest { video_id, media_token };
        self.harness.run(self.client.get_thread(cx, request))
    }

    fn counts(&self) -> Counts {
        let told = self.thread_as(&by("ada"), "v").expect("it is hers");
        told.counts.expect("they are counted")
    }

    fn told(&self, name: &str) -> Vec<Notification> {
        let request = ListNotificationsRequest::default();
        let told = self.harness.run(self.client.list_notifications(&by(name), request));
        told.expect("it is theirs").notifications
    }

    fn kinds(&self, name: &str) -> Vec<NotificationKind> {
        self.told(name).iter().map(Notification::kind).collect()
    }

    fn count(&self, sql: &'static str) -> i64 {
        let read = self.db.read(move |view| view.value::<i64>(sql, &[]));
        self.harness.run(read).expect("it is read").expect("there is one")
    }
}

/// Settings with which nobody waits.
fn quick() -> Options {
    Options {
        post_apart_ms: 0,
        repeat_apart_ms: 0,
        judge_every_ms: 20,
        tell_every_ms: 20,
        told_rows_max: 2,
        sweep_rows_max: 2,
        ..Options::default()
    }
}

/// What playback says of tokens here: `play-` and the video; nothing of any other.
fn prove(call: playback::Call) {
    let playback::Call::CheckSession(request, reply_to) = call else {
        return call.fail(Fault::Unavailable("not here".to_owned()).into());
    };
    let told = request.media_token.strip_prefix("play-").map(|video_id| CheckSessionResponse {
        video_id: video_id.to_owned(),
        owner_id: "ada".to_owned(),
        duration_ms: 900_000,
    });
    let invalid = || playback::Refusal::TokenInvalid.because("it has run out").into();
    reply_to.send(told.ok_or_else(invalid));
}

/// What stands between people here: everybody has blocked `pest` and muted `noise`, and eve has
/// blocked `foe`. Whoever is named is there, but for `nobody`. The staff are `chief` and `mod`.
fn relate(call: user::Call, is_silent: bool) {
    let (request, reply_to) = match call {
        user::Call::CheckRelations(request, reply_to) => (request, reply_to),
        user::Call::FindUsers(request, reply_to) => {
            let names = request.names.into_iter().filter(|name| name != "nobody");
            let card = |name: String| {
                let user_id = name.clone();
                UserCard { user_id, name, ..UserCard::default() }
            };
            return reply_to.send(Ok(FindUsersResponse { users: names.map(card).collect() }));
        },
        user::Call::ListStaff(request, reply_to) => {
            let all = ["chief", "mod"].map(str::to_owned);
            let few = if request.is_admin_only { 1 } else { all.len() };
            return reply_to.send(Ok(ListStaffResponse { user_ids: all[..few].to_vec() }));
        },
        other => return other.fail(Fault::Unavailable("not here".to_owned()).into()),
    };
    let of = request.user_id;
    let relation = |other_id: String| Relation {
        has_blocked: other_id == "pest" || (of == "eve" && other_id == "foe"),
        has_muted: is_silent || other_id == "noise",
        is_blocked_by: false,
        other_id,
    };
    let relations = request.other_ids.into_iter().map(relation).collect();
    reply_to.send(Ok(CheckRelationsResponse { relations }));
}

/// What moderation says of texts here, by what stands in them.
fn screen(call: moderation::Call, is_out: bool) {
    let moderation::Call::ScreenText(request, reply_to) = call else {
        return call.fail(Fault::Unavailable("not here".to_owned()).into());
    };
    if is_out {
        return reply_to.fail(Fault::Unavailable("out of reach".to_owned()).into());
    }
    let action = match request.text.as_str() {
        text if text.contains("bad") => Action::Block,
        text if text.contains("odd") => Action::Review,
        _ => Action::Pass,
    };
    reply_to.send(Ok(ScreenTextResponse { action: action.into() }));
}

fn by(name: &str) -> Context {
    as_role(name, Role::Viewer)
}

fn as_role(name: &str, role: Role) -> Context {
    Context::new(Caller::User { user_id: name.into(), role }, Trace::none())
}

fn moderator() -> Context {
    as_role("mod", Role::Moderator)
}

fn visitor() -> Context {
    Context::new(Caller::Anonymous { visitor: "v".into() }, Trace::none())
}

fn token(video_id: &str) -> String {
    format!("play-{video_id}")
}

fn comment(video_id: &str, text: &str) -> PostCommentRequest {
    let (video_id, text) = (video_id.to_owned(), text.to_owned());
    PostCommentRequest { video_id, text, ..PostCommentRequest::default() }
}

fn texts(comments: &[Comment]) -> Vec<&str> {
    comments.iter().map(|one| one.text.as_str()).collect()
}

fn code<T: std::fmt::Debug>(reply: Reply<T>) -> String {
    match reply.expect_err("it is refused") {
        Error::Refused(refused) => format!("{}.{}", refused.domain, refused.name),
        Error::Fault(fault) => panic!("{fault}"),
    }
}
