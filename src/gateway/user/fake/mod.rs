//! `user` as the front's tests know it: two accounts, a session, and fixed answers.

mod factors;
pub(in crate::gateway) mod portraits;

use crate::boot::harness::FIRST_DAY_MS;
use crate::contract::user;
use crate::gateway::tests::exported;
use crate::gateway::tests::fakes::{Seen, held};
use crate::kernel::bus::Call as _;
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, RefusalCode as _};
use portraits::portraits;

/// How long a session of these accounts goes on unused.
pub(in crate::gateway) const IDLE_MS: i64 = 90_000;

pub(in crate::gateway) fn answer(seen: &Seen, cx: &Context, call: user::Call) {
    if *held(&seen.is_out) {
        return call.fail(Fault::Overloaded.into());
    }
    if let user::Call::SignIn(request, _) = &call {
        held(&seen.place).clone_from(&request.place);
    }
    match call {
        user::Call::ResolveCredential(_, reply_to) if *held(&seen.is_revoked) => {
            reply_to.send(Ok(user::ResolveCredentialResponse::default()));
        },
        user::Call::GetSignUpStatus(_, reply_to) => {
            let mode = match *held(&seen.sign_up_mode) {
                user::SignUpMode::Unspecified => user::SignUpMode::Open,
                mode => mode,
            };
            reply_to.send(Ok(user::GetSignUpStatusResponse {
                is_sign_up_open: matches!(
                    mode,
                    user::SignUpMode::Open | user::SignUpMode::Approval
                ),
                has_administrator: *held(&seen.is_claimed),
                is_mail_sent: true,
                mode: mode.into(),
                question: String::new(),
            }));
        },
        user::Call::SuspendUser(request, reply_to) if request.user_id == "u1" => {
            *held(&seen.is_revoked) = true;
            reply_to.send(Ok(user::SuspendUserResponse {}));
        },
        user::Call::BeginExport(_, reply_to) => exported::begin(cx, reply_to),
        user::Call::ExportAccount(request, reply_to) => {
            reply_to.send(Ok(exported::account(request)));
        },
        call => known(cx, call),
    }
}

/// What somebody does with their own account.
fn own(call: user::Call) {
    match call {
        user::Call::RevokeApiToken(_, reply_to) => {
            reply_to.send(Ok(user::RevokeApiTokenResponse {}));
        },
        user::Call::ChangePassword(request, reply_to)
            if request.current_password == "correct horse" =>
        {
            reply_to.send(Ok(user::ChangePasswordResponse { sessions_ended: 2 }));
        },
        user::Call::ChangePassword(_, reply_to) => {
            reply_to.fail(user::Refusal::PasswordWrong.because("it is another one").into());
        },
        user::Call::ListSessions(request, reply_to) => {
            let entry = |id: &str, browser: &str, is_current| user::SessionEntry {
                session_id: id.into(),
                browser: browser.into(),
                system: "Linux".into(),
                short_network: "203.0.113.x".into(),
                created_at_ms: FIRST_DAY_MS,
                used_at_ms: FIRST_DAY_MS,
                is_current,
            };
            let is_by_session = !request.session_token.is_empty();
            let sessions = vec![entry("s1", "Firefox", is_by_session), entry("s2", "curl", false)];
            reply_to.send(Ok(user::ListSessionsResponse { sessions }));
        },
        user::Call::EraseAccount(request, reply_to) => {
            let refused = match (request.user_id.as_str(), request.typed_name.as_str()) {
                ("u9", _) => user::Refusal::LastAdministrator,
                ("", "mira") if request.current_password == "correct horse" => {
                    return reply_to.send(Ok(user::EraseAccountResponse {}));
                },
                ("", "mira") => user::Refusal::PasswordWrong,
                ("", _) => user::Refusal::NameMistyped,
                _ if request.reason.is_empty() => user::Refusal::ErasureReasonInvalid,
                _ => return reply_to.send(Ok(user::EraseAccountResponse {})),
            };
            reply_to.fail(refused.because("it is not erased").into());
        },
        user::Call::EndSession(_, reply_to) => reply_to.send(Ok(user::EndSessionResponse {})),
        user::Call::EndAllSessions(request, reply_to) => {
            let tokens_revoked = u32::from(request.with_api_tokens);
            let ended = user::EndAllSessionsResponse { sessions_ended: 1, tokens_revoked };
            reply_to.send(Ok(ended));
        },
        other => mail(other),
    }
}

