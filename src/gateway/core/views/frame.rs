//! What surrounds every page: viewer, language, theme, assets, and the tokens its forms carry. It
//! must not know any page.

use super::format;
use crate::gateway::core::words::{Language, Words};
use std::sync::Arc;

/// Maps `/static/shared/site.css` to the same address with its content hash.
pub(crate) type Asset = fn(&str) -> String;

/// The part of a view that all pages share.
pub(crate) struct Frame {
    /// The words of `language`.
    pub(crate) words: &'static Words,
    pub(crate) language: Language,
    pub(crate) theme: Theme,
    /// Who looks, if signed in.
    pub(crate) viewer: Option<ViewerCard>,
    /// Goes into `<meta name="csrf">` and every form.
    pub(crate) csrf: String,
    /// Idempotency key of the frame's own forms: sign-out and preferences.
    pub(crate) key: String,
    /// Path and query of this page: `next` of the preference forms, and the mark in the menu.
    pub(crate) path: String,
    /// Milliseconds since 1970, for ages.
    pub(crate) now_ms: i64,
    /// What the previous request did, said once.
    pub(crate) notice: Option<String>,
    pub(crate) asset: Asset,
    pub(crate) site: Arc<SiteView>,
}

/// How the site presents itself.
pub(crate) struct SiteView {
    pub(crate) name: String,
    pub(crate) description: String,
    /// Of the sheet that the accent makes.
    pub(crate) sheet: Option<String>,
    pub(crate) logo: Option<String>,
    pub(crate) has_about: bool,
    pub(crate) has_terms: bool,
}

impl Frame {
    /// The address of a static file, with its content hash.
    pub(crate) fn url(&self, path: &str) -> String {
        (self.asset)(path)
    }

    /// `page` as the value of `aria-current` where the menu entry `prefix` is this page's.
    pub(crate) fn current(&self, prefix: &str) -> &'static str {
        let path = self.path.split('?').next().unwrap_or_default();
        let inside = path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
        if path == prefix || inside { "page" } else { "false" }
    }

    /// The same for an entry that stands for one page and none below it.
    pub(crate) fn exactly(&self, address: &str) -> &'static str {
        let path = self.path.split('?').next().unwrap_or_default();
        if path == address { "page" } else { "false" }
    }

    /// How long ago something was.
    pub(crate) fn age(&self, then_ms: &i64) -> String {
        format::age(self.words.gateway, *then_ms, self.now_ms)
    }

    /// How often something was viewed.
    pub(crate) fn views(&self, count: &u64) -> String {
        format::views(self.words.gateway, *count)
    }

    /// A day, such as one that is still to come.
    pub(crate) fn date(&self, ms: &i64) -> String {
        format::date(*ms)
    }

    /// A version of the settings by its number.
    pub(crate) fn version(&self, number: &u64) -> String {
        self.words.admin.settings_version(*number)
    }

    /// How long a rate is taken over.
    pub(crate) fn window(&self, seconds: &u64) -> String {
        self.words.admin.domains_window(*seconds)
    }

    /// How many events were set aside.
    pub(crate) fn parked(&self, count: usize) -> String {
        self.words.admin.events_parked(count)
    }

    /// How often an event was tried.
    pub(crate) fn tries(&self, count: &u64) -> String {
        self.words.admin.events_tries(*count)
    }

    /// How far a source is read.
    pub(crate) fn position(&self, position: &u64) -> String {
        self.words.admin.events_position(*position)
    }

    /// Which version another one brought back.
    pub(crate) fn back_to(&self, number: &u64) -> String {
        self.words.admin.settings_back_to(*number)
    }

    /// A moment for `<time datetime>`.
    pub(crate) fn moment(&self, ms: &i64) -> String {
        format::moment_iso(*ms)
    }
}

/// The signed-in person, as the header shows them.
pub(crate) struct ViewerCard {
    pub(crate) name: String,
    pub(crate) is_admin: bool,
    pub(crate) is_moderator: bool,
    /// Names their picture; empty without one that others see.
    pub(crate) avatar: String,
}

/// The colours the visitor chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system says.
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// For `data-theme`, the preference form and the cookie.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads what `code()` writes; anything else is `Auto`.
    pub(crate) fn from_code(code: &str) -> Self {
        match code {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }
}

#[cfg(test)]
impl Frame {
    /// A signed-in viewer at a fixed moment.
    pub(crate) fn sample(language: Language, path: &str) -> Self {
        Self {
            words: language.words(),
            language,
            theme: Theme::Auto,
            viewer: Some(ViewerCard {
                name: "mira".into(),
                is_admin: true,
                is_moderator: true,
                avatar: "a1".into(),
            }),
            csrf: "csrf-sample".into(),
            key: "key-frame".into(),
            path: path.into(),
            now_ms: crate::gateway::tests::NOW_MS,
            notice: None,
            asset: |path| format!("{path}?v=sample"),
            site: SiteView::sample().into(),
        }
    }

    /// A visitor who is not signed in.
    pub(crate) fn sample_visitor(language: Language, path: &str) -> Self {
        Self { viewer: None, ..Self::sample(language, path) }
    }
}

#[cfg(test)]
impl SiteView {
    pub(crate) fn sample() -> Self {
        Self {
            name: "Shoal".into(),
            description: String::new(),
            sheet: None,
            logo: None,
            has_about: true,
            has_terms: false,
        }
    }
}
