//! Who asks, in which language, with which key: read once from the head of a request. It must not
//! decide what they may do.

use super::csrf::{self, Subject};
use super::error::{HttpError, Own};
use super::front::{Front, FrontData};
use super::language;
use super::session::{self, Credential, Member};
use super::views::{Frame, Theme, ViewerCard};
use super::words::Language;
use crate::gateway::user::calls;
use crate::kernel::context::{Caller, Context};
use crate::kernel::trace::Trace;
use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use std::future::{Ready, ready};
use std::net::IpAddr;
use std::sync::Arc;

/// What is known of a request before anybody is asked.
#[derive(Debug, Clone)]
pub(in crate::gateway) struct RequestOrigin {
    pub(in crate::gateway) ip: IpAddr,
    pub(in crate::gateway) is_secure: bool,
    pub(in crate::gateway) by_control: bool,
    /// Whether it comes from this machine and no proxy says that it only passes it on.
    pub(in crate::gateway) is_near: bool,
    pub(in crate::gateway) trace: Trace,
}

/// How the caller proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) enum Proof {
    /// Nothing that a browser would send by itself.
    None,
    /// Cookies: a strange page could make the browser send them.
    Cookie,
    /// A token in a header, or the control socket.
    Strong,
}

/// One request's caller and wishes. Cheap to clone.
#[derive(Clone)]
pub(in crate::gateway) struct RequestContext {
    pub(in crate::gateway) origin: RequestOrigin,
    pub(in crate::gateway) caller: Caller,
    pub(in crate::gateway) member: Option<Arc<Member>>,
    pub(in crate::gateway) proof: Proof,
    /// The session token, when a cookie carried one that is good.
    pub(in crate::gateway) session: Option<Arc<str>>,
    /// The API token, when a header carried one that is good.
    pub(in crate::gateway) api_token: Option<Arc<str>>,
    pub(in crate::gateway) visitor: Arc<str>,
    /// Whether the browser has to be told its visitor word.
    pub(in crate::gateway) is_new_visitor: bool,
    pub(in crate::gateway) key: Option<Arc<str>>,
    pub(in crate::gateway) gray: Option<Arc<str>>,
    pub(in crate::gateway) language: Language,
    pub(in crate::gateway) theme: Theme,
    /// Whoever uses this browser has said that they are of age.
    pub(in crate::gateway) is_of_age: bool,
    /// Path and query.
    pub(in crate::gateway) path: Arc<str>,
    pub(in crate::gateway) notice: Option<String>,
    /// Whom the request was sent to: a name or an address, with a port.
    pub(in crate::gateway) host: Arc<str>,
}

impl RequestContext {
    /// What travels with the calls that this request makes.
    pub(in crate::gateway) fn cx(&self) -> Context {
        let mut cx = Context::new(self.caller.clone(), self.origin.trace);
        cx.key.clone_from(&self.key);
        cx.gray.clone_from(&self.gray);
        cx
    }

    /// The same, with a key even when the caller gave none.
    pub(in crate::gateway) fn keyed_cx(&self, front: &Front) -> Context {
        let mut cx = self.cx();
        cx.key.get_or_insert_with(|| front.key().into());
        cx
    }

    /// The session that asks, as a domain is told of it; empty for whoever comes by API token.
    pub(in crate::gateway) fn session_token(&self) -> String {
        self.session.as_deref().unwrap_or_default().to_owned()
    }

    /// What to ask about again while a long answer goes on; `None` when nothing can run out.
    pub(in crate::gateway) fn credential(&self) -> Option<Credential> {
        let session =
            || self.session.as_ref().map(|text| Credential::SessionToken(text.as_ref().into()));
        let token = self.api_token.as_ref().map(|text| Credential::ApiToken(text.as_ref().into()));
        token.or_else(session)
    }

    /// What the token of a form is bound to.
    pub(in crate::gateway) fn subject(&self) -> Subject<'_> {
        match &self.session {
            Some(token) => Subject::Session(token),
            None => Subject::Visitor(&self.visitor),
        }
    }

    /// The address of the site without a path, for links that leave it: what its owner states, or
    /// else what this request was sent to.
    pub(in crate::gateway) fn site_url(&self, front: &Front) -> String {
        let settings = front.settings();
        let stated = settings.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
        stated.unwrap_or_else(|| {
            let scheme = if self.origin.is_secure { "https" } else { "http" };
            format!("{scheme}://{}", self.host)
        })
    }

    /// The part of a page that all pages share.
    pub(in crate::gateway) fn frame(&self, front: &Front) -> Frame {
        let viewer = self.member.as_ref().map(|member| ViewerCard {
            name: member.name.clone(),
            is_admin: member.caller().is_admin(),
            is_moderator: member.caller().is_moderator(),
            avatar: member.avatar.clone(),
        });
        Frame {
            words: self.language.words(),
            language: self.language,
            theme: self.theme,
            viewer,
            csrf: csrf::token(&front.gateway.csrf_key, self.subject()),
            key: front.key(),
            path: self.path.to_string(),
            now_ms: front.now_ms(),
            notice: self.notice.clone(),
            asset: super::assets::address,
            site: Arc::clone(&front.site().view),
        }
    }
}

