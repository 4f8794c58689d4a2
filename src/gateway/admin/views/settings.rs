//! The pages of the live settings: what is in force, the form of a section, what would change, the
//! history. They must not judge a value or know where one is kept.

use crate::gateway::core::views::Frame;

/// `GET /admin/settings`
#[derive(askama::Template)]
#[template(path = "admin/settings.html")]
pub(crate) struct SettingsPage {
    pub(crate) frame: Frame,
    /// Idempotency key of the form that clears what is not in force.
    pub(crate) key: String,
    /// 0 before the first change.
    pub(crate) version: u64,
    pub(crate) sections: Vec<SectionView>,
    /// Live values that are not in force, by key, with the reason.
    pub(crate) aside: Vec<(String, String)>,
    pub(crate) damage: Option<String>,
}

/// One section of the configuration.
pub(crate) struct SectionView {
    pub(crate) word: String,
    pub(crate) about: String,
    /// Whether anything in it may change while the site runs.
    pub(crate) is_live: bool,
    pub(crate) rows: Vec<SettingRow>,
}

/// One setting as it is.
pub(crate) struct SettingRow {
    pub(crate) name: String,
    pub(crate) full: String,
    pub(crate) about: String,
    pub(crate) value: String,
    /// The same amount as people say it.
    pub(crate) spoken: Option<String>,
    pub(crate) source: SourceView,
    /// Below the value: what it stands over, why it is fixed, what the next start reads.
    pub(crate) remarks: Vec<String>,
    pub(crate) is_fixed: bool,
}

/// Where a value comes from.
pub(crate) struct SourceView {
    /// `default`, `file`, `environment`, `live` or `flag`, for the colour.
    pub(crate) code: &'static str,
    pub(crate) text: String,
}

/// `GET /admin/settings/{section}`, and the answer to a form that was refused.
#[derive(askama::Template)]
#[template(path = "admin/form.html")]
pub(crate) struct SettingsFormPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) section: String,
    pub(crate) about: String,
    /// The version that the form was filled from.
    pub(crate) version: u64,
    pub(crate) fields: Vec<Field>,
    pub(crate) note: String,
    pub(crate) note_chars_max: usize,
    pub(crate) refusal: Option<String>,
}

/// One setting to be changed.
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) control: Control,
    pub(crate) text: String,
    pub(crate) unit: Option<&'static str>,
    /// From where to where a number may go.
    pub(crate) bounds: Option<String>,
    pub(crate) spoken: Option<String>,
    pub(crate) source: SourceView,
    /// What following file and environment again would mean; only for what is live.
    pub(crate) follow: Option<String>,
    pub(crate) is_cleared: bool,
    pub(crate) complaint: Option<String>,
}

/// What a setting is typed into.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    Switch,
    Words(&'static [&'static str]),
    Number,
    Line,
    Lines,
    Paragraphs,
}

impl Field {
    /// Words to choose from, each with what is shown and whether it is chosen.
    pub(crate) fn choices(&self, frame: &Frame) -> Vec<(&'static str, &'static str, bool)> {
        let words = frame.words.admin;
        let all: Vec<(&'static str, &'static str)> = match self.control {
            Control::Switch => vec![("true", words.settings_on()), ("false", words.settings_off())],
            Control::Words(choices) => choices.iter().map(|one| (*one, *one)).collect(),
            _ => Vec::new(),
        };
        all.into_iter().map(|(code, text)| (code, text, self.text == code)).collect()
    }

    /// Lines of the field for several.
    pub(crate) fn lines(&self) -> usize {
        self.text.lines().count().clamp(2, 12) + 1
    }
}

/// What a form would change, before it is in force.
#[derive(askama::Template)]
#[template(path = "admin/preview.html")]
pub(crate) struct SettingsPreviewPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) section: String,
    pub(crate) version: u64,
    pub(crate) note: String,
    pub(crate) changes: Vec<ChangeRow>,
    /// The fields of the form, so that it can be sent on or filled again.
    pub(crate) carried: Vec<(String, String)>,
}

/// One setting before and after.
pub(crate) struct ChangeRow {
    pub(crate) full: String,
    /// `None` where it was not live.
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

/// `GET /admin/settings/history`
#[derive(askama::Template)]
#[template(path = "admin/history.html")]
pub(crate) struct SettingsHistoryPage {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<VersionRow>,
    /// Where the next page begins.
    pub(crate) older: Option<u64>,
    /// Whether the time before the first change can be brought back from here.
    pub(crate) reaches_first: bool,
    pub(crate) damage: Option<String>,
}

/// One version.
pub(crate) struct VersionRow {
    pub(crate) number: u64,
    pub(crate) at_ms: i64,
    pub(crate) by: String,
    pub(crate) note: String,
    pub(crate) back_to: Option<u64>,
    pub(crate) changes: Vec<ChangeRow>,
    pub(crate) is_newest: bool,
}

/// `GET /admin/settings/history/{number}`
#[derive(askama::Template)]
#[template(path = "admin/version.html")]
pub(crate) struct SettingsVersionPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) number: u64,
    /// `None` for the time before the first change.
    pub(crate) row: Option<VersionRow>,
    /// The version in force now.
    pub(crate) version: u64,
    /// What rolling back would change.
    pub(crate) back: Vec<ChangeRow>,
    pub(crate) note_chars_max: usize,
    pub(crate) refusal: Option<String>,
}

