//! What an account shows of itself: the newest text and picture, how each stands with moderation,
//! and what of them others see. It must not judge either; until they are judged, nobody is shown
//! them.

use super::avatar::{AVATAR_EDGES_PX, make_avatar_path};
use crate::contract::moderation::{Action, ProfileJudged, ProfileVerdict};
use crate::contract::user::{AvatarId, GetProfileResponse, ProfileChanged, ProfilePart, Standing};
use crate::kernel::id::UserId;
use crate::kernel::ports::letter::{Letter, LetterLink};
use crate::kernel::wire::BlobRef;

/// Under whose prefix the pictures lie.
const OWNER: &str = "user";

/// What an account has set last.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::domains::user) struct Portrait {
    /// Counts the changes.
    pub(in crate::domains::user) version: u64,
    /// Empty without a text.
    pub(in crate::domains::user) bio: String,
    pub(in crate::domains::user) bio_part: ProfilePart,
    /// Empty without a picture.
    pub(in crate::domains::user) avatar: String,
    pub(in crate::domains::user) avatar_part: ProfilePart,
}

/// What others see of an account; empty where there is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::domains::user) struct Shown {
    pub(in crate::domains::user) bio: String,
    pub(in crate::domains::user) avatar: String,
}

fn part(standing: Standing) -> ProfilePart {
    ProfilePart { standing: standing.into(), ..ProfilePart::default() }
}

/// The portrait of an account that has not changed anything since there are judgements: what others
/// see goes on to be shown.
pub(in crate::domains::user) fn make_portrait(shown: Shown) -> Portrait {
    Portrait {
        version: 1,
        bio: shown.bio,
        bio_part: part(Standing::Shown),
        avatar: shown.avatar,
        avatar_part: part(Standing::Shown),
    }
}

/// The portrait with another text; `None` when it is the same.
pub(in crate::domains::user) fn after_bio(portrait: Portrait, bio: &str) -> Option<Portrait> {
    (portrait.bio != bio).then(|| Portrait {
        version: portrait.version + 1,
        bio: bio.to_owned(),
        bio_part: part(Standing::Waiting),
        ..portrait
    })
}

/// The portrait with another picture, or without one; `None` when it has none anyway.
pub(in crate::domains::user) fn after_avatar(
    portrait: Portrait,
    avatar: Option<&AvatarId>,
) -> Option<Portrait> {
    let avatar = avatar.map(ToString::to_string).unwrap_or_default();
    (portrait.avatar != avatar).then(|| Portrait {
        version: portrait.version + 1,
        avatar,
        avatar_part: part(Standing::Waiting),
        ..portrait
    })
}

/// The portrait after what moderation says of it; `None` when that is about another version.
pub(in crate::domains::user) fn after_judged(
    portrait: Portrait,
    event: &ProfileJudged,
) -> Option<Portrait> {
    (portrait.version == event.version).then(|| Portrait {
        bio_part: event.bio.as_ref().map_or(portrait.bio_part, read_verdict),
        avatar_part: event.avatar.as_ref().map_or(portrait.avatar_part, read_verdict),
        ..portrait
    })
}

fn read_verdict(verdict: &ProfileVerdict) -> ProfilePart {
    let standing = match verdict.action() {
        Action::Pass => Standing::Shown,
        Action::Block => Standing::Refused,
        Action::Unspecified | Action::AgeLimit | Action::Review => Standing::Waiting,
    };
    ProfilePart {
        standing: standing.into(),
        failure: verdict.failure.clone(),
        reason: verdict.reason().into(),
        note: verdict.note.clone(),
    }
}

/// What others see from now on: what has passed, and until then what they saw before. What was
/// taken away, and what was refused after it had passed, they see no more.
pub(in crate::domains::user) fn decide_shown(before: Shown, portrait: &Portrait) -> Shown {
    let decide = |before: String, newest: &str, part: &ProfilePart| match part.standing() {
        _ if newest.is_empty() => String::new(),
        Standing::Shown => newest.to_owned(),
        Standing::Refused if before == newest => String::new(),
        Standing::Unspecified | Standing::Waiting | Standing::Refused => before,
    };
    Shown {
        bio: decide(before.bio, &portrait.bio, &portrait.bio_part),
        avatar: decide(before.avatar, &portrait.avatar, &portrait.avatar_part),
    }
}

/// What moderation is told of it.
pub(in crate::domains::user) fn make_told(
    (user_id, name): (&UserId, &str),
    portrait: &Portrait,
) -> ProfileChanged {
    ProfileChanged {
        user_id: user_id.to_string(),
        version: portrait.version,
        name: name.to_owned(),
        bio: portrait.bio.clone(),
        avatar: portrait.avatar.clone(),
        picture: make_largest(&portrait.avatar),
    }
}

