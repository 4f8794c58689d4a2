//! What people show of themselves: what the rules and persons say of a name, a text and a picture.
//! Nobody's name is taken from them here: one that a rule doubts is put before a person, who may
//! have an administrator suspend the account.

use super::super::engine::chain;
use super::options::Options;
use super::scores::decide_one;
use super::verdict::Rulebook;
use crate::contract::moderation::{
    Action, Cause, ExportedProfile, Failure, FrameScore, KnownHit, Profile, ProfileFindings,
    ProfileJudged, ProfileVerdict, TextHit,
};
use crate::contract::user::ProfileChanged;
use crate::kernel::id::UserId;
use crate::kernel::wire::BlobRef;

/// A moment after all others.
const FAR_MS: i64 = 100_000_000_000_000;

/// Under whose prefix the pictures of people lie.
const PICTURES_OF: &str = "user";

/// The profile of an account as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::domains::moderation) struct JudgedProfile {
    pub(in crate::domains::moderation) user_id: UserId,
    pub(in crate::domains::moderation) version: u64,
    pub(in crate::domains::moderation) name: String,
    pub(in crate::domains::moderation) bio: String,
    /// Empty without a picture.
    pub(in crate::domains::moderation) avatar: String,
    pub(in crate::domains::moderation) picture_path: String,
    pub(in crate::domains::moderation) name_action: Action,
    pub(in crate::domains::moderation) bio_verdict: ProfileVerdict,
    pub(in crate::domains::moderation) avatar_verdict: ProfileVerdict,
    pub(in crate::domains::moderation) findings: ProfileFindings,
    pub(in crate::domains::moderation) retry_at_ms: i64,
    pub(in crate::domains::moderation) changed_at_ms: i64,
    pub(in crate::domains::moderation) decided_by: String,
    /// Counts all changes of what is kept.
    pub(in crate::domains::moderation) revision: u64,
    /// Since when it is there as it is, or waits; 0 where only `changed_at_ms` is known.
    pub(in crate::domains::moderation) waits_since_ms: i64,
    /// How often its picture could not be looked at.
    pub(in crate::domains::moderation) tries: u32,
}

/// What was found in a picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::domains::moderation) struct SeenPortrait {
    pub(in crate::domains::moderation) score: Option<FrameScore>,
    pub(in crate::domains::moderation) known: Option<KnownHit>,
    /// It could not be looked at, and will not be.
    pub(in crate::domains::moderation) is_unscored: bool,
}

/// What the rules say of a name and of a text about oneself.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::domains::moderation) struct JudgedTexts {
    name: Option<Action>,
    bio: Option<Action>,
    hits: Vec<TextHit>,
    /// What a person has said of the same text before.
    refused: Option<ProfileVerdict>,
}

impl JudgedTexts {
    /// The same where a person may have refused this text already.
    pub(in crate::domains::moderation) fn with_refused(
        self,
        refused: Option<ProfileVerdict>,
    ) -> Self {
        Self { refused, ..self }
    }
}

/// By what a text of an account is known again, however its letters are written and spaced; nothing
/// of it can be read out of that.
pub(in crate::domains::moderation) fn make_bio_hash(user_id: &UserId, bio: &str) -> String {
    let words = bio.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    chain::link("", [user_id.as_str().as_bytes(), words.as_bytes()].into_iter())
}

/// Judges both; without rules nothing is found.
pub(in crate::domains::moderation) fn decide_texts(
    rules: Option<&Rulebook>,
    event: &ProfileChanged,
) -> JudgedTexts {
    let Some(rules) = rules else { return JudgedTexts::default() };
    let (name, mut hits) = rules.find("name", &event.name);
    let (bio, of_bio) = rules.find("bio", &event.bio);
    hits.extend(of_bio);
    JudgedTexts { name: Some(name), bio: Some(bio), hits, refused: None }
}

/// What cannot ask who looks for their age waits for a person.
fn after_age(action: Action) -> Action {
    if action == Action::AgeLimit { Action::Review } else { action }
}

/// What holds for a part.
pub(super) fn make_verdict(action: Action, failure: Option<Failure>) -> ProfileVerdict {
    let failure = failure.filter(|_| action != Action::Pass);
    ProfileVerdict { action: action.into(), failure, ..ProfileVerdict::default() }
}

