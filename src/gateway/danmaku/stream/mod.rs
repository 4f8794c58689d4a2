//! Rooms over WebSockets: each change is encoded once and goes to all who follow, who hold nothing
//! but how far they have come. It must not let anybody read on who may not watch any more.

mod density;
mod pump;

use crate::contract::danmaku::{EnterRoomRequest, EnterRoomResponse, RoomState};
use crate::gateway::core::broadcast::{Broadcast, Next, Standing};
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::listener::{Handover, Outlet, RawConnection};
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::session::{self, Credential};
use crate::gateway::core::socket::{self, CloseCode, Heard, Incoming};
use crate::gateway::core::tally::CountedPlace;
use crate::kernel::context::{Caller, Context};
use crate::kernel::fault::Error;
use crate::kernel::tasks;
use crate::kernel::trace::Trace;
use actix_web::{HttpRequest, web};
use bytes::Bytes;
use density::Density;
use pump::RoomFeed;
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
/// The pause before a room is followed again when `danmaku` did not answer.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// How often in a row it is asked whether somebody may read on, before their socket is closed.
const ASKED_MAX: u32 = 5;
/// Sockets that one caller may hold open.
const OF_CALLER_MAX: u32 = 32;

/// How often a follower of a room that is not for everybody is asked for its right again, in pings:
/// a play session may have run out, and a sign-in may have been revoked.
const ASKED_EVERY: u32 = 5;

/// What is said beside the address.
#[derive(serde::Deserialize)]
struct LiveQuery {
    #[serde(default)]
    play: String,
    /// As many texts in a second are wanted, at the most; 0 for all.
    #[serde(default)]
    most: u32,
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
    credential: Option<Box<Credential>>,
    trace: Trace,
    gray: Option<Arc<str>>,
    asked: EnterRoomRequest,
    room: Arc<Broadcast>,
    standing: watch::Receiver<Standing>,
    offset: u64,
    access: u64,
    /// How often nobody could say whether they may.
    unsure_times: u32,
    /// Pings since it was asked last.
    pings: u32,
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
    let LiveQuery { play: media_token, most, epoch, offset } = asked(&request)?;
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
    let density = Density::of(most);
    let key = density.key(&asked.video_id);
    let (cast, standing, is_new) = front.broadcasts.join(&key, (&room.epoch, room.offset));
    if is_new {
        let feed = RoomFeed { front: front.clone(), key, asked: asked.clone(), density };
        feed.pump(req.cx(), (Arc::clone(&cast), room.clone()));
    }
    // Whoever comes for the first time has the room as it was a moment ago, by its segments.
    let is_back = epoch == cast.epoch && offset > 0;
    let offset = if is_back { offset } else { cast.offset() };
    let access = standing.borrow().access;
    let follower = Follower {
        waiting: vec![hello(&cast, &room, offset)],
        front,
        credential: req.credential().map(Box::new),
        caller: req.caller,
        trace: req.origin.trace,
        gray: req.gray,
        asked,
        room: cast,
        standing,
        offset,
        access,
        unsure_times: 0,
        pings: 0,
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
    let RoomState { is_muted, slow_mode_ms, is_followers_only } = room.state.unwrap_or_default();
    let said = json!({
        "kind": "hello", "epoch": cast.epoch, "offset": offset,
        "is_muted": is_muted, "slow_mode_ms": slow_mode_ms,
        "is_followers_only": is_followers_only,
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
            if standing.access != self.access || self.pings >= ASKED_EVERY {
                // It is seldom asked, and what asks is large.
                match Box::pin(self.may_read()).await {
                    Some(true) => {
                        (self.access, self.unsure_times, self.pings) = (standing.access, 0, 0);
                    },
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
        // What everybody may read takes no right.
        self.pings += u32::from(!self.room.is_open_to_all());
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
        if let Some(credential) = &self.credential {
            match session::resolve(&self.front, self.trace, credential.as_ref().clone()).await {
                Ok(Some(_)) => {},
                // Whoever comes back without it is a visitor.
                Ok(None) => return Some(false),
                Err(_) => return None,
            }
        }
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
