//! Tests of danmaku: tables over the rules, then the domain through its own client. They must not
//! reach into another domain; sessions and judgements come from functions of the test.

mod erased;
mod filters;
mod groups;
mod held;
mod importing;
mod races;
mod reading;
mod rooms;
mod rules;
mod sending;
mod watching;

use super::model::Options;
use super::start;
use crate::boot::harness::{Harness, no_ports};
use crate::contract::community::{self, GetFollowingResponse};
use crate::contract::danmaku::{
    Bullet, Client, GetDeltaRequest, GetRoomRequest, GetRoomResponse, GetSegmentRequest, Owner,
    RecallDanmakuRequest, SendDanmakuRequest, SendDanmakuResponse,
};
use crate::contract::moderation::{self, Action, ScreenTextResponse};
use crate::contract::playback::{self, CheckSessionResponse};
use crate::contract::user;
use crate::contract::video::{self, Privacy, VideoChanged, VideoDeleted, VideoPublished};
use crate::kernel::bus::Call as _;
use crate::kernel::context::{Caller, Context, Role};
use crate::kernel::db::Db;
use crate::kernel::fault::{Error, Fault, RefusalCode as _, Reply};
use crate::kernel::id::UserId;
use crate::kernel::live::LiveSettings;
use crate::kernel::trace::Trace;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Of every video here.
const DURATION_MS: u64 = 900_000;

/// The domain beside what it asks and hears.
struct World {
    harness: Harness,
    db: Db<Owner>,
    client: Client,
    video: Db<video::Owner>,
    user: Db<user::Owner>,
    /// Whether moderation cannot be asked.
    is_out: Arc<AtomicBool>,
}

impl World {
    fn new() -> Self {
        Self::with(Options { send_apart_ms: 0, repeat_apart_ms: 0, ..quick() })
    }

