//! What is left of an account that was erased: of one that brought something, one that reported,
//! and one that decided.

use super::super::model::Require;
use super::{World, admin, by, code, moderator};
use crate::contract::moderation::{
    Action, AddKnownFileRequest, AddKnownPictureRequest, AddTermsRequest, ClaimCaseRequest,
    EscalateCaseRequest, ListAuditRequest, ListKnownFilesRequest, ListKnownPicturesRequest,
    ListTermsRequest, Reason, ReportVideoRequest, VerifyAuditRequest,
};
use crate::contract::user::{self, AccountErased, ErasureOrdered};
use crate::contract::video::VideoDescribed;
use crate::kernel::context::{Context, Role};
use crate::kernel::db::Db;

impl World {
    /// Tells that an account was erased, and waits until that was heard, for the `version`th time.
    fn erase(&self, user: &Db<user::Owner>, user_id: &str, version: i64) {
        let event = AccountErased { user_id: user_id.to_owned(), erased_at_ms: 7 };
        self.harness.publish(user, event);
        self.harness.eventually("it to be heard", || async {
            let sql = "SELECT version FROM kernel_seen WHERE kind = 'AccountErased' \
                       AND entity_key = $1";
            let key = crate::kernel::db::Value::from(user_id);
            let read = self.db.read(move |view| view.value(sql, &[key]));
            (read.await.ok()? == Some(version)).then_some(())
        });
    }

    fn send_report(&self, cx: &Context, note: &str) {
        let (video_id, note) = ("v1".to_owned(), note.to_owned());
        let request = ReportVideoRequest { video_id, reason: Reason::Spam.into(), note };
        self.harness.run(self.client.report_video(cx, request)).expect("anybody may");
    }
}

/// A video that has passed, between two reports and a decision of moderator `mod`.
fn world() -> (World, Db<user::Owner>) {
    let mut world = World::requiring(Require::Text);
    let user = world.harness.source::<user::Owner>();
    world.describe("v1", 1, "a fish");
    world.package("v1", "p1", &[]);
    world.wait_told("v1", 1);
    world.decide(&moderator("mod"), "v1", Action::Block).expect("they may");
    for name in ["eve", "bob"] {
        world.send_report(&by(name, Role::Viewer), &format!("{name} was here"));
    }
    (world, user)
}

#[test]
fn a_report_stays_and_says_no_more_who_sent_it() {
    let (world, user) = world();
    for (name, version) in [("eve", 1), ("eve", 2), ("bob", 1)] {
        world.erase(&user, name, version);
    }
    let case = world.case("v1").expect("it is there");
    assert_eq!((case.open_reports, case.reports.len()), (2, 2));
    for report in &case.reports {
        assert!(report.reporter_id.starts_with("erased"), "{report:?}");
        assert_eq!((report.note.as_str(), report.reason()), ("", Reason::Spam));
    }
    let late = ReportVideoRequest {
        video_id: "v1".to_owned(),
        reason: Reason::Spam.into(),
        note: String::new(),
    };
    let eve = by("eve", Role::Viewer);
    let late = world.harness.run(world.client.report_video(&eve, late));
    assert_eq!(code(late), "kernel.SIGN_IN_FIRST");
}

#[test]
fn a_decision_stays_the_log_is_whole_and_neither_says_whose_it_was() {
    let (world, user) = world();
    let (mod_, root) = (moderator("mod"), admin());
    let hash = "0a".repeat(32);
    let known = AddKnownPictureRequest { hash, label: "seven".to_owned(), ..Default::default() };
    world.harness.run(world.client.add_known_picture(&mod_, known)).expect("they may");
    let (sha256, label) = ("0b".repeat(32), "a film".to_owned());
    let file = AddKnownFileRequest { sha256, label, ..Default::default() };
    world.harness.run(world.client.add_known_file(&mod_, file)).expect("they may");
    let terms = vec!["spam".to_owned()];
    let action = Action::Block.into();
    let term = AddTermsRequest { terms, action, ..AddTermsRequest::default() };
    world.harness.run(world.client.add_terms(&mod_, term)).expect("they may");
    world.describe("v2", 1, "a cat");
    world.package("v2", "p2", &[]);
    world.wait_told("v2", 1);
    let (video_id, note) = ("v2".to_owned(), "a law?".to_owned());
    let left = EscalateCaseRequest { video_id, note, if_version: 0 };
    world.harness.run(world.client.escalate_case(&mod_, left)).expect("they may");
    let claim = || ClaimCaseRequest { video_id: "v1".to_owned() };
    world.harness.run(world.client.claim_case(&mod_, claim())).expect("they may");
    let log = || {
        let asked = world.client.list_audit(&root, ListAuditRequest::default());
        world.harness.run(asked).expect("administrators may").entries
    };
    let before = log();
    let own: Vec<_> = before.iter().filter(|one| one.actor == "mod").collect();
    assert_eq!(own.len(), 5, "while they are there, the log says who it was");
    assert!(own.iter().all(|one| one.chained_actor == own[0].chained_actor));
    assert_ne!(own[0].chained_actor, "mod");
    for version in 1..=2 {
        world.erase(&user, "mod", version);
        let entries = log();
        assert_eq!(entries.len(), before.len());
        assert!(entries.iter().all(|one| one.actor != "mod"), "{entries:?}");
        let asked = world.client.verify_audit(&root, VerifyAuditRequest::default());
        let verified = world.harness.run(asked).expect("administrators may");
        assert_eq!(verified.broken_at, 0, "the chain is as it was");
        let case = world.case("v1").expect("it is there");
        assert_eq!((case.decided_by.as_str(), case.held_by.as_str()), ("erased", ""));
        assert_eq!(case.note, "seen", "what its owner was told stays");
        let other = world.case("v2").expect("it is there");
        let escalation = other.escalation.expect("an administrator is still to decide");
        assert_eq!((&*escalation.escalated_by, &*escalation.note), ("erased", "a law?"));
        let terms = world.client.list_terms(&root, ListTermsRequest::default());
        let terms = world.harness.run(terms).expect("administrators may").terms;
        assert_eq!((terms.len(), &*terms[0].added_by), (1, "erased"));
        let asked = world.client.list_known_pictures(&root, ListKnownPicturesRequest::default());
        let listed = world.harness.run(asked).expect("administrators may").pictures;
        assert!(listed.iter().all(|one| one.added_by == "erased"), "{listed:?}");
        let asked = world.client.list_known_files(&root, ListKnownFilesRequest::default());
        let listed = world.harness.run(asked).expect("administrators may").files;
        assert_eq!((listed.len(), &*listed[0].added_by), (1, "erased"));
    }
    // What was under way when they went decides nothing any more.
    let late = world.harness.run(world.client.claim_case(&mod_, claim()));
    assert_eq!(code(late), "kernel.SIGN_IN_FIRST");
    assert_eq!(code(world.decide(&mod_, "v1", Action::Pass)), "kernel.SIGN_IN_FIRST");
}

