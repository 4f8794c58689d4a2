//! A domain that only listens: it hears how the videos of another change and end.

use crate::boot::harness::{Harness, by_operator};
use crate::contract::playback::{
    AuthorizeCoverRequest, AuthorizeCoverResponse, AuthorizeMediaRequest, AuthorizeMediaResponse,
    CheckSessionRequest, CheckSessionResponse, ClearHistoryRequest, ClearHistoryResponse,
    CountViewsRequest, CountViewsResponse, ExportAccountRequest, ExportAccountResponse,
    ListHistoryRequest, ListHistoryResponse, Owner, PauseHistoryRequest, PauseHistoryResponse,
    Reactions, RemoveFromHistoryRequest, RemoveFromHistoryResponse, ReportBytesRequest,
    ReportBytesResponse, ReportProgressRequest, ReportProgressResponse, ResumeHistoryRequest,
    ResumeHistoryResponse, Service, StartSessionRequest, StartSessionResponse,
};
use crate::contract::user::AccountErased;
use crate::contract::video::{self, VideoChanged, VideoDeleted, VideoPublished};
use crate::kernel::context::Context;
use crate::kernel::db::{Tx, values};
use crate::kernel::domain_context::DomainContext;
use crate::kernel::events;
use crate::kernel::fault::{Fault, Reply};
use std::sync::{Arc, Mutex};

type Heard = Arc<Mutex<Vec<String>>>;

struct Ear {
    domain: DomainContext<Owner>,
    heard: Heard,
}

fn deaf<T>() -> Reply<T> {
    Err(Fault::Unavailable("it only listens".to_owned()).into())
}

impl Service for Ear {
    async fn start_session(
        &self,
        _: Context,
        _: StartSessionRequest,
    ) -> Reply<StartSessionResponse> {
        deaf()
    }

    async fn report_progress(
        &self,
        _: Context,
        _: ReportProgressRequest,
    ) -> Reply<ReportProgressResponse> {
        deaf()
    }

    async fn authorize_media(
        &self,
        _: Context,
        _: AuthorizeMediaRequest,
    ) -> Reply<AuthorizeMediaResponse> {
        deaf()
    }

    async fn authorize_cover(
        &self,
        _: Context,
        _: AuthorizeCoverRequest,
    ) -> Reply<AuthorizeCoverResponse> {
        deaf()
    }

    async fn check_session(
        &self,
        _: Context,
        _: CheckSessionRequest,
    ) -> Reply<CheckSessionResponse> {
        deaf()
    }

    async fn export_account(
        &self,
        _: Context,
        _: ExportAccountRequest,
    ) -> Reply<ExportAccountResponse> {
        deaf()
    }

    async fn report_bytes(&self, _: Context, _: ReportBytesRequest) -> Reply<ReportBytesResponse> {
        deaf()
    }

    async fn remove_from_history(
        &self,
        _: Context,
        _: RemoveFromHistoryRequest,
    ) -> Reply<RemoveFromHistoryResponse> {
        deaf()
    }

    async fn clear_history(
        &self,
        _: Context,
        _: ClearHistoryRequest,
    ) -> Reply<ClearHistoryResponse> {
        deaf()
    }

    async fn pause_history(
        &self,
        _: Context,
        _: PauseHistoryRequest,
    ) -> Reply<PauseHistoryResponse> {
        deaf()
    }

    async fn resume_history(
        &self,
        _: Context,
        _: ResumeHistoryRequest,
    ) -> Reply<ResumeHistoryResponse> {
        deaf()
    }

    async fn list_history(&self, _: Context, _: ListHistoryRequest) -> Reply<ListHistoryResponse> {
        deaf()
    }

    async fn count_views(&self, _: Context, _: CountViewsRequest) -> Reply<CountViewsResponse> {
        deaf()
    }
}

impl Ear {
    async fn hear(&self, cx: &Context, what: String) -> Reply<()> {
        let heard = Arc::clone(&self.heard);
        let note = move |_: &Tx<'_, Owner>| {
            heard.lock().expect("a lock").push(what.clone());
            Ok(())
        };
        self.domain.db.react(cx, note).await
    }
}

impl Reactions for Ear {
    async fn on_video_published(&self, cx: Context, event: VideoPublished) -> Reply<()> {
        self.hear(&cx, format!("{} appears", event.video_id)).await
    }

    async fn on_video_changed(&self, cx: Context, event: VideoChanged) -> Reply<()> {
        let how = if event.is_private { "private" } else { "shown" };
        self.hear(&cx, format!("{} is {how}", event.video_id)).await
    }

    async fn on_video_deleted(&self, cx: Context, event: VideoDeleted) -> Reply<()> {
        self.hear(&cx, format!("{} ends", event.video_id)).await
    }

    async fn on_account_erased(&self, cx: Context, event: AccountErased) -> Reply<()> {
        self.hear(&cx, format!("{} is erased", event.user_id)).await
    }
}

fn wait_for(harness: &Harness, heard: &Heard, wanted: &[&str]) {
    harness.eventually(&wanted.join(", "), || async {
        (heard.lock().expect("a lock").len() >= wanted.len()).then_some(())
    });
    assert_eq!(*heard.lock().expect("a lock"), wanted);
}

#[test]
fn a_replay_tells_nothing_from_before_the_end() {
    let mut harness = Harness::new();
    let source = harness.source::<video::Owner>();
    let heard = Heard::default();
    let shared = Arc::clone(&heard);
    let db = harness.start_domain(move |domain| Ear { domain, heard: Arc::clone(&shared) });
    let change = |video: &str, is_private: bool| {
        let (video_id, owner_id) = (video.to_owned(), String::new());
        harness.publish(&source, VideoChanged { video_id, owner_id, is_private });
    };
    change("gone", false);
    change("open", false);
    change("open", true);
    let (video_id, owner_id) = ("gone".to_owned(), String::new());
    harness.publish(&source, VideoDeleted { video_id, owner_id });
    let first = ["gone is shown", "open is shown", "open is private", "gone ends"];
    wait_for(&harness, &heard, &first);
    let newest = harness.published(&source).last().map_or(0, |record| record.position);
    let consumer = harness.eventually("the door", || async {
        let consumers = events::consumers(&harness.route_table, &by_operator());
        consumers.into_iter().find_map(|(word, consumer)| (word == "playback").then_some(consumer))
    });
    harness.eventually("the end of the log", || async {
        let readings = consumer.readings().await.expect("it reads");
        readings.iter().any(|one| one.reading.position >= newest).then_some(())
    });
    // An event of another kind came after: what it tells is no newer word on this kind.
    let later = "INSERT INTO kernel_seen VALUES ('video', 'open', 'VideoLater', 3, 0, 0, 0)";
    let cx = Context::of_domain("playback");
    harness.run(db.write(&cx, move |tx| tx.execute(later, values![]))).expect("it writes");
    harness.run(consumer.replay("video")).expect("it begins");
    let both = [first.as_slice(), &["open is private", "gone ends"]].concat();
    wait_for(&harness, &heard, &both);
    change("open", false);
    wait_for(&harness, &heard, &[both.as_slice(), &["open is shown"]].concat());
}
