//! How far the running stage of a video is, told by whoever works on it: asked once, or followed.
//! It must not ask again while nothing changes, nor take a silent domain for one that has nothing
//! to say.

use crate::contract::ingest::{
    GetUploadOfVideoRequest, Upload, WatchUploadRequest, WatchUploadResponse,
};
use crate::contract::transcode::{
    GetJobRequest, GetJobsRequest, Job, StageName, StageState, WatchJobRequest, WatchJobResponse,
};
use crate::contract::video::Stage;
use crate::gateway::core::error::HttpError;
use crate::gateway::core::front::Front;
use crate::gateway::core::request::RequestContext;
use crate::gateway::studio::views::way::LiveProgress;
use crate::kernel::bus::Flow;
use crate::kernel::clock;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::tasks;
use crate::kernel::watchers::SIGN_EVERY;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// How long the opening of a stream may take.
const OPEN_MAX: Duration = Duration::from_secs(2);
/// The silence after which a worker counts as unreachable: two signs of life were missed.
const SILENCE_MAX: Duration = SIGN_EVERY.saturating_mul(2).saturating_add(OPEN_MAX);
/// The pause before a stream that could not be opened, or has ended, is opened again, and the
/// longest.
const PAUSE: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(15);

/// Asks whoever works on a video how far they are.
///
/// # Errors
/// Faults of theirs, unless they are only out of reach.
pub(in crate::gateway) async fn ask(
    front: &Front,
    req: &RequestContext,
    (worker, video_id): (&str, &str),
) -> Result<LiveProgress, HttpError> {
    let (cx, clients, video_id) = (req.cx(), front.clients(), video_id.to_owned());
    match worker {
        "ingest" => {
            let request = GetUploadOfVideoRequest { video_id };
            let answer = clients.ingest.get_upload_of_video(&cx, request).await;
            seen(answer.map(|answer| of_upload(answer.upload.as_ref())))
        },
        "transcode" => {
            let answer = clients.transcode.get_job(&cx, GetJobRequest { video_id }).await;
            seen(answer.map(|answer| of_job(answer.job.as_ref())))
        },
        _ => Ok(LiveProgress::default()),
    }
}

/// Asks `transcode` how far it is with many videos, at once.
pub(in crate::gateway) async fn ask_many(
    front: &Front,
    req: &RequestContext,
    video_ids: Vec<String>,
) -> HashMap<String, LiveProgress> {
    if video_ids.is_empty() {
        return HashMap::new();
    }
    let request = GetJobsRequest { video_ids: video_ids.clone() };
    match front.clients().transcode.get_jobs(&req.cx(), request).await {
        Ok(answer) => {
            let of = |job: Job| (job.video_id.clone(), of_job(Some(&job)));
            answer.jobs.into_iter().map(of).collect()
        },
        Err(_) => video_ids.into_iter().map(|id| (id, unreachable())).collect(),
    }
}

/// A domain that has not heard of the video yet knows nothing about it; of one that is unreachable
/// nothing is known.
fn seen(answer: Reply<LiveProgress>) -> Result<LiveProgress, HttpError> {
    match answer {
        Ok(live_progress) => Ok(live_progress),
        Err(Error::Refused(_)) => Ok(LiveProgress::default()),
        Err(Error::Fault(fault)) if !matches!(fault, Fault::Internal(_)) => Ok(unreachable()),
        Err(fault) => Err(fault.into()),
    }
}

fn unreachable() -> LiveProgress {
    LiveProgress { running: None, is_unreachable: true }
}

fn of_upload(upload: Option<&Upload>) -> LiveProgress {
    let share = |upload: &Upload| {
        let thousandths = upload.offset_bytes.saturating_mul(1000).checked_div(upload.size_bytes);
        let thousandths = thousandths.unwrap_or(0).min(1000);
        f64::from(u16::try_from(thousandths).unwrap_or(1000)) / 1000.0
    };
    let running = upload.map(|upload| (Stage::Upload, share(upload), 0.0));
    LiveProgress { running, is_unreachable: false }
}

fn of_job(job: Option<&Job>) -> LiveProgress {
    let mut stages = job.into_iter().flat_map(|job| &job.stages);
    let running = stages.find(|stage| stage.state() == StageState::Running).and_then(|stage| {
        let name = match stage.name() {
            StageName::Unspecified => return None,
            StageName::Probe => Stage::Probe,
            StageName::Ladder => Stage::Ladder,
            StageName::Package => Stage::Package,
            StageName::Poster => Stage::Poster,
            StageName::Storyboard => Stage::Storyboard,
        };
        Some((name, stage.progress, stage.speed))
    });
    LiveProgress { running, is_unreachable: false }
}

