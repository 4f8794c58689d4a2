//! The history of the settings: what each version changed, and bringing one back.

use crate::gateway::admin::api::configuration::{page, signature};
use crate::gateway::admin::views::{
    ChangeRow, SettingsHistoryPage, SettingsVersionPage, VersionRow,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::Form;
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{
    comes_back, page as page_with, refusal, see_other_telling, shown,
};
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::kernel::config::{Rejected, Wish, shown as text_of};
use crate::kernel::ports::config::{Change, Version};
use actix_web::{HttpRequest, web};

/// Versions on one page.
const PAGE_MAX: usize = 20;

/// Where the page begins.
#[derive(serde::Deserialize)]
struct HistoryQuery {
    before: Option<u64>,
}

/// A change as it was: sides that were not live stay empty.
pub(super) fn change(change: &Change) -> ChangeRow {
    let side =
        |value: &Option<serde_json::Value>| value.as_ref().map(|value| text_of(&change.key, value));
    ChangeRow { before: side(&change.before), after: side(&change.after), full: change.key.clone() }
}

pub(super) fn row(version: &Version, newest: u64) -> VersionRow {
    VersionRow {
        number: version.number,
        at_ms: version.at_ms,
        by: version.by.name.clone(),
        note: version.note.clone(),
        back_to: version.back_to,
        changes: version.changes.iter().map(change).collect(),
        is_newest: version.number == newest,
    }
}

/// `GET /admin/settings/history`
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let HistoryQuery { before } = asked(&request)?;
    let (found, older) = page(&front, before, PAGE_MAX);
    let kept = front.config().history();
    let reaches_first = older.is_none() && found.last().is_some_and(|last| last.number == 1);
    shown(&SettingsHistoryPage {
        frame: req.frame(&front),
        rows: found.iter().map(|version| row(version, kept.newest())).collect(),
        older,
        reaches_first,
        damage: kept.damage.clone(),
    })
}

fn version_page(
    front: &Front,
    req: &RequestContext,
    number: u64,
    refusal: Option<String>,
) -> Result<SettingsVersionPage, HttpError> {
    let (config, kept) = (front.config(), front.config().history());
    let back = config.diff(kept.newest(), number)?;
    Ok(SettingsVersionPage {
        frame: req.frame(front),
        key: front.key(),
        number,
        row: kept.find(number).map(|version| row(version, kept.newest())),
        version: kept.newest(),
        back: back.iter().map(change).collect(),
        note_chars_max: front.config().note_chars_max(),
        refusal,
    })
}

/// `GET /admin/settings/history/{number}`
pub(in crate::gateway) async fn one(
    front: FrontData,
    req: RequestContext,
    number: web::Path<String>,
) -> Answer {
    let number = number.parse().map_err(|_| HttpError::not_found())?;
    shown(&version_page(&front, &req, number, None)?)
}

/// `POST /admin/settings/history/{number}`
pub(in crate::gateway) async fn roll_back(
    front: FrontData,
    req: RequestContext,
    form: Form,
    number: web::Path<String>,
) -> Answer {
    let number = number.parse().map_err(|_| HttpError::not_found())?;
    let wish = Wish {
        expected: form.text("version").parse().ok(),
        note: form.text("note").to_owned(),
        ..Wish::default()
    };
    let cx = req.keyed_cx(&front);
    let Err(rejected) = front.config().roll_back(&cx, signature(&req), number, wish).await else {
        let notice = notices::admin::SETTINGS_BACK;
        return Ok(see_other_telling("/admin/settings/history", notice));
    };
    let told: Vec<String> = match &rejected {
        Rejected::Unfit(all) => all.iter().map(|one| req.language.complaint(one)).collect(),
        Rejected::Error(_) => Vec::new(),
    };
    let trouble = HttpError::from(rejected.into_error());
    if !comes_back(&trouble) {
        return Err(trouble);
    }
    let refusal = if told.is_empty() { refusal(&req, &trouble) } else { Some(told.join(" ")) };
    page_with(trouble.status, &version_page(&front, &req, number, refusal)?)
}
