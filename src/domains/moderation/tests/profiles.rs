//! What people show of themselves: what the rules say of it, what persons do, and what is left.

use super::super::model::Require;
use super::{World, admin, by, code, moderator};
use crate::contract::moderation::{
    Action, Cause, DecideProfileRequest, ExportAccountRequest, GetReadinessRequest,
    ListAuditRequest, ListProfilesRequest, Profile, ProfileDecision, ProfileJudged, ProfileVerdict,
    Reason, VerifyAuditRequest,
};
use crate::contract::user::{self, AccountErased, ProfileChanged};
use crate::kernel::context::{Context, Role};
use crate::kernel::db::Db;
use crate::kernel::event::decode;
use crate::kernel::fault::{Reply, Shared};
use crate::kernel::ports::scoring::ScoringFault;
use crate::kernel::wire::BlobRef;

const TERMS: &str = "term,category,severity,action,language,match\n\
                     spam,ads,50,block,en,word\ndoubt,other,10,review,en,word\n\
                     adult,other,10,age_limit,en,word\n";

/// The domain beside one that says what accounts show.
struct People {
    world: World,
    user: Db<user::Owner>,
}

impl People {
    fn requiring(require: Require) -> Self {
        let mut world = World::requiring(require);
        let user = world.harness.source::<user::Owner>();
        world.import(TERMS).expect("it is in order");
        Self { world, user }
    }

    /// Tells what an account shows: a picture is the number that it scores.
    fn show(&self, user_id: &str, version: u64, [name, bio, picture]: [&str; 3]) {
        let (avatar, path) = match picture {
            "" => (String::new(), String::new()),
            picture => {
                let avatar = format!("a{version}");
                let path = format!("avatars/{user_id}-{avatar}/256.jpg");
                let bytes = picture.to_owned().into();
                let put = self.world.harness.blobs.put(&format!("user/{path}"), bytes);
                self.world.harness.run(put).expect("the folder is ours");
                (avatar, path)
            },
        };
        let owner = "user".to_owned();
        let picture = (!path.is_empty()).then_some(BlobRef { owner, path, size_bytes: 0 });
        let event = ProfileChanged {
            user_id: user_id.to_owned(),
            version,
            name: name.to_owned(),
            bio: bio.to_owned(),
            avatar,
            picture,
        };
        self.world.harness.publish(&self.user, event);
    }

    /// What was told about an account, in its order.
    fn told(&self, user_id: &str) -> Vec<ProfileJudged> {
        let records = self.world.harness.published(&self.world.db);
        let about = records.iter().filter(|record| {
            let head = record.head.as_ref();
            head.is_some_and(|head| head.kind == "ProfileJudged" && head.entity_key == user_id)
        });
        about.map(|record| decode(record).expect("it was encoded here")).collect()
    }

    /// Waits until the newest that was told is so.
    fn wait_told(&self, user_id: &str, version: u64, actions: [Action; 2]) -> ProfileJudged {
        for _ in 0..1_000 {
            let last = self.told(user_id).pop();
            let is_so = |one: &ProfileJudged| {
                let of = |verdict: &Option<ProfileVerdict>| {
                    verdict.as_ref().map_or(Action::Unspecified, ProfileVerdict::action)
                };
                one.version == version && [of(&one.bio), of(&one.avatar)] == actions
            };
            if let Some(last) = last.filter(is_so) {
                return last;
            }
            self.world.harness.clock.turn(200);
            self.world.pause();
        }
        panic!("waited ten seconds for {actions:?}: {:?}", self.told(user_id))
    }

    fn waiting(&self) -> Vec<Profile> {
        let cx = moderator("mod");
        let asked = self.world.client.list_profiles(&cx, ListProfilesRequest::default());
        let listed = self.world.harness.run(asked).expect("moderators may");
        assert_eq!(usize::try_from(listed.waiting), Ok(listed.profiles.len()));
        listed.profiles
    }

    fn decide(
        &self,
        cx: &Context,
        (user_id, if_version): (&str, u64),
        decision: ProfileDecision,
    ) -> Reply<Profile> {
        let request = DecideProfileRequest {
            user_id: user_id.to_owned(),
            decision: decision.into(),
            reason: Reason::Hate.into(),
            note: "no".to_owned(),
            if_version,
        };
        let decided = self.world.harness.run(self.world.client.decide_profile(cx, request))?;
        Ok(decided.profile.expect("a reply has its profile"))
    }

    /// Waits until so many profiles wait.
    fn wait_waiting(&self, count: usize) -> Vec<Profile> {
        self.world.wait(|| self.waiting().len() == count);
        self.waiting()
    }
}

