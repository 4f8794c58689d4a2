//! Says who may come in new, so that no page offers what would be refused.

use crate::contract::user::{GetSignUpStatusRequest, GetSignUpStatusResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    _: Context,
    _: GetSignUpStatusRequest,
) -> Reply<GetSignUpStatusResponse> {
    let options = service.options.get();
    let is_sign_up_open = model::decide_sign_up(&options, None).is_ok();
    let has_administrator = service.domain.db.read(store::any_admin).await?;
    let is_mail_sent = service.mailer.is_outward();
    Ok(GetSignUpStatusResponse {
        is_sign_up_open,
        has_administrator,
        is_mail_sent,
        mode: model::show_mode(&options).into(),
        question: options.sign_up_question.clone(),
    })
}
