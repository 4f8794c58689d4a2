//! Whom the caller has blocked or muted as JSON. It must not tell who has blocked them.

use crate::contract::user::{
    BlockEntry, BlockUserRequest, ListBlocksRequest, MuteUserRequest, RelationKind,
    UnblockUserRequest, UnmuteUserRequest,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::query::page_of;
use crate::gateway::core::request::RequestContext;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// An account that was blocked or muted.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct BlockJson {
    user_id: String,
    name: String,
    since_ms: i64,
}

impl BlockJson {
    fn of(one: BlockEntry) -> Self {
        Self { user_id: one.user_id, name: one.name, since_ms: one.since_ms }
    }
}

/// Accounts that were blocked or muted, the last one first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct BlocksJson {
    blocks: Vec<BlockJson>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
}

async fn listed(
    front: &Front,
    req: &RequestContext,
    request: &HttpRequest,
    kind: RelationKind,
) -> Answer {
    let asked = ListBlocksRequest { page: Some(page_of(request)?), kind: kind.into() };
    let told = front.clients().user.list_blocks(&req.cx(), asked).await?;
    let blocks = told.blocks.into_iter().map(BlockJson::of).collect();
    let next_cursor = Some(told.next_cursor).filter(|cursor| !cursor.is_empty());
    Ok(fresh(&BlocksJson { blocks, next_cursor }))
}

/// `GET /api/v1/account/blocks`
#[utoipa::path(
    get, path = "/api/v1/account/blocks", tag = "users",
    operation_id = "listBlocks",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses(
        (status = 200, description = "Whom the caller has blocked", body = BlocksJson),
        (status = 400, description = "No page begins there", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn blocks(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    listed(&front, &req, &request, RelationKind::Block).await
}

/// `GET /api/v1/account/mutes`
#[utoipa::path(
    get, path = "/api/v1/account/mutes", tag = "users",
    operation_id = "listMutes",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses(
        (status = 200, description = "Whom the caller has muted", body = BlocksJson),
        (status = 400, description = "No page begins there", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn mutes(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    listed(&front, &req, &request, RelationKind::Mute).await
}

/// `POST /api/v1/account/blocks/{id}`
#[utoipa::path(
    post, path = "/api/v1/account/blocks/{id}", tag = "users",
    operation_id = "blockUser",
    params(("id" = String, Path, description = "The account to block")),
    responses(
        (status = 204, description = "It is blocked"),
        (status = 404, description = "No such account", body = ErrorJson),
        (status = 409, description = "It is your own", body = ErrorJson),
        (status = 429, description = "You have blocked too many", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn block(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = BlockUserRequest { user_id: id.into_inner() };
    front.clients().user.block_user(&req.cx(), request).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `DELETE /api/v1/account/blocks/{id}`
#[utoipa::path(
    delete, path = "/api/v1/account/blocks/{id}", tag = "users",
    operation_id = "unblockUser",
    params(("id" = String, Path, description = "The account")),
    responses(
        (status = 204, description = "It is not blocked"),
        (status = 404, description = "That is no account", body = ErrorJson),
        (status = 409, description = "It is your own", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn unblock(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = UnblockUserRequest { user_id: id.into_inner() };
    front.clients().user.unblock_user(&req.cx(), request).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/account/mutes/{id}`
#[utoipa::path(
    post, path = "/api/v1/account/mutes/{id}", tag = "users",
    operation_id = "muteUser",
    params(("id" = String, Path, description = "The account to mute")),
    responses(
        (status = 204, description = "It is muted"),
        (status = 404, description = "No such account", body = ErrorJson),
        (status = 409, description = "It is your own", body = ErrorJson),
        (status = 429, description = "You have muted too many", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn mute(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = MuteUserRequest { user_id: id.into_inner() };
    front.clients().user.mute_user(&req.cx(), request).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `DELETE /api/v1/account/mutes/{id}`
#[utoipa::path(
    delete, path = "/api/v1/account/mutes/{id}", tag = "users",
    operation_id = "unmuteUser",
    params(("id" = String, Path, description = "The account")),
    responses(
        (status = 204, description = "It is not muted"),
        (status = 404, description = "That is no account", body = ErrorJson),
        (status = 409, description = "It is your own", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn unmute(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = UnmuteUserRequest { user_id: id.into_inner() };
    front.clients().user.unmute_user(&req.cx(), request).await?;
    Ok(HttpResponse::NoContent().finish())
}