/// The address of an account, and what its links do.
fn mail(call: user::Call) {
    match call {
        user::Call::GetMailAddress(_, reply_to) => {
            reply_to.send(Ok(user::GetMailAddressResponse {
                address: "mira@example.com".into(),
                confirmed_at_ms: FIRST_DAY_MS,
                waiting_address: "mira@example.org".into(),
                waits_for_new: true,
                ..user::GetMailAddressResponse::default()
            }));
        },
        user::Call::SetMailAddress(request, reply_to)
            if request.current_password == "correct horse" =>
        {
            reply_to.send(Ok(user::SetMailAddressResponse {}));
        },
        user::Call::SetMailAddress(_, reply_to) => {
            reply_to.fail(user::Refusal::PasswordWrong.because("it is another one").into());
        },
        user::Call::GetMailLink(request, reply_to) => {
            let user = (request.token == "one-time").then(mira);
            let address = "mira@example.org".into();
            reply_to.send(Ok(user::GetMailLinkResponse { user, address }));
        },
        user::Call::ConfirmMailAddress(request, reply_to) if request.token == "one-time" => {
            let (user, is_complete) = (Some(mira()), true);
            reply_to.send(Ok(user::ConfirmMailAddressResponse { user, is_complete }));
        },
        user::Call::ConfirmMailAddress(_, reply_to) => {
            reply_to.fail(user::Refusal::MailLinkInvalid.because("it is too old").into());
        },
        user::Call::RequestPasswordReset(_, reply_to) => {
            reply_to.send(Ok(user::RequestPasswordResetResponse {}));
        },
        user::Call::GetMailStatus(_, reply_to) => {
            let (is_mail_sent, waiting) = (true, 2);
            let last_fault = "the mail was not taken yet (connecting): refused".into();
            reply_to.send(Ok(user::GetMailStatusResponse {
                is_mail_sent,
                waiting,
                given_up: 1,
                oldest_at_ms: FIRST_DAY_MS,
                last_fault,
            }));
        },
        other => overseen(other),
    }
}

/// The other accounts: what is done with one of them, and their links.
fn overseen(call: user::Call) {
    match call {
        user::Call::ListUsers(request, reply_to) => {
            let all = [root(), mira()].map(|card| user::UserEntry {
                has_password: true,
                suspended_at_ms: if card.user_id == "u1" { FIRST_DAY_MS } else { 0 },
                suspension_reason: "spam".into(),
                user: Some(card),
            });
            let users = all.into_iter().filter(|one| {
                let card = one.user.clone().unwrap_or_default();
                let is_of_role = request.role == 0 || card.role == request.role;
                is_of_role && card.name.starts_with(&request.name_prefix)
            });
            let next_cursor = String::from(if request.role == 0 { "5-u1" } else { "" });
            let users = users.collect();
            reply_to.send(Ok(user::ListUsersResponse { users, next_cursor }));
        },
        user::Call::SetRole(request, reply_to) if request.user_id == "u9" => {
            let refused = user::Refusal::LastAdministrator.because("this is the last one");
            reply_to.fail(refused.into());
        },
        user::Call::SetRole(request, reply_to) => {
            let user = Some(card(&request.user_id, "mira", request.role()));
            reply_to.send(Ok(user::SetRoleResponse { user }));
        },
        user::Call::SuspendUser(_, reply_to) => {
            reply_to.fail(user::Refusal::ReasonInvalid.because("say why").into());
        },
        user::Call::RestoreUser(_, reply_to) => reply_to.send(Ok(user::RestoreUserResponse {})),
        user::Call::MintResetLink(_, reply_to) => {
            let (user, token) = (Some(mira()), "one-time".into());
            let expires_at_ms = FIRST_DAY_MS + 86_400_000;
            reply_to.send(Ok(user::MintResetLinkResponse { user, token, expires_at_ms }));
        },
        user::Call::GetResetLink(request, reply_to) => {
            let user = (request.token == "one-time").then(mira);
            reply_to.send(Ok(user::GetResetLinkResponse { user }));
        },
        user::Call::RedeemResetLink(request, reply_to) if request.token == "one-time" => {
            reply_to.send(Ok(user::RedeemResetLinkResponse { user: Some(mira()) }));
        },
        user::Call::RedeemResetLink(_, reply_to) => {
            reply_to.fail(user::Refusal::ResetLinkInvalid.because("it is too old").into());
        },
        other => newcomers(other),
    }
}

/// Who keeps away from whom: mira from root.
fn aside(call: user::Call) {
    match call {
        user::Call::BlockUser(request, reply_to) if request.user_id == "u9" => {
            reply_to.send(Ok(user::BlockUserResponse {}));
        },
        user::Call::UnblockUser(_, reply_to) => reply_to.send(Ok(user::UnblockUserResponse {})),
        user::Call::MuteUser(_, reply_to) => reply_to.send(Ok(user::MuteUserResponse {})),
        user::Call::UnmuteUser(_, reply_to) => reply_to.send(Ok(user::UnmuteUserResponse {})),
        user::Call::ListBlocks(request, reply_to) => {
            let one = user::BlockEntry {
                user_id: "u9".into(),
                name: "root".into(),
                since_ms: FIRST_DAY_MS,
            };
            let is_muted = request.kind() == user::RelationKind::Mute;
            let blocks = if is_muted { Vec::new() } else { vec![one] };
            reply_to.send(Ok(user::ListBlocksResponse { blocks, next_cursor: String::new() }));
        },
        other => portraits(other),
    }
}

