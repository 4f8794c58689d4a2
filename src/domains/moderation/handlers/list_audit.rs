//! ListAudit: entries of the audit log in their order. It must not change one.

use crate::contract::moderation::{ListAuditRequest, ListAuditResponse, Owner};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::View;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: ListAuditRequest,
) -> Reply<ListAuditResponse> {
    cx.caller.authorize_admin()?;
    let limit = model::decide_audit_limit(request.limit);
    let read = move |view: &View<'_, Owner>| store::named_entries(view, request.from, limit);
    let entries = service.domain.db.read(read).await?;
    Ok(ListAuditResponse { entries: entries.into_iter().map(Into::into).collect() })
}