    fn with(options: Options) -> Self {
        let mut harness = Harness::new();
        let (video, user) = (harness.source::<video::Owner>(), harness.source::<user::Owner>());
        let is_out = Arc::<AtomicBool>::default();
        harness.route_table.fake::<playback::Owner>(&harness.key, |_, call| prove(call));
        harness.route_table.fake::<community::Owner>(&harness.key, |cx, call| follow(&cx, call));
        let out = Arc::clone(&is_out);
        harness.route_table.fake::<moderation::Owner>(&harness.key, move |cx, call| {
            judge(&cx, call, out.load(Ordering::SeqCst));
        });
        let options = LiveSettings::new(options);
        let db = harness
            .start_domain::<Owner, _>(move |domain| start(domain, options.clone(), &no_ports()));
        let client = Client::dial(&harness.route_table, &harness.key);
        Self { harness, db, client, video, user, is_out }
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

    fn tell_changed(&self, video_id: &str, is_private: bool) {
        let (video_id, owner_id) = (video_id.to_owned(), "ada".to_owned());
        self.harness.publish(&self.video, VideoChanged { video_id, owner_id, is_private });
    }

    /// The same of a video that has appeared, and waits until it was heard.
    fn change(&self, video_id: &str, is_private: bool) {
        self.tell_changed(video_id, is_private);
        self.harness.eventually("the room to change", || async {
            (self.ask_public(video_id).await != is_private).then_some(())
        });
    }

    fn delete(&self, video_id: &str) {
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

    async fn ask_public(&self, video_id: &str) -> bool {
        let request =
            GetRoomRequest { video_id: video_id.to_owned(), media_token: token(video_id) };
        self.client.get_room(&visitor(), request).await.is_ok_and(|room| room.is_public)
    }

    async fn ask_count(&self, video_id: &str) -> u64 {
        let request =
            GetRoomRequest { video_id: video_id.to_owned(), media_token: token(video_id) };
        let room = self.client.get_room(&visitor(), request).await;
        room.map_or(0, |room| room.segments.iter().map(|one| one.count).sum())
    }

    fn send_as(&self, cx: &Context, request: SendDanmakuRequest) -> Reply<SendDanmakuResponse> {
        self.harness.run(self.client.send_danmaku(cx, request))
    }

    fn send(&self, name: &str, video_id: &str, time_ms: u64, text: &str) -> Reply<Bullet> {
        let sent = self.send_as(&by(name), written(video_id, time_ms, text))?;
        Ok(sent.bullet.expect("it was sent"))
    }

    fn recall(&self, name: &str, video_id: &str, danmaku_id: &str) -> Reply<()> {
        let (video_id, danmaku_id) = (video_id.to_owned(), danmaku_id.to_owned());
        let request = RecallDanmakuRequest { video_id, danmaku_id };
        self.harness.run(self.client.recall_danmaku(&by(name), request)).map(drop)
    }

    fn room_as(&self, cx: &Context, video_id: &str, media_token: &str) -> Reply<GetRoomResponse> {
        let (video_id, media_token) = (video_id.to_owned(), media_token.to_owned());
        let request = GetRoomRequest { video_id, media_token };
        self.harness.run(self.client.get_room(cx, request))
    }

    fn room(&self, video_id: &str) -> GetRoomResponse {
        self.room_as(&visitor(), video_id, &token(video_id)).expect("it may be watched")
    }

    fn segment(&self, video_id: &str, number: u32, version: u64) -> Reply<Vec<String>> {
        let (video_id, media_token) = (video_id.to_owned(), token(video_id));
        let is_held = false;
        let request = GetSegmentRequest { video_id, media_token, number, version, is_held };
        let told = self.harness.run(self.client.get_segment(&visitor(), request))?;
        Ok(texts(&told.bullets))
    }

    fn delta(&self, video_id: &str, number: u32, after_offset: u64) -> Vec<String> {
        let (video_id, media_token) = (video_id.to_owned(), token(video_id));
        let request = GetDeltaRequest { video_id, media_token, number, after_offset };
        let told = self.harness.run(self.client.get_delta(&visitor(), request));
        texts(&told.expect("it may be watched").bullets)
    }
}

/// Settings with which what happens in the background happens soon.
fn quick() -> Options {
    Options { encode_every_ms: 20, judge_every_ms: 20, ..Options::default() }
}

/// A token about which playback cannot say anything.
const AWAY: &str = "away";

/// What playback says of tokens here: `play-` and the video; nothing of any other.
fn prove(call: playback::Call) {
    let playback::Call::CheckSession(request, reply_to) = call else {
        return call.fail(Fault::Unavailable("not here".to_owned()).into());
    };
    if request.media_token == AWAY {
        return reply_to.fail(Fault::Unavailable("out of reach".to_owned()).into());
    }
    let told = request.media_token.strip_prefix("play-").map(|video_id| CheckSessionResponse {
        video_id: video_id.to_owned(),
        owner_id: "ada".to_owned(),
        duration_ms: DURATION_MS,
    });
    let invalid = || playback::Refusal::TokenInvalid.because("it has run out").into();
    reply_to.send(told.ok_or_else(invalid));
}

/// Who follows whom here: `fan` everybody; of `cut` nobody can say.
fn follow(cx: &Context, call: community::Call) {
    let community::Call::GetFollowing(request, reply_to) = call else {
        return call.fail(Fault::Unavailable("not here".to_owned()).into());
    };
    assert_eq!(request.user_id, "ada", "the owner is asked about");
    match cx.caller.user_id().map(UserId::as_str) {
        Some("cut") => reply_to.fail(Fault::Unavailable("out of reach".to_owned()).into()),
        name => {
            let is_followed = name == Some("fan");
            reply_to.send(Ok(GetFollowingResponse { is_followed, ..Default::default() }));
        },
    }
}

/// What moderation says of texts here, by what stands in them.
fn judge(cx: &Context, call: moderation::Call, is_out: bool) {
    let moderation::Call::ScreenText(request, reply_to) = call else {
        return call.fail(Fault::Unavailable("not here".to_owned()).into());
    };
    assert_eq!(cx.caller, Caller::Domain("danmaku"), "it asks for itself");
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

fn visitor() -> Context {
    Context::new(Caller::Anonymous { visitor: "v".into() }, Trace::none())
}

fn token(video_id: &str) -> String {
    format!("play-{video_id}")
}

fn written(video_id: &str, time_ms: u64, text: &str) -> SendDanmakuRequest {
    SendDanmakuRequest {
        video_id: video_id.to_owned(),
        media_token: token(video_id),
        time_ms,
        text: text.to_owned(),
        color: 0x00ff_ffff,
        ..SendDanmakuRequest::default()
    }
}

fn texts(bullets: &[Bullet]) -> Vec<String> {
    bullets.iter().map(|one| one.text.clone()).collect()
}

fn code<T: std::fmt::Debug>(reply: Reply<T>) -> String {
    match reply.expect_err("it is refused") {
        Error::Refused(refused) => format!("{}.{}", refused.domain, refused.name),
        Error::Fault(fault) => panic!("{fault}"),
    }
}
