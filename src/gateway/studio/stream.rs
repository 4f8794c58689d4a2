//! The progress of a video as server-sent events: after each change of its job, and twice a second
//! while others work on it. It must not keep anything when the reader has gone.

use crate::contract::transcode::{Job, WatchJobRequest, WatchJobResponse};
use crate::gateway::core::front::Desk;
use crate::gateway::core::stream::{is_proven, of_events};
use crate::gateway::core::tally::Place;
use crate::gateway::core::trouble::{Answer, Own, Trouble};
use crate::gateway::core::visit::Visit;
use crate::gateway::studio::api::{ProgressJson, known};
use crate::gateway::studio::views::way as progress;
use crate::gateway::video::views::VideoState;
use crate::kernel::bus::Flow;
use crate::kernel::clock;
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
/// How often it is looked at beside the news of the job.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long it may be silent; proxies cut what is silent for longer.
const SILENCE_MAX: Duration = Duration::from_secs(15);
/// After this the reader asks anew.
const OPEN_MAX: Duration = Duration::from_secs(3600);

struct Tale {
    desk: Desk,
    visit: Visit,
    video_id: String,
    flow: Option<Flow<WatchJobResponse>>,
    job: Option<Job>,
    last: String,
    told_at: Instant,
    begun: Instant,
    proven_at: Instant,
    is_over: bool,
    /// One of all streams, and one of the caller's.
    _places: (OwnedSemaphorePermit, Place<String>),
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
    desk: Desk,
    visit: Visit,
    id: web::Path<String>,
) -> Answer {
    let video_id = id.into_inner();
    let crowded = || {
        let text = "Too many pages follow a video right now. Try again in a moment.";
        Trouble::own(Own::TooManyRequests, text).after_s(2)
    };
    let own = desk.streams_each.take(visit.caller.scope(), OF_CALLER_MAX).ok_or_else(crowded)?;
    let place = desk.streams.clone().try_acquire_owned().map_err(|_| crowded())?;
    let first = known(&desk, &visit, &video_id).await?;
    let now = clock::instant();
    let tale = Tale {
        flow: None,
        job: first.job,
        last: String::new(),
        told_at: now,
        begun: now,
        proven_at: now,
        is_over: false,
        desk,
        visit,
        video_id,
        _places: (place, own),
    };
    Ok(of_events(events(tale)))
}

fn events(tale: Tale) -> impl Stream<Item = Result<Bytes, Infallible>> {
    stream::unfold(tale, |mut tale| async move {
        let event = tale.next().await?;
        Some((Ok(event), tale))
    })
}

impl Tale {
    /// The next event; `None` at the end.
    async fn next(&mut self) -> Option<Bytes> {
        let is_first = self.last.is_empty();
        loop {
            let is_old = clock::instant().duration_since(self.begun) > OPEN_MAX;
            // A process that stops does not wait for its readers; they come back by themselves.
            if self.is_over || is_old || !self.desk.gateway.ready.load(Ordering::SeqCst) {
                return None;
            }
            if !(is_first && self.last.is_empty()) {
                self.news().await;
            }
            if !is_proven(&self.desk, &mut self.visit, &mut self.proven_at).await {
                return None;
            }
            if let Some(event) = self.look().await {
                self.told_at = clock::instant();
                return Some(event);
            }
            if clock::instant().duration_since(self.told_at) > SILENCE_MAX {
                self.told_at = clock::instant();
                return Some(Bytes::from_static(b": still here\n\n"));
            }
        }
    }

    /// Waits for news of the job, or until it is time to look.
    async fn news(&mut self) {
        if self.flow.is_none() && self.job.is_some() {
            let video_id = self.video_id.clone();
            let request = WatchJobRequest { video_id, ..WatchJobRequest::default() };
            let watched = self.desk.clients().transcode.watch_job(&self.visit.cx(), request).await;
            self.flow = watched.ok();
        }
        let Some(flow) = &mut self.flow else { return tasks::sleep(LOOK_EVERY).await };
        tokio::select! {
            news = flow.next() => match news {
                Some(Ok(news)) => self.job = news.job.or(self.job.take()),
                // It has ended, or its domain started again: look by asking.
                _ => {
                    self.flow = None;
                    tasks::sleep(LOOK_EVERY).await;
                },
            },
            () = tasks::sleep(LOOK_EVERY) => {},
        }
    }

    /// Reads where the video stands; an event if that has changed.
    async fn look(&mut self) -> Option<Bytes> {
        let mut known = match known(&self.desk, &self.visit, &self.video_id).await {
            Ok(known) => known,
            Err(trouble) => {
                // Deleted, or no longer ours. What is only out of reach may come back.
                self.is_over = trouble.status.is_client_error();
                return None;
            },
        };
        if known.is_job_away {
            // What was last heard of its job is still the best that is known.
            known.job = known.job.or_else(|| self.job.clone());
        }
        self.job.clone_from(&known.job);
        let progress = progress::of(&known, self.visit.language);
        self.is_over = matches!(
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
