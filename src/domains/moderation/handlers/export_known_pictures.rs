//! ExportKnownPictures: the list as a file that can be imported again. It must not leave one out.

use crate::contract::moderation::{ExportKnownPicturesRequest, ExportKnownPicturesResponse};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    _: ExportKnownPicturesRequest,
) -> Reply<ExportKnownPicturesResponse> {
    cx.caller.authorize_admin()?;
    let kept = service.domain.db.read(store::known_pictures).await?;
    Ok(ExportKnownPicturesResponse { csv: model::show_known_pictures(&kept).into() })
}
