//! AddKnownFile: a file that is known again from now on. It must not change what was decided.

use crate::contract::moderation::{AddKnownFileRequest, AddKnownFileResponse, Owner, Refusal};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model::{AuditNote, Deed, KnownFile};
use crate::domains::moderation::{model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::{Tx, View};
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_quota;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: AddKnownFileRequest,
) -> Reply<AddKnownFileResponse> {
    cx.caller.authorize_moderator()?;
    let added_by = model::make_actor(&cx.caller);
    let label = model::make_file_label(&request.label)?;
    let (file_id, most) = (service.domain.ids.fresh(), service.options.get().known_files_max);
    let add = move |tx: &Tx<'_, Owner>| {
        if store::is_erased(tx, &added_by)? {
            return Err(refuse_erased().into());
        }
        let sha256 = find_digest(tx, &request)?;
        let (file_id, added_by, label) = (file_id.clone(), added_by.clone(), label.clone());
        let file = KnownFile { file_id, sha256, label, added_by, added_at_ms: 0 };
        let kept = store::put_file(tx, &file)?;
        // One more than that is taken back with the unit.
        let others = store::count_files(tx)?.saturating_sub(1);
        check_quota(Refusal::TooManyKnownFiles, others, most.into())?;
        let note = AuditNote {
            actor: file.added_by,
            deed: Deed::AddedKnownFile,
            subject: file.sha256,
            detail: file.label,
        };
        store::log(tx, note)?;
        Ok(AddKnownFileResponse { file: kept.map(Into::into) })
    };
    service.domain.db.answer(&cx, add).await
}

/// The digest that is asked for: the one that is written, or that of the source of a case.
fn find_digest(view: &View<'_, Owner>, request: &AddKnownFileRequest) -> Reply<String> {
    if !request.sha256.is_empty() {
        return model::make_sha256(&request.sha256);
    }
    let video_id = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    let case = store::find(view, &video_id)?.ok_or_else(model::refuse_unknown)?;
    model::decide_source(&case)
}
