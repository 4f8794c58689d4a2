//! The pages that a message leads to, and the one that asks for a message. They must not say
//! whether an account exists.

use crate::contract::user::{
    GetMailAddressResponse, RequestPasswordResetRequest, SetMailAddressRequest,
};
use crate::gateway::core::views::Frame;

/// The address of an account, as its page shows it.
#[derive(Default)]
pub(crate) struct AddressView {
    /// Empty while none is confirmed.
    pub(crate) address: String,
    /// Empty while none waits.
    pub(crate) waiting: String,
    pub(crate) waits_for_new: bool,
    pub(crate) waits_for_old: bool,
    /// Mail leaves this machine.
    pub(crate) is_sent: bool,
    /// What was typed, when the form comes back.
    pub(crate) typed: String,
}

impl AddressView {
    pub(crate) fn of(told: GetMailAddressResponse, is_sent: bool) -> Self {
        Self {
            address: told.address,
            waiting: told.waiting_address,
            waits_for_new: told.waits_for_new,
            waits_for_old: told.waits_for_old,
            is_sent,
            typed: String::new(),
        }
    }
}

impl AddressView {
    /// The longest address.
    pub(crate) fn chars_max(&self) -> u32 {
        SetMailAddressRequest::ADDRESS.max_chars
    }
}

impl ForgotPage {
    /// The longest name or address.
    pub(crate) fn chars_max(&self) -> u32 {
        RequestPasswordResetRequest::NAME_OR_ADDRESS.max_chars
    }
}

/// `GET /forgot`, and the answer to its `POST`.
#[derive(askama::Template)]
#[template(path = "user/forgot.html")]
pub(crate) struct ForgotPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    /// What was typed, when the form comes back.
    pub(crate) typed: String,
    pub(crate) is_asked: bool,
    /// Mail leaves this machine.
    pub(crate) is_sent: bool,
    pub(crate) refusal: Option<String>,
}

/// What became of a link in a message.
pub(crate) enum LinkState {
    Holds {
        name: String,
        address: String,
    },
    Gone,
    /// The other link waits.
    Half,
    Done,
}

/// `GET /confirm/{token}`, and the answer to its `POST`.
#[derive(askama::Template)]
#[template(path = "user/confirm_address.html")]
pub(crate) struct ConfirmAddressPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) token: String,
    pub(crate) link: LinkState,
    pub(crate) refusal: Option<String>,
}

impl ConfirmAddressPage {
    pub(crate) fn title(&self) -> &'static str {
        let words = self.frame.words.user;
        match self.link {
            LinkState::Holds { .. } => words.confirm_address_title(),
            LinkState::Gone => words.confirm_address_gone_title(),
            LinkState::Half => words.confirm_address_half_title(),
            LinkState::Done => words.confirm_address_done_title(),
        }
    }
}

#[cfg(test)]
mod samples {
    //! Samples of these pages.

    use super::{AddressView, ConfirmAddressPage, ForgotPage, Frame, LinkState};
    use crate::gateway::core::words::Language;

    impl AddressView {
        /// One address, and another that waits.
        pub(crate) fn sample() -> Self {
            Self {
                address: "mei@example.com".into(),
                waiting: "mei@example.org".into(),
                waits_for_new: true,
                waits_for_old: true,
                is_sent: false,
                typed: String::new(),
            }
        }
    }

    impl ForgotPage {
        /// The form, or what stands there once it was sent.
        pub(crate) fn sample(language: Language, is_asked: bool) -> Self {
            Self {
                frame: Frame::sample_visitor(language, "/forgot"),
                key: "key-forgot".into(),
                typed: "mei".into(),
                is_asked,
                is_sent: true,
                refusal: None,
            }
        }
    }

    impl ConfirmAddressPage {
        /// The page of a link.
        pub(crate) fn sample(language: Language, link: LinkState) -> Self {
            Self {
                frame: Frame::sample_visitor(language, "/confirm/one-time"),
                key: "key-confirm".into(),
                token: "one-time".into(),
                link,
                refusal: None,
            }
        }

        /// The question.
        pub(crate) fn sample_question(language: Language) -> Self {
            let (name, address) = ("mei".into(), "mei@example.com".into());
            Self::sample(language, LinkState::Holds { name, address })
        }
    }
}
