//! What the rest of the gateway asks of `user`: who a credential belongs to, what accounts are
//! called, in whose name the operator publishes. It must not remember an answer.

use crate::contract::user::resolve_credential_request::Credential as Asked;
use crate::contract::user::{
    AddUserRequest, CheckRelationsRequest, GetFirstAdministratorRequest, GetMailStatusRequest,
    GetUserRequest, GetUsersRequest, ResolveCredentialRequest, Role as Told, UserCard,
};
use crate::gateway::core::error::HttpError;
use crate::gateway::core::front::Front;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::session::{Credential, Member, role_word};
use crate::gateway::core::views::Frame;
use crate::gateway::user::views::SetAside;
use crate::kernel::authorize::Right;
use crate::kernel::context::{Caller, Context, Role};
use crate::kernel::fault::Reply;
use crate::kernel::trace::Trace;
use std::collections::HashMap;

/// How the mail of the site fares.
pub(in crate::gateway) struct MailState {
    /// False where messages are written into a folder.
    pub(in crate::gateway) is_sent: bool,
    pub(in crate::gateway) waiting: u64,
    pub(in crate::gateway) given_up: u64,
    pub(in crate::gateway) oldest_ms: i64,
    pub(in crate::gateway) last_fault: String,
}

/// How the mail of the site fares; nothing where `user` cannot answer: who shows it is there for
/// when something else is not.
pub(in crate::gateway) async fn mail_state(
    front: &Front,
    req: &RequestContext,
) -> Option<MailState> {
    let told =
        front.clients().user.get_mail_status(&req.cx(), GetMailStatusRequest {}).await.ok()?;
    Some(MailState {
        is_sent: told.is_mail_sent,
        waiting: told.waiting,
        given_up: told.given_up,
        oldest_ms: told.oldest_at_ms,
        last_fault: told.last_fault,
    })
}

/// The account in whose name the operator publishes while there is no administrator.
const SITE_ACCOUNT: &str = "shoal";

/// Names of accounts by id.
pub(in crate::gateway) type Names = HashMap<String, String>;

/// What accounts are called, and which pictures stand for them.
#[derive(Default)]
pub(in crate::gateway) struct People {
    pub(in crate::gateway) names: Names,
    pub(in crate::gateway) avatars: HashMap<String, String>,
}

/// An account as the front knows it.
///
/// # Errors
/// A fault when `user` gave it an id that is none.
pub(in crate::gateway) fn member(card: UserCard) -> Reply<Member> {
    let role = role_of(card.role());
    Ok(Member {
        user_id: card.user_id.parse()?,
        name: card.name,
        role,
        created_at_ms: card.created_at_ms,
        avatar: card.avatar,
        session_idle_ms: 0,
    })
}

/// A role as the contract writes it; what is unknown may do nothing.
pub(in crate::gateway) fn role_of(role: Told) -> Role {
    match role {
        Told::Admin => Role::Admin,
        Told::Moderator => Role::Moderator,
        Told::Creator => Role::Creator,
        Told::Viewer | Told::Unspecified => Role::Viewer,
    }
}

/// A role as forms and addresses name it.
pub(in crate::gateway) fn role_code(role: Told) -> &'static str {
    role_word(role_of(role))
}

/// What a role gives, as those say who check it.
pub(in crate::gateway) fn rights_of(role: Told) -> Vec<Right> {
    // Any two accounts will do.
    let (Ok(user_id), Ok(other)) = ("one".parse(), "other".parse()) else { return Vec::new() };
    let caller = Caller::User { user_id, role: role_of(role) };
    Right::ALL.into_iter().filter(|right| right.is_given_to(&caller, &other)).collect()
}

/// The account behind a credential; `None` when it is unknown, ended or revoked.
///
/// # Errors
/// When `user` cannot answer.
pub(in crate::gateway) async fn resolve(
    front: &Front,
    trace: Trace,
    credential: Credential,
) -> Result<Option<Member>, HttpError> {
    let cx = Context::new(Caller::Domain("gateway"), trace);
    let asked = match credential {
        Credential::SessionToken(token) => Asked::SessionToken(token),
        Credential::ApiToken(token) => Asked::ApiToken(token),
    };
    let request = ResolveCredentialRequest { credential: Some(asked) };
    let answer = front.clients().user.resolve_credential(&cx, request).await?;
    let session_idle_ms = answer.session_idle_ms;
    let member = answer.user.map(member).transpose()?;
    Ok(member.map(|member| Member { session_idle_ms, ..member }))
}

