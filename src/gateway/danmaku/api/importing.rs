//! A file of texts that somebody brings into the room of their video. It must not decide which
//! texts come in: the domain does, batch by batch.

use super::PlayQuery;
use super::file::{self, FileTexts};
use crate::contract::danmaku::{ImportDanmakuRequest, LeftOutReason};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::take_along;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use crate::kernel::fault::Error;
use actix_web::{HttpRequest, web};
use utoipa::ToSchema;

const FILE_BYTES_MAX: usize = 2 << 20;

/// What came of a file.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct DanmakuImportJson {
    /// Each is judged before it is shown.
    taken: u64,
    left_out: Vec<LeftOutJson>,
}

/// How many texts were left out for one reason.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = DanmakuLeftOutJson)]
pub(in crate::gateway) struct LeftOutJson {
    /// `time`: the video has no such moment. `mode`: it is drawn in a way that there is not here.
    /// `look`: no such colour or size. `text`: empty, too long, or with characters that no text
    /// has. `known`: it is there already. `full`: the room takes no more from files.
    reason: &'static str,
    count: u64,
}

/// `POST /api/v1/videos/{id}/danmaku/import`
#[utoipa::path(
    post, path = "/api/v1/videos/{id}/danmaku/import", tag = "danmaku",
    operation_id = "importDanmaku",
    request_body(
        content = Vec<u8>, content_type = "application/octet-stream",
        description = "The public XML format in UTF-8, as `danmaku.xml` gives it: at most 2 MiB \
            and 20,000 texts. The same file again adds nothing",
    ),
    params(
        ("id" = String, Path, description = "The video"),
        ("play" = Option<String>, Query, description = "The token of a play session of it; it may \
            be left out where something was written before"),
    ),
    responses(
        (status = 200, description = "What came of it", body = DanmakuImportJson),
        (status = 403, description = "You are neither the owner of the video nor a moderator",
            body = ErrorJson),
        (status = 404, description = "No such video, or not for you", body = ErrorJson),
        (status = 413, description = "The body is too large", body = ErrorJson),
        (status = 422, description = "It is no file that could be read", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn bring(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> Answer {
    let PlayQuery { play: media_token } = asked(&request)?;
    let mut payload = payload.into_inner();
    let body = take_along(&front.bodies, &mut payload, FILE_BYTES_MAX).await?;
    let FileTexts { bullets, mut left_out } = file::read(&body).map_err(Error::from)?;
    let video_id = id.into_inner();
    let mut taken = 0;
    // Who may not is refused whatever the file has, so at least one call is made.
    let most = ImportDanmakuRequest::BULLETS.max_items as usize;
    let mut batches = bullets.chunks(most).map(<[_]>::to_vec).collect::<Vec<_>>();
    if batches.is_empty() {
        batches.push(Vec::new());
    }
    for bullets in batches {
        let (video_id, media_token) = (video_id.clone(), media_token.clone());
        let asked = ImportDanmakuRequest { video_id, media_token, bullets };
        let told = front.clients().danmaku.import_danmaku(&req.cx(), asked).await?;
        taken += told.taken;
        for one in told.left_out {
            *left_out.entry(one.reason).or_default() += one.count;
        }
    }
    let named = left_out.into_iter().filter_map(|(reason, count)| {
        let reason = word(LeftOutReason::try_from(reason).unwrap_or_default())?;
        Some(LeftOutJson { reason, count })
    });
    Ok(fresh(&DanmakuImportJson { taken, left_out: named.collect() }))
}

fn word(reason: LeftOutReason) -> Option<&'static str> {
    match reason {
        LeftOutReason::Unspecified => None,
        LeftOutReason::Time => Some("time"),
        LeftOutReason::Mode => Some("mode"),
        LeftOutReason::Look => Some("look"),
        LeftOutReason::Text => Some("text"),
        LeftOutReason::Known => Some("known"),
        LeftOutReason::Full => Some("full"),
    }
}