/// The profile after a change of the account; `None` when a newer one is known. What is as it was
/// stays decided as it was.
pub(in crate::domains::moderation) fn after_changed(
    kept: Option<JudgedProfile>,
    event: ProfileChanged,
    (texts, looks, now_ms): (JudgedTexts, bool, i64),
) -> Option<JudgedProfile> {
    if kept.as_ref().is_some_and(|kept| event.version <= kept.version) {
        return None;
    }
    let same = |is_same: fn(&JudgedProfile, &ProfileChanged) -> bool| {
        kept.as_ref().filter(|kept| is_same(kept, &event))
    };
    let named = same(|kept, event| kept.name == event.name);
    let worded = same(|kept, event| kept.bio == event.bio);
    let pictured = same(|kept, event| kept.avatar == event.avatar);
    let decided = |action: Option<Action>| after_age(action.unwrap_or(Action::Pass));
    let name_action = named.map_or(decided(texts.name), |kept| kept.name_action);
    let by_rules =
        || make_verdict(decided(texts.bio), text_failure(&texts.hits, decided(texts.bio)));
    let bio_verdict = match worded {
        Some(kept) => kept.bio_verdict.clone(),
        None => texts.refused.clone().unwrap_or_else(by_rules),
    };
    let is_seen = event.avatar.is_empty() || !looks;
    let fresh = make_verdict(if is_seen { Action::Pass } else { Action::Unspecified }, None);
    let seen = pictured.map(|kept| kept.findings.clone()).unwrap_or_default();
    Some(JudgedProfile {
        user_id: event.user_id.parse().ok()?,
        version: event.version,
        name_action,
        bio_verdict,
        avatar_verdict: pictured.map_or(fresh, |kept| kept.avatar_verdict.clone()),
        findings: ProfileFindings { hits: texts.hits, ..seen },
        retry_at_ms: 0,
        tries: pictured.map_or(0, |kept| kept.tries),
        changed_at_ms: now_ms,
        // Who waits loses no place by a change.
        waits_since_ms: kept.as_ref().filter(|kept| is_profile_waiting(kept)).map_or(now_ms, since),
        decided_by: kept.as_ref().map(|kept| kept.decided_by.clone()).unwrap_or_default(),
        revision: kept.as_ref().map_or(0, |kept| kept.revision),
        name: event.name,
        bio: event.bio,
        avatar: event.avatar,
        picture_path: event.picture.map(|picture| picture.path).unwrap_or_default(),
    })
}

/// Why a text is not shown, for its person.
fn text_failure(hits: &[TextHit], action: Action) -> Option<Failure> {
    let hit = hits.iter().filter(|hit| hit.field == "bio").max_by_key(|hit| hit.action);
    let is_held = action == Action::Review;
    let cause = if is_held { Cause::TextInDoubt } else { Cause::TextNotAllowed };
    let failure = Failure::from(cause).with("field", "bio");
    Some(failure.with("term", hit.map_or("", |hit| hit.term.as_str())))
}

/// Where the picture lies; `None` when there is none to look at.
pub(in crate::domains::moderation) fn make_portrait_ref(
    profile: &JudgedProfile,
) -> Option<BlobRef> {
    let (owner, path) = (PICTURES_OF.to_owned(), profile.picture_path.clone());
    is_to_score(profile).then_some(BlobRef { owner, path, size_bytes: 0 })
}

/// The profile with what was found in its picture.
pub(in crate::domains::moderation) fn after_portrait(
    profile: JudgedProfile,
    seen: SeenPortrait,
    options: &Options,
) -> JudgedProfile {
    let SeenPortrait { score, known, is_unscored } = seen;
    let by_score = match decide_one(score.as_ref(), options).action {
        _ if is_unscored => (Action::Review, Some(Cause::PicturesNotScored)),
        Action::Pass | Action::Unspecified => (Action::Pass, None),
        action => (action, Some(Cause::PicturesNotAllowed)),
    };
    let permille = score.map(|score| score.permille);
    let on_list: Action = options.known_bad.into();
    // Where both ask for the same, nobody learns that it is on the list.
    let (action, cause) = match known {
        Some(_) if on_list > by_score.0 => (on_list, Some(Cause::KnownBad)),
        _ => by_score,
    };
    let avatar_verdict = make_verdict(after_age(action), cause.map(Failure::from));
    let findings = ProfileFindings { permille, is_unscored, known, ..profile.findings };
    JudgedProfile { avatar_verdict, findings, retry_at_ms: 0, tries: 0, ..profile }
}