/// Where the largest square of a picture lies; nothing without one.
pub(in crate::domains::user) fn make_largest(avatar: &str) -> Option<BlobRef> {
    let avatar: AvatarId = avatar.parse().ok()?;
    let path = make_avatar_path(&avatar, AVATAR_EDGES_PX[0]);
    Some(BlobRef { owner: OWNER.to_owned(), path, size_bytes: 0 })
}

/// What its account is shown.
pub(in crate::domains::user) fn show_profile(portrait: Portrait) -> GetProfileResponse {
    let Portrait { bio, bio_part, avatar, avatar_part, .. } = portrait;
    GetProfileResponse {
        bio_part: (!bio.is_empty()).then_some(bio_part),
        avatar_part: (!avatar.is_empty()).then_some(avatar_part),
        bio,
        avatar,
    }
}

/// What its person is told by mail: of what is refused now and was not before.
pub(in crate::domains::user) fn make_letters(
    (before, after): (&Portrait, &Portrait),
    name: &str,
    link: &LetterLink,
) -> Vec<Letter> {
    let is_new = |before: &ProfilePart, after: &ProfilePart| {
        after.standing() == Standing::Refused && before.standing() != Standing::Refused
    };
    let letter = |is_picture, part: &ProfilePart| Letter::ProfileRefused {
        name: name.to_owned(),
        is_picture,
        reason: part.note.clone(),
        link: link.clone(),
    };
    let bio = is_new(&before.bio_part, &after.bio_part).then(|| letter(false, &after.bio_part));
    let avatar = is_new(&before.avatar_part, &after.avatar_part);
    bio.into_iter().chain(avatar.then(|| letter(true, &after.avatar_part))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(version: u64, bio: Action, avatar: Action) -> ProfileJudged {
        let verdict = |action: Action| {
            Some(ProfileVerdict { action: action.into(), ..ProfileVerdict::default() })
        };
        let (bio, avatar) = (verdict(bio), verdict(avatar));
        ProfileJudged { user_id: "ada".to_owned(), version, bio, avatar }
    }

    fn shown(bio: &str, avatar: &str) -> Shown {
        Shown { bio: bio.to_owned(), avatar: avatar.to_owned() }
    }

    #[test]
    fn what_was_shown_before_is_shown_until_the_new_has_passed() {
        let old = shown("old", "a1");
        let changed = after_bio(make_portrait(old.clone()), "new").expect("it is another");
        let changed = after_avatar(changed, Some(&"a2".parse().expect("an id"))).expect("too");
        assert_eq!(changed.version, 3);
        assert_eq!(decide_shown(old.clone(), &changed), old);
        for (bio, avatar, expected) in [
            (Action::Pass, Action::Unspecified, shown("new", "a1")),
            (Action::Review, Action::Pass, shown("old", "a2")),
            (Action::Block, Action::Review, shown("old", "a1")),
            (Action::AgeLimit, Action::Block, shown("old", "a1")),
        ] {
            let after = after_judged(changed.clone(), &judged(3, bio, avatar)).expect("this one");
            assert_eq!(decide_shown(old.clone(), &after), expected, "{bio:?} {avatar:?}");
        }
        assert_eq!(after_judged(changed, &judged(2, Action::Pass, Action::Pass)), None);
    }

    #[test]
    fn what_is_refused_late_or_taken_away_is_shown_no_more() {
        let old = shown("old", "a1");
        let late =
            after_judged(make_portrait(old.clone()), &judged(1, Action::Block, Action::Block));
        assert_eq!(decide_shown(old.clone(), &late.expect("this one")), Shown::default());
        let without = after_avatar(make_portrait(old.clone()), None).expect("it had one");
        let without = after_bio(without, "").expect("it had one");
        assert_eq!(decide_shown(old, &without), Shown::default());
        let told = show_profile(without.clone());
        assert_eq!((told.bio_part, told.avatar_part), (None, None));
        assert_eq!(after_avatar(without.clone(), None), None);
        assert_eq!(after_bio(without, ""), None);
    }

    #[test]
    fn who_is_refused_is_told_once() {
        let portrait = make_portrait(shown("old", "a1"));
        let after = judged(1, Action::Block, Action::Pass);
        let after = after_judged(portrait.clone(), &after).expect("this one");
        let link = LetterLink::new("https://videos.example/account").expect("a link");
        let letters = make_letters((&portrait, &after), "ada", &link);
        assert!(matches!(letters[..], [Letter::ProfileRefused { is_picture: false, .. }]));
        assert!(make_letters((&after, &after), "ada", &link).is_empty());
    }
}
