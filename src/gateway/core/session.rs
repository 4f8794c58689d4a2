//! Who a credential belongs to: asked of `user`, remembered for a second. What is ended through
//! this front ends at once; what is ended through another one, within that time. It must not keep
//! a credential itself, only its hash.

use super::error::HttpError;
use super::front::Front;
use crate::gateway::user::calls;
use crate::kernel::context::{Caller, Role};
use crate::kernel::id::UserId;
use crate::kernel::trace::Trace;
use actix_web::cookie::{Cookie, SameSite, time::Duration as Age};
use moka::sync::Cache;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What proves an account.
#[derive(Clone)]
pub(in crate::gateway) enum Credential {
    SessionToken(String),
    ApiToken(String),
}

/// How long an answer is believed.
const BELIEVED: Duration = Duration::from_secs(1);
const CREDENTIALS_MAX: u64 = 20_000;
/// How long a browser keeps the word by which it is known.
const VISITOR_DAYS: i64 = 365;

const SECURE_COOKIE: &str = "__Host-shoal";
const PLAIN_COOKIE: &str = "shoal_session";
pub(in crate::gateway) const VISITOR_COOKIE: &str = "shoal_visitor";

/// A signed-in account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::gateway) struct Member {
    pub(in crate::gateway) user_id: UserId,
    pub(in crate::gateway) name: String,
    pub(in crate::gateway) role: Role,
    pub(in crate::gateway) created_at_ms: i64,
    /// The picture that others see; empty without one.
    pub(in crate::gateway) avatar: String,
    /// How long the session goes on from now if nobody uses it; 0 if this is none.
    pub(in crate::gateway) session_idle_ms: i64,
}

impl Member {
    pub(in crate::gateway) fn caller(&self) -> Caller {
        Caller::User { user_id: self.user_id.clone(), role: self.role }
    }
}

/// The word of a role in the JSON API.
pub(in crate::gateway) fn role_word(role: Role) -> &'static str {
    match role {
        Role::Viewer => "viewer",
        Role::Creator => "creator",
        Role::Moderator => "moderator",
        Role::Admin => "admin",
    }
}

/// What is known of the credentials seen in the last second.
pub(in crate::gateway) struct Sessions {
    known: Cache<[u8; 32], Option<Arc<Member>>>,
    /// How often anything was forgotten: an answer that was under way then is not remembered.
    forgotten: AtomicU64,
}

impl Sessions {
    pub(in crate::gateway) fn new() -> Self {
        let known = Cache::builder().max_capacity(CREDENTIALS_MAX).time_to_live(BELIEVED).build();
        Self { known, forgotten: AtomicU64::new(0) }
    }

    /// Forgets a session that has just ended.
    pub(in crate::gateway) fn forget(&self, token: &str) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.known.invalidate(&mark(&Credential::SessionToken(token.to_owned())));
    }

    /// Forgets all: credentials have ended, or roles have changed, whose tokens are not known here.
    pub(in crate::gateway) fn forget_all(&self) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.known.invalidate_all();
    }
}

fn mark(credential: &Credential) -> [u8; 32] {
    let (kind, token) = match credential {
        Credential::SessionToken(token) => ("session:", token),
        Credential::ApiToken(token) => ("token:", token),
    };
    Sha256::new().chain_update(kind).chain_update(token).finalize().into()
}

/// The account behind a credential; `None` when it is unknown, ended or revoked.
///
/// # Errors
/// When `user` cannot answer.
pub(in crate::gateway) async fn resolve(
    front: &Front,
    trace: Trace,
    credential: Credential,
) -> Result<Option<Arc<Member>>, HttpError> {
    let mark = mark(&credential);
    if let Some(known) = front.sessions.known.get(&mark) {
        return Ok(known);
    }
    let forgotten = front.sessions.forgotten.load(Ordering::SeqCst);
    let member = calls::resolve(front, trace, credential).await?.map(Arc::new);
    front.sessions.known.insert(mark, member.clone());
    if front.sessions.forgotten.load(Ordering::SeqCst) != forgotten {
        front.sessions.known.invalidate(&mark);
    }
    Ok(member)
}

/// What a browser keeps whose person has said that they are of age.
pub(in crate::gateway) const AGE_COOKIE: &str = "shoal_of_age";

/// The name of the session cookie.
pub(in crate::gateway) fn cookie_name(is_secure: bool) -> &'static str {
    if is_secure { SECURE_COOKIE } else { PLAIN_COOKIE }
}

/// A cookie of this site that no script reads.
pub(in crate::gateway) fn cookie(
    name: &str,
    value: &str,
    is_secure: bool,
    age: Option<Age>,
) -> Cookie<'static> {
    let cookie = Cookie::build(name.to_owned(), value.to_owned())
        .path("/")
        .http_only(true)
        .secure(is_secure)
        .same_site(SameSite::Lax);
    match age {
        Some(age) => cookie.max_age(age).finish(),
        None => cookie.finish(),
    }
}

/// The cookie of a session that begins. It lasts as long as the browser runs; the page that comes
/// next makes it last as long as the session.
pub(in crate::gateway) fn session_cookie(token: &str, is_secure: bool) -> Cookie<'static> {
    cookie(cookie_name(is_secure), token, is_secure, None)
}

/// The cookie of a session that was used just now: the browser keeps it as long as `user` does.
pub(in crate::gateway) fn renewed_cookie(
    token: &str,
    is_secure: bool,
    idle_ms: i64,
) -> Cookie<'static> {
    cookie(cookie_name(is_secure), token, is_secure, Some(Age::milliseconds(idle_ms)))
}

/// The cookie that ends one.
pub(in crate::gateway) fn ended_cookie(is_secure: bool) -> Cookie<'static> {
    cookie(cookie_name(is_secure), "", is_secure, Some(Age::ZERO))
}

/// The cookie by which one browser is told from another.
pub(in crate::gateway) fn visitor_cookie(word: &str, is_secure: bool) -> Cookie<'static> {
    cookie(VISITOR_COOKIE, word, is_secure, Some(Age::days(VISITOR_DAYS)))
}
