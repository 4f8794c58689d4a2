//! The live configuration as JSON: what is in force and why, changes, history, roll-back.

use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::views::moment_iso;
use crate::kernel::config::{
    Given, Outcome, Rejected, Source, View, Wish, is_secret, name_of, shown,
};
use crate::kernel::ports::config::{Change, Version};
use crate::kernel::settings::{Fixed, Kind};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Versions in one answer.
const PAGE_MAX: usize = 100;

/// All settings.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ConfigJson {
    /// The version in force on this server; 0 before the first change.
    version: u64,
    settings: Vec<SettingJson>,
    /// Live values that are not in force, with the reason; clear them or set them anew.
    not_in_force: BTreeMap<String, String>,
    /// What of the history could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    damage: Option<String>,
}

/// One setting.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct SettingJson {
    /// `section.name`
    key: String,
    /// `boolean`, `integer`, `decimal`, `text`, `word`, `integers`, `strings`, `rows`
    /// or `table`.
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<&'static str>,
    /// What a number counts: `ms`, `bytes`, `kib`, `kbps`, `px`, `percent`, `fps` or `count`.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
    /// The least that a number may be; of a list, each number.
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<Value>,
    /// The most that it may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    most: Option<Value>,
    about: String,
    /// What is in force on this server.
    value: Value,
    /// `default`, `file`, `environment`, `live v7` or `flag`.
    source: String,
    /// What it would be if it were not live.
    below: Value,
    below_source: String,
    default: Value,
    is_live: bool,
    /// Why it cannot change while the site runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    why_fixed: Option<&'static str>,
    /// Why the live value is not in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_in_force: Option<String>,
    /// What the next start will read.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_start: Option<Value>,
}

/// Wishes: what is set and what follows file and environment again.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct ChangeConfigJson {
    /// The version that you looked at; without it the change goes onto whichever is newest.
    version: Option<u64>,
    #[serde(default)]
    note: String,
    /// By `section.name`, in the setting's type.
    #[serde(default)]
    set: BTreeMap<String, Value>,
    /// By `section.name`, as people write it.
    #[serde(default)]
    write: BTreeMap<String, String>,
    #[serde(default)]
    clear: Vec<String>,
    /// Judges and compares, and changes nothing.
    #[serde(default)]
    dry_run: bool,
}

/// How to bring a version back.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct RollBackJson {
    /// The version to bring back; 0 clears everything.
    to: u64,
    /// The version that you looked at; without it the roll-back goes onto whichever is newest.
    version: Option<u64>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    dry_run: bool,
}

/// What a change did, or would do.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct OutcomeJson {
    /// The newest version after it.
    version: u64,
    /// Empty when everything was so already.
    changes: Vec<SettingChangeJson>,
}

/// One setting before and after; `null` where it was not live.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct SettingChangeJson {
    key: String,
    before: Option<Value>,
    after: Option<Value>,
}

/// Versions, newest first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct VersionsJson {
    versions: Vec<VersionJson>,
    /// Ask for the rest by `before`; left out at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<u64>,
}

/// One version.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct VersionJson {
    version: u64,
    at_ms: i64,
    /// The same moment for people, in UTC.
    at: String,
    /// `user:<id>`, or `operator` for the owner of the machine.
    by: String,
    by_name: String,
    note: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rolled_back_to: Option<u64>,
    trace_id: String,
    changes: Vec<SettingChangeJson>,
}

/// One version with everything that was live in it.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct WholeVersionJson {
    #[serde(flatten)]
    version: VersionJson,
    values: BTreeMap<String, Value>,
}

/// Which part of the history.
#[derive(serde::Deserialize)]
struct Span {
    before: Option<u64>,
    limit: Option<usize>,
}

/// Which two versions.
#[derive(serde::Deserialize)]
struct Pair {
    from: u64,
    to: Option<u64>,
}

/// A value as the API shows it: a secret is only said to be there.
fn open(key: &str, value: &Value) -> Value {
    if is_secret(key, value) { Value::String(shown(key, value)) } else { value.clone() }
}

