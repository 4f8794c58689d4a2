//! What the rules decide by themselves, and what they leave to a person.

use super::super::model::Require;
use super::{World, code};
use crate::contract::moderation::{Action, Cause};
use crate::kernel::fault::Error;
use crate::kernel::ports::scoring::ScoringFault;
use crate::kernel::wire::Detail;

#[test]
fn without_rules_everything_passes_when_texts_and_package_are_known() {
    let world = World::requiring(Require::Off);
    world.package("v1", "p1", &["0.99", "0.99"]);
    world.wait_case("v1", |case| case.package.is_some());
    assert_eq!(world.told("v1"), [], "its texts are not known yet");
    world.describe("v1", 1, "a bad word");
    let told = world.wait_told("v1", 1);
    assert_eq!((told.action(), told.text_version), (Action::Pass, 1));
    assert_eq!((&*told.package_id, told.failure), ("p1", None));
    assert_eq!(world.scorer.count(), 0);
}

#[test]
fn a_term_in_a_text_decides_and_another_text_decides_anew() {
    let world = World::requiring(Require::Text);
    let list = "term,category,severity,action,language,match\n\
                spam,ads,50,block,en,word\nrisky,adult,10,age_limit,en,word\n\
                doubt,other,10,review,en,word\n";
    assert_eq!(world.import(list).expect("it is in order"), 3);
    world.describe("v1", 1, "buy spam and risky things");
    world.package("v1", "p1", &["0.99", "0.99"]);
    let told = world.wait_told("v1", 1);
    let failure = told.failure.clone().expect("it says why");
    assert_eq!((told.action(), failure.cause()), (Action::Block, Cause::TextNotAllowed));
    assert_eq!(world.waiting(), Vec::<String>::new(), "nobody has to look at it");
    for (version, title, action) in [
        (2, "in doubt", Action::Review),
        (3, "risky", Action::AgeLimit),
        (4, "a fish", Action::Pass),
    ] {
        world.describe("v1", version, title);
        let told = world.wait_told("v1", usize::try_from(version).expect("it is small"));
        assert_eq!((told.action(), told.text_version), (action, version), "{title}");
        let cause = told.failure.map(|failure| failure.cause());
        let is_held = action == Action::Review;
        assert_eq!(cause, is_held.then_some(Cause::TextInDoubt), "{title}");
    }
    // What comes late says nothing about the texts as they are now.
    world.describe("v1", 2, "spam");
    world.describe("v2", 1, "a fish");
    world.package("v2", "p2", &[]);
    world.wait_told("v2", 1);
    assert_eq!(world.told("v1").len(), 4);
    assert_eq!(world.scorer.count(), 0, "pictures are not required");
}

#[test]
fn pictures_above_the_threshold_wait_for_a_person_and_all_others_pass() {
    let world = World::requiring(Require::Model);
    for (video, scores) in [("v1", ["0.1", "0.2", "0.3"]), ("v2", ["0.1", "0.9", "0.95"])] {
        world.describe(video, 1, "a fish");
        world.package(video, &format!("p-{video}"), &scores);
    }
    let (good, bad) = (world.wait_told("v1", 1), world.wait_told("v2", 1));
    assert_eq!((good.action(), bad.action()), (Action::Pass, Action::Review));
    let failure = bad.failure.expect("it says why");
    assert_eq!(failure.cause(), Cause::PicturesNotAllowed);
    assert_eq!(world.waiting(), ["v2"]);
    let scores = world.case("v2").expect("it is there").findings.expect("they are kept").scores;
    let scores: Vec<_> = scores.iter().map(|one| (one.at_ms, one.permille)).collect();
    assert_eq!(scores, [(0, 100), (1000, 900), (2000, 950)]);
}

#[test]
fn what_cannot_be_scored_goes_to_a_person_and_what_may_pass_is_tried_again() {
    let world = World::requiring(Require::Model);
    for (video, trouble) in [
        ("v1", ScoringFault::NoModel { path: "m".into(), cause: "gone".into() }),
        ("v2", ScoringFault::NotAScore { category: "c".into(), value: "NaN".into() }),
    ] {
        world.scorer.fail(Some(trouble));
        world.describe(video, 1, "a fish");
        world.package(video, &format!("p-{video}"), &["0.1"]);
        let told = world.wait_told(video, 1);
        let failure = told.failure.clone().expect("it says why");
        assert_eq!((told.action(), failure.cause()), (Action::Review, Cause::PicturesNotScored));
    }
    world.scorer.fail(Some(ScoringFault::Overloaded { pictures: 9 }));
    let before = world.scorer.count();
    world.describe("v3", 1, "a fish");
    world.package("v3", "p-v3", &["0.1"]);
    world.wait(|| {
        world.harness.clock.turn(1_000);
        world.scorer.count() >= before + 2
    });
    assert_eq!(world.told("v3"), [], "it is held");
    world.scorer.fail(None);
    world.wait(|| {
        world.harness.clock.turn(1_000);
        !world.told("v3").is_empty()
    });
    assert_eq!(world.wait_told("v3", 1).action(), Action::Pass);
}

