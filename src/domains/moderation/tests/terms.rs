//! Terms one by one: when they are in force, which are refused, and who may see them.

use super::super::Options;
use super::super::model::Require;
use super::{World, admin, by, code, moderator};
use crate::contract::moderation::{
    Action, AddTermsRequest, CheckTextRequest, ListAuditRequest, ListTermsRequest,
    RemoveTermRequest, Term,
};
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::{Error, Reply};
use crate::kernel::wire::Detail;

/// Adds terms with one action.
fn add(world: &World, cx: &Context, terms: &[&str], action: Action) -> Reply<Vec<Term>> {
    let terms = terms.iter().map(|&text| text.to_owned()).collect();
    let request = AddTermsRequest { terms, category: " ads ".into(), action: action.into() };
    Ok(world.harness.run(world.client.add_terms(cx, request))?.terms)
}

/// In one order, whichever of them were added in one moment.
fn listed(world: &World, part: &str) -> Vec<String> {
    let moderator = moderator("mod");
    let request = ListTermsRequest { part: part.to_owned(), ..ListTermsRequest::default() };
    let told = world.harness.run(world.client.list_terms(&moderator, request));
    let told = told.expect("moderators may").terms.into_iter();
    let mut terms: Vec<String> = told.map(|one| one.term).collect();
    terms.sort();
    terms
}

fn tried(world: &World, text: &str) -> (Action, Vec<String>) {
    let moderator = moderator("mod");
    let request = CheckTextRequest { text: text.to_owned() };
    let told = world.harness.run(world.client.check_text(&moderator, request));
    let told = told.expect("moderators may");
    (told.action(), told.hits.into_iter().map(|hit| hit.term).collect())
}

#[test]
fn a_term_is_in_force_when_it_is_added_and_not_when_it_is_removed() {
    let world = World::requiring(Require::Text);
    let moderator = moderator("mod");
    assert_eq!(tried(&world, "buy spam"), (Action::Pass, vec![]));
    let added = add(&world, &moderator, &[" spam ", "", "法轮", "Spam"], Action::Block);
    let added = added.expect("they may");
    let terms: Vec<&str> = added.iter().map(|one| one.term.as_str()).collect();
    assert_eq!(terms, ["spam", "法轮"], "one that reads as another is the same");
    let first = added.first().expect("two were added");
    assert_eq!((&*first.category, &*first.added_by, first.is_word), ("ads", "mod", true));
    assert!(first.added_at_ms > 0 && first.action() == Action::Block);
    assert_eq!(tried(&world, "buy ｓｐａｍ"), (Action::Block, vec!["spam".to_owned()]));
    world.describe("v1", 1, "buy spam");
    world.package("v1", "p1", &[]);
    assert_eq!(world.wait_told("v1", 1).action(), Action::Block);
    // The same with another action takes its place.
    let other = add(&world, &moderator, &["SPAM"], Action::Review).expect("they may");
    assert_eq!(tried(&world, "buy spam").0, Action::Review);
    assert_eq!(
        (listed(&world, ""), listed(&world, "PA")),
        (vec!["SPAM".to_owned(), "法轮".to_owned()], vec!["SPAM".to_owned()],)
    );
    for (term_id, left) in [("nothing", 2), (&*other[0].term_id, 1), (&*other[0].term_id, 1)] {
        let request = RemoveTermRequest { term_id: term_id.to_owned() };
        world.harness.run(world.client.remove_term(&moderator, request)).expect("they may");
        assert_eq!(listed(&world, "").len(), left, "{term_id}");
    }
    assert_eq!(tried(&world, "buy spam"), (Action::Pass, vec![]));
    let root = admin();
    let log = world.harness.run(world.client.list_audit(&root, ListAuditRequest::default()));
    let deeds: Vec<(String, String)> = log
        .expect("administrators may")
        .entries
        .into_iter()
        .filter(|one| one.deed.ends_with("_term"))
        .map(|one| (one.deed, one.subject))
        .collect();
    let deed = |deed: &str, subject: &str| (deed.to_owned(), subject.to_owned());
    let wanted = [
        deed("added_term", "spam"),
        deed("added_term", "法轮"),
        deed("removed_term", "spam"),
        deed("added_term", "SPAM"),
        deed("removed_term", "SPAM"),
    ];
    assert_eq!(deeds, wanted);
}

#[test]
fn terms_that_cannot_be_found_are_refused_and_none_is_added() {
    let world = World::requiring(Require::Text);
    let moderator = moderator("mod");
    let long = "字".repeat(65);
    let many = vec!["ab"; 501];
    for (terms, problem) in [
        (vec!["fish", "!!"], "blank"),
        (vec!["fish", "a"], "blank"),
        (vec!["fish", &long], "too_long"),
        (vec![" ", ""], "missing"),
        (many, "too_many"),
    ] {
        let Err(Error::Refused(refused)) = add(&world, &moderator, &terms, Action::Block) else {
            panic!("{problem} is taken")
        };
        assert_eq!(refused.name, "TERM_INVALID");
        let told = refused.details.iter().find(|one| one.name == "problem");
        assert_eq!(told, Some(&Detail::new("problem", problem)), "{terms:?}");
    }
    let none = add(&world, &moderator, &["fish"], Action::Unspecified);
    assert_eq!(code(none), "moderation.TERM_INVALID");
    assert_eq!(listed(&world, ""), Vec::<String>::new());
    for text in ["", &"x".repeat(2_001)] {
        let request = CheckTextRequest { text: text.to_owned() };
        let told = world.harness.run(world.client.check_text(&moderator, request));
        assert_eq!(code(told), "moderation.TERM_INVALID");
    }
    world.options.set(Options { terms_max: 2, ..Options::clone(&world.options.get()) });
    let full = add(&world, &moderator, &["fish", "cat", "dog"], Action::Block);
    assert_eq!(code(full), "moderation.TOO_MANY_TERMS");
    assert_eq!(listed(&world, ""), Vec::<String>::new());
    add(&world, &moderator, &["fish", "cat"], Action::Block).expect("there is room");
    add(&world, &moderator, &["fish"], Action::Pass).expect("it is there already");
}

#[test]
fn only_moderators_see_and_change_the_terms() {
    let world = World::requiring(Require::Text);
    let viewer = by("eve", Role::Creator);
    let refused = "kernel.NOT_ALLOWED";
    assert_eq!(code(add(&world, &viewer, &["fish"], Action::Block)), refused);
    let removed = world.client.remove_term(&viewer, RemoveTermRequest { term_id: "x".into() });
    assert_eq!(code(world.harness.run(removed)), refused);
    let told = world.client.list_terms(&viewer, ListTermsRequest::default());
    assert_eq!(code(world.harness.run(told)), refused);
    let told = world.client.check_text(&viewer, CheckTextRequest { text: "x".into() });
    assert_eq!(code(world.harness.run(told)), refused);
}

#[test]
fn a_list_has_a_term_once_wherever_it_may_stand() {
    let world = World::requiring(Require::Text);
    let list = "term,action,match\nfish,block,word\nFISH,review,anywhere\n";
    assert_eq!(code(world.import(list)), "moderation.TERMS_INVALID");
    assert_eq!(world.import("term,action\nfish,block\n").expect("it is in order"), 1);
    let moderator = moderator("mod");
    add(&world, &moderator, &["Fish"], Action::Review).expect("it takes its place");
    assert_eq!(listed(&world, ""), ["Fish"]);
}