/// Whether the picture is to be looked at.
pub(in crate::domains::moderation) fn is_to_score(profile: &JudgedProfile) -> bool {
    !profile.avatar.is_empty() && profile.avatar_verdict.action() == Action::Unspecified
}

/// Whether a person is to decide.
pub(in crate::domains::moderation) fn is_profile_waiting(profile: &JudgedProfile) -> bool {
    let held = |verdict: &ProfileVerdict| verdict.action() == Action::Review;
    let is_named = matches!(profile.name_action, Action::Review | Action::Block);
    is_named || held(&profile.bio_verdict) || held(&profile.avatar_verdict)
}

/// Where a profile stands among those that wait: the oldest first.
pub(in crate::domains::moderation) fn make_profile_rank(profile: &JudgedProfile) -> i64 {
    FAR_MS.saturating_sub(since(profile)).max(0)
}

/// Since when it waits, if it does.
fn since(profile: &JudgedProfile) -> i64 {
    match profile.waits_since_ms {
        0 => profile.changed_at_ms,
        since_ms => since_ms,
    }
}

/// What its account is told; nothing where there is nothing to be shown.
pub(in crate::domains::moderation) fn make_profile_judged(
    profile: &JudgedProfile,
) -> Option<ProfileJudged> {
    let is_any = !profile.bio.is_empty() || !profile.avatar.is_empty();
    is_any.then(|| ProfileJudged {
        user_id: profile.user_id.to_string(),
        version: profile.version,
        bio: Some(profile.bio_verdict.clone()),
        avatar: Some(profile.avatar_verdict.clone()),
    })
}

/// What the audit log says of it.
pub(in crate::domains::moderation) fn make_profile_detail(profile: &JudgedProfile) -> String {
    let told = |verdict: &ProfileVerdict| {
        let cause = verdict.failure.as_ref().map(Failure::code).unwrap_or_default();
        format!("{} {cause}", verdict.action().as_str_name()).trim_end().to_owned()
    };
    let name = profile.name_action.as_str_name();
    let (bio, avatar) = (told(&profile.bio_verdict), told(&profile.avatar_verdict));
    format!("version {}: name {name}, text {bio}, picture {avatar}", profile.version)
}

/// The profile as moderators see it.
pub(in crate::domains::moderation) fn show_judged_profile(profile: JudgedProfile) -> Profile {
    Profile {
        user_id: profile.user_id.into(),
        name: profile.name,
        bio: profile.bio,
        avatar: profile.avatar,
        name_action: profile.name_action.into(),
        bio_action: profile.bio_verdict.action().into(),
        avatar_action: profile.avatar_verdict.action().into(),
        findings: Some(profile.findings),
        changed_at_ms: profile.changed_at_ms,
        version: profile.revision,
    }
}

