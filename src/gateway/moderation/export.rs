//! What was decided about a person's videos and profile, and what they have reported.

use crate::contract::moderation::{
    ExportAccountRequest, ExportedCase, ExportedProfile, ExportedReport, Failure, ProfileVerdict,
    ReviewDecided,
};
use crate::gateway::core::front::Front;
use crate::gateway::core::words::Words;
use crate::gateway::export::views::{Facts, ToldPage, cause, word};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::wire::Page;
use serde_json::{Value, json};

pub(in crate::gateway) const FILE: &str = "moderation.json";

/// What is in the list, for whoever opens the archive.
pub(in crate::gateway) fn about(words: &Words) -> &'static str {
    words.moderation.export_list()
}

/// A part of the list.
///
/// # Errors
/// Faults of `moderation`.
pub(in crate::gateway) async fn list(
    front: &Front,
    cx: &Context,
    page: Option<Page>,
) -> Reply<ToldPage> {
    let told = front.clients().moderation.export_account(cx, ExportAccountRequest { page }).await?;
    let cases = told.cases.iter().map(case);
    let profile = told.profile.iter().map(profile);
    let items = cases.chain(told.reports.iter().map(report)).chain(profile).collect();
    Ok(ToldPage { items, next_cursor: told.next_cursor })
}

pub(in crate::gateway) fn failure(one: &Failure) -> Value {
    cause(one.cause().as_str_name(), &one.details)
}

/// The decision that a video keeps.
pub(in crate::gateway) fn review(one: &ReviewDecided) -> Value {
    let facts = json!({
        "action": word(one.action().as_str_name(), "ACTION_"), "title": one.title,
        "text_version": one.text_version, "package_id": one.package_id,
        "is_by_person": one.is_by_person, "is_on_appeal": one.is_on_appeal, "note": one.note,
    });
    Facts::of(facts).maybe("failure", one.failure.as_ref().map(failure)).into()
}

fn profile(one: &ExportedProfile) -> Value {
    let verdict = |one: &ProfileVerdict| {
        let facts = json!({
            "action": word(one.action().as_str_name(), "ACTION_"),
            "reason": word(one.reason().as_str_name(), "REASON_"), "note": one.note,
        });
        Value::from(Facts::of(facts).maybe("failure", one.failure.as_ref().map(failure)))
    };
    let refused: Vec<Value> = one.refused_texts.iter().map(verdict).collect();
    let facts = json!({
        "kind": "profile", "name": one.name, "bio": one.bio, "refused_texts": refused,
    });
    let facts = Facts::of(facts);
    let facts = facts.maybe("bio_decision", one.bio_verdict.as_ref().map(verdict));
    let facts = facts.maybe("picture_decision", one.avatar_verdict.as_ref().map(verdict));
    facts.moment("changed_at", one.changed_at_ms).into()
}

fn case(one: &ExportedCase) -> Value {
    let facts = json!({
        "kind": "decision", "video_id": one.video_id,
        "action": word(one.action().as_str_name(), "ACTION_"),
        "reason": word(one.reason().as_str_name(), "REASON_"), "note": one.note,
        "appeal": one.appeal, "is_by_person": one.is_by_person,
    });
    let facts = Facts::of(facts).maybe("failure", one.failure.as_ref().map(failure));
    let facts = facts.moment("opened_at", one.opened_at_ms);
    facts.moment("decided_at", one.decided_at_ms).into()
}

fn report(one: &ExportedReport) -> Value {
    let facts = json!({
        "kind": "report", "report_id": one.report_id, "video_id": one.video_id,
        "reason": word(one.reason().as_str_name(), "REASON_"), "note": one.note,
    });
    Facts::of(facts).moment("sent_at", one.sent_at_ms).into()
}
