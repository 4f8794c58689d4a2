//! The page behind the one-time link for a new password. It must not hold a password; a form that
//! comes back asks for it again.

use super::Rules;
use crate::gateway::core::views::Frame;

/// `GET /reset/{token}`, and the answer to a refused `POST`.
#[derive(askama::Template)]
#[template(path = "user/reset.html")]
pub(crate) struct ResetPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) token: String,
    /// Whose password it sets; nothing when the link does not hold.
    pub(crate) name: Option<String>,
    pub(crate) refusal: Option<String>,
}

impl ResetPage {
    /// What names and passwords may be.
    pub(crate) fn rules(&self) -> Rules {
        Rules::of(&self.frame)
    }

    /// "New password for mei"
    pub(crate) fn title(&self) -> String {
        let words = self.frame.words.user;
        let name = self.name.clone();
        name.map_or_else(|| words.reset_gone_title().to_owned(), |name| words.reset_title(name))
    }
}

#[cfg(test)]
impl ResetPage {
    /// The empty form.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        Self {
            frame: Frame::sample_visitor(language, "/reset/one-time"),
            key: "key-reset".into(),
            token: "one-time".into(),
            name: Some("mei".into()),
            refusal: None,
        }
    }

    /// A link that does not hold.
    pub(crate) fn sample_gone(language: crate::gateway::core::words::Language) -> Self {
        Self { name: None, ..Self::sample(language) }
    }
}
