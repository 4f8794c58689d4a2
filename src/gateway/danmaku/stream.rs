//! Rooms over WebSockets: each change is encoded once and goes to all who follow, who hold nothing
//! but how far they have come. It must not let anybody read on who may not watch any more.

use super::api::DanmakuJson;
use crate::contract::danmaku::{
    EnterRoomRequest, EnterRoomResponse, RoomState, WatchRoomRequest, WatchRoomResponse,
};
use crate::gateway::core::broadcast::{Broadcast, Next, Standing};
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::listener::{Handover, Outlet, RawConnection};
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::socket::{self, CloseCode, Heard, Incoming};
use crate::gateway::core::tally::CountedPlace;
use crate::kernel::context::{Caller, Context};
use crate::kernel::fault::Error;
use crate::kernel::tasks;
use crate::kernel::trace::Trace;
use actix_web::{HttpRequest, web};
use bytes::{Bytes, BytesMut};
use futures_util::FutureExt as _;
use serde_json::json;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, oneshot, watch};

/// How often it is asked whether the other end is there, and after how many times of silence it is
/// taken to be gone. Proxies cut what is silent for a minute.
const PING_EVERY: Duration = Duration::from_secs(25);
const SILENT_TIMES_MAX: u32 = 3;
/// Bytes that a client may send in one turn of pings; it has nothing to say but pongs.
const HEARD_BYTES_MAX: usize = 16 << 10;
/// The least time between two frames of a room that many write in, and of one that a crowd reads:
/// a frame costs by its readers, however much is in it.
const TICK: Duration = Duration::from_millis(50);
const CROWD_TICK: Duration = Duration::from_millis(100);
const CROWD: usize = 2_000;
/// Texts in one frame.
const ITEMS_MAX: usize = 64;
/// The pause before a room is followed again when `danmaku` did not answer.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// How often in a row it is asked whether somebody may read on, before their socket is closed.
const ASKED_MAX: u32 = 5;
/// Sockets that one caller may hold open.
const OF_CALLER_MAX: u32 = 32;

/// What is said beside the address.
#[derive(serde::Deserialize)]
struct LiveQuery {
    #[serde(default)]
    play: String,
    /// Those of the last frame, for whoever comes back.
    #[serde(default)]
    epoch: String,
    #[serde(default)]
    offset: u64,
}

/// One that follows a room. There are thousands, so that it holds no more than it needs.
struct Follower {
    front: FrontData,
    /// Who asks, for when they are to be asked for again.
    caller: Caller,
    trace: Trace,
    gray: Option<Arc<str>>,
    asked: EnterRoomRequest,
    room: Arc<Broadcast>,
    standing: watch::Receiver<Standing>,
    offset: u64,
    access: u64,
    /// How often nobody could say whether they may.
    unsure_times: u32,
    incoming: Incoming,
    /// What goes out before anything else.
    waiting: Vec<Bytes>,
    is_over: bool,
    silent_times: u32,
    heard_bytes: usize,
    /// One of all sockets, and one of the caller's.
    _places: (OwnedSemaphorePermit, CountedPlace<String>),
}

/// What a follower waited for.
enum News {
    /// The room has changed, or its standing.
    Room,
    /// The client said something, or has gone.
    Client(Option<Bytes>),
    /// It is time to ask whether the client is there.
    Time,
}

/// `GET /danmaku/{id}/live`
pub(in crate::gateway) async fn live(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    let LiveQuery { play: media_token, epoch, offset } = asked(&request)?;
    let mut answer = socket::upgrade(&front, &request)?;
    let outlet = request.conn_data::<Arc<Outlet>>().map(Arc::clone).unwrap_or_default();
    let crowded = || {
        let text = "Too many pages follow danmaku right now. Close some and reload this one.";
        HttpError::own(Own::TooManyRequests, text).after_s(10)
    };
    let caller = format!("danmaku {}", req.caller.scope());
    let own = front.streams_each.take(caller, OF_CALLER_MAX).ok_or_else(crowded)?;
    let place = front.sockets.clone().try_acquire_owned().map_err(|_| crowded())?;
    let asked = EnterRoomRequest { video_id: id.into_inner(), media_token };
    let room = front.clients().danmaku.enter_room(&req.cx(), asked.clone()).await?;
    let key = asked.video_id.as_str();
    let (cast, standing, is_new) = front.broadcasts.join(key, (&room.epoch, room.offset));
    if is_new {
        pump(front.clone(), req.cx(), &asked, (Arc::clone(&cast), room.clone()));
    }
    // Whoever comes for the first time has the room as it was a moment ago, by its segments.
    let is_back = epoch == cast.epoch && offset > 0;
    let offset = if is_back { offset } else { cast.offset() };
    let access = standing.borrow().access;
    let follower = Follower {
        waiting: vec![hello(&cast, &room, offset)],
        front,
        caller: req.caller,
        trace: req.origin.trace,
        gray: req.gray,
        asked,
        room: cast,
        standing,
        offset,
        access,
        unsure_times: 0,
        incoming: Incoming::default(),
        is_over: false,
        silent_times: 0,
        heard_bytes: 0,
        _places: (place, own),
    };
    let (body, line) = Handover::new(outlet);
    follow(Box::new(follower), line);
    Ok(answer.body(body))
}

