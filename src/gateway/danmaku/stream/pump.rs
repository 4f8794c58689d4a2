//! Where the frames of a room come from: one stream of its domain, gathered for a moment, thinned
//! to what its readers chose, and encoded once for all of them.

use super::density::Density;
use super::message;
use crate::contract::danmaku::{
    EnterRoomRequest, EnterRoomResponse, RoomState, WatchRoomRequest, WatchRoomResponse,
};
use crate::gateway::core::broadcast::Broadcast;
use crate::gateway::core::front::FrontData;
use crate::gateway::danmaku::api::DanmakuJson;
use crate::kernel::bus::Flow;
use crate::kernel::clock;
use crate::kernel::context::Context;
use crate::kernel::fault::Error;
use crate::kernel::tasks;
use bytes::{Bytes, BytesMut};
use futures_util::FutureExt as _;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// The least time between two frames of a room that many write in, and of one that a crowd reads:
/// a frame costs by its readers, however much is in it.
const TICK: Duration = Duration::from_millis(50);
const CROWD_TICK: Duration = Duration::from_millis(100);
const CROWD: usize = 2_000;
/// How often is looked within a tick for what cannot wait.
const STEP: Duration = Duration::from_millis(20);
/// Texts in one frame.
const ITEMS_MAX: usize = 64;
/// The pause before a room is followed again when `danmaku` did not answer.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Where a broadcast comes from, and how much of it is passed on.
pub(super) struct RoomFeed {
    pub(super) front: FrontData,
    pub(super) key: String,
    pub(super) asked: EnterRoomRequest,
    pub(super) density: Density,
}

/// What holds for all who read a room.
struct Holding {
    is_public: bool,
    state: Option<RoomState>,
}

impl RoomFeed {
    /// Follows a room for all who read it here, for as long as anybody does.
    #[expect(clippy::disallowed_methods, reason = "it ends with the last reader of the room")]
    pub(super) fn pump(self, cx: Context, (cast, room): (Arc<Broadcast>, EnterRoomResponse)) {
        let Self { front, key, asked, mut density } = self;
        let EnterRoomRequest { video_id, media_token } = asked;
        let EnterRoomResponse { is_public, state, .. } = room;
        let mut known = Holding { is_public, state };
        cast.open_to_all(is_public);
        tokio::task::spawn_local(async move {
            loop {
                let request = WatchRoomRequest {
                    video_id: video_id.clone(),
                    media_token: media_token.clone(),
                    offset: cast.offset(),
                };
                match front.clients().danmaku.watch_room(&cx, request).await {
                    Ok(mut told) => {
                        let mut wait = Duration::ZERO;
                        while let Some(Ok(first)) = told.next().await {
                            let mut news = gathered(first, &mut told, &known, wait).await;
                            if news.is_public
                                != std::mem::replace(&mut known.is_public, news.is_public)
                            {
                                cast.open_to_all(news.is_public);
                                cast.ask_again();
                            }
                            let dropped = density.thin(&mut news.bullets, clock::instant());
                            if !pass_on(&cast, news, dropped, &mut known.state) {
                                return front.broadcasts.end(&key, &cast);
                            }
                            if front.broadcasts.leave_idle(&key, &cast) {
                                return;
                            }
                            wait = if cast.readers() > CROWD { CROWD_TICK } else { TICK };
                        }
                    },
                    // Each reader is asked for its own right when it comes back.
                    Err(Error::Refused(_)) => return front.broadcasts.end(&key, &cast),
                    Err(Error::Fault(_)) => {},
                }
                if front.broadcasts.leave_idle(&key, &cast) {
                    return;
                }
                tasks::sleep(AGAIN_AFTER).await;
            }
        });
    }
}

/// What has changed, with what comes until the next frame is due. What goes away, and what holds
/// for all, waits for no tick.
async fn gathered(
    first: WatchRoomResponse,
    told: &mut Flow<WatchRoomResponse>,
    known: &Holding,
    mut wait: Duration,
) -> WatchRoomResponse {
    let mut news = first;
    loop {
        while let Some(Some(Ok(more))) = told.next().now_or_never() {
            news = merged(news, more);
        }
        let is_other = news.is_public != known.is_public || news.state != known.state;
        if is_other || !news.gone.is_empty() || wait.is_zero() {
            return news;
        }
        let step = wait.min(STEP);
        tasks::sleep(step).await;
        wait -= step;
    }
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
fn pass_on(
    cast: &Broadcast,
    news: WatchRoomResponse,
    dropped: u64,
    known: &mut Option<RoomState>,
) -> bool {
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
        cast.send(news.offset, encoded(news, cast.offset(), dropped, is_state_new));
    }
    true
}

