//! GetUsage: says how much the caller has uploaded and may upload, before it is refused.

use crate::contract::ingest::{GetUsageRequest, GetUsageResponse};
use crate::contract::user::GetQuotaRequest;
use crate::domains::ingest::actor::Ingest;
use crate::domains::ingest::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::ingest) async fn handle(
    service: &Ingest,
    cx: Context,
    _: GetUsageRequest,
) -> Reply<GetUsageResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let asked = GetQuotaRequest { user_id: user_id.to_string() };
    let quota = service.domain.peers.user.get_quota(&cx, asked).await?;
    let since_ms = service.domain.clock.now_ms() - model::DAY_MS;
    let read = service.domain.db.read(move |view| store::usage_of(view, &user_id, since_ms));
    let model::Usage { total_bytes, day_bytes } = read.await?;
    let (total_bytes_max, day_bytes_max) = (quota.total_bytes_max, quota.day_bytes_max);
    Ok(GetUsageResponse { total_bytes, total_bytes_max, day_bytes, day_bytes_max })
}
