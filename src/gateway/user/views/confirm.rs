//! The page that asks once more before something ends or changes for somebody. Scripts show its
//! panel as a dialog; without them it is a page of its own. It must not do anything when opened.

use crate::contract::user::SuspendUserRequest;
use crate::gateway::core::views::Frame;

/// `GET` of an address whose `POST` ends something.
#[derive(askama::Template)]
#[template(path = "user/confirm.html")]
pub(crate) struct ConfirmPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) title: String,
    /// What happens then.
    pub(crate) lead: String,
    /// Where the form is sent.
    pub(crate) action: String,
    pub(crate) button: &'static str,
    /// Where the reader came from.
    pub(crate) next: String,
    pub(crate) asked: Asked,
    pub(crate) refusal: Option<String>,
}

/// What is asked besides.
pub(crate) enum Asked {
    Nothing,
    /// Whether API tokens end as well.
    AlsoTokens,
    /// Which role.
    Role(Vec<Choice>),
    /// Why; with what was typed.
    Reason(String),
    /// Why an account is erased; with what was typed.
    ErasureReason(String),
}

/// One of several.
pub(crate) struct Choice {
    pub(crate) code: &'static str,
    pub(crate) text: &'static str,
    pub(crate) is_chosen: bool,
}

impl ConfirmPage {
    /// Whether one of several is chosen, and nothing ends.
    pub(crate) fn is_choice(&self) -> bool {
        matches!(self.asked, Asked::Role(_))
    }

    /// The longest reason.
    pub(crate) fn reason_chars_max(&self) -> u32 {
        SuspendUserRequest::REASON.max_chars
    }
}

#[cfg(test)]
impl ConfirmPage {
    /// A suspension that lacks its reason.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        let words = language.words().user;
        Self {
            frame: Frame::sample(language, "/admin/users/u2/suspend"),
            key: "key-confirm".into(),
            title: words.confirm_suspend_title("mei".to_owned()),
            lead: words.confirm_suspend_lead().into(),
            action: "/admin/users/u2/suspend".into(),
            button: words.confirm_suspend(),
            next: "/admin/users".into(),
            asked: Asked::Reason("<b>spam</b>".into()),
            refusal: language.refusal("user.REASON_INVALID", &[]),
        }
    }

    /// A question with a choice.
    pub(crate) fn sample_role(language: crate::gateway::core::words::Language) -> Self {
        let words = language.words().user;
        let choice = |code, text, is_chosen| Choice { code, text, is_chosen };
        let choices = vec![
            choice("viewer", words.role_viewer(), false),
            choice("creator", words.role_creator(), true),
        ];
        Self {
            title: words.confirm_role_title("mei".to_owned()),
            lead: words.confirm_role_lead().into(),
            action: "/admin/users/u2/role".into(),
            button: words.confirm_role(),
            asked: Asked::Role(choices),
            refusal: None,
            ..Self::sample(language)
        }
    }
}
