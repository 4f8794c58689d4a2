//! Invitations and sign-ups that wait, as administrators see them. They must not show a link but in
//! the one answer that makes it.

use super::{Choice, NewToken};
use crate::contract::user::{CreateApiTokenRequest, CreateInvitationRequest};
use crate::gateway::core::views::Frame;

/// `GET /admin/invitations`, and the answer to its form.
#[derive(askama::Template)]
#[template(path = "user/invitations.html")]
pub(crate) struct InvitationsPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) rows: Vec<InvitationRow>,
    pub(crate) form: InvitationForm,
    /// The link just made, shown this once.
    pub(crate) new_link: Option<NewToken>,
    /// The address of the rest.
    pub(crate) more: Option<String>,
    pub(crate) refusal: Option<String>,
}

/// What is typed for a new one.
pub(crate) struct InvitationForm {
    pub(crate) label: String,
    pub(crate) uses: String,
    pub(crate) days: u32,
    pub(crate) roles: Vec<Choice>,
}

/// An invitation in the list.
pub(crate) struct InvitationRow {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) role: &'static str,
    /// "3 of 30 used"
    pub(crate) used: String,
    pub(crate) state: InvitationState,
    pub(crate) expires_ms: i64,
}

/// Whether somebody can come by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InvitationState {
    Valid,
    UsedUp,
    Expired,
    Revoked,
}

impl InvitationRow {
    /// There is something to revoke.
    pub(crate) fn may_be_revoked(&self) -> bool {
        matches!(self.state, InvitationState::Valid | InvitationState::UsedUp)
    }

    pub(crate) fn is_valid(&self) -> bool {
        self.state == InvitationState::Valid
    }
}

impl InvitationsPage {
    pub(crate) fn state(&self, row: &InvitationRow) -> &'static str {
        let words = self.frame.words.user;
        match row.state {
            InvitationState::Valid => words.invitations_state_valid(),
            InvitationState::UsedUp => words.invitations_state_used_up(),
            InvitationState::Expired => words.invitations_state_expired(),
            InvitationState::Revoked => words.invitations_state_revoked(),
        }
    }

    /// The longest label.
    pub(crate) fn label_chars_max(&self) -> u32 {
        CreateApiTokenRequest::LABEL.max_chars
    }

    pub(crate) fn uses_max(&self) -> u64 {
        CreateInvitationRequest::USES_MAX.max
    }

    /// What "valid for" offers: days, and how they are said.
    pub(crate) fn lifetimes(&self) -> [(u32, String); 4] {
        [1, 7, 30, 365].map(|days| (days, self.frame.words.gateway.units_days(days)))
    }
}

/// Sign-ups that wait, above the list of accounts.
#[derive(Default)]
pub(crate) struct WaitingList {
    pub(crate) rows: Vec<WaitingRow>,
    /// There are older ones.
    pub(crate) is_cut: bool,
}

/// A sign-up that waits.
pub(crate) struct WaitingRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) answer: String,
    pub(crate) asked_ms: i64,
    pub(crate) ends_ms: i64,
}

#[cfg(test)]
mod samples {
    //! Samples of these pages.

    use super::{
        Choice, Frame, InvitationForm, InvitationRow, InvitationState, InvitationsPage, NewToken,
        WaitingList, WaitingRow,
    };
    use crate::gateway::core::words::Language;
    use crate::gateway::tests::NOW_MS;

    impl InvitationsPage {
        /// One in each state, and one just made.
        pub(crate) fn sample(language: Language) -> Self {
            let words = language.words().user;
            let row = |id: &str, state| InvitationRow {
                id: id.into(),
                label: "<b>school</b>".into(),
                role: words.role_viewer(),
                used: words.invitations_used(3_u64, 30_u32),
                state,
                expires_ms: NOW_MS + 86_400_000,
            };
            let choice = |code, text, is_chosen| Choice { code, text, is_chosen };
            Self {
                frame: Frame::sample(language, "/admin/invitations"),
                key: "key-invitation".into(),
                rows: vec![
                    row("i1", InvitationState::Valid),
                    row("i2", InvitationState::UsedUp),
                    row("i3", InvitationState::Expired),
                    row("i4", InvitationState::Revoked),
                ],
                form: InvitationForm {
                    label: String::new(),
                    uses: "1".into(),
                    days: 7,
                    roles: vec![
                        choice("viewer", words.role_viewer(), false),
                        choice("creator", words.role_creator(), true),
                    ],
                },
                new_link: Some(NewToken {
                    label: "school".into(),
                    secret: "https://videos.example/sign-up?invitation=one-time".into(),
                }),
                more: Some("/admin/invitations?cursor=1-a".into()),
                refusal: None,
            }
        }

        /// None yet, and a form that came back.
        pub(crate) fn sample_empty(language: Language) -> Self {
            let refusal = language.refusal("user.INVITATION_TERMS_INVALID", &[]);
            Self { rows: Vec::new(), new_link: None, more: None, refusal, ..Self::sample(language) }
        }
    }

    impl WaitingList {
        /// One who waits, and older ones.
        pub(crate) fn sample() -> Self {
            let row = WaitingRow {
                id: "u7".into(),
                name: "lin".into(),
                answer: "I film <b>fish</b>.\nEvery day.".into(),
                asked_ms: NOW_MS - 9_000_000,
                ends_ms: NOW_MS + 864_000_000,
            };
            Self { rows: vec![row], is_cut: true }
        }
    }
}