/// Handlers get the context of a request that was let in.
impl FromRequest for RequestContext {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get::<Self>().cloned().ok_or_else(HttpError::not_found))
    }
}

/// What the `Host` header says, where it is a host and nothing else.
fn host(headers: &HeaderMap) -> &str {
    let is_host = |text: &&str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
        (1..=255).contains(&text.len()) && text.bytes().all(plain)
    };
    text(headers, "host").filter(is_host).unwrap_or("localhost")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A word that a header or cookie may carry: an idempotency key, a visitor, a gray tag.
pub(in crate::gateway) fn is_word(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(plain)
}

/// Reads who asks.
///
/// # Errors
/// `CREDENTIAL_UNKNOWN` for a bad token, `HEADER_INVALID` for a bad key, or that `user` is out.
pub(in crate::gateway) async fn read(
    front: &FrontData,
    origin: RequestOrigin,
    request: &HttpRequest,
) -> Result<RequestContext, HttpError> {
    let mut req = anonymous(front, origin, request)?;
    if req.origin.by_control {
        act_as(front, &mut req, request).await?;
        return Ok(req);
    }
    let trace = req.origin.trace;
    if let Some(header) = request.headers().get(AUTHORIZATION) {
        let unknown = || {
            let text = "The API token is unknown or revoked. Create another on your account page.";
            HttpError::own(Own::CredentialUnknown, text)
        };
        let token = header.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
        let token = token.map(str::trim).filter(|token| token.len() <= 256).ok_or_else(unknown)?;
        let credential = Credential::ApiToken(token.to_owned());
        let member = session::resolve(front, trace, credential).await?.ok_or_else(unknown)?;
        req.api_token = Some(token.into());
        req.become_member(member, Proof::Strong);
        return Ok(req);
    }
    let cookie = request.cookie(session::cookie_name(req.origin.is_secure));
    let token = cookie.as_ref().map(Cookie::value).filter(|token| token.len() <= 256);
    if let Some(token) = token.filter(|token| !token.is_empty()) {
        req.proof = Proof::Cookie;
        let credential = Credential::SessionToken(token.to_owned());
        if let Some(member) = session::resolve(front, trace, credential).await? {
            req.session = Some(token.into());
            req.become_member(member, Proof::Cookie);
        }
    }
    Ok(req)
}

impl RequestContext {
    fn become_member(&mut self, member: Arc<Member>, proof: Proof) {
        self.caller = member.caller();
        self.member = Some(member);
        self.proof = proof;
    }
}

/// The context of somebody who has shown nothing yet.
pub(in crate::gateway) fn anonymous(
    front: &Front,
    origin: RequestOrigin,
    request: &HttpRequest,
) -> Result<RequestContext, HttpError> {
    let headers = request.headers();
    let key = text(headers, "idempotency-key").map(|key| key.trim_matches('"'));
    if key.is_some_and(|key| !is_word(key)) {
        let text = "The Idempotency-Key must be 1 to 64 letters, digits, `_` or `-`.";
        return Err(HttpError::own(Own::HeaderInvalid, text));
    }
    let gray = text(headers, "x-gray-id").filter(|id| is_word(id));
    let gray = gray.filter(|_| text(headers, "x-env") == Some("gray"));
    let known = request.cookie(session::VISITOR_COOKIE);
    let known = known.map(|cookie| cookie.value().to_owned()).filter(|word| is_word(word));
    let is_new_visitor = known.is_none();
    let visitor: Arc<str> = known.unwrap_or_else(|| front.key()).into();
    let query = request.query_string();
    let notice = query.split('&').find_map(|part| part.strip_prefix("notice="));
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let language = language::language(request);
    Ok(RequestContext {
        caller: Caller::Anonymous { visitor: Arc::clone(&visitor) },
        member: None,
        proof: if is_new_visitor { Proof::None } else { Proof::Cookie },
        session: None,
        api_token: None,
        visitor,
        is_new_visitor,
        key: key.map(Into::into),
        gray: gray.map(Into::into),
        language,
        theme: language::theme(request),
        is_of_age: request.cookie(session::AGE_COOKIE).is_some(),
        path: path.into(),
        notice: notice.and_then(|code| language.notice(code)),
        host: host(headers).into(),
        origin,
    })
}

/// Whoever may open the control socket acts as the operator, or as the account they name.
async fn act_as(
    front: &FrontData,
    req: &mut RequestContext,
    request: &HttpRequest,
) -> Result<(), HttpError> {
    req.caller = Caller::Operator;
    req.proof = Proof::Strong;
    let Some(given) = request.headers().get("shoal-as") else { return Ok(()) };
    // Names may be Chinese: a header that `to_str` cannot read must not make this the operator.
    let name = std::str::from_utf8(given.as_bytes())
        .map_err(|_| HttpError::own(Own::HeaderInvalid, "Send shoal-as as UTF-8."))?;
    let found = calls::named(front, req, name).await?;
    let member = found.ok_or_else(|| {
        HttpError::own(Own::CredentialUnknown, format!("There is no account named {name:?}."))
    })?;
    req.become_member(Arc::new(member), Proof::Strong);
    Ok(())
}