/// Goes on without HTTP, as soon as the answer is out.
#[expect(clippy::disallowed_methods, reason = "it ends with its connection")]
fn follow(follower: Box<Follower>, line: oneshot::Receiver<RawConnection>) {
    tokio::task::spawn_local(async move {
        if let Ok(line) = line.await {
            follower.run(line).await;
        }
    });
}

fn hello(cast: &Broadcast, room: &EnterRoomResponse, offset: u64) -> Bytes {
    let RoomState { is_muted, slow_mode_ms } = room.state.unwrap_or_default();
    let said = json!({
        "kind": "hello", "epoch": cast.epoch, "offset": offset,
        "is_muted": is_muted, "slow_mode_ms": slow_mode_ms,
    });
    message(&said)
}

fn message(said: &serde_json::Value) -> Bytes {
    socket::text_frame(said.to_string().as_bytes())
}

impl Follower {
    /// Tells the client what there is to tell, until one of both goes. A future holds its arguments
    /// more than once, hence the box.
    async fn run(mut self: Box<Self>, mut line: RawConnection) {
        let mut ping_at = pin!(tasks::sleep(PING_EVERY));
        loop {
            while let Some(bytes) = self.next().await {
                if line.send(&bytes).await.is_err() {
                    return;
                }
            }
            if self.is_over {
                return line.close().await;
            }
            let news = tokio::select! {
                biased;
                // Its sender is in the room that is held here.
                _ = self.standing.changed() => News::Room,
                heard = poll_fn(|cx| line.poll_heard(cx)) => News::Client(heard),
                () = ping_at.as_mut() => News::Time,
            };
            match news {
                News::Room => {},
                News::Client(Some(bytes)) => self.hear(&bytes),
                News::Client(None) => return,
                News::Time => {
                    ping_at.set(tasks::sleep(PING_EVERY));
                    self.ping();
                },
            }
        }
    }

