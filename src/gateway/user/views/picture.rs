//! The picture and the text of a person, as they see them themselves: with how others do. They must
//! not be shown to anybody else.

use crate::contract::user::{GetProfileResponse, ProfilePart, Standing};
use crate::gateway::core::words::Language;
use crate::gateway::moderation::calls::why_not_shown;

/// How others see a part of a profile.
pub(crate) struct PartView {
    /// `waiting`, `shown` or `refused`.
    pub(crate) state: &'static str,
    pub(crate) text: String,
    /// What a moderator wrote; often empty.
    pub(crate) note: String,
}

impl PartView {
    pub(crate) fn of(language: Language, part: &ProfilePart) -> Self {
        let words = language.words().moderation;
        let (state, text) = match part.standing() {
            Standing::Shown => ("shown", words.profile_shown().to_owned()),
            Standing::Refused => {
                ("refused", why_not_shown(language, part.failure.as_ref(), part.reason()))
            },
            Standing::Waiting | Standing::Unspecified => {
                ("waiting", words.profile_waiting().to_owned())
            },
        };
        Self { state, text, note: part.note.clone() }
    }
}

/// What somebody has set last, and how it stands.
pub(crate) struct PictureView {
    /// Names the newest picture; empty without one.
    pub(crate) avatar: String,
    pub(crate) part: Option<PartView>,
    pub(crate) bio_part: Option<PartView>,
}

impl PictureView {
    pub(crate) fn of(language: Language, told: &GetProfileResponse) -> Self {
        let view = |part: &ProfilePart| PartView::of(language, part);
        Self {
            avatar: told.avatar.clone(),
            part: told.avatar_part.as_ref().map(view),
            bio_part: told.bio_part.as_ref().map(view),
        }
    }
}

#[cfg(test)]
impl PictureView {
    /// A picture that waits, beside a text that was refused.
    pub(crate) fn sample(language: Language) -> Self {
        let part = |standing: Standing| ProfilePart {
            standing: standing.into(),
            note: "See <b>our rules</b>".into(),
            ..ProfilePart::default()
        };
        Self {
            avatar: "a1".into(),
            part: Some(PartView::of(language, &part(Standing::Waiting))),
            bio_part: Some(PartView::of(language, &part(Standing::Refused))),
        }
    }
}
