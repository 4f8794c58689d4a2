//! Who may decide about which profile, and what a decision changes. It must not know what the rules
//! found.

use super::profile::{JudgedProfile, make_verdict};
use crate::contract::moderation::{
    Action, Cause, DecideProfileRequest, Failure, ProfileDecision, ProfileVerdict, Reason, Refusal,
};
use crate::kernel::context::Caller;
use crate::kernel::fault::{Error, RefusalCode as _, Reply};

/// The one answer for a profile that is not known.
pub(in crate::domains::moderation) fn refuse_profile() -> Error {
    Refusal::ProfileUnknown.because("there is no profile of this account to decide about").into()
}

/// Whether this decision may be made now, by this caller.
pub(in crate::domains::moderation) fn check_profile_decision(
    profile: &JudgedProfile,
    caller: &Caller,
    request: &DecideProfileRequest,
) -> Reply<()> {
    if caller.user_id() == Some(&profile.user_id) && !caller.is_admin() {
        let reason = "this is your own profile; another moderator decides about it";
        return Err(Refusal::OwnProfile.because(reason).into());
    }
    if request.if_version != 0 && request.if_version != profile.revision {
        let reason = "the profile was changed since you looked; look at it again, then decide";
        return Err(Refusal::ProfileChanged.because(reason).into());
    }
    let invalid = |reason| Err(Refusal::DecisionInvalid.because(reason).into());
    match request.decision() {
        ProfileDecision::Unspecified => invalid("decide: pass, refuse the text or the picture"),
        ProfileDecision::RefuseBio if profile.bio.is_empty() => invalid("there is no text"),
        ProfileDecision::RefuseAvatar if profile.avatar.is_empty() => {
            invalid("there is no picture")
        },
        ProfileDecision::RefuseBio | ProfileDecision::RefuseAvatar
            if request.reason() == Reason::Unspecified =>
        {
            invalid("say why: the person reads it")
        },
        _ if !DecideProfileRequest::NOTE.fit(&request.note) => invalid("the note is too long"),
        _ => Ok(()),
    }
}

/// The profile with what a person decided; it holds for what is there now.
pub(in crate::domains::moderation) fn after_profile_decision(
    profile: JudgedProfile,
    moderator: String,
    request: &DecideProfileRequest,
) -> JudgedProfile {
    let note = request.note.trim();
    let refused = ProfileVerdict {
        action: Action::Block.into(),
        failure: Some(Failure::from(Cause::DecidedByModerator).with("note", note)),
        reason: request.reason().into(),
        note: note.to_owned(),
    };
    let profile = JudgedProfile { decided_by: moderator, ..profile };
    match request.decision() {
        ProfileDecision::Pass => after_passing(profile),
        ProfileDecision::RefuseBio => JudgedProfile { bio_verdict: refused, ..profile },
        ProfileDecision::RefuseAvatar => JudgedProfile { avatar_verdict: refused, ..profile },
        ProfileDecision::Unspecified => profile,
    }
}

/// What waits passes. What the rules block, or another decision refused, stays as it is; so does
/// what nobody has looked at yet.
fn after_passing(profile: JudgedProfile) -> JudgedProfile {
    let passing = |verdict: ProfileVerdict| match verdict.action() {
        Action::Review => make_verdict(Action::Pass, None),
        _ => verdict,
    };
    let name_action = match profile.name_action {
        // A name is shown all the same: this says that it may stay.
        Action::Review | Action::Block => Action::Pass,
        other => other,
    };
    let (bio_verdict, avatar_verdict) =
        (passing(profile.bio_verdict.clone()), passing(profile.avatar_verdict.clone()));
    JudgedProfile { name_action, bio_verdict, avatar_verdict, ..profile }
}

#[cfg(test)]
mod tests {
    use super::super::profile::is_profile_waiting;
    use super::*;
    use crate::contract::moderation::ProfileFindings;

    fn actions(profile: &JudgedProfile) -> [Action; 3] {
        let (bio, avatar) = (&profile.bio_verdict, &profile.avatar_verdict);
        [profile.name_action, bio.action(), avatar.action()]
    }

    fn doubted() -> JudgedProfile {
        JudgedProfile {
            user_id: "ada".parse().expect("an id"),
            version: 1,
            name: "Ada".to_owned(),
            bio: "hi".to_owned(),
            avatar: String::new(),
            picture_path: String::new(),
            name_action: Action::Block,
            bio_verdict: make_verdict(Action::Review, None),
            avatar_verdict: make_verdict(Action::Pass, None),
            findings: ProfileFindings::default(),
            retry_at_ms: 0,
            changed_at_ms: 5,
            decided_by: String::new(),
            revision: 1,
            tries: 0,
            waits_since_ms: 0,
        }
    }

    #[test]
    fn a_person_decides_about_what_is_there_and_not_about_themselves() {
        let profile = doubted();
        let asked = |decision: ProfileDecision, reason: Reason| DecideProfileRequest {
            decision: decision.into(),
            reason: reason.into(),
            note: " no ".to_owned(),
            ..DecideProfileRequest::default()
        };
        let by = |id: &str| Caller::User {
            user_id: id.parse().expect("an id"),
            role: crate::kernel::context::Role::Moderator,
        };
        let check = |caller: &Caller, request: &DecideProfileRequest| {
            check_profile_decision(&profile, caller, request).is_ok()
        };
        let pass = asked(ProfileDecision::Pass, Reason::Unspecified);
        assert!(check(&by("mod"), &pass) && !check(&by("ada"), &pass));
        let refuse = asked(ProfileDecision::RefuseBio, Reason::Spam);
        assert!(check(&by("mod"), &refuse));
        let unsaid = asked(ProfileDecision::RefuseBio, Reason::Unspecified);
        let missing = asked(ProfileDecision::RefuseAvatar, Reason::Spam);
        let nothing = asked(ProfileDecision::Unspecified, Reason::Spam);
        assert!([unsaid, missing, nothing].iter().all(|request| !check(&by("mod"), request)));
        let late = DecideProfileRequest { if_version: 7, ..refuse.clone() };
        assert!(!check(&by("mod"), &late));
        let refused = after_profile_decision(profile.clone(), "mod".to_owned(), &refuse);
        assert_eq!(actions(&refused), [Action::Block, Action::Block, Action::Pass]);
        assert_eq!(&*refused.bio_verdict.note, "no");
        assert!(is_profile_waiting(&refused), "the name is still there");
        let passed = after_profile_decision(profile, "mod".to_owned(), &pass);
        assert_eq!(actions(&passed), [Action::Pass; 3]);
        let passed = after_profile_decision(refused, "mod".to_owned(), &pass);
        assert_eq!(actions(&passed), [Action::Pass, Action::Block, Action::Pass], "it was refused");
        let unseen = make_verdict(Action::Unspecified, None);
        let unseen = JudgedProfile { avatar_verdict: unseen, ..doubted() };
        let passed = after_profile_decision(unseen, "mod".to_owned(), &pass);
        assert_eq!(actions(&passed), [Action::Pass, Action::Pass, Action::Unspecified]);
    }
}
