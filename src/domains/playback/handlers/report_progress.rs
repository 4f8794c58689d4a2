//! ReportProgress: where a viewer is, and what was really played. Places alone come often, so most
//! of them wait in memory for the next write; what was played is judged and written in one unit.

use crate::contract::playback::{Refusal, ReportProgressRequest, ReportProgressResponse};
use crate::domains::playback::jobs::{self, Brought, Keeps};
use crate::domains::playback::model::{self, ResumeKey};
use crate::domains::playback::{Playback, engine};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    cx: Context,
    request: ReportProgressRequest,
) -> Reply<ReportProgressResponse> {
    let (options, now_ms) = (service.options.get(), service.domain.clock.now_ms());
    let viewer = model::decide_viewer(&cx.caller);
    let session_id = request.session_id.parse().map_err(|_| model::refuse_session())?;
    let session = service.session(&session_id).await?;
    let session = session
        .filter(|session| session.is_told_by(&viewer) && session.is_open(now_ms))
        .ok_or_else(model::refuse_session)?;
    let slack_ms = options.position_slack_ms;
    let place = model::decide_resume(request.position_ms, session.duration_ms, slack_ms)?;
    let resume_key =
        ResumeKey { viewer: session.viewer.clone(), video_id: session.video_id.clone() };
    let told = match model::decide_beacon(&request, session.duration_ms, slack_ms) {
        Ok(None) => Ok(false),
        Ok(Some(beacon)) => {
            let person = person(service, viewer, &request.network, now_ms).await?;
            let (keeps, rows_max) = (Keeps::of(&options), options.history_rows_max);
            let told =
                Brought { person, resume_key: resume_key.clone(), beacon, place, keeps, rows_max };
            let arrival = service.progress.arrive();
            let taken =
                service.domain.db.write(&cx, move |tx| jobs::take(tx, &session_id, &told)).await;
            if let Ok(true) = &taken {
                service.progress.settle(&resume_key, place, now_ms, arrival);
            }
            taken.map(|_| true)
        },
        Err(refused) => Err(refused.into()),
    };
    // Where a viewer is, is believed also of one whose parts are not.
    let is_place_alone =
        told.as_ref().map_or_else(|error| error.is(Refusal::PlayedInvalid), |told| !told);
    if is_place_alone
        && !session.viewer.is_empty()
        && service.progress.note(&resume_key, place, now_ms, &options)
    {
        let places = vec![(resume_key, place)];
        jobs::write_places(&service.domain.db, &service.progress, places, &options).await?;
    }
    told.map(|_| ReportProgressResponse {})
}

/// Whose view it would be: an account, or whoever the front tells apart by their network.
async fn person(service: &Playback, viewer: String, network: &[u8], now_ms: i64) -> Reply<String> {
    let is_account = model::decide_account(&viewer).is_some();
    match model::decide_network(network).filter(|_| !is_account) {
        None => Ok(viewer),
        Some(network) => {
            let key = service.signing_key().await?.ok_or_else(model::refuse_session)?;
            Ok(engine::person(&key, network, now_ms))
        },
    }
}
