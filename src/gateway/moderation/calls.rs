//! What the rest of the gateway shows of `moderation`. It must not hold an address.

use crate::contract::moderation::{
    AppealDecisionRequest, Cause, Failure, GetStandingRequest, Reason,
};
use crate::gateway::core::front::Front;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::Language;
use crate::kernel::wire::detail::Value;
use futures_util::{StreamExt as _, stream};
use std::collections::HashSet;

/// The longest text of an appeal.
pub(in crate::gateway) const APPEAL_CHARS_MAX: u32 = AppealDecisionRequest::TEXT.max_chars;
/// Standings that are asked for at the same time.
const AT_ONCE: usize = 8;

/// Which of these videos can be appealed. Where moderation does not answer, none: it would not take
/// an appeal either.
pub(in crate::gateway) async fn appealable(
    front: &Front,
    req: &RequestContext,
    video_ids: Vec<String>,
) -> HashSet<String> {
    let (cx, client) = (&req.cx(), &front.clients().moderation);
    let one = |video_id: String| async move {
        let asked = GetStandingRequest { video_id: video_id.clone() };
        let told = client.get_standing(cx, asked).await;
        told.is_ok_and(|told| told.is_appealable).then_some(video_id)
    };
    let asked = stream::iter(video_ids.into_iter().map(one)).buffer_unordered(AT_ONCE);
    asked.filter_map(async |found| found).collect().await
}

/// Why others do not see a part of somebody's profile, in words for its person.
pub(in crate::gateway) fn why_not_shown(
    language: Language,
    failure: Option<&Failure>,
    reason: Reason,
) -> String {
    let words = language.words().moderation;
    let Some(failure) = failure else { return words.profile_picture().to_owned() };
    match failure.cause() {
        Cause::DecidedByModerator => words.profile_person(reason_text(language, reason)),
        Cause::TextNotAllowed | Cause::TextInDoubt => words.profile_text(term_of(failure)),
        Cause::PicturesNotAllowed
        | Cause::PicturesNotScored
        | Cause::PicturesNotRead
        | Cause::BurntTextNotAllowed
        | Cause::BurntTextInDoubt
        | Cause::KnownBad
        | Cause::Unspecified => words.profile_picture().to_owned(),
    }
}

/// The term that a text has.
fn term_of(failure: &Failure) -> String {
    let term = failure.details.iter().find(|one| one.name == "term");
    match term.and_then(|one| one.value.as_ref()) {
        Some(Value::Text(term)) => term.clone(),
        Some(Value::Number(_)) | None => String::new(),
    }
}

/// A reason in words.
pub(in crate::gateway) fn reason_text(language: Language, reason: Reason) -> &'static str {
    let words = language.words().moderation;
    match reason {
        Reason::Sexual => words.reason_sexual(),
        Reason::Violence => words.reason_violence(),
        Reason::Hate => words.reason_hate(),
        Reason::Spam => words.reason_spam(),
        Reason::Copyright => words.reason_copyright(),
        Reason::Misleading => words.reason_misleading(),
        Reason::Illegal => words.reason_illegal(),
        Reason::Other | Reason::Unspecified => words.reason_other(),
    }
}