/// The messages of one change, each with its head, ready to be written to any socket. A line may
/// break between them: only whoever has the last one stands behind the change.
fn encoded(news: WatchRoomResponse, before: u64, dropped: u64, is_state_new: bool) -> Bytes {
    let mut messages = Vec::new();
    let (offset, state) = (news.offset, news.state.unwrap_or_default());
    if !news.gone.is_empty() {
        messages.push(json!({ "kind": "gone", "ids": news.gone }));
    }
    let items = DanmakuJson::all(news.bullets);
    messages.extend(items.chunks(ITEMS_MAX).map(|some| json!({ "kind": "items", "items": some })));
    if dropped > 0 {
        messages.push(json!({ "kind": "dropped", "count": dropped }));
    }
    // A change that shows nothing still moves all who follow on.
    if is_state_new || messages.is_empty() {
        let RoomState { is_muted, slow_mode_ms, is_followers_only } = state;
        messages.push(json!({
            "kind": "room", "is_muted": is_muted, "slow_mode_ms": slow_mode_ms,
            "is_followers_only": is_followers_only,
        }));
    }
    let mut bytes = BytesMut::new();
    let last = messages.len() - 1;
    for (at, mut said) in messages.into_iter().enumerate() {
        said["offset"] = if at == last { offset } else { before }.into();
        bytes.extend_from_slice(&message(&said));
    }
    bytes.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::danmaku::Bullet;
    use crate::gateway::core::broadcast::{Broadcasts, Next};

    fn news(offset: u64, is_muted: bool) -> WatchRoomResponse {
        let state = Some(RoomState { is_muted, ..RoomState::default() });
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
        assert!(pass_on(&cast, with_text(news(1, true)), 2, &mut known));
        let told = given(&cast, 0);
        assert!(told.contains("\"kind\":\"items\""), "{told}");
        assert!(told.contains("\"is_muted\":true"), "{told}");
        let dropped = "{\"count\":2,\"kind\":\"dropped\",\"offset\":0}";
        assert!(told.contains(dropped), "{told}");
        assert!(pass_on(&cast, with_text(news(2, true)), 0, &mut known));
        assert!(!given(&cast, 1).contains("is_muted"), "once");
        assert!(pass_on(&cast, news(3, true), 0, &mut known));
        assert!(given(&cast, 2).contains("\"offset\":3"), "they move on");
        let other = WatchRoomResponse { epoch: "another".into(), ..news(4, true) };
        assert!(!pass_on(&cast, other, 0, &mut known), "that life is over");
    }

    #[test]
    fn what_was_taken_away_is_given_to_nobody_who_comes_back() {
        let (cast, mut known) = (broadcast(), news(0, false).state);
        assert!(pass_on(&cast, with_text(news(1, false)), 0, &mut known));
        let gone = WatchRoomResponse { gone: vec!["d1".into()], ..news(2, false) };
        assert!(pass_on(&cast, gone, 0, &mut known));
        assert_eq!(given(&cast, 0), "Gap", "its text is in no frame any more");
        assert!(given(&cast, 1).contains("\"kind\":\"gone\""));
    }

    #[test]
    fn whoever_has_a_part_of_a_change_does_not_stand_behind_it() {
        let (cast, mut known) = (broadcast(), None);
        let bullets = vec![Bullet::default(); ITEMS_MAX + 1];
        let gone = vec!["d1".to_owned()];
        assert!(pass_on(&cast, news(3, false), 0, &mut known));
        let news = WatchRoomResponse { bullets, gone, ..news(70, true) };
        assert!(pass_on(&cast, news, 5, &mut known));
        let told = given(&cast, 3);
        let offsets = told.split("\"offset\":").skip(1);
        let offsets: Vec<_> = offsets.filter_map(|rest| rest.split([',', '}']).next()).collect();
        let parts = ["3", "3", "3", "3", "70"];
        assert_eq!(offsets, parts, "what is gone, two parts, how many were dropped, the state");
    }

    #[tokio::test]
    async fn what_goes_away_and_what_holds_for_all_wait_for_no_tick() {
        const AN_HOUR: Duration = Duration::from_secs(3_600);
        let known = Holding { is_public: false, state: news(0, false).state };
        let (sender, mut told) = Flow::new();
        let gone = WatchRoomResponse { gone: vec!["d1".into()], ..news(2, false) };
        for urgent in [gone, news(2, true), WatchRoomResponse { is_public: true, ..news(2, false) }]
        {
            assert!(sender.send(urgent.clone()).await);
            let first = with_text(news(1, false));
            let soon = gathered(first, &mut told, &known, AN_HOUR);
            let both = tokio::time::timeout(Duration::from_secs(30), soon).await;
            let both = both.expect("it waits for no tick");
            assert_eq!((both.offset, both.bullets.len()), (2, 1), "order is kept");
            assert_eq!((both.gone, both.state), (urgent.gone, urgent.state));
        }
        let rest = gathered(with_text(news(1, false)), &mut told, &known, AN_HOUR);
        let rest = tokio::time::timeout(Duration::from_millis(100), rest).await;
        assert!(rest.is_err(), "what is only written waits for its tick");
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
