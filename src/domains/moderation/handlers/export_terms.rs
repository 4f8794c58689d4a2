//! ExportTerms: the terms as a file that can be imported again. It must not leave one out.

use crate::contract::moderation::{ExportTermsRequest, ExportTermsResponse};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    _: ExportTermsRequest,
) -> Reply<ExportTermsResponse> {
    cx.caller.authorize_admin()?;
    let terms = service.domain.db.read(store::terms).await?;
    Ok(ExportTermsResponse { csv: model::show_terms(&terms).into() })
}
