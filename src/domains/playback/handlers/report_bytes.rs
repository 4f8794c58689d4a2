//! ReportBytes: what the front has sent of media, added up in memory until its minute is over. It
//! must not make a write of each batch.

use crate::contract::playback::{ReportBytesRequest, ReportBytesResponse};
use crate::domains::playback::{Playback, model};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    cx: Context,
    request: ReportBytesRequest,
) -> Reply<ReportBytesResponse> {
    let sums = model::decide_served(&cx.caller, &request, service.domain.clock.now_ms())?;
    service.served.add(sums, &service.options.get())?;
    Ok(ReportBytesResponse {})
}
