//! Says which address a link is about. It must not say why one does not hold.

use crate::contract::user::{GetMailLinkRequest, GetMailLinkResponse, Owner};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::db::View;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    _: Context,
    request: GetMailLinkRequest,
) -> Reply<GetMailLinkResponse> {
    let Some(link) = token::digest(&request.token) else {
        return Ok(GetMailLinkResponse::default());
    };
    let now_ms = service.domain.clock.now_ms();
    let find = move |view: &View<'_, Owner>| {
        let Some(claim) = store::claim_of_link(view, &link, now_ms)? else { return Ok(None) };
        let account = store::by_id(view, &claim.user_id)?;
        Ok(account.map(|account| (account, claim.address)))
    };
    let found = service.domain.db.read(find).await?;
    Ok(found.map_or_else(GetMailLinkResponse::default, |(account, address)| GetMailLinkResponse {
        user: Some(account.card()),
        address,
    }))
}
