//! The pages of accounts: sign-in and sign-up, the account itself, the new password by a link, and
//! the list of administrators. It must not keep a password or a token longer than one answer.

pub(in crate::gateway) mod account;
pub(in crate::gateway) mod avatar;
pub(in crate::gateway) mod blocks;
pub(in crate::gateway) mod erasure;
pub(in crate::gateway) mod invitations;
pub(in crate::gateway) mod mail;
pub(in crate::gateway) mod passkeys;
pub(in crate::gateway) mod quota;
pub(in crate::gateway) mod reset;
pub(in crate::gateway) mod roles;
pub(in crate::gateway) mod second_factor;
pub(in crate::gateway) mod sign_in;
pub(in crate::gateway) mod sign_up;
pub(in crate::gateway) mod users;
pub(in crate::gateway) mod waiting;

use crate::contract::user::{GetSignUpStatusRequest, GetSignUpStatusResponse, Place};
use crate::gateway::core::device::device;
use crate::gateway::core::error::HttpError;
use crate::gateway::core::front::Front;
use crate::gateway::core::limits::{customer, short_network};
use crate::gateway::core::pages::{comes_back, refusal, see_other};
use crate::gateway::core::request::RequestContext;
use actix_web::http::StatusCode;
use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, HttpResponse, web};

/// A field of the address.
fn asked(request: &HttpRequest, name: &str) -> String {
    let fields = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let fields = fields.map(web::Query::into_inner).unwrap_or_default();
    fields.into_iter().find(|(field, _)| field == name).map_or_else(String::new, |(_, at)| at)
}

/// Where a visitor comes from: for whoever counts wrong passwords, and for the list of sessions.
/// The word of a browser is known only to it, and is kept for as long as its cookies are.
pub(in crate::gateway::user) fn place(req: &RequestContext, request: &HttpRequest) -> Place {
    let device_token = match req.is_new_visitor {
        true => String::new(),
        false => req.visitor.to_string(),
    };
    let said = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    let (browser, system) = device(said.unwrap_or_default());
    Place {
        network: format!("{:x}", customer(req.origin.ip)),
        device_token,
        browser: browser.to_owned(),
        system: system.to_owned(),
        short_network: short_network(req.origin.ip),
    }
}

/// The status and the sentence with which a form comes back.
fn refused(
    req: &RequestContext,
    error: impl Into<HttpError>,
) -> Result<(StatusCode, Option<String>), HttpError> {
    let trouble: HttpError = error.into();
    if !comes_back(&trouble) {
        return Err(trouble);
    }
    Ok((trouble.status, refusal(req, &trouble)))
}

/// Sends a browser on to where a form was opened, which says once what was done: a code of
/// `notices`.
fn back_telling(next: &str, notice: &str) -> HttpResponse {
    let mark = if next.contains('?') { '&' } else { '?' };
    see_other(&format!("{next}{mark}notice={notice}"))
}

/// Who may come in new.
///
/// # Errors
/// When `user` cannot answer.
async fn sign_up_status(
    front: &Front,
    req: &RequestContext,
) -> Result<GetSignUpStatusResponse, HttpError> {
    Ok(front.clients().user.get_sign_up_status(&req.cx(), GetSignUpStatusRequest {}).await?)
}
