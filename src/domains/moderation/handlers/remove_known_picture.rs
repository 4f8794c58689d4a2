//! RemoveKnownPicture: a picture that is not recognised any more. It must not change what was
//! decided by it.

use crate::contract::moderation::{Owner, RemoveKnownPictureRequest, RemoveKnownPictureResponse};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model::{AuditNote, Deed};
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: RemoveKnownPictureRequest,
) -> Reply<RemoveKnownPictureResponse> {
    cx.caller.authorize_moderator()?;
    let actor = model::make_actor(&cx.caller);
    // What is no id of a picture names none, as one that is gone does.
    let Ok(picture_id) = request.picture_id.parse() else {
        return Ok(RemoveKnownPictureResponse {});
    };
    let remove = move |tx: &Tx<'_, Owner>| {
        if let Some(removed) = store::remove_known(tx, &picture_id)? {
            let note = AuditNote {
                actor: actor.clone(),
                deed: Deed::RemovedKnownPicture,
                subject: removed.hash,
                detail: removed.label,
            };
            store::log(tx, note)?;
        }
        Ok(RemoveKnownPictureResponse {})
    };
    let removed = service.domain.db.write(&cx, remove).await?;
    service.known.forget();
    Ok(removed)
}
