//! The settings as they are, and the form of each section: filled, shown as a difference, put in
//! force. It must not judge a value; the live configuration does.

use crate::gateway::admin::api::configuration::signature;
use crate::gateway::admin::views::{
    ChangeRow, Control, Field, SectionView, SettingRow, SettingsFormPage, SettingsPage,
    SettingsPreviewPage, SourceView,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::Form;
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{page, see_other, see_other_telling, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::views::{spoken, unit_word};
use crate::gateway::core::words::notices;
use crate::kernel::config::{Given, Outcome, Rejected, Source, View, Wish, shown as text_of};
use crate::kernel::ports::config::Change;
use crate::kernel::settings::{Complaint, Fixed, Kind, grouped, written};
use crate::kernel::wire::detail;
use actix_web::web;
use serde_json::Value;
use std::collections::BTreeMap;

fn about(req: &RequestContext, name: &str, english: &str) -> String {
    req.language.setting(name).unwrap_or_else(|| english.to_owned())
}

fn source(req: &RequestContext, source: Source) -> SourceView {
    let words = req.language.words().admin;
    let (code, text) = match source {
        Source::Default => ("default", words.settings_source_default().to_owned()),
        Source::File => ("file", words.settings_source_file().to_owned()),
        Source::Environment => ("environment", words.settings_source_environment().to_owned()),
        Source::LiveSettings(version) => ("live", words.settings_source_live(version)),
        Source::Flag => ("flag", words.settings_source_flag().to_owned()),
    };
    SourceView { code, text }
}

/// A value as people read it.
fn told(req: &RequestContext, full: &str, value: &Value) -> String {
    let words = req.language.words().admin;
    match value {
        Value::Bool(true) => words.settings_on().to_owned(),
        Value::Bool(false) => words.settings_off().to_owned(),
        Value::Null => words.settings_unset().to_owned(),
        Value::String(text) if text.is_empty() => words.settings_unset().to_owned(),
        Value::Array(all) if all.is_empty() => words.settings_unset().to_owned(),
        other => text_of(full, other),
    }
}

fn said(req: &RequestContext, view: &View, value: &Value) -> Option<String> {
    spoken(req.language.words().gateway, view.key.declared.within?.0, value.as_i64()?)
}

fn setting_row(req: &RequestContext, view: &View) -> SettingRow {
    let (words, full) = (req.language.words().admin, view.key.full());
    let below = told(req, &full, &view.below.value).replace('\n', "; ");
    let mut remarks = Vec::new();
    if matches!(view.source, Source::LiveSettings(_)) {
        remarks.push(words.settings_covers(&below, &source(req, view.below.source).text));
    }
    match view.key.declared.fixed {
        Some(Fixed::ByOwner) => remarks.push(words.settings_fixed_by_owner().to_owned()),
        Some(Fixed::AtStart) => remarks.push(words.settings_fixed_at_start().to_owned()),
        None => {},
    }
    if let Some(next) = &view.below.waits {
        remarks.push(words.settings_next_start(told(req, &full, next)));
    }
    SettingRow {
        name: view.key.declared.name.to_owned(),
        about: about(req, &full, &view.key.declared.about),
        value: told(req, &full, &view.value),
        spoken: said(req, view, &view.value),
        source: source(req, view.source),
        remarks,
        is_fixed: view.key.declared.fixed.is_some(),
        full,
    }
}

/// `GET /admin/settings`
pub(in crate::gateway) async fn all(front: FrontData, req: RequestContext) -> Answer {
    let (config, views) = (front.config(), front.config().views());
    let section = |(word, english): &(String, String)| {
        let of = views.iter().filter(|view| view.key.section == *word);
        let rows: Vec<SettingRow> = of.map(|view| setting_row(&req, view)).collect();
        SectionView {
            about: about(&req, word, english),
            is_live: rows.iter().any(|row| !row.is_fixed),
            word: word.clone(),
            rows,
        }
    };
    let mut sections: Vec<SectionView> = config.sections().iter().map(section).collect();
    // What can be changed here comes first.
    sections.sort_by_key(|section| !section.is_live);
    shown(&SettingsPage {
        frame: req.frame(&front),
        key: front.key(),
        version: config.version(),
        sections,
        aside: config
            .aside()
            .into_iter()
            .map(|(key, complaint)| (key, req.language.complaint(&complaint)))
            .collect(),
        damage: config.history().damage.clone(),
    })
}

/// `POST /admin/settings`: clears a value that is not in force.
pub(in crate::gateway) async fn clear(front: FrontData, req: RequestContext, form: Form) -> Answer {
    let keys = BTreeMap::from([(form.text("clear").to_owned(), None)]);
    let wish = Wish { keys, ..Wish::default() };
    let done = front.config().change(&req.keyed_cx(&front), signature(&req), wish).await;
    done.map_err(Rejected::into_error)?;
    Ok(see_other_telling("/admin/settings", notices::admin::SETTINGS_CHANGED))
}

/// The settings of a section that may change; nothing when there are none.
fn live_views(front: &Front, section: &str) -> Result<Vec<View>, HttpError> {
    let mut views = front.config().views();
    views.retain(|view| view.key.section == section && view.key.declared.fixed.is_none());
    if views.is_empty() { Err(HttpError::not_found()) } else { Ok(views) }
}

/// What a person typed into the form of a section.
#[derive(Default)]
struct Typed {
    values: BTreeMap<String, String>,
    cleared: Vec<String>,
    note: String,
    version: Option<u64>,
}

impl Typed {
    fn read(form: &Form, views: &[View]) -> Self {
        let mut typed = Self {
            note: form.text("note").to_owned(),
            version: form.text("version").parse().ok(),
            ..Self::default()
        };
        for view in views {
            let name = view.key.declared.name;
            if form.find(&format!("clear.{name}")).is_some() {
                typed.cleared.push(name.to_owned());
            }
            if let Some(text) = form.find(&format!("value.{name}")) {
                typed.values.insert(name.to_owned(), text.replace("\r\n", "\n"));
            }
        }
        typed
    }

    /// Only what differs from what is in force.
    fn wishes(&self, views: &[View]) -> BTreeMap<String, Option<Given>> {
        let mut wishes = BTreeMap::new();
        for view in views {
            let (name, full) = (view.key.declared.name, view.key.full());
            if self.cleared.iter().any(|one| one == name) {
                wishes.insert(full, None);
                continue;
            }
            let Some(text) = self.values.get(name) else { continue };
            if text.trim() != text_of(&full, &view.value) {
                wishes.insert(full, Some(Given::Written(text.clone())));
            }
        }
        wishes
    }

    /// The fields of the form once more.
    fn carried(&self) -> Vec<(String, String)> {
        let values = self.values.iter().map(|(name, text)| (format!("value.{name}"), text.clone()));
        let cleared = self.cleared.iter().map(|name| (format!("clear.{name}"), "yes".to_owned()));
        values.chain(cleared).collect()
    }
}

fn field(req: &RequestContext, view: &View, typed: &Typed, complaints: &[Complaint]) -> Field {
    let declared = &view.key.declared;
    let (name, full) = (declared.name.to_owned(), view.key.full());
    let words = req.language.words();
    let is_set = matches!(view.source, Source::LiveSettings(_)) || view.aside.is_some();
    let below = told(req, &full, &view.below.value).replace('\n', "; ");
    let from = source(req, view.below.source).text;
    let complaint = complaints.iter().find(|complaint| complaint.key == full);
    let typed_text = typed.values.get(&name).cloned();
    let text = typed_text.unwrap_or_else(|| text_of(&full, &view.value));
    Field {
        about: about(req, &full, &declared.about),
        control: match declared.kind {
            Kind::Boolean => Control::Switch,
            Kind::Word(choices) => Control::Words(choices),
            Kind::Integer | Kind::Decimal => Control::Number,
            Kind::Text | Kind::Integers => Control::Line,
            Kind::LongText => Control::Paragraphs,
            Kind::Strings | Kind::Rows | Kind::Table => Control::Lines,
        },
        spoken: written(declared.kind, &text).ok().and_then(|value| said(req, view, &value)),
        text,
        unit: declared.within.and_then(|(unit, _)| unit_word(words.gateway, unit)),
        bounds: declared.within.map(|(_, (least, most))| {
            let [least, most] = [least, most].map(|bound| grouped(&bound.to_string()));
            format!("{least} – {most}")
        }),
        source: source(req, view.source),
        follow: is_set.then(|| words.admin.settings_follow(&below, &from)),
        is_cleared: typed.cleared.contains(&name),
        complaint: complaint.map(|complaint| req.language.complaint(complaint)),
        name,
    }
}

fn form_page(
    front: &Front,
    req: &RequestContext,
    (section, views): (&str, &[View]),
    typed: &Typed,
    (refusal, complaints): (Option<String>, &[Complaint]),
) -> SettingsFormPage {
    let sections = front.config().sections();
    let english = sections.iter().find(|(word, _)| word == section);
    let english = english.map_or("", |(_, english)| english.as_str());
    SettingsFormPage {
        frame: req.frame(front),
        key: front.key(),
        section: section.to_owned(),
        about: about(req, section, english),
        version: front.config().version(),
        fields: views.iter().map(|view| field(req, view, typed, complaints)).collect(),
        note: typed.note.clone(),
        note_chars_max: front.config().note_chars_max(),
        refusal,
    }
}

/// `GET /admin/settings/{section}`
pub(in crate::gateway) async fn form(
    front: FrontData,
    req: RequestContext,
    section: web::Path<String>,
) -> Answer {
    let views = live_views(&front, &section)?;
    shown(&form_page(&front, &req, (&section, &views), &Typed::default(), (None, &[])))
}

/// A side of a change as it is felt: what is not live follows what lies below.
fn felt(req: &RequestContext, views: &[View], change: &Change) -> ChangeRow {
    let view = views.iter().find(|view| view.key.full() == change.key);
    let side = |value: &Option<Value>| match (value, view) {
        (Some(value), _) => Some(told(req, &change.key, value)),
        (None, Some(view)) => {
            let from = source(req, view.below.source).text;
            let below = told(req, &change.key, &view.below.value);
            Some(format!("{below} · {from}"))
        },
        (None, None) => None,
    };
    ChangeRow { before: side(&change.before), after: side(&change.after), full: change.key.clone() }
}

/// `POST /admin/settings/{section}`: fills the form again, shows what differs, or puts it in force.
pub(in crate::gateway) async fn send(
    front: FrontData,
    req: RequestContext,
    form: Form,
    section: web::Path<String>,
) -> Answer {
    let views = live_views(&front, &section)?;
    let typed = Typed::read(&form, &views);
    if form.text("step") == "edit" {
        return shown(&form_page(&front, &req, (&section, &views), &typed, (None, &[])));
    }
    let wish = Wish {
        expected: typed.version,
        note: typed.note.clone(),
        keys: typed.wishes(&views),
        is_trial: form.text("step") != "apply",
    };
    let is_trial = wish.is_trial;
    let done = front.config().change(&req.keyed_cx(&front), signature(&req), wish).await;
    let Outcome { version, changes } = match done {
        Ok(outcome) => outcome,
        Err(rejected) => return refused(&front, &req, (&section, &views), &typed, rejected),
    };
    if is_trial && !changes.is_empty() {
        return shown(&SettingsPreviewPage {
            frame: req.frame(&front),
            key: front.key(),
            section: section.to_string(),
            version,
            note: typed.note.clone(),
            changes: changes.iter().map(|change| felt(&req, &views, change)).collect(),
            carried: typed.carried(),
        });
    }
    let (same, changed) = (notices::admin::SETTINGS_SAME, notices::admin::SETTINGS_CHANGED);
    let notice = if changes.is_empty() { same } else { changed };
    Ok(see_other(&format!("/admin/settings?notice={notice}#{section}")))
}

/// The form once more, with what is wrong beside each field.
fn refused(
    front: &Front,
    req: &RequestContext,
    (section, views): (&str, &[View]),
    typed: &Typed,
    rejected: Rejected,
) -> Answer {
    let words = req.language.words().admin;
    let complaints = match &rejected {
        Rejected::Unfit(complaints) => complaints.clone(),
        Rejected::Error(_) => Vec::new(),
    };
    let trouble = HttpError::from(rejected.into_error());
    let refusal = if trouble.is("kernel.CONFIG_INVALID") {
        let is_field = |key: &String| views.iter().any(|view| view.key.full() == *key);
        let other = complaints.iter().find(|complaint| !is_field(&complaint.key));
        let other = other.map(|complaint| req.language.complaint(complaint));
        Some(
            format!("{} {}", words.settings_refused(), other.unwrap_or_default()).trim().to_owned(),
        )
    } else if trouble.is("kernel.CONFIG_CHANGED") {
        let by = trouble.details.iter().find(|detail| detail.name == "by");
        let by = by.and_then(|detail| match &detail.value {
            Some(detail::Value::Text(by)) => Some(by.as_str()),
            _ => None,
        });
        Some(words.settings_changed_meanwhile(by.unwrap_or("?"), front.config().version()))
    } else {
        return Err(trouble);
    };
    let view = form_page(front, req, (section, views), typed, (refusal, &complaints));
    page(trouble.status, &view)
}
