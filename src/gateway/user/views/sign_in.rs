//! Sign-in, sign-up, and the first administrator's one-time link. They must not
//! hold a password; a form that comes back asks for it again.

use crate::gateway::core::views::Frame;

/// `GET /sign-in?next=…`, and the answer to a refused `POST`.
#[derive(askama::Template)]
#[template(path = "user/sign_in.html")]
pub(crate) struct SignInPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    /// What was typed, when the form comes back.
    pub(crate) name: String,
    /// A path of this site to go to afterwards.
    pub(crate) next: String,
    pub(crate) refusal: Option<String>,
}

/// `GET /sign-up`, and the answer to a refused `POST`.
#[derive(askama::Template)]
#[template(path = "user/sign_up.html")]
pub(crate) struct SignUpPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) name_chars_max: u32,
    pub(crate) password_chars_min: u32,
    pub(crate) refusal: Option<String>,
}

impl SignUpPage {
    /// "At least 8 characters."
    pub(crate) fn password_hint(&self) -> String {
        self.frame.words.user.user_password_hint(self.password_chars_min)
    }
}

/// `GET /setup?token=…`, and the answer to a refused `POST`.
#[derive(askama::Template)]
#[template(path = "user/setup.html")]
pub(crate) struct SetupPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    /// The one-time token of the link.
    pub(crate) token: String,
    pub(crate) name: String,
    pub(crate) name_chars_max: u32,
    pub(crate) password_chars_min: u32,
    pub(crate) refusal: Option<String>,
}

impl SetupPage {
    /// "At least 8 characters."
    pub(crate) fn password_hint(&self) -> String {
        self.frame.words.user.user_password_hint(self.password_chars_min)
    }
}

#[cfg(test)]
mod samples {
    //! Samples of these pages.

    use super::{Frame, SetupPage, SignInPage, SignUpPage};
    use crate::gateway::core::words::Language;

    impl SignInPage {
        /// A form that came back.
        pub(crate) fn sample(language: Language) -> Self {
            Self {
                frame: Frame::sample_visitor(language, "/sign-in"),
                key: "key-sign-in".into(),
                name: "mira".into(),
                next: "/upload".into(),
                refusal: Some("Name or password is wrong. Check both and try again.".into()),
            }
        }
    }

    impl SignUpPage {
        /// The empty form.
        pub(crate) fn sample(language: Language) -> Self {
            Self {
                frame: Frame::sample_visitor(language, "/sign-up"),
                key: "key-sign-up".into(),
                name: String::new(),
                name_chars_max: 32,
                password_chars_min: 8,
                refusal: None,
            }
        }
    }

    impl SetupPage {
        /// The empty form.
        pub(crate) fn sample(language: Language) -> Self {
            Self {
                frame: Frame::sample_visitor(language, "/setup"),
                key: "key-setup".into(),
                token: "one-time".into(),
                name: String::new(),
                name_chars_max: 32,
                password_chars_min: 8,
                refusal: None,
            }
        }
    }
}