/// The profile as its person may know it: not who decided, nor what was found.
pub(in crate::domains::moderation) fn show_exported_profile(
    profile: JudgedProfile,
    refused_texts: Vec<ProfileVerdict>,
) -> ExportedProfile {
    ExportedProfile {
        refused_texts,
        bio_verdict: (!profile.bio.is_empty()).then_some(profile.bio_verdict),
        avatar_verdict: (!profile.avatar.is_empty()).then_some(profile.avatar_verdict),
        name: profile.name,
        bio: profile.bio,
        changed_at_ms: profile.changed_at_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::{AboveThreshold, KnownBad};
    use super::*;

    fn changed(version: u64, bio: &str, avatar: &str) -> ProfileChanged {
        ProfileChanged {
            user_id: "ada".to_owned(),
            version,
            name: "Ada".to_owned(),
            bio: bio.to_owned(),
            avatar: avatar.to_owned(),
            picture: None,
        }
    }

    fn texts(name: Action, bio: Action) -> JudgedTexts {
        let hit = |field: &str, action: Action| TextHit {
            field: field.to_owned(),
            term: "x".to_owned(),
            action: action.into(),
            ..TextHit::default()
        };
        JudgedTexts {
            name: Some(name),
            bio: Some(bio),
            hits: vec![hit("name", name), hit("bio", bio)],
            refused: None,
        }
    }

    fn made(event: ProfileChanged, texts: JudgedTexts, looks: bool) -> JudgedProfile {
        after_changed(None, event, (texts, looks, 5)).expect("it is the first")
    }

    fn actions(profile: &JudgedProfile) -> [Action; 3] {
        let (bio, avatar) = (&profile.bio_verdict, &profile.avatar_verdict);
        [profile.name_action, bio.action(), avatar.action()]
    }

    #[test]
    fn what_asks_for_an_age_waits_and_a_name_never_goes_by_itself() {
        use Action::{AgeLimit, Block, Pass, Review, Unspecified};
        for (name, bio, looks, expected, waits) in [
            (Pass, Pass, false, [Pass, Pass, Pass], false),
            (Pass, Pass, true, [Pass, Pass, Unspecified], false),
            (Pass, Block, false, [Pass, Block, Pass], false),
            (Pass, AgeLimit, false, [Pass, Review, Pass], true),
            (Block, Pass, false, [Block, Pass, Pass], true),
            (AgeLimit, Pass, false, [Review, Pass, Pass], true),
        ] {
            let profile = made(changed(1, "hi", "a1"), texts(name, bio), looks);
            assert_eq!(actions(&profile), expected, "{name:?} {bio:?}");
            assert_eq!(is_profile_waiting(&profile), waits, "{name:?} {bio:?}");
            assert_eq!(is_to_score(&profile), looks);
        }
    }

    #[test]
    fn what_stays_the_same_stays_decided() {
        let first = made(changed(1, "hi", "a1"), texts(Action::Review, Action::Block), true);
        let decided = JudgedProfile { name_action: Action::Pass, ..first };
        let looked = after_portrait(decided, SeenPortrait::default(), &Options::default());
        let next = (texts(Action::Review, Action::Pass), true, 9);
        let same = after_changed(Some(looked.clone()), changed(2, "hi", "a1"), next.clone());
        let same = same.expect("it is newer");
        assert_eq!(actions(&same), [Action::Pass, Action::Block, Action::Pass]);
        let other = after_changed(Some(looked.clone()), changed(2, "ho", "a2"), next.clone());
        assert_eq!(
            actions(&other.expect("it is newer")),
            [Action::Pass, Action::Pass, Action::Unspecified]
        );
        assert_eq!(after_changed(Some(looked), changed(1, "ho", "a2"), next), None);
    }

    #[test]
    fn who_waits_keeps_the_place_through_changes() {
        let at = |kept: JudgedProfile, version: u64, bio: Action, now_ms: i64| {
            let next = (texts(Action::Pass, bio), false, now_ms);
            after_changed(Some(kept), changed(version, &format!("{now_ms}"), ""), next)
                .expect("it is newer")
        };
        let first = made(changed(1, "hi", ""), texts(Action::Pass, Action::Review), false);
        let again = at(first.clone(), 2, Action::Review, 9);
        assert_eq!(make_profile_rank(&again), make_profile_rank(&first));
        assert_eq!(again.changed_at_ms, 9);
        // One from before the place was kept.
        let old = JudgedProfile { waits_since_ms: 0, ..first.clone() };
        assert_eq!(make_profile_rank(&old), make_profile_rank(&first));
        // Who did not wait begins at the end.
        let passed = at(again, 3, Action::Pass, 20);
        let later = at(passed, 4, Action::Review, 30);
        assert!(make_profile_rank(&later) < make_profile_rank(&first));
        assert_eq!(later.waits_since_ms, 30);
    }

    #[test]
    fn a_picture_is_judged_by_score_and_by_the_list() {
        let options = Options {
            above_threshold: AboveThreshold::AgeLimit,
            known_bad: KnownBad::Block,
            ..Options::default()
        };
        let known = || Some(KnownHit::default());
        for (permille, known, is_unscored, action, cause) in [
            (Some(819), None, false, Action::Pass, None),
            (Some(820), None, false, Action::Review, Some(Cause::PicturesNotAllowed)),
            (None, None, true, Action::Review, Some(Cause::PicturesNotScored)),
            (Some(1), known(), false, Action::Block, Some(Cause::KnownBad)),
            (None, known(), true, Action::Block, Some(Cause::KnownBad)),
            (None, None, false, Action::Pass, None),
        ] {
            let profile = made(changed(1, "", "a1"), JudgedTexts::default(), true);
            let score = permille.map(|permille| FrameScore { permille, ..FrameScore::default() });
            let seen = SeenPortrait { score, known, is_unscored };
            let verdict = after_portrait(profile, seen, &options).avatar_verdict;
            assert_eq!(verdict.action(), action, "{permille:?}");
            assert_eq!(verdict.failure.map(|failure| failure.cause()), cause, "{permille:?}");
        }
    }
}
