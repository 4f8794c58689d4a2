//! Says how the mail of the site fares.

use crate::contract::user::{GetMailStatusRequest, GetMailStatusResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    _: GetMailStatusRequest,
) -> Reply<GetMailStatusResponse> {
    cx.caller.authorize_admin()?;
    let post = service.domain.db.read(store::count_mail).await?;
    Ok(model::show_mail_counts(post, service.mailer.is_outward()))
}
