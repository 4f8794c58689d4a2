//! The account itself, and whom its person has set aside.

use crate::contract::user::{
    BeginExportRequest, ExportAccountRequest, ExportedAccount, ExportedRelation, ProfilePart,
};
use crate::gateway::core::front::Front;
use crate::gateway::core::words::Words;
use crate::gateway::export::calls::asked;
use crate::gateway::export::views::{Facts, ToldPage, word};
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::wire::{BlobRef, Page};
use serde_json::{Value, json};

pub(in crate::gateway) const FILE: &str = "blocks.json";

/// Has an export counted.
///
/// # Errors
/// `SIGN_IN_FIRST`, `TOO_MANY_EXPORTS`, and faults of `user`.
pub(in crate::gateway) async fn count_begun(front: &Front, cx: &Context) -> Reply<()> {
    front.clients().user.begin_export(cx, BeginExportRequest {}).await.map(drop)
}

/// What is in the list, for whoever opens the archive.
pub(in crate::gateway) fn about(words: &Words) -> &'static str {
    words.user.export_list()
}

/// A part of the list.
///
/// # Errors
/// Faults of `user`.
pub(in crate::gateway) async fn list(
    front: &Front,
    cx: &Context,
    page: Option<Page>,
) -> Reply<ToldPage> {
    let told = front.clients().user.export_account(cx, ExportAccountRequest { page }).await?;
    let items = told.relations.into_iter().map(relation).collect();
    Ok(ToldPage { items, next_cursor: told.next_cursor })
}

/// The account, without its lists of others, and where its picture lies.
///
/// # Errors
/// Faults of `user`.
pub(in crate::gateway) async fn account(front: &Front, cx: &Context) -> Reply<ToldAccount> {
    let page = Some(Page { cursor: String::new(), limit: 1 });
    let ask = || {
        let request = ExportAccountRequest { page: page.clone() };
        front.clients().user.export_account(cx, request)
    };
    let told = asked(ask).await?.account;
    let told = told.ok_or_else(|| Fault::Internal("user gave no account".to_owned()))?;
    let picture = told.avatar.clone();
    Ok(ToldAccount { facts: facts(told), picture })
}

/// An account, and what goes beside it into the archive.
pub(in crate::gateway) struct ToldAccount {
    pub(in crate::gateway) facts: Value,
    /// A JPEG.
    pub(in crate::gateway) picture: Option<BlobRef>,
}

fn relation(one: ExportedRelation) -> Value {
    let ExportedRelation { other_id, since_ms, has_blocked, has_muted } = one;
    let facts = json!({ "user_id": other_id, "is_blocked": has_blocked, "is_muted": has_muted });
    Facts::of(facts).moment("since", since_ms).into()
}

/// A list of things of which only the moment is kept.
fn moments(name: &'static str, at_ms: Vec<i64>) -> Vec<Value> {
    let one = |at_ms| Value::from(Facts::of(json!({})).moment(name, at_ms));
    at_ms.into_iter().map(one).collect()
}

fn facts(one: ExportedAccount) -> Value {
    let sessions = one.sessions.into_iter().map(|one| {
        let facts = json!({
            "session_id": one.session_id, "browser": one.browser, "system": one.system,
            "network": one.short_network,
        });
        let facts = Facts::of(facts).moment("created_at", one.created_at_ms);
        Value::from(facts.moment("used_at", one.used_at_ms))
    });
    let tokens = one.tokens.into_iter().map(|one| {
        let facts = Facts::of(json!({ "token_id": one.token_id, "label": one.label }));
        let facts = facts.moment("created_at", one.created_at_ms);
        Value::from(facts.moment("used_at", one.used_at_ms))
    });
    let letters = one.letters.into_iter().map(|one| {
        let facts = json!({
            "address": one.address, "subject": one.subject, "is_given_up": one.is_given_up,
        });
        let facts = Facts::of(facts).moment("written_at", one.written_at_ms);
        Value::from(facts.moment("ended_at", one.ended_at_ms))
    });
    let passkeys = one.passkeys.into_iter().map(|one| {
        let facts = Facts::of(json!({ "passkey_id": one.passkey_id, "label": one.label }));
        let facts = facts.moment("created_at", one.created_at_ms);
        Value::from(facts.moment("used_at", one.used_at_ms))
    });
    let totp = Facts::of(json!({ "recovery_codes_left": one.recovery_codes_left }));
    let totp = totp.moment("confirmed_at", one.totp_since_ms);
    let mail = one.address.unwrap_or_default();
    let address = json!({
        "address": mail.address, "language": one.mail_language,
        "waiting_address": mail.waiting_address,
    });
    let address = Facts::of(address).moment("confirmed_at", mail.confirmed_at_ms);
    let address = address.moment("waiting_until", mail.waiting_until_ms);
    let quota = one.quota.unwrap_or_default();
    let part = |one: &ProfilePart| {
        let standing = word(one.standing().as_str_name(), "STANDING_");
        let facts = json!({ "standing": standing, "note": one.note });
        Value::from(
            Facts::of(facts).maybe("cause", one.failure.as_ref().map(|one| one.code().into())),
        )
    };
    let profile = Facts::of(json!({ "has_picture": one.avatar.is_some() }));
    let profile = profile.maybe("bio", one.bio_part.as_ref().map(part));
    let profile = profile.maybe("picture", one.avatar_part.as_ref().map(part));
    let card = one.user.unwrap_or_default();
    let role = word(card.role().as_str_name(), "ROLE_");
    let facts = json!({
        "user_id": card.user_id, "name": card.name, "role": role, "bio": one.bio,
        "has_password": one.has_password,
        "mail": Value::from(address),
        "quota": {
            "total_bytes_max": quota.total_bytes_max, "day_bytes_max": quota.day_bytes_max,
        },
        "sessions": sessions.collect::<Vec<_>>(),
        "api_tokens": tokens.collect::<Vec<_>>(),
        "passkeys": passkeys.collect::<Vec<_>>(),
        "profile": Value::from(profile),
        "two_step_sign_in": Value::from(totp),
        "letters": letters.collect::<Vec<_>>(),
        "exports": moments("begun_at", one.exports_at_ms),
        "profile_changes": moments("changed_at", one.profile_changes_at_ms),
    });
    let facts = Facts::of(facts).moment("created_at", card.created_at_ms);
    facts.moment("invited_at", one.invited_at_ms).into()
}