    /// The next bytes; `None` when there are none now.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(first) = self.waiting.pop() {
                return Some(first);
            }
            if self.is_over {
                return None;
            }
            if !self.front.gateway.ready.load(Ordering::SeqCst) {
                self.close(CloseCode::GoingAway);
                continue;
            }
            let standing = *self.standing.borrow_and_update();
            if standing.is_over {
                self.close(CloseCode::Restarted);
                continue;
            }
            if standing.access != self.access {
                // It is seldom asked, and what asks is large.
                match Box::pin(self.may_read()).await {
                    Some(true) => (self.access, self.unsure_times) = (standing.access, 0),
                    Some(false) => self.close(CloseCode::NotAllowed),
                    None if self.unsure_times >= ASKED_MAX => self.close(CloseCode::Restarted),
                    // Nothing more is read until somebody can say.
                    None => {
                        self.unsure_times += 1;
                        Box::pin(tasks::sleep(self.pause())).await;
                    },
                }
                continue;
            }
            return match self.room.next(&mut self.offset) {
                Next::Frame(bytes) => Some(bytes),
                Next::Gap => Some(message(&json!({"kind": "gap", "offset": self.offset}))),
                Next::Nothing => None,
            };
        }
    }

    fn ping(&mut self) {
        self.heard_bytes = 0;
        self.silent_times += 1;
        if self.silent_times > SILENT_TIMES_MAX {
            return self.close(CloseCode::GoingAway);
        }
        self.waiting.push(socket::ping_frame());
    }

    fn hear(&mut self, bytes: &[u8]) {
        self.silent_times = 0;
        self.heard_bytes += bytes.len();
        if self.heard_bytes > HEARD_BYTES_MAX {
            return self.close(CloseCode::Policy);
        }
        for heard in self.incoming.take(bytes) {
            match heard {
                Heard::Ping(pong) => self.waiting.insert(0, pong),
                Heard::Closed(code) => return self.close(code),
                Heard::Pong | Heard::Message => {},
            }
        }
    }

    /// Says why, and nothing more.
    fn close(&mut self, code: CloseCode) {
        self.is_over = true;
        self.waiting = vec![socket::close_frame(code)];
    }

    /// Asks again for the right to read; `None` where nobody can say now.
    async fn may_read(&self) -> Option<bool> {
        let mut cx = Context::new(self.caller.clone(), self.trace);
        cx.gray.clone_from(&self.gray);
        match self.front.clients().danmaku.enter_room(&cx, self.asked.clone()).await {
            Ok(_) => Some(true),
            Err(Error::Refused(_)) => Some(false),
            Err(Error::Fault(_)) => None,
        }
    }

    /// Longer each time, and not the same for all: they were all told in one moment.
    fn pause(&self) -> Duration {
        let [chance] = self.front.gateway.ids.bytes();
        AGAIN_AFTER * self.unsure_times + Duration::from_millis(u64::from(chance) * 4)
    }
}

/// Follows a room for all who read it here, for as long as anybody does.
#[expect(clippy::disallowed_methods, reason = "it ends with the last reader of the room")]
fn pump(
    front: FrontData,
    cx: Context,
    asked: &EnterRoomRequest,
    (cast, room): (Arc<Broadcast>, EnterRoomResponse),
) {
    let EnterRoomRequest { video_id, media_token } = asked.clone();
    let EnterRoomResponse { mut is_public, state: mut known, .. } = room;
    tokio::task::spawn_local(async move {
        loop {
            let request = WatchRoomRequest {
                video_id: video_id.clone(),
                media_token: media_token.clone(),
                offset: cast.offset(),
            };
            match front.clients().danmaku.watch_room(&cx, request).await {
                Ok(mut told) => {
                    while let Some(Ok(mut news)) = told.next().await {
                        // What has come meanwhile goes with it.
                        while let Some(Some(Ok(more))) = told.next().now_or_never() {
                            news = merged(news, more);
                        }
                        if news.is_public != std::mem::replace(&mut is_public, news.is_public) {
                            cast.ask_again();
                        }
                        if !pass_on(&cast, news, &mut known) {
                            return front.broadcasts.end(&video_id, &cast);
                        }
                        if front.broadcasts.leave_idle(&video_id, &cast) {
                            return;
                        }
                        let is_crowd = cast.readers() > CROWD;
                        tasks::sleep(if is_crowd { CROWD_TICK } else { TICK }).await;
                    }
                },
                // Each reader is asked for its own right when it comes back.
                Err(Error::Refused(_)) => return front.broadcasts.end(&video_id, &cast),
                Err(Error::Fault(_)) => {},
            }
            if front.broadcasts.leave_idle(&video_id, &cast) {
                return;
            }
            tasks::sleep(AGAIN_AFTER).await;
        }
    });
}

fn merged(mut news: WatchRoomResponse, more: WatchRoomResponse) -> WatchRoomResponse {
    if more.has_gap || more.epoch != news.epoch {
        return more;
    }
    news.bullets.retain(|one| !more.gone.contains(&one.danmaku_id));
    news.bullets.extend(more.bullets);
    news.gone.extend(more.gone);
    WatchRoomResponse { bullets: news.bullets, gone: news.gone, has_gap: news.has_gap, ..more }
}

/// Sends what has changed to all readers. False if the room has begun a new life.
fn pass_on(cast: &Broadcast, news: WatchRoomResponse, known: &mut Option<RoomState>) -> bool {
    if news.epoch != cast.epoch {
        // A room in which nothing was written yet has no life of its own.
        return news.epoch.is_empty();
    }
    if news.has_gap {
        cast.skip(news.offset);
        return true;
    }
    if news.offset > cast.offset() {
        if !news.gone.is_empty() {
            // What they took away is in no frame that somebody is given from now on.
            cast.forget();
        }
        let is_state_new = *known != news.state;
        known.clone_from(&news.state);
        cast.send(news.offset, encoded(news, is_state_new));
    }
    true
}

