//! `user` as the front's tests know it: two accounts, a session, and fixed answers.

use crate::boot::harness::FIRST_DAY_MS;
use crate::contract::user;
use crate::gateway::tests::fakes::{Seen, held};
use crate::kernel::bus::Call as _;
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, RefusalCode as _};

/// How long a session of these accounts goes on unused.
pub(in crate::gateway) const IDLE_MS: i64 = 90_000;

pub(in crate::gateway) fn answer(seen: &Seen, cx: &Context, call: user::Call) {
    if *held(&seen.is_out) {
        return call.fail(Fault::Overloaded.into());
    }
    match call {
        user::Call::ResolveCredential(_, reply_to) if *held(&seen.is_revoked) => {
            reply_to.send(Ok(user::ResolveCredentialResponse::default()));
        },
        call => known(cx, call),
    }
}

fn card(user_id: &str, name: &str, role: user::Role) -> user::UserCard {
    user::UserCard {
        user_id: user_id.into(),
        name: name.into(),
        role: role.into(),
        created_at_ms: FIRST_DAY_MS,
    }
}

pub(in crate::gateway) fn mira() -> user::UserCard {
    card("u1", "mira", user::Role::Creator)
}

fn root() -> user::UserCard {
    card("u9", "root", user::Role::Admin)
}

fn known(cx: &Context, call: user::Call) {
    use user::resolve_credential_request::Credential;
    match call {
        user::Call::ResolveCredential(request, reply_to) => {
            let user = match request.credential {
                Some(Credential::SessionToken(token)) if token == "good" => Some(mira()),
                Some(Credential::SessionToken(token)) if token == "admin" => Some(root()),
                Some(Credential::ApiToken(token)) if token == "shoal_good" => Some(mira()),
                _ => None,
            };
            reply_to.send(Ok(user::ResolveCredentialResponse { user, session_idle_ms: IDLE_MS }));
        },
        user::Call::SignIn(request, reply_to) if request.password == "correct horse" => {
            let session_token = "good".into();
            reply_to.send(Ok(user::SignInResponse { user: Some(mira()), session_token }));
        },
        user::Call::SignIn(_, reply_to) => {
            let refused = user::Refusal::CredentialsWrong.because("name or password is wrong");
            reply_to.fail(refused.into());
        },
        user::Call::SignUp(request, reply_to) if request.name == "taken" => {
            reply_to.fail(user::Refusal::NameTaken.because("this name is taken").into());
        },
        // Sent before: the session is not stored.
        user::Call::SignUp(_, reply_to) if cx.key.as_deref() == Some("repeated") => {
            let session_token = String::new();
            reply_to.send(Ok(user::SignUpResponse { user: Some(mira()), session_token }));
        },
        user::Call::ClaimSetup(request, reply_to) if request.token == "link" => {
            let session_token = "admin".into();
            reply_to.send(Ok(user::ClaimSetupResponse { user: Some(root()), session_token }));
        },
        user::Call::ClaimSetup(_, reply_to) => {
            reply_to.fail(user::Refusal::SetupLinkInvalid.because("this link is not valid").into());
        },
        user::Call::SignUp(_, reply_to) => {
            let session_token = "good".into();
            reply_to.send(Ok(user::SignUpResponse { user: Some(mira()), session_token }));
        },
        user::Call::SignOut(_, reply_to) => reply_to.send(Ok(user::SignOutResponse {})),
        user::Call::GetUsers(request, reply_to) => {
            let users = [mira(), root()];
            let users = users.into_iter().filter(|user| request.user_ids.contains(&user.user_id));
            reply_to.send(Ok(user::GetUsersResponse { users: users.collect() }));
        },
        user::Call::GetUser(request, reply_to) if request.name == "mira" => {
            reply_to.send(Ok(user::GetUserResponse { user: Some(mira()) }));
        },
        user::Call::GetFirstAdministrator(_, reply_to) => {
            reply_to.send(Ok(user::GetFirstAdministratorResponse { user: Some(root()) }));
        },
        user::Call::AddUser(request, reply_to) if cx.caller.is_admin() => {
            let user = Some(card("u2", &request.name, request.role()));
            reply_to.send(Ok(user::AddUserResponse { user, api_token: "shoal_new".into() }));
        },
        user::Call::ListApiTokens(_, reply_to) => {
            reply_to.send(Ok(user::ListApiTokensResponse { tokens: vec![token("t1", "laptop")] }));
        },
        user::Call::CreateApiToken(request, reply_to) => {
            let token = Some(token("t2", &request.label));
            let api_token = "shoal_secret".into();
            reply_to.send(Ok(user::CreateApiTokenResponse { token, api_token }));
        },
        user::Call::RevokeApiToken(_, reply_to) => {
            reply_to.send(Ok(user::RevokeApiTokenResponse {}));
        },
        other => other.fail(user::Refusal::UserUnknown.because("there is no such account").into()),
    }
}

fn token(id: &str, label: &str) -> user::ApiToken {
    user::ApiToken {
        token_id: id.into(),
        label: label.into(),
        created_at_ms: FIRST_DAY_MS,
        used_at_ms: 0,
    }
}
