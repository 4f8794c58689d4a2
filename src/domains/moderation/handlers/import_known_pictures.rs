//! ImportKnownPictures: more known pictures from a file. It must not keep a part of one that is
//! wrong.

use crate::contract::moderation::{
    ImportKnownPicturesRequest, ImportKnownPicturesResponse, Owner, Refusal,
};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model::{AuditNote, Deed};
use crate::domains::moderation::{model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_quota;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: ImportKnownPicturesRequest,
) -> Reply<ImportKnownPicturesResponse> {
    cx.caller.authorize_admin()?;
    let actor = model::make_actor(&cx.caller);
    let options = service.options.get();
    let entries = model::make_entries(&request.csv, &options)?;
    let pictures = model::make_known_pictures(entries, &actor, || service.domain.ids.fresh());
    let count = u32::try_from(pictures.len()).unwrap_or(u32::MAX);
    let most = options.known_pictures_max;
    let import = move |tx: &Tx<'_, Owner>| {
        if store::is_erased(tx, &actor)? {
            return Err(refuse_erased().into());
        }
        for picture in &pictures {
            store::put_known(tx, picture)?;
        }
        // One more than that is taken back with the unit.
        let others = store::count_known(tx)?.saturating_sub(1);
        check_quota(Refusal::TooManyKnownPictures, others, most.into())?;
        let note = AuditNote {
            actor: actor.clone(),
            deed: Deed::ImportedKnownPictures,
            subject: "known_pictures".to_owned(),
            detail: format!("{count} pictures"),
        };
        store::log(tx, note)?;
        Ok(ImportKnownPicturesResponse { pictures: count })
    };
    let imported = service.domain.db.answer(&cx, import).await?;
    service.known.forget();
    Ok(imported)
}
