//! Gives what is held of the caller. It must not give a hash, a token, or what another account is
//! called.

use crate::contract::user::{ExportAccountRequest, ExportAccountResponse, ExportedAccount, Owner};
use crate::domains::user::actor::User;
use crate::domains::user::model::Options;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::View;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page;

/// Changes of a profile that are told.
const PROFILE_CHANGES_TOLD: u64 = 100;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: ExportAccountRequest,
) -> Reply<ExportAccountResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let span = page::decide_page(request.page.as_ref())?;
    let is_first = request.page.is_none_or(|page| page.cursor.is_empty());
    let (read, options, now_ms) =
        (span.clone(), service.options.get(), service.domain.clock.now_ms());
    let found = service.domain.db.read(move |view| {
        let account = match is_first {
            true => Some(account(view, &user_id, (&*options, now_ms))?),
            false => None,
        };
        Ok((account, store::set_aside(view, &user_id, &read)?))
    });
    let (account, relations) = found.await?;
    let (relations, next_cursor) =
        page::cut_page(relations, &span, |one| (one.since_ms, one.other_id.as_str()));
    let relations = relations.into_iter().map(Into::into).collect();
    Ok(ExportAccountResponse { account, relations, next_cursor })
}

fn account(
    view: &View<'_, Owner>,
    user_id: &UserId,
    (options, now_ms): (&Options, i64),
) -> Reply<ExportedAccount> {
    let account = store::by_id(view, user_id)?.ok_or_else(model::refuse_user)?;
    let recipient = store::recipient(view, user_id)?;
    let sessions = store::list_sessions(view, user_id, now_ms - options.session_idle_ms)?;
    let quota = store::quota_of(view, user_id)?;
    let profile = model::show_profile(store::portrait_of(view, user_id)?);
    Ok(ExportedAccount {
        avatar: model::make_largest(&profile.avatar),
        bio_part: profile.bio_part,
        avatar_part: profile.avatar_part,
        quota: Some(model::show_quota(account.role, quota, options)),
        user: Some(account.card()),
        bio: profile.bio,
        has_password: store::has_password(view, user_id)?,
        mail_language: recipient.as_ref().map(|one| one.language.clone()).unwrap_or_default(),
        address: {
            let claim = store::claim_of(view, user_id, now_ms)?;
            Some(model::show_addresses(recipient, claim))
        },
        sessions: sessions.into_iter().map(|one| model::show_session(one, None)).collect(),
        tokens: store::list_tokens(view, user_id)?.into_iter().map(Into::into).collect(),
        invited_at_ms: store::invited_at_ms(view, user_id)?,
        letters: store::letters_of(view, user_id)?.into_iter().map(Into::into).collect(),
        exports_at_ms: store::exports_of(view, user_id)?,
        profile_changes_at_ms: store::profile_changes_of(view, user_id, PROFILE_CHANGES_TOLD)?,
        totp_since_ms: store::totp_of(view, user_id)?.map_or(0, |totp| totp.confirmed_at_ms),
        recovery_codes_left: store::count_recovery_codes(view, user_id)?,
        passkeys: store::list_passkeys(view, user_id)?.into_iter().map(Into::into).collect(),
    })
}