/// Those who are not in yet: invitations, and sign-ups that wait.
fn newcomers(call: user::Call) {
    match call {
        user::Call::ListInvitations(_, reply_to) => {
            let invitations = vec![
                user::Invitation { is_valid: true, ..invitation("i1", 3) },
                invitation("i2", 30),
            ];
            let next_cursor = "5-i2".into();
            reply_to.send(Ok(user::ListInvitationsResponse { invitations, next_cursor }));
        },
        user::Call::CreateInvitation(request, reply_to) if request.uses_max == 0 => {
            let refused = user::Refusal::InvitationTermsInvalid.because("no uses");
            reply_to.fail(refused.into());
        },
        user::Call::CreateInvitation(request, reply_to) => {
            let invitation = user::Invitation { label: request.label, ..invitation("i3", 0) };
            let (invitation, token) = (Some(invitation), "one-time".into());
            reply_to.send(Ok(user::CreateInvitationResponse { invitation, token }));
        },
        user::Call::RevokeInvitation(_, reply_to) => {
            reply_to.send(Ok(user::RevokeInvitationResponse {}));
        },
        user::Call::GetInvitation(request, reply_to) => {
            let is_valid = request.token == "one-time";
            let role = user::Role::Viewer.into();
            reply_to.send(Ok(user::GetInvitationResponse { is_valid, role }));
        },
        user::Call::ListSignUps(_, reply_to) => {
            let one = user::SignUpEntry {
                user_id: "u7".into(),
                name: "lin".into(),
                answer: "I film <b>fish</b>".into(),
                asked_at_ms: FIRST_DAY_MS,
                ends_at_ms: FIRST_DAY_MS + 86_400_000,
            };
            let (sign_ups, next_cursor) = (vec![one], String::new());
            reply_to.send(Ok(user::ListSignUpsResponse { sign_ups, next_cursor }));
        },
        user::Call::ApproveSignUp(request, reply_to) if request.user_id == "u7" => {
            let user = Some(card("u7", "lin", user::Role::Creator));
            reply_to.send(Ok(user::ApproveSignUpResponse { user }));
        },
        user::Call::RefuseSignUp(request, reply_to) if request.reason.is_empty() => {
            reply_to.fail(user::Refusal::ReasonInvalid.because("say why").into());
        },
        user::Call::RefuseSignUp(_, reply_to) => {
            reply_to.send(Ok(user::RefuseSignUpResponse {}));
        },
        other => ranks(other),
    }
}

/// Roles, and how much each account may upload.
fn ranks(call: user::Call) {
    match call {
        user::Call::GetQuota(_, reply_to) => {
            reply_to.send(Ok(user::GetQuotaResponse {
                total_bytes_max: 50 << 30,
                day_bytes_max: 1 << 50,
                own_total_bytes_max: Some(50 << 30),
                own_day_bytes_max: None,
            }));
        },
        user::Call::SetQuota(request, reply_to) if request.day_bytes_max == Some(u64::MAX) => {
            reply_to.fail(user::Refusal::QuotaInvalid.because("it is too much").into());
        },
        user::Call::SetQuota(_, reply_to) => reply_to.send(Ok(user::SetQuotaResponse {})),
        user::Call::CountUsers(_, reply_to) => {
            let count = |role: user::Role, accounts, suspended| user::RoleCount {
                role: role.into(),
                accounts,
                suspended,
            };
            let roles = vec![
                count(user::Role::Viewer, 12, 1),
                count(user::Role::Creator, 3, 0),
                count(user::Role::Moderator, 0, 0),
                count(user::Role::Admin, 1, 0),
            ];
            reply_to.send(Ok(user::CountUsersResponse { roles }));
        },
        other => aside(other),
    }
}

fn invitation(id: &str, uses: u64) -> user::Invitation {
    user::Invitation {
        invitation_id: id.into(),
        label: "film <club>".into(),
        role: user::Role::Viewer.into(),
        uses_max: 30,
        uses,
        created_at_ms: FIRST_DAY_MS,
        expires_at_ms: FIRST_DAY_MS + 86_400_000,
        revoked_at_ms: 0,
        is_valid: false,
    }
}