#[test]
fn the_cases_of_what_it_brought_are_closed_whoever_decides_meanwhile() {
    let (world, user) = world();
    let event = AccountErased { user_id: "ada".to_owned(), erased_at_ms: 7 };
    let cx = Context::of_domain("user");
    let telling = user.write(&cx, move |tx| tx.publish(&event));
    let deciding = async {
        for _ in 0..20 {
            let request = crate::contract::moderation::DecideCaseRequest {
                video_id: "v1".to_owned(),
                action: Action::Block.into(),
                reason: Reason::Spam.into(),
                ..Default::default()
            };
            drop(world.client.decide_case(&moderator("mod"), request).await);
        }
    };
    let (told, ()) = world.harness.run(async { tokio::join!(telling, deciding) });
    told.expect("the store takes it");
    world.wait(|| world.case("v1").is_err());
    assert_eq!(
        code(world.decide(&moderator("mod"), "v1", Action::Pass)),
        "moderation.CASE_UNKNOWN"
    );
    assert!(world.told("v1").is_empty(), "no log holds its title");
    // What is heard late opens no case again.
    world.describe("v1", 2, "a fish again");
    world.describe("v2", 1, "another fish");
    world.package("v3", "p3", &[]);
    let (video_id, owner_id, title) = ("v4".to_owned(), "bob".to_owned(), "a bird".to_owned());
    let event = VideoDescribed { video_id, owner_id, version: 1, title, ..Default::default() };
    world.harness.publish(&world.video, event);
    world.wait_case("v4", |_| true);
    for video in ["v1", "v2", "v3"] {
        assert_eq!(code(world.case(video)), "moderation.CASE_UNKNOWN");
    }
}

#[test]
fn who_had_whom_erased_stands_in_the_log_under_names_that_go_with_them() {
    let mut world = World::requiring(Require::Text);
    let source = world.harness.source::<user::Owner>();
    let log = || {
        let root = admin();
        let asked = world.client.list_audit(&root, ListAuditRequest::default());
        let entries = world.harness.run(asked).expect("administrators may").entries;
        entries.into_iter().filter(|one| one.deed == "erased_account").collect::<Vec<_>>()
    };
    let order = |ordered_by: &str, user_id: &str| {
        let (ordered_by, user_id) = (ordered_by.to_owned(), user_id.to_owned());
        let order = ErasureOrdered { ordered_by, user_id: user_id.clone() };
        world.harness.publish(&source, order);
        world.harness.publish(&source, AccountErased { user_id, erased_at_ms: 7 });
    };
    order("root", "ada");
    order("operator", "eve");
    world.wait(|| log().len() == 2);
    let entries = log();
    assert_eq!((&*entries[0].actor, &*entries[1].actor), ("root", "operator"));
    assert!(entries.iter().all(|one| one.subject.starts_with("account:")), "{entries:?}");
    world.wait(|| log().iter().all(|one| one.subject_user_id.is_empty()));
    order("operator", "root");
    world.wait(|| log().len() == 3 && log()[0].actor != "root");
    for entry in log() {
        // Whoever is gone stands there under a word of their own.
        let (subject, actor) = (&*entry.subject, &*entry.actor);
        assert!(subject.starts_with("account:") && entry.subject_user_id.is_empty(), "{entry:?}");
        assert!(actor == "operator" || actor.starts_with("account:"), "{entry:?}");
    }
    let root = admin();
    let asked = world.client.verify_audit(&root, VerifyAuditRequest::default());
    assert_eq!(world.harness.run(asked).expect("administrators may").broken_at, 0);
}
