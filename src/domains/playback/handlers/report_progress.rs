//! ReportProgress: where a viewer is, and what was really played. Places alone come often, so most
//! of them wait in memory for the next write; what was played is judged and written in one unit.

use crate::contract::playback::{
    Owner, Refusal, ReportProgressRequest, ReportProgressResponse, SessionId, ViewCounted,
};
use crate::domains::playback::jobs::{self, Keeps};
use crate::domains::playback::model::{self, Beacon, PlaySession, ResumeKey, VIEW_APART_MS};
use crate::domains::playback::{Playback, engine, store};
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
            let (keeps, rows_max) = (Keeps::of(&options), options.history_rows_max);
            let told =
                Brought { person, resume_key: resume_key.clone(), beacon, place, keeps, rows_max };
            let arrival = service.progress.arrive();
            let taken = service.domain.db.write(&cx, move |tx| take(tx, &session_id, &told)).await;
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

/// What a report with a beacon brings into its unit.
#[derive(Clone)]
struct Brought {
    person: String,
    resume_key: ResumeKey,
    beacon: Beacon,
    place: Option<u64>,
    keeps: Keeps,
    rows_max: u32,
}

/// Takes a beacon. True if the place is remembered; that of one which was overtaken is not.
fn take(tx: &Tx<'_, Owner>, session_id: &SessionId, told: &Brought) -> Reply<bool> {
    let now_ms = tx.now_ms();
    let session = store::find(tx, session_id)?.filter(|session| session.is_open(now_ms));
    let (Some(session), Some(so_far)) = (session, store::played_so_far(tx, session_id)?) else {
        return Err(model::refuse_session());
    };
    let account = model::decide_account(&session.viewer);
    let is_erased = |user_id| store::is_erased(tx, user_id);
    if account.as_ref().map_or(Ok(false), is_erased)? {
        return Err(model::refuse_session());
    }
    let advance = model::decide_advance(so_far, &told.beacon, session.duration_ms, now_ms)?;
    let Some(advance) = advance else { return Ok(false) };
    store::save_played(tx, session_id, &advance.so_far)?;
    let is_view = advance.is_enough && count(tx, &session, &told.person)?;
    let is_paused = |user_id| store::is_paused(tx, user_id);
    let is_paused = account.as_ref().map_or(Ok(false), is_paused)?;
    let named = account.filter(|_| !is_paused);
    tx.publish(&model::make_progress(&session, named.as_ref(), &told.beacon, is_view))?;
    if !advance.is_newest || is_paused {
        return Ok(false);
    }
    if let Some(user_id) = &named {
        let past = session.past(told.beacon.position_ms, now_ms);
        store::note_watched(tx, user_id, &past, told.rows_max)?;
    }
    if session.viewer.is_empty() {
        return Ok(false);
    }
    let expires_at_ms = told.keeps.until(now_ms, &session.viewer);
    store::save_resume(tx, &told.resume_key, told.place, expires_at_ms)?;
    Ok(true)
}

/// Counts a view, unless this person's last one was not long ago. True when it counts.
fn count(tx: &Tx<'_, Owner>, session: &PlaySession, person: &str) -> Reply<bool> {
    let Some(owner_id) = session.counts_for().filter(|_| !person.is_empty()) else {
        return Ok(false);
    };
    let before_ms = tx.now_ms().saturating_sub(VIEW_APART_MS);
    if !store::mark_view(tx, &session.video_id, person, before_ms)? {
        return Ok(false);
    }
    let views = store::add_view(tx, &session.video_id, owner_id)?;
    tx.publish(&ViewCounted { video_id: session.video_id.to_string(), views })?;
    Ok(true)
}
