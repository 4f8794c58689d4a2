//! What accounts show of themselves. It must not decide anything.

use super::super::model::{
    self, JudgedProfile, is_profile_waiting, is_to_score, make_profile_judged, make_profile_rank,
};
use super::{alias, log};
use crate::contract::moderation::{Owner, ProfileFindings, ProfileVerdict};
use crate::kernel::db::{Tx, View, columns, kept_messages, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

columns! {
    JudgedProfile {
        user_id,
        version,
        name,
        bio,
        avatar,
        picture_path,
        name_action,
        bio_verdict,
        avatar_verdict,
        findings,
        retry_at_ms,
        changed_at_ms,
        decided_by,
        revision,
        tries,
        waits_since_ms,
    }
}
kept_messages! { ProfileFindings ProfileVerdict }

/// By `judged_profiles_waiting`.
const WAITING: &str = "SELECT user_id, version, name, bio, avatar, picture_path, name_action, \
    bio_verdict, avatar_verdict, findings, retry_at_ms, changed_at_ms, decided_by, revision, \
    tries, waits_since_ms FROM judged_profiles WHERE is_waiting = 1 AND (rank, user_id) < ($1, $2) \
    ORDER BY rank DESC, user_id DESC LIMIT $3";

/// By `judged_profiles_to_score`.
const TO_SCORE: &str = "SELECT user_id FROM judged_profiles \
    WHERE is_to_score = 1 AND retry_at_ms <= $1 ORDER BY retry_at_ms, changed_at_ms LIMIT $2";

/// The profile of an account.
pub(in crate::domains::moderation) fn find_profile(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<Option<JudgedProfile>> {
    let sql = "SELECT user_id, version, name, bio, avatar, picture_path, name_action, \
               bio_verdict, avatar_verdict, findings, retry_at_ms, changed_at_ms, decided_by, \
               revision, tries, waits_since_ms FROM judged_profiles WHERE user_id = $1";
    view.row(sql, values![user_id])
}

/// Keeps a profile as it is now; gives it with its new revision.
fn save_profile(tx: &Tx<'_, Owner>, profile: JudgedProfile) -> Reply<JudgedProfile> {
    let profile = JudgedProfile { revision: profile.revision + 1, ..profile };
    let sql = "INSERT INTO judged_profiles (user_id, version, name, bio, avatar, picture_path, \
               name_action, bio_verdict, avatar_verdict, findings, retry_at_ms, changed_at_ms, \
               decided_by, revision, is_waiting, rank, is_to_score, tries, \
               waits_since_ms) VALUES \
               ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
               $18, $19) \
               ON CONFLICT (user_id) DO UPDATE SET version = $2, name = $3, bio = $4, \
               avatar = $5, picture_path = $6, name_action = $7, bio_verdict = $8, \
               avatar_verdict = $9, findings = $10, retry_at_ms = $11, changed_at_ms = $12, \
               decided_by = $13, revision = $14, is_waiting = $15, rank = $16, is_to_score = $17, \
               tries = $18, waits_since_ms = $19";
    let values = values![
        &profile.user_id,
        profile.version,
        &profile.name,
        &profile.bio,
        &profile.avatar,
        &profile.picture_path,
        profile.name_action,
        &profile.bio_verdict,
        &profile.avatar_verdict,
        &profile.findings,
        profile.retry_at_ms,
        profile.changed_at_ms,
        &profile.decided_by,
        profile.revision,
        is_profile_waiting(&profile),
        make_profile_rank(&profile),
        is_to_score(&profile),
        profile.tries,
        profile.waits_since_ms,
    ];
    tx.execute(sql, values)?;
    Ok(profile)
}

/// Looks at a picture later: that changes nothing of what somebody may be looking at.
pub(in crate::domains::moderation) fn put_off_portrait(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    retry_at_ms: i64,
    tries: u32,
) -> Reply<()> {
    let sql = "UPDATE judged_profiles SET retry_at_ms = $2, tries = $3 WHERE user_id = $1";
    tx.execute(sql, values![user_id, retry_at_ms, tries]).map(drop)
}

/// Keeps a profile that the rules (no actor) or a person have decided about, tells its account, and
/// logs it, in one unit. Of a name that nobody doubts there is nothing to tell.
pub(in crate::domains::moderation) fn settle_profile(
    tx: &Tx<'_, Owner>,
    profile: JudgedProfile,
    actor: Option<String>,
) -> Reply<JudgedProfile> {
    let profile = save_profile(tx, profile)?;
    let judged = make_profile_judged(&profile);
    if actor.is_some() || judged.is_some() || is_profile_waiting(&profile) {
        let subject = alias(tx, profile.user_id.as_str())?;
        log(tx, model::make_profile_note(&profile, actor, subject))?;
    }
    judged.map_or(Ok(()), |judged| tx.publish(&judged))?;
    Ok(profile)
}

/// The profiles that wait for a person: one more than asked, to see whether it goes on.
pub(in crate::domains::moderation) fn waiting_profiles(
    view: &View<'_, Owner>,
    span: &Span,
) -> Reply<Vec<JudgedProfile>> {
    view.rows(WAITING, values![span.before_ms, &span.before_id, span.rows()])
}

pub(in crate::domains::moderation) fn count_waiting_profiles(view: &View<'_, Owner>) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM judged_profiles WHERE is_waiting = 1";
    Ok(view.value(sql, values![])?.unwrap_or_default())
}

/// The accounts whose pictures may be looked at now, those that wait longest first.
pub(in crate::domains::moderation) fn portraits_to_score(
    view: &View<'_, Owner>,
    now_ms: i64,
    limit: u32,
) -> Reply<Vec<UserId>> {
    view.column(TO_SCORE, values![now_ms, limit])
}

/// Keeps that a person has refused a text, and why.
pub(in crate::domains::moderation) fn note_refused_text(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    hash: &str,
    verdict: &ProfileVerdict,
) -> Reply<()> {
    let sql = "INSERT INTO refused_texts (user_id, hash, verdict, refused_at_ms) \
               VALUES ($1, $2, $3, $4) ON CONFLICT (user_id, hash) DO UPDATE \
               SET verdict = excluded.verdict, refused_at_ms = excluded.refused_at_ms";
    tx.execute(sql, values![user_id, hash, verdict, tx.now_ms()]).map(drop)
}

/// What a person has said when they refused a text.
pub(in crate::domains::moderation) fn refused_text(
    view: &View<'_, Owner>,
    user_id: &UserId,
    hash: &str,
) -> Reply<Option<ProfileVerdict>> {
    let sql = "SELECT verdict FROM refused_texts WHERE user_id = $1 AND hash = $2";
    view.value(sql, values![user_id, hash])
}

/// What persons have said of all texts of an account that they refused, the newest first.
pub(in crate::domains::moderation) fn refused_texts(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<Vec<ProfileVerdict>> {
    let sql = "SELECT verdict FROM refused_texts WHERE user_id = $1 \
               ORDER BY refused_at_ms DESC, hash LIMIT 1000";
    view.column(sql, values![user_id])
}

/// Lets the profile of an erased account go, with what was told of it, and the name of whoever
/// decided about others.
pub(in crate::domains::moderation) fn forget_profile(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    nobody: &str,
) -> Reply<()> {
    tx.execute("DELETE FROM judged_profiles WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM refused_texts WHERE user_id = $1", values![user_id])?;
    tx.strike_events(user_id.as_str())?;
    let sql = "UPDATE judged_profiles SET decided_by = $2 WHERE decided_by = $1";
    tx.execute(sql, values![user_id, nobody]).map(drop)
}
