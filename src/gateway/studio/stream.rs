//! The progress of a video as server-sent events. It follows two streams, of `video` and of whoever
//! works on it, and asks nobody while they are silent, except now and then whether its reader may
//! still read. It must not keep anything when the reader has gone.

use crate::contract::video::{FollowWayRequest, FollowWayResponse, Way};
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::stream::{is_proven, of_events};
use crate::gateway::core::tally::CountedPlace;
use crate::gateway::studio::api::{ProgressJson, way};
use crate::gateway::studio::calls::LiveStage;
use crate::gateway::studio::views::way::{self as progress, LiveProgress};
use crate::gateway::video::views::VideoState;
use crate::kernel::bus::Flow;
use crate::kernel::clock;
use crate::kernel::fault::Error;
use crate::kernel::tasks;
use actix_web::web;
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use std::convert::Infallible;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::sync::OwnedSemaphorePermit;

/// Streams that one caller may hold open.
const OF_CALLER_MAX: u32 = 16;
/// The pause before the way is followed again when `video` did not answer.
const AGAIN_AFTER: Duration = Duration::from_secs(2);
/// How often it is seen to that the process goes on, and the reader may.
const TURN: Duration = Duration::from_secs(1);
/// How long it may be silent; proxies cut what is silent for longer.
const SILENCE_MAX: Duration = Duration::from_secs(15);
/// After this the reader asks anew.
const OPEN_MAX: Duration = Duration::from_secs(3600);

struct ProgressStream {
    front: FrontData,
    req: RequestContext,
    video_id: String,
    told: Option<Flow<FollowWayResponse>>,
    way: Way,
    live: LiveStage,
    /// What `last` was made of.
    shown: (u64, LiveProgress),
    last: String,
    told_at: Instant,
    begun: Instant,
    proven_at: Instant,
    is_over: bool,
    /// One of all streams, and one of the caller's.
    _places: (OwnedSemaphorePermit, CountedPlace<String>),
}

/// `GET /api/v1/videos/{id}/progress/stream`
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/progress/stream", tag = "videos",
    operation_id = "followProgress",
    params(("id" = String, Path, description = "The video")),
    responses(
        (status = 200, description = "Events named `progress`, each with the progress as JSON",
            content_type = "text/event-stream", body = ProgressJson),
        (status = 404, description = "No such video, or not yours"),
    )
)]
pub(in crate::gateway) async fn progress(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let video_id = id.into_inner();
    let crowded = || {
        let text = "Too many pages follow a video right now. Try again in a moment.";
        HttpError::own(Own::TooManyRequests, text).after_s(2)
    };
    let own = front.streams_each.take(req.caller.scope(), OF_CALLER_MAX).ok_or_else(crowded)?;
    let place = front.streams.clone().try_acquire_owned().map_err(|_| crowded())?;
    let way = way(&front, &req, &video_id).await?;
    let now = clock::instant();
    let tale = ProgressStream {
        told: None,
        way,
        live: LiveStage::new(),
        shown: (0, LiveProgress::default()),
        last: String::new(),
        told_at: now,
        begun: now,
        proven_at: now,
        is_over: false,
        front,
        req,
        video_id,
        _places: (place, own),
    };
    Ok(of_events(events(tale)))
}

fn events(tale: ProgressStream) -> impl Stream<Item = Result<Bytes, Infallible>> {
    stream::unfold(tale, |mut tale| async move {
        let event = tale.next().await?;
        Some((Ok(event), tale))
    })
}

impl ProgressStream {
    /// The next event; `None` at the end.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            let is_old = clock::instant().duration_since(self.begun) > OPEN_MAX;
            // A process that stops does not wait for its readers; they come back by themselves.
            if self.is_over || is_old || !self.front.gateway.ready.load(Ordering::SeqCst) {
                return None;
            }
            if !self.last.is_empty() {
                self.news().await;
            }
            if !is_proven(&self.front, &mut self.req, &mut self.proven_at).await {
                return None;
            }
            let about = (self.way.worker.clone(), self.video_id.clone());
            self.live.keep(&self.front, &self.req, (&about.0, &about.1)).await;
            if let Some(event) = self.event() {
                self.told_at = clock::instant();
                return Some(event);
            }
            if clock::instant().duration_since(self.told_at) > SILENCE_MAX {
                self.told_at = clock::instant();
                return Some(Bytes::from_static(b": still here\n\n"));
            }
        }
    }

    /// Waits for news, for a turn at the most.
    async fn news(&mut self) {
        if self.told.is_none() {
            let (video_id, version) = (self.video_id.clone(), self.way.version);
            let request = FollowWayRequest { video_id, version };
            match self.front.clients().video.follow_way(&self.req.cx(), request).await {
                Ok(flow) => self.told = Some(flow),
                Err(error) => return self.lost(&error).await,
            }
        }
        let Some(told) = &mut self.told else { return };
        let heard = tokio::select! {
            heard = told.next() => heard,
            () = self.live.changed() => return,
            () = tasks::sleep(TURN) => return,
        };
        match heard {
            Some(Ok(news)) => self.way = news.way.unwrap_or_default(),
            Some(Err(error)) => self.lost(&error).await,
            None => self.told = None,
        }
    }

    /// Deleted, or no longer the reader's. What is only out of reach may come back.
    async fn lost(&mut self, error: &Error) {
        self.told = None;
        self.is_over = matches!(error, Error::Refused(_));
        if !self.is_over {
            tasks::sleep(AGAIN_AFTER).await;
        }
    }

    /// Where the video stands, if that is not what was told last.
    fn event(&mut self) -> Option<Bytes> {
        let (way, live_progress) = (&self.way, self.live.live_progress());
        if !self.last.is_empty() && self.shown == (way.version, live_progress) {
            return None;
        }
        self.shown = (way.version, live_progress);
        let progress = progress::of(&self.video_id, way, live_progress, self.req.language);
        self.is_over |= matches!(
            progress.state,
            VideoState::Published | VideoState::Failed | VideoState::Refused
        );
        let told = serde_json::to_string(&ProgressJson::of(&progress)).ok()?;
        if told == self.last {
            return None;
        }
        let event = Bytes::from(format!("event: progress\ndata: {told}\n\n"));
        self.last = told;
        Some(event)
    }
}
