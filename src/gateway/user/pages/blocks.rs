//! Whom somebody has blocked or muted: the page, and the forms of it and of the pages of accounts.
//! It must not tell anybody who has blocked them.

use super::{asked, back_telling};
use crate::contract::user::{
    BlockUserRequest, ListBlocksRequest, MuteUserRequest, RelationKind, UnblockUserRequest,
    UnmuteUserRequest,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{self, Form, encoded};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::shown;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::user::views::{BlockRow, BlockedList, BlocksPage};
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};

const HERE: &str = "/account/blocks";
/// Rows of each list that stand there at once.
const ROWS_MAX: u32 = 50;

async fn list(
    front: &Front,
    req: &RequestContext,
    (kind, field): (RelationKind, &str),
    cursor: String,
) -> Result<BlockedList, HttpError> {
    let page = Some(Page { cursor, limit: ROWS_MAX });
    let request = ListBlocksRequest { page, kind: kind.into() };
    let told = front.clients().user.list_blocks(&req.cx(), request).await?;
    let rows = told.blocks.into_iter().map(|one| BlockRow {
        id: one.user_id,
        name: one.name,
        since_ms: one.since_ms,
    });
    let more = (!told.next_cursor.is_empty())
        .then(|| format!("{HERE}?{field}={}", encoded(&told.next_cursor)));
    Ok(BlockedList { rows: rows.collect(), more })
}

/// `GET /account/blocks`
pub(in crate::gateway) async fn blocks(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let blocked = (RelationKind::Block, "blocked");
    let muted = (RelationKind::Mute, "muted");
    shown(&BlocksPage {
        frame: req.frame(&front),
        blocked: list(&front, &req, blocked, asked(&request, blocked.1)).await?,
        muted: list(&front, &req, muted, asked(&request, muted.1)).await?,
    })
}

/// Where a form was: the page of an account, or the list.
fn back(form: &Form) -> &str {
    let next = form.text("next");
    if next.starts_with("/u/") { form::next_path(next) } else { HERE }
}

/// `POST /account/blocks/{id}/block`
pub(in crate::gateway) async fn block(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let request = BlockUserRequest { user_id: id.into_inner() };
    front.clients().user.block_user(&req.cx(), request).await?;
    Ok(back_telling(back(&form), notices::user::BLOCKED))
}

/// `POST /account/blocks/{id}/unblock`
pub(in crate::gateway) async fn unblock(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let request = UnblockUserRequest { user_id: id.into_inner() };
    front.clients().user.unblock_user(&req.cx(), request).await?;
    Ok(back_telling(back(&form), notices::user::UNBLOCKED))
}

/// `POST /account/blocks/{id}/mute`
pub(in crate::gateway) async fn mute(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let request = MuteUserRequest { user_id: id.into_inner() };
    front.clients().user.mute_user(&req.cx(), request).await?;
    Ok(back_telling(back(&form), notices::user::MUTED))
}

/// `POST /account/blocks/{id}/unmute`
pub(in crate::gateway) async fn unmute(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let request = UnmuteUserRequest { user_id: id.into_inner() };
    front.clients().user.unmute_user(&req.cx(), request).await?;
    Ok(back_telling(back(&form), notices::user::UNMUTED))
}