/// The account of that name, with what it says about itself.
///
/// # Errors
/// That there is none, and faults of `user`.
pub(in crate::gateway) async fn profile(
    front: &Front,
    req: &RequestContext,
    name: &str,
) -> Result<(Member, String), HttpError> {
    let wanted = GetUserRequest { user_id: String::new(), name: name.to_owned() };
    let found = front.clients().user.get_user(&req.cx(), wanted).await?;
    let member = found.user.map(member).transpose()?.ok_or_else(HttpError::not_found)?;
    Ok((member, found.bio))
}

/// The account of that name.
///
/// # Errors
/// That there is none, and faults of `user`.
pub(in crate::gateway) async fn named(
    front: &Front,
    req: &RequestContext,
    name: &str,
) -> Result<Option<Member>, HttpError> {
    let wanted = GetUserRequest { user_id: String::new(), name: name.to_owned() };
    let found = front.clients().user.get_user(&req.cx(), wanted).await?;
    Ok(found.user.map(member).transpose()?)
}

/// The names of accounts; those that cannot be had are left out.
pub(in crate::gateway) async fn names(
    front: &Front,
    req: &RequestContext,
    user_ids: Vec<String>,
) -> Names {
    people(front, req, user_ids).await.names
}

/// The names and pictures of accounts; those that cannot be had are left out.
pub(in crate::gateway) async fn people(
    front: &Front,
    req: &RequestContext,
    mut user_ids: Vec<String>,
) -> People {
    user_ids.sort_unstable();
    user_ids.dedup();
    if user_ids.is_empty() {
        return People::default();
    }
    let answer = front.clients().user.get_users(&req.cx(), GetUsersRequest { user_ids }).await;
    let mut people = People::default();
    for user in answer.map(|answer| answer.users).unwrap_or_default() {
        people.avatars.insert(user.user_id.clone(), user.avatar);
        people.names.insert(user.user_id, user.name);
    }
    people
}

/// The address of a picture of an account, in its larger size or not; empty without one.
pub(in crate::gateway) fn avatar_address(avatar: &str, is_large: bool) -> String {
    match avatar {
        "" => String::new(),
        avatar => Frame::avatar_address(avatar, is_large),
    }
}

/// Which of these accounts the reader has blocked or muted; none for visitors. A list is shown
/// whole rather than not at all, so none also where `user` cannot answer.
pub(in crate::gateway) async fn set_aside(
    front: &Front,
    req: &RequestContext,
    mut other_ids: Vec<String>,
) -> Vec<SetAside> {
    other_ids.sort_unstable();
    other_ids.dedup();
    if req.member.is_none() || other_ids.is_empty() {
        return Vec::new();
    }
    let request = CheckRelationsRequest { user_id: String::new(), other_ids };
    let told = front.clients().user.check_relations(&req.cx(), request).await;
    let relations = told.map(|told| told.relations).unwrap_or_default();
    let aside = relations.into_iter().map(|one| SetAside {
        id: one.other_id,
        has_blocked: one.has_blocked,
        has_muted: one.has_muted,
    });
    aside.collect()
}

/// The same for whoever is told nothing where there is none.
pub(in crate::gateway) fn avatar_url(avatar: &str) -> Option<String> {
    Some(avatar_address(avatar, true)).filter(|address| !address.is_empty())
}

/// The account in whose name the operator publishes: the oldest administrator, else one of its own.
pub(in crate::gateway) async fn acting_account(
    front: &Front,
    cx: &Context,
) -> Result<Caller, HttpError> {
    let user = &front.clients().user;
    let oldest = user.get_first_administrator(cx, GetFirstAdministratorRequest {}).await?.user;
    let card = match oldest {
        Some(card) => Some(card),
        None => {
            let wanted = GetUserRequest { user_id: String::new(), name: SITE_ACCOUNT.to_owned() };
            match user.get_user(cx, wanted).await {
                Ok(found) => found.user,
                Err(_) => None,
            }
        },
    };
    let card = match card {
        Some(card) => card,
        None => {
            let role = Told::Creator.into();
            let new =
                AddUserRequest { name: SITE_ACCOUNT.to_owned(), role, ..AddUserRequest::default() };
            let cx = cx.clone().keyed("site_account");
            user.add_user(&cx, new).await?.user.ok_or_else(HttpError::not_found)?
        },
    };
    Ok(member(card)?.caller())
}
