//! The pages on which somebody erases their own account, and that say it is done. They must not
//! hold a password; a form that comes back asks for it again.

use crate::contract::user::UserCard;
use crate::gateway::core::views::Frame;

/// `GET /account/erase`, and the answer to a refused `POST`.
#[derive(askama::Template)]
#[template(path = "user/erase.html")]
pub(crate) struct ErasePage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    /// Whose account it is.
    pub(crate) name: String,
    /// As typed when the form comes back.
    pub(crate) typed: String,
    pub(crate) refusal: Option<String>,
}

/// `GET /account/erased`
#[derive(askama::Template)]
#[template(path = "user/erased.html")]
pub(crate) struct ErasedPage {
    pub(crate) frame: Frame,
}

impl ErasePage {
    /// The longest name.
    pub(crate) fn name_chars_max(&self) -> u32 {
        UserCard::NAME.max_chars
    }

    /// What is to be typed.
    pub(crate) fn name_hint(&self) -> String {
        self.frame.words.user.erase_name_hint(self.name.clone())
    }
}

#[cfg(test)]
mod samples {
    //! Samples of these pages.

    use super::{ErasePage, ErasedPage, Frame};
    use crate::gateway::core::words::Language;

    impl ErasePage {
        /// A form that came back.
        pub(crate) fn sample(language: Language) -> Self {
            Self {
                frame: Frame::sample(language, "/account/erase"),
                key: "key-erase".into(),
                name: "mira".into(),
                typed: "mirna".into(),
                refusal: language.refusal("user.NAME_MISTYPED", &[]),
            }
        }
    }

    impl ErasedPage {
        pub(crate) fn sample(language: Language) -> Self {
            Self { frame: Frame::sample_visitor(language, "/account/erased") }
        }
    }
}
