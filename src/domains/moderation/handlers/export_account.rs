//! ExportAccount: what was decided about the caller's videos and profile, and what they have
//! reported. It must not say who decided, or what became of a report.

use crate::contract::moderation::{ExportAccountRequest, ExportAccountResponse};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: ExportAccountRequest,
) -> Reply<ExportAccountResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let span = page::decide_page(request.page.as_ref())?;
    let is_first = request.page.is_none_or(|page| page.cursor.is_empty());
    let read = span.clone();
    let found = service.domain.db.read(move |view| {
        let cases = store::cases_of(view, &user_id, &read)?;
        let profile = if is_first { store::find_profile(view, &user_id)? } else { None };
        let refused = store::refused_texts(view, &user_id)?;
        let profile = profile.map(|profile| model::show_exported_profile(profile, refused));
        Ok((model::make_dossier(cases, store::reports_by(view, &user_id, &read)?), profile))
    });
    let (dossier, profile) = found.await?;
    let (dossier, next_cursor) = page::cut_page(dossier, &span, model::DossierEntry::key);
    Ok(ExportAccountResponse { next_cursor, profile, ..model::show_dossier(dossier) })
}
