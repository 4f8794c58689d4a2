//! ListKnownPictures: what is recognised in videos, the newest first. It must not show it to those
//! who might upload it.

use crate::contract::moderation::{ListKnownPicturesRequest, ListKnownPicturesResponse, Owner};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model::KnownPicture;
use crate::domains::moderation::store;
use crate::kernel::context::Context;
use crate::kernel::db::View;
use crate::kernel::fault::Reply;
use crate::kernel::page::{cut_page, decide_page};

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: ListKnownPicturesRequest,
) -> Reply<ListKnownPicturesResponse> {
    cx.caller.authorize_moderator()?;
    let span = decide_page(request.page.as_ref())?;
    let asked = span.clone();
    let read = move |view: &View<'_, Owner>| {
        Ok((store::newest_known(view, &asked)?, store::count_known(view)?))
    };
    let (known, count) = service.domain.db.read(read).await?;
    let (known, next_cursor) =
        cut_page(known, &span, |one: &KnownPicture| (one.added_at_ms, one.picture_id.as_str()));
    let pictures = known.into_iter().map(Into::into).collect();
    Ok(ListKnownPicturesResponse { pictures, next_cursor, count })
}
