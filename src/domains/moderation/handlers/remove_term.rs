//! RemoveTerm: a term that is not looked for any more. It must not change what was decided by it.

use crate::contract::moderation::{Owner, RemoveTermRequest, RemoveTermResponse};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model::{AuditNote, Deed};
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: RemoveTermRequest,
) -> Reply<RemoveTermResponse> {
    cx.caller.authorize_moderator()?;
    let actor = model::make_actor(&cx.caller);
    // What is no id of a term names none, as one that is gone does.
    let Ok(term_id) = request.term_id.parse() else {
        return Ok(RemoveTermResponse {});
    };
    let remove = move |tx: &Tx<'_, Owner>| {
        if let Some(removed) = store::remove_term(tx, &term_id)? {
            let note = AuditNote {
                actor: actor.clone(),
                deed: Deed::RemovedTerm,
                subject: removed.term,
                detail: format!("{} {}", removed.action.as_str_name(), removed.category),
            };
            store::log(tx, note)?;
        }
        Ok(RemoveTermResponse {})
    };
    let removed = service.domain.db.write(&cx, remove).await?;
    service.rules.forget();
    Ok(removed)
}
