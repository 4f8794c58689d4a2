//! The profiles that wait for a person, each with what decides about it. They must not show who
//! decided before.

use super::{REASONS, choice};
use crate::contract::moderation::{
    Action, DecideProfileRequest, ListProfilesRequest, Profile, TextHit,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{Form, encoded};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{
    PAGE_MAX, comes_back, cursor, page, refusal, see_other_telling, shown,
};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::{Language, notices};
use crate::gateway::moderation::api::profiles::decision_named;
use crate::gateway::moderation::api::reason_named;
use crate::gateway::moderation::views::{ProfileRow, ProfilesPage};
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};

const HERE: &str = "/moderation/profiles";

fn is_held(action: Action) -> bool {
    matches!(action, Action::Review | Action::Block)
}

fn row(language: Language, one: Profile) -> ProfileRow {
    let words = language.words().moderation;
    let waits = |action: Action| action == Action::Review;
    let (name_in_doubt, bio_in_doubt, avatar_in_doubt) =
        (is_held(one.name_action()), waits(one.bio_action()), waits(one.avatar_action()));
    let findings = one.findings.unwrap_or_default();
    let mut found: Vec<String> =
        findings.hits.into_iter().map(|hit: TextHit| words.profiles_found(hit.term)).collect();
    found.dedup();
    let score = |permille: u32| format!("{}.{:03}", permille / 1000, permille % 1000);
    found.extend(findings.permille.map(|one| words.profiles_score(score(one))));
    found.extend(findings.known.map(|known| words.profiles_known(known.label)));
    found.extend(findings.is_unscored.then(|| words.profiles_unscored().to_owned()));
    ProfileRow {
        id: one.user_id,
        name: one.name,
        bio: one.bio,
        avatar: one.avatar,
        name_in_doubt,
        bio_in_doubt,
        avatar_in_doubt,
        found,
        changed_ms: one.changed_at_ms,
        version: one.version,
    }
}

async fn listed(
    front: &Front,
    req: &RequestContext,
    cursor: String,
    refusal: Option<String>,
) -> Result<ProfilesPage, HttpError> {
    let page = Some(Page { cursor, limit: PAGE_MAX });
    let asked = ListProfilesRequest { page };
    let told = front.clients().moderation.list_profiles(&req.cx(), asked).await?;
    Ok(ProfilesPage {
        frame: req.frame(front),
        refusal,
        rows: told.profiles.into_iter().map(|one| row(req.language, one)).collect(),
        waiting: told.waiting,
        reasons: REASONS.map(|one| choice(req.language, one)).into(),
        note_chars_max: DecideProfileRequest::NOTE.max_chars,
        more: (!told.next_cursor.is_empty())
            .then(|| format!("{HERE}?cursor={}", encoded(&told.next_cursor))),
    })
}

/// `GET /moderation/profiles`
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    shown(&listed(&front, &req, cursor(&request), None).await?)
}

/// `POST /moderation/profiles/{id}`
pub(in crate::gateway) async fn decide(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let request = DecideProfileRequest {
        user_id: id.into_inner(),
        decision: decision_named(form.text("decision"))?.into(),
        reason: reason_named(form.text("reason"))?.into(),
        note: form.text("note").replace("\r\n", "\n"),
        if_version: form.text("version").parse().unwrap_or_default(),
    };
    match front.clients().moderation.decide_profile(&req.keyed_cx(&front), request).await {
        Ok(_) => Ok(see_other_telling(HERE, notices::moderation::PROFILE_DECIDED)),
        Err(error) => {
            let trouble = HttpError::from(error);
            if !comes_back(&trouble) {
                return Err(trouble);
            }
            let told = refusal(&req, &trouble);
            page(trouble.status, &listed(&front, &req, String::new(), told).await?)
        },
    }
}
