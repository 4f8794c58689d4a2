//! ExportAccount: what is remembered of what the caller watches. It must not give a media token: an
//! export is kept for longer than a session.

use crate::contract::playback::{ExportAccountRequest, ExportAccountResponse};
use crate::domains::playback::{Playback, model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    cx: Context,
    request: ExportAccountRequest,
) -> Reply<ExportAccountResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let viewer = model::decide_viewer(&cx.caller);
    let span = page::decide_page(request.page.as_ref())?;
    let read = span.clone();
    let found = service.domain.db.read(move |view| {
        let sessions = store::sessions_of(view, &viewer, &read)?;
        let places = store::places_of(view, &viewer, &read)?;
        Ok(model::make_history(sessions, places, store::watched_of(view, &user_id, &read)?))
    });
    let (history, next_cursor) = page::cut_page(found.await?, &span, model::Watched::key);
    Ok(ExportAccountResponse { next_cursor, ..model::show_history(history) })
}
