//! Sign-in, sign-up, and the first administrator's one-time link. They must not
//! hold a password; a form that comes back asks for it again.

use super::Rules;
use crate::gateway::core::views::Frame;

/// `GET /sign-up` where nobody may make an account.
#[derive(askama::Template)]
#[template(path = "user/closed.html")]
pub(crate) struct ClosedPage {
    pub(crate) frame: Frame,
}

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
    /// Whether there is a point in looking for the other form.
    pub(crate) is_sign_up_open: bool,
    pub(crate) refusal: Option<String>,
}

/// `GET /sign-up`, and the answer to a refused `POST`.
#[derive(askama::Template)]
#[template(path = "user/sign_up.html")]
pub(crate) struct SignUpPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) refusal: Option<String>,
}

impl SignUpPage {
    /// What names and passwords may be.
    pub(crate) fn rules(&self) -> Rules {
        Rules::of(&self.frame)
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
    pub(crate) refusal: Option<String>,
}

impl SetupPage {
    /// What names and passwords may be.
    pub(crate) fn rules(&self) -> Rules {
        Rules::of(&self.frame)
    }
}

#[cfg(test)]
mod samples {
    //! Samples of these pages.

    use super::{ClosedPage, Frame, SetupPage, SignInPage, SignUpPage};
    use crate::gateway::core::words::Language;

    impl SignInPage {
        /// A form that came back.
        pub(crate) fn sample(language: Language) -> Self {
            Self {
                frame: Frame::sample_visitor(language, "/sign-in"),
                key: "key-sign-in".into(),
                name: "mira".into(),
                next: "/upload".into(),
                is_sign_up_open: true,
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
                refusal: None,
            }
        }
    }

    impl ClosedPage {
        /// The page.
        pub(crate) fn sample(language: Language) -> Self {
            Self { frame: Frame::sample_visitor(language, "/sign-up") }
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
                refusal: None,
            }
        }
    }
}