impl SettingJson {
    fn of(view: View) -> Self {
        let key = view.key.full();
        let declared = view.key.declared;
        let choices = match declared.kind {
            Kind::Word(choices) => choices.to_vec(),
            _ => Vec::new(),
        };
        Self {
            kind: declared.kind.word(),
            choices,
            unit: declared.within.map(|(unit, _)| unit.word()),
            least: declared.within.map(|(_, (least, _))| least.into()),
            most: declared.within.map(|(_, (_, most))| most.into()),
            value: open(&key, &view.value),
            source: view.source.word(),
            below: open(&key, &view.below.value),
            below_source: view.below.source.word(),
            default: open(&key, &view.key.default),
            is_live: matches!(view.source, Source::LiveSettings(_)),
            why_fixed: declared.fixed.map(Fixed::why),
            not_in_force: view.aside.map(|complaint| complaint.to_string()),
            next_start: view.below.waits.as_ref().map(|value| open(&key, value)),
            about: declared.about,
            key,
        }
    }
}

impl SettingChangeJson {
    fn of(change: &Change) -> Self {
        let side = |value: &Option<Value>| value.as_ref().map(|value| open(&change.key, value));
        Self { key: change.key.clone(), before: side(&change.before), after: side(&change.after) }
    }
}

impl VersionJson {
    fn of(version: &Version) -> Self {
        Self {
            version: version.number,
            at_ms: version.at_ms,
            at: moment_iso(version.at_ms),
            by: version.by.scope.clone(),
            by_name: version.by.name.clone(),
            note: version.note.clone(),
            rolled_back_to: version.back_to,
            trace_id: version.trace_id.clone(),
            changes: version.changes.iter().map(SettingChangeJson::of).collect(),
        }
    }
}

fn told(outcome: &Outcome) -> HttpResponse {
    let changes = outcome.changes.iter().map(SettingChangeJson::of).collect();
    fresh(&OutcomeJson { version: outcome.version, changes })
}

/// The name under which a caller signs a version.
pub(in crate::gateway) fn signature(req: &RequestContext) -> &str {
    req.member.as_ref().map_or_else(|| name_of(&req.caller), |member| member.name.as_str())
}

