//! The only SQL of accounts. It must not decide: the rules are in the model.

mod accounts;
mod bookings;
mod erasure;
mod exports;
mod invitations;
mod letters;
mod mail;
mod passkeys;
mod portraits;
mod profiles;
mod quotas;
mod relations;
mod resets;
mod second_factors;
mod sessions;
mod setup;
mod sign_ups;
mod tickets;
mod tokens;
mod tries;

pub(super) use accounts::{
    any_admin, by_id, by_key, count_administrators, count_of_role, count_suspended,
    first_administrator, insert, list_accounts, list_staff, lock, lock_overseen, lock_password,
    set_password, set_role, set_suspension,
};
pub(super) use bookings::{book, fail, settle, take_back};
pub(super) use erasure::{erase, sweep_freed_names};
pub(super) use exports::{
    count_exports, exports_of, has_password, invited_at_ms, letters_of, note_export, set_aside,
    sweep_exports,
};
pub(super) use invitations::{
    count_invitations, count_uses, insert_invitation, list_invitations, lock_invitation, note_use,
    of_invitation, revoke_invitation, sweep_invitations,
};
pub(super) use letters::{
    count_letters, count_mail, count_notices, due_letters, note_try, queue, sweep_letters,
};
pub(super) use mail::{
    asked_resets, claim_of, claim_of_link, count_asked, put_address, put_asked, put_claim,
    put_reset_request, recipient, recipient_by_key, reset_request, strike_claim, sweep_claims,
    sweep_reset_requests, take_asked,
};
pub(super) use passkeys::{
    count_passkeys, delete_passkey, insert_passkey, list_passkeys, note_passkey_use, passkey_named,
    put_challenge, rename_passkey, strike_passkeys, sweep_challenges, take_challenge,
};
pub(super) use portraits::{
    due_removals, introduce, is_shown, owner_of_avatar, plan_removal, portrait_of, put_portrait,
    strike_removal, tell_profile,
};
pub(super) use profiles::{
    bio_of, count_profile_changes, note_profile_change, profile_changes_of, put_bio,
    sweep_profile_changes,
};
pub(super) use quotas::{put_quota, quota_of};
pub(super) use relations::{
    count_relations, end_relation, has_relation, list_relations, put_relation, relations_between,
};
pub(super) use resets::{
    of_reset_link, put_reset_link, redeem_reset_link, strike_reset_link, sweep_reset_links,
};
pub(super) use second_factors::{
    count_recovery_codes, put_recovery_codes, put_totp, strike_totp, sweep_begun_totps, tell_reset,
    totp_of, use_recovery_code,
};
pub(super) use sessions::{
    end_own_session, end_session, end_sessions, list_sessions, note_uses, open_session,
    prove_session, proven_session, resolve, sweep_sessions,
};
pub(super) use setup::{put_link, redeem_link, strike_link, valid_link};
pub(super) use sign_ups::{
    count_waiting, dismiss, list_waiting, put_request, request_of, strike_request, sweep_sign_ups,
};
pub(super) use tickets::{
    end_ticket, end_tickets, note_wrong_code, put_ticket, sweep_tickets, ticket,
};
pub(super) use tokens::{
    count_tokens, insert_token, list_tokens, revoke_token, revoke_tokens, sweep_tokens,
};
pub(super) use tries::{clear_tries, known_places, note_places, sweep_places, sweep_tries};
