//! ReportProgress: where a viewer is, and what was really played. Places alone come often, so most
//! of them wait in memory for the next write, as does what was played soon after the last time; it
//! is judged and written in one unit.

use crate::contract::playback::{
    Owner, Refusal, ReportProgressRequest, ReportProgressResponse, SessionId,
};
use crate::domains::playback::jobs::{self, Bounds};
use crate::domains::playback::live::{Position, ToldBeacon, Turn};
use crate::domains::playback::model::{self, ResumeKey};
use crate::domains::playback::{Playback, engine};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
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
            let told = ToldBeacon { person, beacon };
            tell(service, &cx, (session_id, told), (resume_key.clone(), place)).await
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

/// Takes what was played, now or with the next write of its session. True if nothing is left to do
/// for the place.
async fn tell(
    service: &Playback,
    cx: &Context,
    (session_id, told): (SessionId, ToldBeacon),
    (resume_key, place): (ResumeKey, Position),
) -> Reply<bool> {
    let (options, now_ms) = (service.options.get(), service.domain.clock.now_ms());
    let turn = service.played.note((&session_id, &resume_key), told, now_ms, &options)?;
    let all = match turn {
        Turn::Now(all) => all,
        Turn::Later { is_newest } => return Ok(!is_newest),
    };
    let waited = all.get(..all.len().saturating_sub(1)).unwrap_or_default().to_vec();
    let arrival = service.progress.arrive();
    let (teller, key, bounds) = (session_id.clone(), resume_key.clone(), Bounds::of(&options));
    let place_there = (resume_key, place);
    let write =
        move |tx: &Tx<'_, Owner>| jobs::take(tx, (&session_id, &all), Some(&place_there), bounds);
    let written = service.domain.db.write(cx, write).await;
    if written.is_err() {
        service.played.give_back(&teller, waited);
    }
    if written?? {
        service.progress.settle(&key, place, now_ms, arrival);
    }
    Ok(true)
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
