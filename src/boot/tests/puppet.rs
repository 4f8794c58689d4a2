//! A domain that does what the text of its request says.

use crate::boot::harness::Harness;
use crate::contract::transcode::{
    Client, ExportAccountRequest, ExportAccountResponse, GetJobRequest, GetJobResponse,
    GetJobsRequest, GetJobsResponse, Job, Owner, Reactions, RetryJobRequest, RetryJobResponse,
    Service, WatchJobRequest, WatchJobResponse,
};
use crate::contract::{ingest, user, video};
use crate::kernel::bus::Flow;
use crate::kernel::context::Context;
use crate::kernel::domain_context::DomainContext;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::tasks::sleep;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the test and the puppet both see.
#[derive(Default)]
pub(super) struct Stage {
    /// Handlers that ran to their end.
    pub(super) ended: AtomicUsize,
    /// Handlers that were begun.
    pub(super) begun: AtomicUsize,
    /// While it is set, whoever is told to hold does not go on.
    pub(super) is_held: AtomicBool,
    /// Times the domain was built.
    pub(super) built: AtomicUsize,
    /// Whether the poison has been taken out of the events.
    pub(super) healed: AtomicBool,
    /// Applied events, in their order.
    pub(super) applied: Mutex<Vec<String>>,
}

pub(super) struct Puppet {
    domain: DomainContext<Owner>,
    stage: Arc<Stage>,
}

/// Starts a puppet in a harness.
pub(super) fn start_domain(harness: &mut Harness) -> (Client, Arc<Stage>) {
    let stage = Arc::new(Stage::default());
    let shared = Arc::clone(&stage);
    harness.start_domain(move |domain| {
        shared.built.fetch_add(1, Ordering::SeqCst);
        Puppet { domain, stage: Arc::clone(&shared) }
    });
    let client = Client::dial(&harness.route_table, &harness.key);
    harness.eventually("the puppet", || async {
        client.get_job(&Context::of_domain("test"), ask("ok")).await.ok()
    });
    stage.begun.store(0, Ordering::SeqCst);
    stage.ended.store(0, Ordering::SeqCst);
    (client, stage)
}

pub(super) fn ask(what: &str) -> GetJobRequest {
    GetJobRequest { video_id: what.to_owned() }
}

pub(super) fn tell(what: &str) -> RetryJobRequest {
    RetryJobRequest { video_id: what.to_owned() }
}

impl Puppet {
    pub(super) fn new(domain: DomainContext<Owner>) -> Self {
        Self { domain, stage: Arc::default() }
    }

    async fn play(&self, what: &str) -> Reply<Job> {
        self.stage.begun.fetch_add(1, Ordering::SeqCst);
        while what == "hold" && self.stage.is_held.load(Ordering::SeqCst) {
            sleep(Duration::from_millis(5)).await;
        }
        match what.split_once(':') {
            Some(("sleep", time)) => {
                sleep(Duration::from_millis(time.parse().unwrap_or_default())).await;
            },
            Some(("panic", why)) => panic!("{why}"),
            _ => {},
        }
        self.stage.ended.fetch_add(1, Ordering::SeqCst);
        Ok(Job { video_id: what.to_owned(), ..Job::default() })
    }
}

impl Service for Puppet {
    async fn retry_job(&self, _: Context, request: RetryJobRequest) -> Reply<RetryJobResponse> {
        Ok(RetryJobResponse { job: Some(self.play(&request.video_id).await?) })
    }

    async fn get_job(&self, _: Context, request: GetJobRequest) -> Reply<GetJobResponse> {
        Ok(GetJobResponse { job: Some(self.play(&request.video_id).await?) })
    }

    async fn get_jobs(&self, _: Context, _: GetJobsRequest) -> Reply<GetJobsResponse> {
        Ok(GetJobsResponse::default())
    }

    async fn watch_job(
        &self,
        _: Context,
        request: WatchJobRequest,
    ) -> Reply<Flow<WatchJobResponse>> {
        let (sender, flow) = Flow::new();
        let stage = Arc::clone(&self.stage);
        let count: usize = request.video_id.parse().unwrap_or_default();
        self.domain.tasks.spawn("watch", async move {
            for _ in 0..count {
                let job = Job { video_id: "x".repeat(32 << 10), ..Job::default() };
                if !sender.send(WatchJobResponse { job: Some(job), seen: String::new() }).await {
                    break;
                }
                stage.ended.fetch_add(1, Ordering::SeqCst);
            }
        });
        Ok(flow)
    }

    async fn export_account(
        &self,
        _: Context,
        _: ExportAccountRequest,
    ) -> Reply<ExportAccountResponse> {
        Ok(ExportAccountResponse::default())
    }
}

impl Reactions for Puppet {
    async fn on_source_accepted(&self, cx: Context, event: ingest::SourceAccepted) -> Reply<()> {
        let (stage, name) = (Arc::clone(&self.stage), event.upload_id);
        if name.starts_with("poison") && !stage.healed.load(Ordering::SeqCst) {
            return Err(Fault::Internal("poison".to_owned()).into());
        }
        if name.starts_with("panic") && !stage.healed.load(Ordering::SeqCst) {
            panic!("a reaction panics");
        }
        self.domain
            .db
            .react(&cx, move |_| {
                let sick = name.starts_with("sick unit") && !stage.healed.load(Ordering::SeqCst);
                assert!(!sick, "a unit panics");
                stage.applied.lock().expect("a lock").push(name);
                Ok(())
            })
            .await
    }

    async fn on_video_deleted(&self, _: Context, _: video::VideoDeleted) -> Reply<()> {
        Ok(())
    }

    async fn on_account_erased(&self, _: Context, _: user::AccountErased) -> Reply<()> {
        Ok(())
    }
}
