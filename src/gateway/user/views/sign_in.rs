//! Sign-in, sign-up, and the first administrator's one-time link. They must not
//! hold a password; a form that comes back asks for it again.

use super::Rules;
use crate::contract::user::SignUpRequest;
use crate::gateway::core::views::Frame;

/// `GET /sign-up` where there is no form for whoever asks, and the answer to one that waits.
#[derive(askama::Template)]
#[template(path = "user/closed.html")]
pub(crate) struct ClosedPage {
    pub(crate) frame: Frame,
    pub(crate) why: NoForm,
}

/// Why there is no form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoForm {
    /// Nobody may make an account.
    Closed,
    /// Only who has an invitation may.
    InvitedOnly,
    /// Their invitation does not hold.
    Gone,
    /// It was sent, and waits for approval.
    Waiting,
}

impl NoForm {
    /// For tests.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::InvitedOnly => "invited-only",
            Self::Gone => "invitation-gone",
            Self::Waiting => "waiting",
        }
    }
}

impl ClosedPage {
    pub(crate) fn title(&self) -> &'static str {
        let words = self.frame.words.user;
        match self.why {
            NoForm::Closed => words.user_closed_title(),
            NoForm::InvitedOnly => words.sign_up_invitation_title(),
            NoForm::Gone => words.sign_up_gone_title(),
            NoForm::Waiting => words.sign_up_waiting_title(),
        }
    }

    pub(crate) fn lead(&self) -> &'static str {
        let words = self.frame.words.user;
        match self.why {
            NoForm::Closed => words.user_closed_lead(),
            NoForm::InvitedOnly => words.sign_up_invitation_lead(),
            NoForm::Gone => words.sign_up_gone_lead(),
            NoForm::Waiting => words.sign_up_waiting_lead(),
        }
    }
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
    /// The token of the link that its reader came by; empty without one.
    pub(crate) invitation: String,
    /// What is asked of whoever has to wait for approval.
    pub(crate) question: Option<String>,
    /// What was typed, when the form comes back.
    pub(crate) answer: String,
    pub(crate) address: String,
    pub(crate) refusal: Option<String>,
}

impl SignUpPage {
    pub(crate) fn address_chars_max(&self) -> u32 {
        SignUpRequest::ADDRESS.max_chars
    }

    pub(crate) fn lead(&self) -> &'static str {
        let words = self.frame.words.user;
        if self.invitation.is_empty() { words.user_sign_up_lead() } else { words.sign_up_invited() }
    }

    /// The longest answer.
    pub(crate) fn answer_chars_max(&self) -> u32 {
        SignUpRequest::ANSWER.max_chars
    }

    pub(crate) fn question_hint(&self) -> String {
        self.frame.words.user.sign_up_question_hint(self.answer_chars_max())
    }

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

    use super::{ClosedPage, Frame, NoForm, SetupPage, SignInPage, SignUpPage};
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
                invitation: String::new(),
                question: None,
                answer: String::new(),
                address: String::new(),
                refusal: None,
            }
        }

        /// A form that came back where an administrator approves.
        pub(crate) fn sample_asking(language: Language) -> Self {
            Self {
                name: "mira".into(),
                question: Some("Which <fish> do you film?".into()),
                answer: "All & <b>more</b>".into(),
                refusal: language.refusal("user.ANSWER_INVALID", &[]),
                ..Self::sample(language)
            }
        }

        /// The form of whoever was invited.
        pub(crate) fn sample_invited(language: Language) -> Self {
            Self { invitation: "one-time".into(), ..Self::sample(language) }
        }
    }

    impl ClosedPage {
        /// The page, for one reason.
        pub(crate) fn sample(language: Language, why: NoForm) -> Self {
            Self { frame: Frame::sample_visitor(language, "/sign-up"), why }
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
