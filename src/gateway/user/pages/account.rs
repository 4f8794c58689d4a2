//! The account page of whoever is signed in: password, sessions, API tokens. What ends something is
//! asked once more, on a page that scripts show as a dialog.

use super::{back_telling, place, refused, sign_up_status};
use crate::contract::user::{
    ApiToken, ChangePasswordRequest, CreateApiTokenRequest, EndAllSessionsRequest,
    EndSessionRequest, GetMailAddressRequest, GetProfileRequest, ListApiTokensRequest,
    ListSessionsRequest, RevokeApiTokenRequest, SessionEntry, UpdateProfileRequest,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::Form;
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{page, see_other, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::session::Member;
use crate::gateway::core::words::notices;
use crate::gateway::ingest::calls::usage;
use crate::gateway::user::views::{
    AccountPage, AddressView, Asked, ConfirmPage, NewToken, PictureView, Refusals, SessionRow,
    TokenRow, device_name,
};
use actix_web::{HttpRequest, web};

/// Where all of this stands.
pub(super) const HERE: &str = "/account";

pub(super) fn member(req: &RequestContext) -> Result<&Member, HttpError> {
    req.member.as_deref().ok_or_else(HttpError::not_found)
}

async fn tokens(front: &Front, req: &RequestContext) -> Result<Vec<ApiToken>, HttpError> {
    let listed = front.clients().user.list_api_tokens(&req.cx(), ListApiTokensRequest {}).await?;
    Ok(listed.tokens)
}

async fn sessions(front: &Front, req: &RequestContext) -> Result<Vec<SessionEntry>, HttpError> {
    let request = ListSessionsRequest { session_token: req.session_token() };
    Ok(front.clients().user.list_sessions(&req.cx(), request).await?.sessions)
}

async fn address(front: &Front, req: &RequestContext) -> Result<AddressView, HttpError> {
    let told = front.clients().user.get_mail_address(&req.cx(), GetMailAddressRequest {}).await?;
    Ok(AddressView::of(told, sign_up_status(front, req).await?.is_mail_sent))
}

pub(super) async fn account_page(
    front: &Front,
    req: &RequestContext,
    new_token: Option<NewToken>,
    refusals: Refusals,
) -> Result<AccountPage, HttpError> {
    let member = member(req)?;
    let used = usage(front, req).await;
    let profile = front.clients().user.get_profile(&req.cx(), GetProfileRequest {}).await?;
    let token_row = |token: ApiToken| TokenRow {
        id: token.token_id,
        label: token.label,
        created_ms: token.created_at_ms,
        last_used_ms: (token.used_at_ms > 0).then_some(token.used_at_ms),
    };
    let session_row = |one: SessionEntry| SessionRow {
        device: device_name(req.language, &one.browser, &one.system),
        id: one.session_id,
        network: one.short_network,
        created_ms: one.created_at_ms,
        used_ms: one.used_at_ms,
        is_current: one.is_current,
    };
    Ok(AccountPage {
        frame: req.frame(front),
        key: front.key(),
        name: member.name.clone(),
        is_admin: member.caller().is_admin(),
        created_ms: member.created_at_ms,
        mail: address(front, req).await?,
        picture: PictureView::of(req.language, &profile),
        bio: profile.bio,
        usage: used.filter(|_| member.caller().authorize_creator().is_ok()),
        data_bytes: used.map(|used| used.total_bytes),
        sessions: sessions(front, req).await?.into_iter().map(session_row).collect(),
        tokens: tokens(front, req).await?.into_iter().map(token_row).collect(),
        new_token,
        refusals,
    })
}

/// `GET /account`
pub(in crate::gateway) async fn account(front: FrontData, req: RequestContext) -> Answer {
    shown(&account_page(&front, &req, None, Refusals::default()).await?)
}

/// `POST /account/profile`
pub(in crate::gateway) async fn update_profile(
    front: FrontData,
    req: RequestContext,
    form: Form,
) -> Answer {
    let bio = form.text("bio").replace("\r\n", "\n");
    let request = UpdateProfileRequest { bio: bio.clone() };
    match front.clients().user.update_profile(&req.cx(), request).await {
        Ok(_) => Ok(back_telling(HERE, notices::user::PROFILE_SAVED)),
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            let refusals = Refusals { bio: refusal, ..Refusals::default() };
            let view = account_page(&front, &req, None, refusals).await?;
            page(status, &AccountPage { bio, ..view })
        },
    }
}

/// `POST /account/password`
pub(in crate::gateway) async fn change_password(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    form: Form,
) -> Answer {
    let change = ChangePasswordRequest {
        current_password: form.text("current_password").to_owned(),
        new_password: form.text("new_password").to_owned(),
        kept_session_token: req.session_token(),
        place: Some(place(&req, &request)),
    };
    match front.clients().user.change_password(&req.keyed_cx(&front), change).await {
        Ok(_) => {
            front.sessions.forget_all();
            Ok(back_telling(HERE, notices::user::PASSWORD_CHANGED))
        },
        Err(error) => {
            let (status, password) = refused(&req, error)?;
            let refusals = Refusals { password, ..Refusals::default() };
            page(status, &account_page(&front, &req, None, refusals).await?)
        },
    }
}

/// `POST /account/tokens`
pub(in crate::gateway) async fn create_token(
    front: FrontData,
    req: RequestContext,
    form: Form,
) -> Answer {
    let label = form.text("label").trim().to_owned();
    let request =
        CreateApiTokenRequest { label: label.clone(), session_token: req.session_token() };
    let created = front.clients().user.create_api_token(&req.keyed_cx(&front), request).await;
    match created {
        // Sent twice: the first answer showed it.
        Ok(created) if created.api_token.is_empty() => Ok(see_other(HERE)),
        Ok(created) => {
            let new = NewToken { label, secret: created.api_token };
            shown(&account_page(&front, &req, Some(new), Refusals::default()).await?)
        },
        Err(error) => {
            let (status, token) = refused(&req, error)?;
            let refusals = Refusals { token, ..Refusals::default() };
            page(status, &account_page(&front, &req, None, refusals).await?)
        },
    }
}

/// `GET /account/tokens/{id}/revoke`
pub(in crate::gateway) async fn ask_revoke_token(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let of_caller = tokens(&front, &req).await?;
    let found = of_caller.into_iter().find(|token| token.token_id == *id);
    let label = found.ok_or_else(HttpError::not_found)?.label;
    let words = req.language.words().user;
    shown(&ConfirmPage {
        frame: req.frame(&front),
        key: front.key(),
        title: words.confirm_revoke_title(label),
        lead: words.confirm_revoke_lead().to_owned(),
        action: format!("/account/tokens/{id}/revoke"),
        button: words.account_token_revoke(),
        next: HERE.to_owned(),
        asked: Asked::Nothing,
        refusal: None,
    })
}

/// `POST /account/tokens/{id}/revoke`
pub(in crate::gateway) async fn revoke_token(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = RevokeApiTokenRequest { token_id: id.into_inner() };
    front.clients().user.revoke_api_token(&req.cx(), request).await?;
    front.sessions.forget_all();
    Ok(back_telling(HERE, notices::user::TOKEN_REVOKED))
}

/// `GET /account/sessions/{id}/end`
pub(in crate::gateway) async fn ask_end_session(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let of_caller = sessions(&front, &req).await?;
    let found = of_caller.into_iter().find(|one| one.session_id == *id);
    let found = found.ok_or_else(HttpError::not_found)?;
    let words = req.language.words().user;
    let device = device_name(req.language, &found.browser, &found.system);
    shown(&ConfirmPage {
        frame: req.frame(&front),
        key: front.key(),
        title: words.confirm_end_title(device),
        lead: words.confirm_end_lead().to_owned(),
        action: format!("/account/sessions/{id}/end"),
        button: words.account_session_end(),
        next: HERE.to_owned(),
        asked: Asked::Nothing,
        refusal: None,
    })
}

/// `POST /account/sessions/{id}/end`
pub(in crate::gateway) async fn end_session(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = EndSessionRequest { session_id: id.into_inner() };
    front.clients().user.end_session(&req.cx(), request).await?;
    front.sessions.forget_all();
    Ok(back_telling(HERE, notices::user::SESSION_ENDED))
}

/// `GET /account/sign-out-everywhere`
pub(in crate::gateway) async fn ask_leave_everywhere(
    front: FrontData,
    req: RequestContext,
) -> Answer {
    let words = req.language.words().user;
    shown(&ConfirmPage {
        frame: req.frame(&front),
        key: front.key(),
        title: words.account_sign_out_everywhere().to_owned(),
        lead: words.confirm_everywhere_lead().to_owned(),
        action: "/account/sign-out-everywhere".to_owned(),
        button: words.confirm_everywhere(),
        next: HERE.to_owned(),
        asked: Asked::AlsoTokens,
        refusal: None,
    })
}

/// `POST /account/sign-out-everywhere`
pub(in crate::gateway) async fn leave_everywhere(
    front: FrontData,
    req: RequestContext,
    form: Form,
) -> Answer {
    let request = EndAllSessionsRequest {
        kept_session_token: req.session_token(),
        with_api_tokens: form.find("with_api_tokens").is_some(),
        kept_api_token: String::new(),
    };
    front.clients().user.end_all_sessions(&req.keyed_cx(&front), request).await?;
    front.sessions.forget_all();
    Ok(back_telling(HERE, notices::user::SIGNED_OUT_ELSEWHERE))
}
