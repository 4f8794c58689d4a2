//! What people say about themselves, and what others read of it.

use super::{World, quick};
use crate::boot::harness::{by, by_visitor};
use crate::contract::moderation::{self, Action, Cause, Failure, ProfileJudged, ProfileVerdict};
use crate::contract::user::{
    ApproveSignUpRequest, ExportAccountRequest, GetProfileRequest, GetProfileResponse,
    GetUserRequest, ProfileChanged, Refusal, RemoveAvatarRequest, SetAvatarRequest, Standing,
    UpdateProfileRequest,
};
use crate::domains::user::Options;
use crate::kernel::context::{Context, Role as CallerRole};
use crate::kernel::db::Db;
use crate::kernel::event::decode;
use crate::kernel::fault::{Error, Reply, Shared};
use crate::kernel::wire::Detail;

fn say(world: &World, cx: &Context, bio: &str) -> Reply<String> {
    let request = UpdateProfileRequest { bio: bio.to_owned() };
    world.harness.run(world.user.update_profile(cx, request)).map(|told| told.bio)
}

fn bio(world: &World, name: &str) -> String {
    let request = GetUserRequest { user_id: String::new(), name: name.to_owned() };
    world.harness.run(world.user.get_user(&by_visitor(), request)).expect("they are there").bio
}

impl World {
    /// What its account is told of its profile.
    pub(super) fn profile(&self, cx: &Context) -> GetProfileResponse {
        let asked = self.user.get_profile(cx, GetProfileRequest {});
        self.harness.run(asked).expect("it is their own")
    }

    /// What moderation was told of an account, in its order.
    pub(super) fn told_profiles(&self, user_id: &str) -> Vec<ProfileChanged> {
        let records = self.harness.published(&self.db);
        let about = records.iter().filter(|record| {
            let head = record.head.as_ref();
            head.is_some_and(|head| head.kind == "ProfileChanged" && head.entity_key == user_id)
        });
        about.map(|record| decode(record).expect("it was encoded here")).collect()
    }

    /// Says what moderation does of the newest of it.
    pub(super) fn judge(
        &self,
        moderation: &Db<moderation::Owner>,
        user_id: &str,
        [bio, avatar]: [Action; 2],
    ) {
        let version = self.told_profiles(user_id).last().map_or(0, |told| told.version);
        self.judge_version(moderation, (user_id, version), [bio, avatar]);
    }

    pub(super) fn judge_version(
        &self,
        moderation: &Db<moderation::Owner>,
        (user_id, version): (&str, u64),
        [bio, avatar]: [Action; 2],
    ) {
        let verdict = |action: Action| {
            let failure = Failure::from(Cause::DecidedByModerator).with("note", "no");
            let failure = (action == Action::Block).then_some(failure);
            let note = if action == Action::Block { "no" } else { "" }.to_owned();
            Some(ProfileVerdict { action: action.into(), failure, note, ..<_>::default() })
        };
        let (bio, avatar) = (verdict(bio), verdict(avatar));
        let user_id = user_id.to_owned();
        self.harness.publish(moderation, ProfileJudged { user_id, version, bio, avatar });
    }
}

/// How the text of an account stands.
fn standing(world: &World, cx: &Context) -> Option<Standing> {
    world.profile(cx).bio_part.map(|part| part.standing())
}