/// The messages of one change, each with its head, ready to be written to any socket.
fn encoded(news: WatchRoomResponse, is_state_new: bool) -> Bytes {
    let mut bytes = BytesMut::new();
    let (offset, state) = (news.offset, news.state.unwrap_or_default());
    if !news.gone.is_empty() {
        let said = json!({ "kind": "gone", "offset": offset, "ids": news.gone });
        bytes.extend_from_slice(&message(&said));
    }
    let items = DanmakuJson::all(news.bullets);
    for some in items.chunks(ITEMS_MAX) {
        let said = json!({ "kind": "items", "offset": offset, "items": some });
        bytes.extend_from_slice(&message(&said));
    }
    // A change that shows nothing still moves all who follow on.
    if is_state_new || bytes.is_empty() {
        let RoomState { is_muted, slow_mode_ms } = state;
        let said = json!({
            "kind": "room", "offset": offset, "is_muted": is_muted, "slow_mode_ms": slow_mode_ms,
        });
        bytes.extend_from_slice(&message(&said));
    }
    bytes.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::danmaku::Bullet;
    use crate::gateway::core::broadcast::Broadcasts;

    fn news(offset: u64, is_muted: bool) -> WatchRoomResponse {
        let state = Some(RoomState { is_muted, slow_mode_ms: 0 });
        WatchRoomResponse { epoch: "e".into(), offset, state, ..WatchRoomResponse::default() }
    }

    fn with_text(news: WatchRoomResponse) -> WatchRoomResponse {
        WatchRoomResponse { bullets: vec![Bullet::default()], ..news }
    }

    fn broadcast() -> Arc<Broadcast> {
        Broadcasts::default().join("v", ("e", 0)).0
    }

    /// What a reader is given after an offset.
    fn given(cast: &Broadcast, mut offset: u64) -> String {
        match cast.next(&mut offset) {
            Next::Frame(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn what_holds_for_all_is_told_with_whatever_else_has_changed() {
        let (cast, mut known) = (broadcast(), news(0, false).state);
        assert!(pass_on(&cast, with_text(news(1, true)), &mut known));
        let told = given(&cast, 0);
        assert!(told.contains("\"kind\":\"items\""), "{told}");
        assert!(told.contains("\"is_muted\":true"), "{told}");
        assert!(pass_on(&cast, with_text(news(2, true)), &mut known));
        assert!(!given(&cast, 1).contains("is_muted"), "once");
        assert!(pass_on(&cast, news(3, true), &mut known));
        assert!(given(&cast, 2).contains("\"offset\":3"), "they move on");
        let other = WatchRoomResponse { epoch: "another".into(), ..news(4, true) };
        assert!(!pass_on(&cast, other, &mut known), "that life is over");
    }

    #[test]
    fn what_was_taken_away_is_given_to_nobody_who_comes_back() {
        let (cast, mut known) = (broadcast(), news(0, false).state);
        assert!(pass_on(&cast, with_text(news(1, false)), &mut known));
        let gone = WatchRoomResponse { gone: vec!["d1".into()], ..news(2, false) };
        assert!(pass_on(&cast, gone, &mut known));
        assert_eq!(given(&cast, 0), "Gap", "its text is in no frame any more");
        assert!(given(&cast, 1).contains("\"kind\":\"gone\""));
    }

    #[test]
    fn changes_of_one_moment_go_together_and_what_has_gone_again_is_not_shown_first() {
        let shown =
            |danmaku_id: &str| Bullet { danmaku_id: danmaku_id.into(), ..Bullet::default() };
        let first = WatchRoomResponse { bullets: vec![shown("d1"), shown("d2")], ..news(2, false) };
        let gone = vec!["d1".to_owned()];
        let more = WatchRoomResponse { gone, bullets: vec![shown("d3")], ..news(4, true) };
        let both = merged(first, more);
        let ids: Vec<_> = both.bullets.iter().map(|one| one.danmaku_id.as_str()).collect();
        assert_eq!((ids, both.gone.len(), both.offset), (vec!["d2", "d3"], 1, 4));
        assert!(both.state.expect("there is one").is_muted);
    }
}
