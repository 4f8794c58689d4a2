//! Profiles that wait for a person, as JSON. It must not decide about one.

use super::findings::TextHitJson;
use super::{action_word, moment, named, reason_named, stated};
use crate::contract::moderation::{
    DecideProfileRequest, ListProfilesRequest, Profile, ProfileDecision,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::page_of;
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::calls::avatar_address;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// What somebody shows of themselves, as moderators see it.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct JudgedProfileJson {
    user_id: String,
    name: String,
    bio: Option<String>,
    /// Absent without a picture.
    avatar_url: Option<String>,
    /// `unspecified` while it is not judged, else `pass`, `review` or `block`. A name that is held
    /// or blocked is shown all the same, until an administrator suspends the account.
    name_action: String,
    bio_action: String,
    avatar_action: String,
    /// What was found; the fields are `name` and `bio`.
    hits: Vec<TextHitJson>,
    /// Of the picture, 0 to 1; absent when it was not scored.
    score: Option<f64>,
    /// The known picture that it is, by its label.
    known: Option<String>,
    changed_at_ms: Option<i64>,
    /// Goes with a decision, so that nobody decides on what they did not see.
    version: u64,
}

impl JudgedProfileJson {
    fn of(one: Profile) -> Self {
        let [name_action, bio_action, avatar_action] =
            [one.name_action(), one.bio_action(), one.avatar_action()].map(action_word);
        let findings = one.findings.unwrap_or_default();
        Self {
            avatar_url: stated(avatar_address(&one.avatar, true)),
            user_id: one.user_id,
            name: one.name,
            bio: stated(one.bio),
            name_action,
            bio_action,
            avatar_action,
            hits: findings.hits.into_iter().map(Into::into).collect(),
            score: findings.permille.map(|permille| f64::from(permille) / 1000.0),
            known: findings.known.map(|known| known.label),
            changed_at_ms: moment(one.changed_at_ms),
            version: one.version,
        }
    }
}

/// Profiles that wait for a person, the oldest first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct JudgedProfilesJson {
    profiles: Vec<JudgedProfileJson>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
    /// How many wait in all.
    waiting: u64,
}

/// `GET /api/v1/moderation/profiles`
#[utoipa::path(
    get, path = "/api/v1/moderation/profiles", tag = "moderation",
    operation_id = "listProfiles",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses((
        status = 200, description = "Profiles that wait for a person", body = JudgedProfilesJson
    ))
)]
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let asked = ListProfilesRequest { page: Some(page_of(&request)?) };
    let told = front.clients().moderation.list_profiles(&req.cx(), asked).await?;
    Ok(fresh(&JudgedProfilesJson {
        profiles: told.profiles.into_iter().map(JudgedProfileJson::of).collect(),
        next_cursor: stated(told.next_cursor),
        waiting: told.waiting,
    }))
}

/// What a moderator decides about a profile.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct ProfileDecisionJson {
    /// `pass` for all that waits, `refuse_bio` or `refuse_avatar`.
    decision: String,
    /// As in a decision about a case; not needed to pass.
    #[serde(default)]
    reason: String,
    /// The person reads it.
    #[serde(default)]
    note: String,
    /// As the profile had it when you looked; 0 asks for none.
    #[serde(default)]
    if_version: u64,
}

/// A decision by its word.
pub(in crate::gateway::moderation) fn decision_named(
    given: &str,
) -> Result<ProfileDecision, HttpError> {
    let name = format!("PROFILE_DECISION_{}", given.to_uppercase());
    named(ProfileDecision::from_str_name(&name), given)
}

/// `POST /api/v1/moderation/profiles/{id}/decision`
#[utoipa::path(
    post, path = "/api/v1/moderation/profiles/{id}/decision", tag = "moderation",
    operation_id = "decideProfile", request_body = ProfileDecisionJson,
    params(("id" = String, Path, description = "The account")),
    responses(
        (status = 200, description = "The profile as decided", body = JudgedProfileJson),
        (status = 403, description = "It is your own", body = ErrorJson),
        (status = 404, description = "No such profile", body = ErrorJson),
        (status = 412, description = "It was changed meanwhile", body = ErrorJson),
        (status = 422, description = "The decision is not complete", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn decide(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    decision: Json<ProfileDecisionJson>,
) -> Answer {
    let ProfileDecisionJson { decision, reason, note, if_version } = decision.0;
    let asked = DecideProfileRequest {
        user_id: id.into_inner(),
        decision: decision_named(&decision)?.into(),
        reason: reason_named(&reason)?.into(),
        note,
        if_version,
    };
    let told = front.clients().moderation.decide_profile(&req.keyed_cx(&front), asked).await?;
    let profile = told.profile.ok_or_else(HttpError::not_found)?;
    Ok(HttpResponse::Ok().json(JudgedProfileJson::of(profile)))
}