#[test]
fn others_read_a_text_once_it_has_passed_and_until_then_the_one_before() {
    let mut world = World::new();
    let moderation = world.harness.source::<moderation::Owner>();
    let ada = world.sign_up("ada").unwrap().user.unwrap().user_id;
    world.sign_up("bob").unwrap();
    let cx = by(&ada, CallerRole::Viewer);
    assert_eq!((bio(&world, "ada"), standing(&world, &cx)), (String::new(), None));
    assert_eq!(say(&world, &cx, " I film\n<b>fish</b> ").unwrap(), "I film\n<b>fish</b>");
    assert_eq!(bio(&world, "ada"), "", "nobody has judged it");
    assert_eq!(standing(&world, &cx), Some(Standing::Waiting));
    world.judge(&moderation, &ada, [Action::Review, Action::Pass]);
    world.judge(&moderation, &ada, [Action::Pass, Action::Pass]);
    world.wait("it to pass", || standing(&world, &cx) == Some(Standing::Shown));
    assert_eq!((&*bio(&world, "ada"), &*bio(&world, "bob")), ("I film\n<b>fish</b>", ""));
    // What is said of an older one says nothing of this one.
    say(&world, &cx, "Now birds").unwrap();
    let told = world.told_profiles(&ada);
    assert_eq!(told.iter().map(|one| one.version).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!((&*told[0].name, &*told[0].bio, &*told[2].bio), ("ada", "", "Now birds"));
    world.judge_version(&moderation, (&ada, 2), [Action::Pass, Action::Pass]);
    world.judge(&moderation, &ada, [Action::Block, Action::Pass]);
    world.wait("it to be refused", || standing(&world, &cx) == Some(Standing::Refused));
    assert_eq!(bio(&world, "ada"), "I film\n<b>fish</b>", "what had passed is shown");
    let part = world.profile(&cx).bio_part.unwrap();
    assert_eq!((&*part.note, part.failure.is_some()), ("no", true));
    // Saying the same again is no news to anybody.
    say(&world, &cx, "Now birds").unwrap();
    assert_eq!(world.told_profiles(&ada).len(), 3);
    say(&world, &cx, "").unwrap();
    assert_eq!((bio(&world, "ada"), standing(&world, &cx)), (String::new(), None));
    assert_eq!(world.number("SELECT COUNT(*) FROM profiles"), 0);
}

#[test]
fn what_had_passed_and_is_refused_later_is_shown_no_more() {
    let mut world = World::new();
    let moderation = world.harness.source::<moderation::Owner>();
    let ada = world.sign_up("ada").unwrap().user.unwrap().user_id;
    let cx = by(&ada, CallerRole::Viewer);
    say(&world, &cx, "fish").unwrap();
    world.judge(&moderation, &ada, [Action::Pass, Action::Pass]);
    world.wait("it to pass", || bio(&world, "ada") == "fish");
    world.judge(&moderation, &ada, [Action::Block, Action::Pass]);
    world.wait("it to go", || bio(&world, "ada").is_empty());
    assert_eq!(world.profile(&cx).bio, "fish", "its person has it still");
}

#[test]
fn a_text_from_before_there_were_judgements_stays_shown() {
    let world = World::new();
    let ada = world.sign_up("ada").unwrap().user.unwrap().user_id;
    let cx = by(&ada, CallerRole::Viewer);
    let kept = "INSERT INTO profiles (user_id, bio, changed_at_ms) \
                SELECT user_id, 'old', 7 FROM accounts";
    let by_user = Context::of_domain("user");
    let keep = world.db.write(&by_user, move |tx| tx.execute(kept, &[]));
    assert_eq!(world.harness.run(keep).unwrap(), 1);
    assert_eq!((&*bio(&world, "ada"), standing(&world, &cx)), ("old", Some(Standing::Shown)));
    say(&world, &cx, "new").unwrap();
    assert_eq!((&*bio(&world, "ada"), standing(&world, &cx)), ("old", Some(Standing::Waiting)));
}

#[test]
fn a_text_is_held_to_its_limits_and_nobody_speaks_for_another() {
    let world = World::new();
    let ada = world.sign_up("ada").unwrap().user.unwrap().user_id;
    let cx = by(&ada, CallerRole::Viewer);
    assert!(say(&world, &cx, &"x".repeat(501)).unwrap_err().is(Refusal::BioInvalid));
    assert!(say(&world, &by_visitor(), "x").unwrap_err().is(Shared::SignInFirst));
    let gone = say(&world, &by("nobody", CallerRole::Viewer), "x").unwrap_err();
    assert!(gone.is(Refusal::UserUnknown));
    assert_eq!(world.number("SELECT COUNT(*) FROM portraits"), 0);
    let visitor = by_visitor();
    let asked = world.user.get_profile(&visitor, GetProfileRequest {});
    assert!(world.harness.run(asked).unwrap_err().is(Shared::SignInFirst));
}

#[test]
fn a_name_is_judged_when_its_account_is_let_in() {
    use super::super::Options;
    use super::super::model::SignUp;
    let world = World::with(Options { sign_up: SignUp::Approval, ..quick() });
    let request = crate::contract::user::SignUpRequest {
        answer: "please".to_owned(),
        ..super::sign_up("ada")
    };
    let visitor = by_visitor();
    let waiting = world.harness.run(world.user.sign_up(&visitor, request)).unwrap();
    let ada = waiting.user.unwrap().user_id;
    assert_eq!(world.told_profiles(&ada), [], "nobody sees it yet");
    for _ in 0..2 {
        let request = ApproveSignUpRequest { user_id: ada.clone() };
        world.harness.run(world.user.approve_sign_up(&super::by_operator(), request)).unwrap();
    }
    let told = world.told_profiles(&ada);
    assert_eq!((told.len(), &*told[0].name, told[0].version), (1, "ada", 1));
    let root = world.admin("root");
    let root = root.caller.user_id().unwrap().to_string();
    assert_eq!(world.told_profiles(&root).len(), 1);
}

#[test]
fn an_account_changes_what_it_shows_so_often_a_day() {
    const DAY_MS: i64 = 86_400_000;
    let world = World::with(Options { profile_changes_per_day_max: 3, ..quick() });
    let [ada, bob] = ["ada", "bob"].map(|name| {
        let entered = world.sign_up(name).expect("the name is free");
        by(&entered.user.expect("a card").user_id, CallerRole::Viewer)
    });
    for text in ["one", "two", "three"] {
        say(&world, &ada, text).expect("so often she may");
        say(&world, &ada, text).expect("the same is no change");
        world.harness.clock.turn(3_600_000);
    }
    let refused = say(&world, &ada, "four").unwrap_err();
    assert!(refused.is(Refusal::TooManyProfileChanges), "{refused}");
    let Error::Refused(refused) = refused else { panic!("a refusal") };
    assert!(refused.details.contains(&Detail::new("hours", 21_i64)), "{refused:?}");
    assert_eq!((refused.http, &*world.profile(&ada).bio), (429, "three"));
    let told = world.user.export_account(&ada, ExportAccountRequest::default());
    let told = world.harness.run(told).expect("it is hers").account.expect("the first page");
    assert_eq!(told.profile_changes_at_ms.len(), 3);
    say(&world, &bob, "four").expect("others may");
    let picture = SetAvatarRequest { picture: super::avatars::png("fish") };
    let set = world.harness.run(world.user.set_avatar(&ada, picture));
    assert!(set.unwrap_err().is(Refusal::TooManyProfileChanges), "a picture counts as well");
    let taken = world.user.remove_avatar(&ada, RemoveAvatarRequest {});
    world.harness.run(taken).expect("taking away is always allowed");
    world.harness.clock.turn(DAY_MS - 3 * 3_600_000);
    say(&world, &ada, "four").expect("the first is a day ago");
    assert!(say(&world, &ada, "five").unwrap_err().is(Refusal::TooManyProfileChanges));
}