/// `GET /api/v1/admin/config`
#[utoipa::path(
    get, path = "/api/v1/admin/config", tag = "admin",
    operation_id = "getConfig",
    responses(
        (status = 200, description = "Every setting with where it comes from", body = ConfigJson),
        (status = 403, description = "Only administrators may", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn get(front: FrontData) -> Answer {
    let config = front.config();
    let settings = config.views().into_iter().map(SettingJson::of).collect();
    let aside = config.aside().into_iter();
    let not_in_force = aside.map(|(key, complaint)| (key, complaint.to_string())).collect();
    let version = config.version();
    let damage = config.history().damage.clone();
    Ok(fresh(&ConfigJson { version, settings, not_in_force, damage }))
}

/// `PATCH /api/v1/admin/config`
#[utoipa::path(
    patch, path = "/api/v1/admin/config", tag = "admin",
    operation_id = "changeConfig", request_body = ChangeConfigJson,
    responses(
        (status = 200, description = "What was changed, as one version", body = OutcomeJson),
        (status = 403, description = "Only administrators may", body = ErrorJson),
        (status = 409, description = "Another version came first", body = ErrorJson),
        (status = 422, description = "What is wrong with which setting", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn change(
    front: FrontData,
    req: RequestContext,
    body: Json<ChangeConfigJson>,
) -> Answer {
    let body = body.0;
    let set = body.set.into_iter().map(|(key, value)| (key, Some(Given::Typed(value))));
    let write = body.write.into_iter().map(|(key, text)| (key, Some(Given::Written(text))));
    let clear = body.clear.into_iter().map(|key| (key, None));
    let wish = Wish {
        expected: body.version,
        note: body.note,
        keys: set.chain(write).chain(clear).collect(),
        is_trial: body.dry_run,
    };
    let made = front.config().change(&req.cx(), signature(&req), wish).await;
    Ok(told(&made.map_err(Rejected::into_error)?))
}

/// `GET /api/v1/admin/config/versions`
#[utoipa::path(
    get, path = "/api/v1/admin/config/versions", tag = "admin",
    operation_id = "listConfigVersions",
    params(
        ("before" = Option<u64>, Query, description = "Only versions below this one"),
        ("limit" = Option<u64>, Query, description = "At most so many, and at most 100"),
    ),
    responses((status = 200, description = "Versions, newest first", body = VersionsJson))
)]
pub(in crate::gateway) async fn versions(front: FrontData, request: HttpRequest) -> Answer {
    let span: Span = asked(&request)?;
    let (found, before) = page(&front, span.before, span.limit.unwrap_or(PAGE_MAX).min(PAGE_MAX));
    let versions = found.iter().map(|version| VersionJson::of(version)).collect();
    Ok(fresh(&VersionsJson { versions, before }))
}

/// Versions below one, newest first, and where the next page begins.
pub(in crate::gateway) fn page(
    front: &Front,
    before: Option<u64>,
    limit: usize,
) -> (Vec<std::sync::Arc<Version>>, Option<u64>) {
    let kept = front.config().history();
    let below = |version: &&std::sync::Arc<Version>| before.is_none_or(|one| version.number < one);
    let mut older = kept.versions.iter().rev().filter(below).peekable();
    let found: Vec<_> = older.by_ref().take(limit.max(1)).cloned().collect();
    let next = older.peek().and_then(|_| found.last()).map(|last| last.number);
    (found, next)
}

/// `GET /api/v1/admin/config/versions/{number}`
#[utoipa::path(
    get, path = "/api/v1/admin/config/versions/{number}", tag = "admin",
    operation_id = "getConfigVersion",
    params(("number" = u64, Path, description = "The version")),
    responses(
        (status = 200, description = "The version with all that was live", body = WholeVersionJson),
        (status = 404, description = "It is not kept", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn version(front: FrontData, number: web::Path<String>) -> Answer {
    let kept = front.config().history();
    let number = number.parse().map_err(|_| HttpError::not_found())?;
    let version = kept.find(number).ok_or_else(HttpError::not_found)?;
    let values = version.values.iter();
    let values = values.map(|(key, value)| (key.clone(), open(key, value))).collect();
    Ok(fresh(&WholeVersionJson { version: VersionJson::of(version), values }))
}

/// `POST /api/v1/admin/config/rollback`
#[utoipa::path(
    post, path = "/api/v1/admin/config/rollback", tag = "admin",
    operation_id = "rollBackConfig", request_body = RollBackJson,
    responses(
        (status = 200, description = "What was changed, as a new version", body = OutcomeJson),
        (status = 404, description = "It is not kept", body = ErrorJson),
        (status = 409, description = "Another version came first", body = ErrorJson),
        (status = 422, description = "It cannot be in force any more", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn roll_back(
    front: FrontData,
    req: RequestContext,
    body: Json<RollBackJson>,
) -> Answer {
    let RollBackJson { to, version, note, dry_run } = body.0;
    let wish = Wish { expected: version, note, is_trial: dry_run, ..Wish::default() };
    let made = front.config().roll_back(&req.cx(), signature(&req), to, wish).await;
    Ok(told(&made.map_err(Rejected::into_error)?))
}

/// `GET /api/v1/admin/config/diff`
#[utoipa::path(
    get, path = "/api/v1/admin/config/diff", tag = "admin",
    operation_id = "diffConfig",
    params(
        ("from" = u64, Query, description = "0 is the time before the first change"),
        ("to" = Option<u64>, Query, description = "The newest when it is left out"),
    ),
    responses(
        (status = 200, description = "What differs between two versions", body = OutcomeJson),
        (status = 404, description = "One of them is not kept", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn diff(front: FrontData, request: HttpRequest) -> Answer {
    let pair: Pair = asked(&request)?;
    let to = pair.to.unwrap_or_else(|| front.config().version());
    let changes = front.config().diff(pair.from, to)?;
    Ok(told(&Outcome { version: to, changes }))
}