fn card(user_id: &str, name: &str, role: user::Role) -> user::UserCard {
    user::UserCard {
        user_id: user_id.into(),
        name: name.into(),
        role: role.into(),
        created_at_ms: FIRST_DAY_MS,
        avatar: String::new(),
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
            let (user, session_token) = (Some(mira()), "good".into());
            let opened = user::SignInResponse { user, session_token, ..Default::default() };
            reply_to.send(Ok(opened));
        },
        user::Call::SignIn(request, reply_to) if request.password == "two steps" => {
            let ticket_expires_at_ms = FIRST_DAY_MS + 300_000;
            let (ticket, rest) = ("one-time".into(), user::SignInResponse::default());
            let waits = user::SignInResponse { ticket, ticket_expires_at_ms, ..rest };
            reply_to.send(Ok(waits));
        },
        user::Call::SignIn(_, reply_to) => {
            let refused = user::Refusal::CredentialsWrong.because("name or password is wrong");
            reply_to.fail(refused.into());
        },
        user::Call::SignOut(_, reply_to) => reply_to.send(Ok(user::SignOutResponse {})),
        user::Call::GetUsers(request, reply_to) => {
            let users = [mira(), root(), card("u2", "lin", user::Role::Viewer)];
            let users = users.into_iter().filter(|user| request.user_ids.contains(&user.user_id));
            reply_to.send(Ok(user::GetUsersResponse { users: users.collect() }));
        },
        user::Call::GetUser(request, reply_to) if request.user_id == "u9" => {
            reply_to.send(Ok(user::GetUserResponse { user: Some(root()), bio: String::new() }));
        },
        user::Call::GetUser(request, reply_to)
            if request.name == "mira" || request.user_id == "u1" =>
        {
            let bio = "I film <b>fish</b>, see https://fish.example".into();
            reply_to.send(Ok(user::GetUserResponse { user: Some(mira()), bio }));
        },
        user::Call::GetFirstAdministrator(_, reply_to) => {
            reply_to.send(Ok(user::GetFirstAdministratorResponse { user: Some(root()) }));
        },
        user::Call::AddUser(request, reply_to) if cx.caller.is_admin() => {
            let user = Some(card("u2", &request.name, request.role()));
            reply_to.send(Ok(user::AddUserResponse { user, api_token: "shoal_new".into() }));
        },
        // Root has muted mira, and mira has blocked root.
        user::Call::CheckRelations(request, reply_to) => {
            let is_root = cx.caller.is_admin();
            let one = user::Relation {
                other_id: if is_root { "u1" } else { "u9" }.into(),
                has_blocked: !is_root,
                has_muted: is_root,
                ..user::Relation::default()
            };
            let is_asked = request.other_ids.contains(&one.other_id);
            let relations = is_asked.then_some(one).into_iter().collect();
            reply_to.send(Ok(user::CheckRelationsResponse { relations }));
        },
        user::Call::ListApiTokens(_, reply_to) => {
            reply_to.send(Ok(user::ListApiTokensResponse { tokens: vec![token("t1", "laptop")] }));
        },
        user::Call::CreateApiToken(request, reply_to) => {
            let token = Some(token("t2", &request.label));
            let api_token = "shoal_secret".into();
            reply_to.send(Ok(user::CreateApiTokenResponse { token, api_token }));
        },
        other => entering(cx, other),
    }
}

/// Who makes an account.
fn entering(cx: &Context, call: user::Call) {
    match call {
        user::Call::SignUp(request, reply_to) if !request.answer.is_empty() => {
            let (user, session_token) = (Some(mira()), String::new());
            reply_to.send(Ok(user::SignUpResponse { user, session_token, is_waiting: true }));
        },
        user::Call::SignUp(request, reply_to) if request.name == "taken" => {
            reply_to.fail(user::Refusal::NameTaken.because("this name is taken").into());
        },
        // Sent before: the session is not stored.
        user::Call::SignUp(_, reply_to) if cx.key.as_deref() == Some("repeated") => {
            let (user, session_token) = (Some(mira()), String::new());
            reply_to.send(Ok(user::SignUpResponse { user, session_token, is_waiting: false }));
        },
        user::Call::ClaimSetup(request, reply_to) if request.token == "link" => {
            let session_token = "admin".into();
            reply_to.send(Ok(user::ClaimSetupResponse { user: Some(root()), session_token }));
        },
        user::Call::ClaimSetup(_, reply_to) => {
            reply_to.fail(user::Refusal::SetupLinkInvalid.because("this link is not valid").into());
        },
        user::Call::SignUp(_, reply_to) => {
            let (user, session_token) = (Some(mira()), "good".into());
            reply_to.send(Ok(user::SignUpResponse { user, session_token, is_waiting: false }));
        },
        other => own(other),
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
