//! WatchJob: the job now and after each change, until it ends. A slow reader gets the latest only.

use super::super::actor::Transcode;
use super::super::live::Watcher;
use super::super::model::refuse_unknown;
use crate::contract::transcode::{Job, JobState, WatchJobRequest, WatchJobResponse};
use crate::contract::video::VideoId;
use crate::kernel::bus::{Flow, FlowSender};
use crate::kernel::clock;
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::watchers::SIGN_EVERY;
use std::hash::{DefaultHasher, Hasher as _};
use std::time::Duration;

pub(in crate::domains::transcode) async fn handle(
    service: &Transcode,
    cx: Context,
    request: WatchJobRequest,
) -> Reply<Flow<WatchJobResponse>> {
    let options = service.options.get();
    let WatchJobRequest { video_id, seen } = request;
    let video_id: VideoId = video_id.parse().map_err(|_| refuse_unknown())?;
    let watcher = service.workers.watch(&video_id, options.watchers_max);
    let watcher = watcher.ok_or(Fault::Overloaded)?;
    let first = super::look(service, &cx, &video_id).await?;
    let (sender, flow) = Flow::new();
    let tour = Tour { service: service.clone(), cx, video_id, seen, sender };
    let appear = Duration::from_millis(options.appear_ms_max);
    service.domain.tasks.spawn("watch", tour.run(watcher, first, appear));
    Ok(flow)
}

/// One reader's way through the changes of a job.
struct Tour {
    service: Transcode,
    cx: Context,
    video_id: VideoId,
    /// What the reader saw before its stream was opened again.
    seen: String,
    sender: FlowSender<WatchJobResponse>,
}

impl Tour {
    async fn run(self, watcher: Watcher, first: Option<Job>, appear: Duration) {
        tokio::select! {
            () = self.follow(watcher, first, appear) => {},
            () = self.sender.abandoned() => {},
        }
    }

    async fn follow(&self, mut watcher: Watcher, first: Option<Job>, appear: Duration) {
        let until = clock::instant() + appear;
        let mut known = first;
        let first = reply(known.clone());
        if first.seen != self.seen && !self.sender.send(first).await {
            return;
        }
        loop {
            if known.as_ref().is_some_and(is_over) {
                return;
            }
            // What is not there, or not for this caller, is waited for a while only.
            let left = if known.is_none() { clock::remaining(until) } else { Duration::MAX };
            if left.is_zero() {
                return;
            }
            if tokio::time::timeout(left.min(SIGN_EVERY), watcher.changed()).await.is_err() {
                if !self.sender.send(reply(known.clone())).await {
                    return;
                }
                continue;
            }
            let now = match super::look(&self.service, &self.cx, &self.video_id).await {
                Ok(now) => now,
                Err(error) => return self.sender.fail(error).await,
            };
            if now == known {
                continue;
            }
            let gone = known.is_some() && now.is_none();
            known = now;
            if !self.sender.send(reply(known.clone())).await || gone {
                return;
            }
        }
    }
}

/// A job with a name for the state that it is in.
fn reply(job: Option<Job>) -> WatchJobResponse {
    let state = job.as_ref().map(prost::Message::encode_to_vec).unwrap_or_default();
    // Never empty: a reader who has seen nothing says so by that.
    let mut hasher = DefaultHasher::new();
    hasher.write(&state);
    WatchJobResponse { job, seen: format!("{:016x}", hasher.finish()) }
}

fn is_over(job: &Job) -> bool {
    matches!(job.state(), JobState::Done | JobState::Failed)
}