#[test]
fn without_rules_everything_passes() {
    let people = People::requiring(Require::Off);
    people.show("ada", 1, ["spam", "buy spam", "0.99"]);
    people.wait_told("ada", 1, [Action::Pass, Action::Pass]);
    assert_eq!((people.waiting().len(), people.world.scorer.count()), (0, 0));
}

#[test]
fn a_text_is_judged_by_the_terms_and_a_picture_waits_for_nobody_where_only_texts_are() {
    let people = People::requiring(Require::Text);
    for (version, bio, action, cause) in [
        (1, "a fish", Action::Pass, None),
        (2, "buy spam", Action::Block, Some(Cause::TextNotAllowed)),
        (3, "in doubt", Action::Review, Some(Cause::TextInDoubt)),
        (4, "for adult people", Action::Review, Some(Cause::TextInDoubt)),
    ] {
        people.show("ada", version, ["ada", bio, "0.99"]);
        let told = people.wait_told("ada", version, [action, Action::Pass]);
        let failure = told.bio.expect("a verdict").failure;
        assert_eq!(failure.map(|failure| failure.cause()), cause, "{bio}");
        assert_eq!(people.waiting().len(), usize::from(action == Action::Review), "{bio}");
    }
    assert_eq!(people.world.scorer.count(), 0);
    // What comes late says nothing of what is there now.
    people.show("ada", 2, ["ada", "a fish", ""]);
    people.show("bob", 1, ["bob", "a fish", ""]);
    people.wait_told("bob", 1, [Action::Pass, Action::Pass]);
    assert_eq!(people.told("ada").last().map(|one| one.version), Some(4));
}

#[test]
fn a_picture_is_held_until_it_is_scored_and_what_cannot_be_goes_to_a_person() {
    let people = People::requiring(Require::Model);
    people.world.scorer.fail(Some(ScoringFault::Overloaded { pictures: 9 }));
    people.show("ada", 1, ["ada", "", "0.1"]);
    people.wait_told("ada", 1, [Action::Pass, Action::Unspecified]);
    people.world.wait(|| {
        people.world.harness.clock.turn(1_000);
        people.world.scorer.count() >= 2
    });
    assert_eq!(people.told("ada").len(), 1, "it is held");
    people.world.scorer.fail(None);
    people.wait_told("ada", 1, [Action::Pass, Action::Pass]);
    people.show("bob", 1, ["bob", "", "0.9"]);
    let told = people.wait_told("bob", 1, [Action::Pass, Action::Review]);
    let cause = told.avatar.and_then(|one| one.failure).map(|failure| failure.cause());
    assert_eq!(cause, Some(Cause::PicturesNotAllowed));
    people.world.scorer.fail(Some(ScoringFault::NoModel { path: "m".into(), cause: "x".into() }));
    people.show("eve", 1, ["eve", "", "0.1"]);
    let told = people.wait_told("eve", 1, [Action::Pass, Action::Review]);
    let cause = told.avatar.and_then(|one| one.failure).map(|failure| failure.cause());
    assert_eq!(cause, Some(Cause::PicturesNotScored));
    assert_eq!(people.waiting().len(), 2);
}

#[test]
fn a_picture_that_fails_each_time_goes_to_a_person_and_one_that_only_waits_does_not() {
    let people = People::requiring(Require::Model);
    people.world.scorer.fail(Some(ScoringFault::Overloaded { pictures: 8 }));
    people.show("ada", 1, ["ada", "", "0.1"]);
    let later = |count: usize| {
        let tried = people.world.scorer.count();
        people.world.wait(|| {
            people.world.harness.clock.turn(1_000);
            people.world.scorer.count() >= tried + count
        });
    };
    later(15);
    assert!(people.waiting().is_empty(), "nobody has looked at it");
    let failed = ScoringFault::Failed { cause: "it is odd".into() };
    people.world.scorer.fail(Some(failed));
    later(5);
    assert!(people.waiting().is_empty(), "some tries more");
    let told = people.wait_told("ada", 1, [Action::Pass, Action::Review]);
    let cause = told.avatar.and_then(|one| one.failure).map(|failure| failure.cause());
    assert_eq!(cause, Some(Cause::PicturesNotScored));
    assert_eq!(people.waiting().len(), 1);
    // Another picture begins anew.
    people.show("ada", 2, ["ada", "", "0.2"]);
    later(5);
    people.world.scorer.fail(None);
    people.wait_told("ada", 2, [Action::Pass, Action::Pass]);
}