#[test]
fn pictures_that_fail_each_time_go_to_a_person() {
    let world = World::requiring(Require::Model);
    world.scorer.fail(Some(ScoringFault::Failed { cause: "it is odd".into() }));
    world.describe("v1", 1, "a fish");
    world.package("v1", "p1", &["0.1"]);
    let tried = |count: usize| {
        world.wait(|| {
            world.harness.clock.turn(1_000);
            world.scorer.count() >= count
        });
    };
    tried(5);
    assert_eq!(world.told("v1"), [], "it is held");
    // Another package begins anew.
    world.package("v1", "p2", &["0.2"]);
    tried(12);
    assert_eq!(world.told("v1"), [], "it is held");
    world.wait(|| {
        world.harness.clock.turn(1_000);
        !world.told("v1").is_empty()
    });
    let told = world.wait_told("v1", 1);
    let failure = told.failure.clone().expect("it says why");
    assert_eq!((told.action(), failure.cause()), (Action::Review, Cause::PicturesNotScored));
    assert!((14..=17).contains(&world.scorer.count()), "{}", world.scorer.count());
}

#[test]
fn a_cover_counts_by_itself() {
    let world = World::requiring(Require::Model);
    world.describe("v1", 1, "a fish");
    world.cover("p1", "0.9");
    world.package("v1", "p1", &["0.1", "0.2", "0.1"]);
    let told = world.wait_told("v1", 1);
    assert_eq!(told.action(), Action::Review);
    let failure = told.failure.expect("it says why");
    assert_eq!(failure.cause(), Cause::PicturesNotAllowed);
    assert_eq!(failure.details, [Detail::new("at_ms", 500_u64)]);
    let findings = world.case("v1").expect("it is there").findings.expect("they are kept");
    let cover = findings.cover.expect("it is scored");
    assert_eq!((cover.at_ms, cover.permille, findings.scores.len()), (500, 900, 3));
}

#[test]
fn a_package_without_pictures_goes_to_a_person() {
    let world = World::requiring(Require::Model);
    world.describe("v1", 1, "a fish");
    world.package("v1", "p1", &[]);
    assert_eq!(world.wait_told("v1", 1).action(), Action::Review);
    world.package("v1", "p2", &["0.1", "not a picture"]);
    let told = world.wait_told("v1", 2);
    assert_eq!((told.action(), &*told.package_id), (Action::Review, "p2"));
    world.package("v1", "p3", &["0.1"]);
    assert_eq!(world.wait_told("v1", 3).action(), Action::Pass);
}

#[test]
fn what_was_deleted_opens_no_case_again() {
    let world = World::requiring(Require::Text);
    world.describe("v1", 1, "a fish");
    world.wait_case("v1", |case| case.title == "a fish");
    world.delete("v1");
    world.wait(|| world.case("v1").is_err());
    world.package("v1", "p1", &[]);
    world.describe("v2", 1, "a fish");
    world.package("v2", "p2", &[]);
    world.wait_told("v2", 1);
    assert_eq!(code(world.case("v1")), "moderation.CASE_UNKNOWN");
}

#[test]
fn a_list_with_a_wrong_line_changes_nothing() {
    let world = World::requiring(Require::Text);
    let list = "term,category,severity,action,language,match\nspam,ads,50,block,en,word\n";
    world.import(list).expect("it is in order");
    for (wrong, problem, line) in [
        ("eggs,food,1,fry,en,word\n", "unknown", 3_u64),
        ("spam,ads,50,block,en,word\n", "duplicate", 3),
        ("eggs,food\n", "cells", 3),
        ("\"eggs,food,1,block,en,word\n", "form", 3),
        ("!!,food,1,block,en,word\n", "blank", 3),
    ] {
        let refused = world.import(&format!("{list}{wrong}"));
        let Err(Error::Refused(refused)) = refused else { panic!("{problem} is taken") };
        assert_eq!(refused.name, "TERMS_INVALID");
        let told = |name: &str| refused.details.iter().find(|one| one.name == name);
        assert_eq!(told("problem"), Some(&Detail::new("problem", problem)));
        assert_eq!(told("line"), Some(&Detail::new("line", line)), "{problem}");
    }
    world.describe("v1", 1, "spam");
    world.package("v1", "p1", &[]);
    assert_eq!(world.wait_told("v1", 1).action(), Action::Block, "the old one is in force");
}
