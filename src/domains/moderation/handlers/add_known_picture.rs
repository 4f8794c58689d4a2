//! AddKnownPicture: a picture that is recognised in videos from now on. It must not take one that
//! nothing tells from others.

use crate::contract::moderation::{
    AddKnownPictureRequest, AddKnownPictureResponse, Owner, Refusal,
};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model::{AuditNote, Deed, KnownPicture};
use crate::domains::moderation::{model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::ports::scoring::Picture;
use crate::kernel::quota::check_quota;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: AddKnownPictureRequest,
) -> Reply<AddKnownPictureResponse> {
    cx.caller.authorize_moderator()?;
    let actor = model::make_actor(&cx.caller);
    let label = model::make_label(&request.label)?;
    let hashes = if request.hash.is_empty() {
        read_hashes(service, &request).await?
    } else {
        vec![model::make_hash(&request.hash)?]
    };
    let entries = hashes.into_iter().map(|hash| (hash, label.clone())).collect();
    let pictures = model::make_known_pictures(entries, &actor, || service.domain.ids.fresh());
    let most = service.options.get().known_pictures_max;
    let add = move |tx: &Tx<'_, Owner>| {
        if store::is_erased(tx, &actor)? {
            return Err(refuse_erased().into());
        }
        let mut added = Vec::new();
        for picture in &pictures {
            added.extend(put(tx, picture, most)?.map(Into::into));
        }
        Ok(AddKnownPictureResponse { pictures: added })
    };
    let added = service.domain.db.answer(&cx, add).await?;
    service.known.forget();
    Ok(added)
}

/// The hashes of a sampled picture of a case.
async fn read_hashes(service: &Moderation, request: &AddKnownPictureRequest) -> Reply<Vec<String>> {
    let video_id = request.video_id.parse().map_err(|_| model::refuse_unknown())?;
    let found = service.domain.db.read(move |view| store::find(view, &video_id)).await?;
    let frame = model::decide_frame(&found.ok_or_else(model::refuse_unknown)?, request.at_ms)?;
    let read = service.domain.blobs.read(&frame, service.options.get().frame_bytes_max).await;
    let jpeg = Picture::Jpeg(read.map_err(|fault| model::refuse_frame(&fault))?);
    let decoded = service.scorer.decode(jpeg).await;
    model::make_hashes(&decoded.map_err(|fault| model::refuse_frame(&fault))?)
}

fn put(tx: &Tx<'_, Owner>, picture: &KnownPicture, most: u32) -> Reply<Option<KnownPicture>> {
    let kept = store::put_known(tx, picture)?;
    // One more than that is taken back with the unit.
    let others = store::count_known(tx)?.saturating_sub(1);
    check_quota(Refusal::TooManyKnownPictures, others, most.into())?;
    let note = AuditNote {
        actor: picture.added_by.clone(),
        deed: Deed::AddedKnownPicture,
        subject: picture.hash.clone(),
        detail: picture.label.clone(),
    };
    store::log(tx, note)?;
    Ok(kept)
}