#[test]
fn a_name_in_doubt_waits_for_a_person_and_is_told_to_nobody_else() {
    let people = People::requiring(Require::Text);
    people.show("ada", 1, ["spam", "", ""]);
    people.show("bob", 1, ["bob", "", ""]);
    let waiting = people.wait_waiting(1);
    assert_eq!((&*waiting[0].name, waiting[0].name_action()), ("spam", Action::Block));
    assert_eq!(
        waiting[0].findings.as_ref().map(|one| one.hits[0].field.clone()).as_deref(),
        Some("name")
    );
    assert_eq!(people.told("ada"), [], "there is nothing to be shown");
    let version = waiting[0].version;
    people.decide(&moderator("mod"), ("ada", version), ProfileDecision::Pass).expect("they may");
    assert!(people.waiting().is_empty());
    people.show("ada", 2, ["spam", "a fish", ""]);
    people.wait_told("ada", 2, [Action::Pass, Action::Pass]);
    assert!(people.waiting().is_empty(), "it was seen");
}

#[test]
fn persons_decide_about_what_they_saw_and_the_log_says_so() {
    let people = People::requiring(Require::Model);
    people.show("ada", 1, ["ada", "in doubt", "0.9"]);
    people.wait_told("ada", 1, [Action::Review, Action::Review]);
    let mod_ = moderator("mod");
    let seen = people.waiting().remove(0).version;
    let decide = |cx: &Context, version, decision| people.decide(cx, ("ada", version), decision);
    let refused = decide(&mod_, seen + 7, ProfileDecision::RefuseBio);
    assert_eq!(code(refused), "moderation.PROFILE_CHANGED");
    let own = by("ada", Role::Moderator);
    assert_eq!(code(decide(&own, 0, ProfileDecision::Pass)), "moderation.OWN_PROFILE");
    let viewer = by("eve", Role::Creator);
    assert_eq!(code(decide(&viewer, 0, ProfileDecision::Pass)), "kernel.NOT_ALLOWED");
    let unknown = people.decide(&mod_, ("nobody", 0), ProfileDecision::Pass);
    assert_eq!(code(unknown), "moderation.PROFILE_UNKNOWN");
    decide(&mod_, seen, ProfileDecision::RefuseBio).expect("they may");
    let told = people.wait_told("ada", 1, [Action::Block, Action::Review]).bio.expect("a verdict");
    assert_eq!((told.reason(), &*told.note), (Reason::Hate, "no"));
    decide(&mod_, 0, ProfileDecision::Pass).expect("they may");
    people.wait_told("ada", 1, [Action::Block, Action::Pass]);
    decide(&mod_, 0, ProfileDecision::RefuseAvatar).expect("also what has passed");
    people.wait_told("ada", 1, [Action::Block, Action::Block]);
    assert!(people.waiting().is_empty());
    let root = admin();
    let asked = people.world.client.list_audit(&root, ListAuditRequest::default());
    let log = people.world.harness.run(asked).expect("administrators may").entries;
    let of = |deed: &str| log.iter().filter(|one| one.deed == deed).collect::<Vec<_>>();
    let (judged, decided) = (of("judged_profile"), of("decided_profile"));
    assert_eq!((judged.len(), decided.len()), (2, 3));
    assert!(judged.iter().all(|one| one.actor == "rules" && one.subject_user_id == "ada"));
    assert!(decided.iter().all(|one| one.actor == "mod" && one.subject != "ada"));
    assert!(log.iter().all(|one| !one.detail.contains("in doubt")), "no text is in the log");
    // Another text is judged anew; the picture stays as it was decided.
    people.show("ada", 1, ["ada", "older", ""]);
    let asked = people.world.client.get_readiness(&mod_, GetReadinessRequest {});
    assert_eq!(people.world.harness.run(asked).expect("they may").profiles, 0);
}

#[test]
fn a_picture_that_is_tried_again_takes_nothing_out_of_a_moderators_hands() {
    let people = People::requiring(Require::Model);
    people.world.scorer.fail(Some(ScoringFault::Overloaded { pictures: 8 }));
    people.show("ada", 1, ["ada", "in doubt", "0.1"]);
    let seen = people.wait_waiting(1).remove(0).version;
    let tried = people.world.scorer.count();
    people.world.wait(|| {
        people.world.harness.clock.turn(1_000);
        people.world.scorer.count() >= tried + 2
    });
    let decision = ProfileDecision::RefuseBio;
    people.decide(&moderator("mod"), ("ada", seen), decision).expect("nothing has changed");
    people.world.scorer.fail(None);
    people.wait_told("ada", 1, [Action::Block, Action::Pass]);
}

