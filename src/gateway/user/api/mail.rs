//! The caller's e-mail address, and the mail of the site, as JSON.

use crate::contract::user::{
    ConfirmMailAddressRequest, GetMailAddressRequest, GetMailStatusRequest,
    RequestPasswordResetRequest, SetMailAddressRequest,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::pages::place;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::ToSchema;

/// An address that is asked for.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct SetAddressJson {
    /// Empty takes back what was asked before.
    address: String,
    current_password: String,
}

/// The address of the caller.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct AddressJson {
    /// Empty while none is confirmed.
    address: String,
    /// 0 while none is confirmed.
    confirmed_at_ms: i64,
    /// The one that waits for its links to be followed; often empty.
    waiting_address: String,
    /// The link in the message to the new address waits.
    waits_for_new: bool,
    /// The link in the message to the present address waits.
    waits_for_old: bool,
    waiting_until_ms: i64,
}

/// Who forgot their password.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct ForgottenJson {
    name_or_address: String,
}

/// How the mail of the site fares.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct MailStatusJson {
    /// False where messages are written into a folder.
    is_mail_sent: bool,
    waiting: u64,
    /// Of the last days.
    given_up: u64,
    /// 0 when none waits.
    oldest_at_ms: i64,
    /// What the mail server said last of one that waits.
    last_fault: String,
}

/// `GET /api/v1/account/address`
#[utoipa::path(
    get, path = "/api/v1/account/address", tag = "users", operation_id = "getMailAddress",
    responses((status = 200, description = "The address of the caller", body = AddressJson))
)]
pub(in crate::gateway) async fn address(front: FrontData, req: RequestContext) -> Answer {
    let told = front.clients().user.get_mail_address(&req.cx(), GetMailAddressRequest {}).await?;
    Ok(fresh(&AddressJson {
        address: told.address,
        confirmed_at_ms: told.confirmed_at_ms,
        waiting_address: told.waiting_address,
        waits_for_new: told.waits_for_new,
        waits_for_old: told.waits_for_old,
        waiting_until_ms: told.waiting_until_ms,
    }))
}

/// `POST /api/v1/account/address`
#[utoipa::path(
    post, path = "/api/v1/account/address", tag = "users", operation_id = "setMailAddress",
    request_body = SetAddressJson,
    responses(
        (status = 204, description = "The messages with the links are on their way"),
        (status = 403, description = "The current password is another one, or this is no session",
            body = ErrorJson),
        (status = 404, description = "The account is gone", body = ErrorJson),
        (status = 422, description = "It is no e-mail address", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn set_address(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    set: Json<SetAddressJson>,
) -> Answer {
    let SetAddressJson { address, current_password } = set.0;
    let language = req.language.code().to_owned();
    let place = Some(place(&req, &request));
    let session_token = req.session_token();
    let set = SetMailAddressRequest { address, current_password, language, place, session_token };
    front.clients().user.set_mail_address(&req.keyed_cx(&front), set).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A link of a message about an address.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct ConfirmAddressJson {
    /// The last part of the link.
    token: String,
}

/// What became of it.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ConfirmedJson {
    /// False while the link in the message to the other address waits.
    is_complete: bool,
}

/// `POST /api/v1/address-confirmations`
#[utoipa::path(
    post, path = "/api/v1/address-confirmations", tag = "users",
    operation_id = "confirmMailAddress", request_body = ConfirmAddressJson, security(()),
    responses(
        (status = 200, description = "The link was followed", body = ConfirmedJson),
        (status = 403, description = "The link does not hold", body = ErrorJson),
        (status = 409, description = "Another account has the address", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn confirm(
    front: FrontData,
    req: RequestContext,
    link: Json<ConfirmAddressJson>,
) -> Answer {
    let request = ConfirmMailAddressRequest { token: link.0.token };
    let told = front.clients().user.confirm_mail_address(&req.keyed_cx(&front), request).await?;
    Ok(fresh(&ConfirmedJson { is_complete: told.is_complete }))
}

/// `POST /api/v1/password-resets`
#[utoipa::path(
    post, path = "/api/v1/password-resets", tag = "users", operation_id = "requestPasswordReset",
    request_body = ForgottenJson, security(()),
    responses(
        (status = 204, description = "If there is such an account with a confirmed address, a \
            message with a link is on its way"),
    )
)]
pub(in crate::gateway) async fn ask_reset(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    who: Json<ForgottenJson>,
) -> Answer {
    let name_or_address = who.0.name_or_address;
    let place = Some(place(&req, &request));
    let asked = RequestPasswordResetRequest { name_or_address, place };
    front.clients().user.request_password_reset(&req.cx(), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/admin/mail`
#[utoipa::path(
    get, path = "/api/v1/admin/mail", tag = "users", operation_id = "getMailStatus",
    responses((status = 200, description = "How the mail of the site fares", body = MailStatusJson))
)]
pub(in crate::gateway) async fn status(front: FrontData, req: RequestContext) -> Answer {
    let told = front.clients().user.get_mail_status(&req.cx(), GetMailStatusRequest {}).await?;
    Ok(fresh(&MailStatusJson {
        is_mail_sent: told.is_mail_sent,
        waiting: told.waiting,
        given_up: told.given_up,
        oldest_at_ms: told.oldest_at_ms,
        last_fault: told.last_fault,
    }))
}
