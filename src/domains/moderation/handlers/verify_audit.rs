//! VerifyAudit: whether a part of the audit log is as it was written. It must not mend it.

use crate::contract::moderation::{Owner, VerifyAuditRequest, VerifyAuditResponse};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::View;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: VerifyAuditRequest,
) -> Reply<VerifyAuditResponse> {
    cx.caller.authorize_admin()?;
    let limit = model::decide_audit_limit(0);
    let from = request.from.max(1);
    let read = move |view: &View<'_, Owner>| {
        // The one before is what the first is chained to.
        let before = store::entries(view, from.saturating_sub(1), u32::from(from > 1))?;
        Ok((before, store::entries(view, from, limit)?))
    };
    let (before, entries) = service.domain.db.read(read).await?;
    Ok(model::show_verified(from, before.first(), &entries, limit))
}
