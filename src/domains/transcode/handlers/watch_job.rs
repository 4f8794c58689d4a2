//! WatchJob: the job now and after each change, until it ends. A slow reader gets the latest only.

use super::super::actor::Transcode;
use super::super::live::Watcher;
use crate::contract::transcode::{Job, JobState, WatchJobRequest, WatchJobResponse};
use crate::kernel::bus::{Flow, FlowSender};
use crate::kernel::clock;
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, Reply};
use std::time::Duration;

pub(in crate::domains::transcode) async fn handle(
    desk: &Transcode,
    cx: Context,
    request: WatchJobRequest,
) -> Reply<Flow<WatchJobResponse>> {
    let options = desk.options.get();
    let watcher = desk.yard.watch(&request.video_id, options.watchers_max);
    let watcher = watcher.ok_or(Fault::Overloaded)?;
    let first = super::look(desk, &cx, &request.video_id).await?;
    let (sender, flow) = Flow::new();
    let tour = Tour { desk: desk.clone(), cx, video_id: request.video_id, sender };
    let appear = Duration::from_millis(options.appear_ms_max);
    desk.seat.tasks.spawn("watch", tour.run(watcher, first, appear));
    Ok(flow)
}

/// One reader's way through the changes of a job.
struct Tour {
    desk: Transcode,
    cx: Context,
    video_id: String,
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
        if !self.sender.send(WatchJobResponse { job: known.clone() }).await {
            return;
        }
        loop {
            if known.as_ref().is_some_and(is_over) {
                return;
            }
            // What is not there, or not for this caller, is waited for a while only.
            let wait = if known.is_none() { clock::remaining(until) } else { Duration::MAX };
            if tokio::time::timeout(wait, watcher.changed()).await.is_err() {
                return;
            }
            let now = match super::look(&self.desk, &self.cx, &self.video_id).await {
                Ok(now) => now,
                Err(error) => return self.sender.fail(error).await,
            };
            if now == known {
                continue;
            }
            let gone = known.is_some() && now.is_none();
            known = now;
            if !self.sender.send(WatchJobResponse { job: known.clone() }).await || gone {
                return;
            }
        }
    }
}

fn is_over(job: &Job) -> bool {
    matches!(job.state(), JobState::Done | JobState::Failed)
}