/// `GET /admin`
#[derive(askama::Template)]
#[template(path = "admin/home.html")]
pub(crate) struct AdminPage {
    pub(crate) frame: Frame,
    pub(crate) version: u64,
    pub(crate) last: Option<VersionRow>,
    /// Nothing when nobody can say.
    pub(crate) mail: Option<MailTile>,
}

/// How the mail of the site fares.
pub(crate) struct MailTile {
    /// Mail leaves this machine.
    pub(crate) is_sent: bool,
    pub(crate) waiting: u64,
    pub(crate) given_up: u64,
    pub(crate) oldest_ms: i64,
    /// What the mail server said last; often empty.
    pub(crate) last_fault: String,
}

#[cfg(test)]
mod samples {
    use super::{
        AdminPage, ChangeRow, Control, Field, MailTile, SectionView, SettingRow, SettingsFormPage,
        SettingsHistoryPage, SettingsPage, SettingsPreviewPage, SettingsVersionPage, SourceView,
        VersionRow,
    };
    use crate::gateway::core::views::Frame;
    use crate::gateway::core::words::Language;
    use crate::gateway::tests::NOW_MS;

    fn source(code: &'static str) -> SourceView {
        SourceView { code, text: code.into() }
    }

    fn changes() -> Vec<ChangeRow> {
        let row = |full: &str, before: Option<&str>, after: Option<&str>| ChangeRow {
            full: full.into(),
            before: before.map(Into::into),
            after: after.map(Into::into),
        };
        vec![
            row("user.sign_up", None, Some("closed")),
            row("transcode.ladder", Some("height = 1\nheight = 2"), None),
        ]
    }

    fn version(number: u64) -> VersionRow {
        VersionRow {
            number,
            at_ms: NOW_MS - 90_000,
            by: "mira".into(),
            note: "<b>spam</b> wave".into(),
            back_to: (number == 2).then_some(1),
            changes: changes(),
            is_newest: number == 2,
        }
    }

    impl AdminPage {
        pub(crate) fn sample(language: Language) -> Self {
            let frame = Frame::sample(language, "/admin");
            let mail = MailTile {
                is_sent: true,
                waiting: 2,
                given_up: 1,
                oldest_ms: NOW_MS - 90_000,
                last_fault: "<b>refused</b>".into(),
            };
            Self { frame, version: 2, last: Some(version(2)), mail: Some(mail) }
        }
    }

    impl SettingsPage {
        pub(crate) fn sample(language: Language) -> Self {
            let row = |name: &str, code, is_fixed| SettingRow {
                name: name.into(),
                full: format!("user.{name}"),
                about: "Whether anybody may make an account.".into(),
                value: "off".into(),
                spoken: Some("30 days".into()),
                source: source(code),
                remarks: vec!["Overrides on (file).".into()],
                is_fixed,
            };
            let section = |word: &str, is_live| SectionView {
                word: word.into(),
                about: "Accounts and sessions.".into(),
                is_live,
                rows: vec![row("sign_up", "live", !is_live), row("burst", "file", true)],
            };
            Self {
                frame: Frame::sample(language, "/admin/settings"),
                key: "key-clear".into(),
                version: 2,
                sections: vec![section("user", true), section("storage", false)],
                aside: vec![("user.gone".into(), "there is no such setting any more".into())],
                damage: Some("line 3".into()),
            }
        }
    }

    impl SettingsFormPage {
        pub(crate) fn sample(language: Language) -> Self {
            let field = |name: &str, control, text: &str| Field {
                name: name.into(),
                about: "What it is for.".into(),
                control,
                text: text.into(),
                unit: Some("milliseconds"),
                bounds: Some("1 – 60_000".into()),
                spoken: Some("30 days".into()),
                source: source("live"),
                follow: Some("Let it be on again (file)".into()),
                is_cleared: name == "b",
                complaint: (name == "c").then(|| "user.c is <x>".into()),
            };
            Self {
                frame: Frame::sample(language, "/admin/settings/user"),
                key: "key-form".into(),
                section: "user".into(),
                about: "Accounts and sessions.".into(),
                version: 2,
                fields: vec![
                    field("a", Control::Switch, "true"),
                    field("b", Control::Words(&["viewer", "creator"]), "viewer"),
                    field("c", Control::Number, "<x>"),
                    field("d", Control::Line, "1, 2"),
                    field("e", Control::Lines, "height = 1\nheight = 2"),
                ],
                note: "why".into(),
                note_chars_max: 300,
                refusal: Some("Nothing was changed.".into()),
            }
        }
    }

    impl SettingsPreviewPage {
        pub(crate) fn sample(language: Language) -> Self {
            Self {
                frame: Frame::sample(language, "/admin/settings/user"),
                key: "key-apply".into(),
                section: "user".into(),
                version: 2,
                note: "why".into(),
                changes: changes(),
                carried: vec![("value.sign_up".into(), "closed".into())],
            }
        }
    }

    impl SettingsHistoryPage {
        pub(crate) fn sample(language: Language) -> Self {
            Self {
                frame: Frame::sample(language, "/admin/settings/history"),
                rows: vec![version(2), version(1)],
                older: Some(1),
                reaches_first: true,
                damage: None,
            }
        }
    }

    impl SettingsVersionPage {
        pub(crate) fn sample(language: Language) -> Self {
            Self {
                frame: Frame::sample(language, "/admin/settings/history/1"),
                key: "key-back".into(),
                number: 1,
                row: Some(version(1)),
                version: 2,
                back: changes(),
                note_chars_max: 300,
                refusal: None,
            }
        }
    }
}
