//! RemoveKnownFile: a file that is not known again any more. It must not change what was decided by
//! it.

use crate::contract::moderation::{Owner, RemoveKnownFileRequest, RemoveKnownFileResponse};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model::{AuditNote, Deed};
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: RemoveKnownFileRequest,
) -> Reply<RemoveKnownFileResponse> {
    cx.caller.authorize_moderator()?;
    let actor = model::make_actor(&cx.caller);
    // What is no id of a file names none, as one that is gone does.
    let Ok(file_id) = request.file_id.parse() else {
        return Ok(RemoveKnownFileResponse {});
    };
    let remove = move |tx: &Tx<'_, Owner>| {
        if let Some(removed) = store::remove_file(tx, &file_id)? {
            let note = AuditNote {
                actor: actor.clone(),
                deed: Deed::RemovedKnownFile,
                subject: removed.sha256,
                detail: removed.label,
            };
            store::log(tx, note)?;
        }
        Ok(RemoveKnownFileResponse {})
    };
    service.domain.db.write(&cx, remove).await
}