enum Source {
    Upload(Flow<WatchUploadResponse>),
    Job(Flow<WatchJobResponse>),
}

impl Source {
    /// `None` for a domain that has no percentage to tell.
    async fn open(
        front: &Front,
        req: &RequestContext,
        (worker, video_id): (&str, &str),
    ) -> Option<Reply<Self>> {
        let (cx, clients, video_id) = (req.cx(), front.clients(), video_id.to_owned());
        let opening = async {
            match worker {
                "ingest" => {
                    let request = WatchUploadRequest { video_id, ..Default::default() };
                    Some(clients.ingest.watch_upload(&cx, request).await.map(Self::Upload))
                },
                "transcode" => {
                    let request = WatchJobRequest { video_id, ..Default::default() };
                    Some(clients.transcode.watch_job(&cx, request).await.map(Self::Job))
                },
                _ => None,
            }
        };
        let opened = tokio::time::timeout(OPEN_MAX, opening).await;
        opened.unwrap_or(Some(Err(Fault::Timeout.into())))
    }

    async fn next(&mut self) -> Option<Reply<LiveProgress>> {
        match self {
            Self::Upload(flow) => {
                let news = flow.next().await?;
                Some(news.map(|news| of_upload(news.upload.as_ref())))
            },
            Self::Job(flow) => {
                let news = flow.next().await?;
                Some(news.map(|news| of_job(news.job.as_ref())))
            },
        }
    }
}

/// What is heard of the stage that runs, for one reader.
pub(in crate::gateway) struct LiveStage {
    worker: String,
    source: Option<Source>,
    live_progress: LiveProgress,
    heard_at: Instant,
    open_at: Instant,
    pause: Duration,
}

impl LiveStage {
    pub(in crate::gateway) fn new() -> Self {
        let now = clock::instant();
        Self {
            worker: String::new(),
            source: None,
            live_progress: LiveProgress::default(),
            heard_at: now,
            open_at: now,
            pause: PAUSE,
        }
    }

    pub(in crate::gateway) fn live_progress(&self) -> LiveProgress {
        self.live_progress
    }

    /// Follows whoever works on the video now.
    pub(in crate::gateway) async fn keep(
        &mut self,
        front: &Front,
        req: &RequestContext,
        (worker, video_id): (&str, &str),
    ) {
        if self.worker != worker {
            *self = Self { worker: worker.to_owned(), ..Self::new() };
        }
        if self.source.is_some() || clock::instant() < self.open_at {
            return;
        }
        let opened = Source::open(front, req, (worker, video_id)).await;
        self.heard_at = clock::instant();
        self.open_at = self.heard_at + self.pause;
        self.pause = (self.pause * 2).min(PAUSE_MAX);
        match opened {
            Some(Ok(source)) => self.source = Some(source),
            Some(Err(Error::Fault(_))) => self.live_progress = unreachable(),
            Some(Err(Error::Refused(_))) | None => self.live_progress = LiveProgress::default(),
        }
    }

    /// Resolves when the progress may have changed, or it is time to `keep` again.
    pub(in crate::gateway) async fn changed(&mut self) {
        let Some(source) = &mut self.source else {
            if self.worker.is_empty() {
                return std::future::pending().await;
            }
            return tasks::sleep(clock::remaining(self.open_at)).await;
        };
        let patience = clock::remaining(self.heard_at + SILENCE_MAX);
        match tokio::time::timeout(patience, source.next()).await {
            Ok(Some(Ok(live_progress))) => {
                (self.live_progress, self.heard_at, self.pause) =
                    (live_progress, clock::instant(), PAUSE);
            },
            // It is opened again after a pause, if the worker stays the same.
            Ok(Some(Err(Error::Fault(_)))) => {
                (self.source, self.live_progress) = (None, unreachable());
            },
            Ok(Some(Err(Error::Refused(_))) | None) => self.source = None,
            // Its stream goes on by itself when the worker is back.
            Err(_) => {
                (self.live_progress, self.heard_at) = (unreachable(), clock::instant());
            },
        }
    }
}