#[test]
fn a_text_that_a_person_refused_stays_refused_when_it_is_set_again() {
    let people = People::requiring(Require::Text);
    people.show("ada", 1, ["ada", "In  doubt", ""]);
    people.wait_waiting(1);
    people.decide(&moderator("mod"), ("ada", 0), ProfileDecision::RefuseBio).expect("they may");
    people.wait_told("ada", 1, [Action::Block, Action::Pass]);
    people.show("ada", 2, ["ada", "a fish", ""]);
    people.wait_told("ada", 2, [Action::Pass, Action::Pass]);
    people.show("ada", 3, ["ada", "in doubt", ""]);
    let told = people.wait_told("ada", 3, [Action::Block, Action::Pass]).bio.expect("a verdict");
    let cause = told.failure.clone().map(|failure| failure.cause());
    assert_eq!((told.reason(), cause), (Reason::Hate, Some(Cause::DecidedByModerator)));
    assert!(people.waiting().is_empty(), "nobody is asked again");
    // Nobody else is refused for it.
    people.show("bob", 1, ["bob", "in doubt", ""]);
    people.wait_waiting(1);
    let ada = by("ada", Role::Viewer);
    let asked = people.world.client.export_account(&ada, ExportAccountRequest::default());
    let told = people.world.harness.run(asked).expect("it is hers").profile.expect("one");
    assert_eq!(told.refused_texts.len(), 1);
    let left = || {
        let sql = "SELECT COUNT(*) FROM refused_texts";
        let read = people.world.db.read(move |view| view.value::<i64>(sql, &[]));
        people.world.harness.run(read).expect("it reads")
    };
    assert_eq!(left(), Some(1));
    let event = AccountErased { user_id: "ada".to_owned(), erased_at_ms: 7 };
    people.world.harness.publish(&people.user, event);
    people.world.wait(|| left() == Some(0));
}

#[test]
fn the_list_is_for_moderators_and_the_oldest_comes_first() {
    let people = People::requiring(Require::Text);
    for (at, name) in ["ada", "bob", "eve"].into_iter().enumerate() {
        people.show(name, 1, [name, "in doubt", ""]);
        people.wait_waiting(at + 1);
        people.world.harness.clock.turn(1_000);
    }
    let list = |cx: &Context, cursor: &str| {
        let page = Some(crate::kernel::wire::Page { cursor: cursor.to_owned(), limit: 2 });
        people
            .world
            .harness
            .run(people.world.client.list_profiles(cx, ListProfilesRequest { page }))
    };
    let first = list(&moderator("mod"), "").expect("they may");
    let last = list(&moderator("mod"), &first.next_cursor).expect("they may");
    let names = first.profiles.iter().chain(&last.profiles).map(|one| one.name.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["ada", "bob", "eve"]);
    assert_eq!((first.waiting, &*last.next_cursor), (3, ""));
    assert!(list(&by("eve", Role::Creator), "").expect_err("they may not").is(Shared::NotAllowed));
}

#[test]
fn who_is_erased_leaves_no_profile_and_nothing_late_brings_it_back() {
    let people = People::requiring(Require::Text);
    people.show("ada", 1, ["ada", "in doubt", ""]);
    people.show("bob", 1, ["bob", "in doubt", ""]);
    people.wait_waiting(2);
    let by_ada = people.decide(&by("ada", Role::Moderator), ("bob", 0), ProfileDecision::Pass);
    by_ada.expect("they may");
    let export = |cx: &Context| {
        let asked = people.world.client.export_account(cx, ExportAccountRequest::default());
        people.world.harness.run(asked).expect("it is theirs").profile
    };
    let told = export(&by("ada", Role::Viewer)).expect("it is hers");
    assert_eq!((&*told.bio, told.bio_verdict.expect("one").action()), ("in doubt", Action::Review));
    assert!(!format!("{:?}", export(&by("bob", Role::Viewer))).contains("ada"));
    let event = AccountErased { user_id: "ada".to_owned(), erased_at_ms: 7 };
    people.world.harness.publish(&people.user, event);
    people.world.wait(|| people.waiting().is_empty());
    people.show("ada", 2, ["ada", "in doubt again", ""]);
    people.show("eve", 1, ["eve", "in doubt", ""]);
    people.wait_waiting(1);
    assert_eq!(people.told("ada"), [], "nothing that was told of her is left");
    assert!(export(&by("ada", Role::Viewer)).is_none());
    let root = admin();
    let asked = people.world.client.list_audit(&root, ListAuditRequest::default());
    let log = people.world.harness.run(asked).expect("administrators may").entries;
    assert!(log.iter().all(|one| one.actor != "ada" && one.subject_user_id != "ada"));
    // A hash may have any letters.
    let told: Vec<_> =
        log.iter().map(|one| (&one.chained_actor, &one.subject, &one.detail)).collect();
    assert!(!format!("{told:?}").contains("ada"), "{told:?}");
    let asked = people.world.client.verify_audit(&root, VerifyAuditRequest::default());
    let verified = people.world.harness.run(asked).expect("administrators may");
    assert_eq!(verified.broken_at, 0);
}
