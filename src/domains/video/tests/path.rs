//! The way of a video by events, from draft to published page and to its end.

use super::{World, jobs, of_domain, package_ready, store, titled};
use crate::boot::harness::{FIRST_DAY_MS, by};
use crate::contract::moderation::{Action, ReviewDecided};
use crate::contract::video::failure::Origin;
use crate::contract::video::{
    CreateDraftRequest, DeleteVideoRequest, GetVideoRequest, Owner, Privacy, Refusal,
    UpdateVideoRequest, VideoCard, VideoChanged, VideoDeleted, VideoPublished, VideoState,
};
use crate::contract::{ingest, transcode};
use crate::domains::video::Options;
use crate::kernel::context::Role;
use crate::kernel::db::Tx;
use crate::kernel::sweep::in_batches;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

#[test]
fn a_draft_becomes_a_published_video() {
    let world = World::new();
    let draft = world.draft("ada", titled("One"));
    assert_eq!((draft.state(), draft.privacy()), (VideoState::Draft, Privacy::Public));
    assert_eq!(draft.created_at_ms, FIRST_DAY_MS);
    world.accept(&draft);
    world.wait(&draft, VideoState::Processing);
    world.harness.clock.turn(1000);
    world.ready(&draft);
    let card = world.wait(&draft, VideoState::Published);
    assert_eq!((card.duration_ms, card.width, card.height), (5_000, 1280, 720));
    assert_eq!(card.published_at_ms, FIRST_DAY_MS + 1000);
    let request = GetVideoRequest { video_id: card.video_id.clone() };
    let reply =
        world.harness.run(world.client.get_video(&of_domain(), request)).expect("it is there");
    assert_eq!(reply.package, package_ready(&card).package);
    assert_eq!(world.told::<VideoPublished>(&card).len(), 1);
    assert_eq!(world.told::<VideoChanged>(&card), []);
}

#[test]
fn a_held_video_waits_for_its_owner() {
    let world = World::new();
    let card = world.draft("ada", CreateDraftRequest { hold: true, ..titled("Held") });
    world.accept(&card);
    world.ready(&card);
    world.wait(&card, VideoState::Ready);
    assert_eq!(world.told::<VideoPublished>(&card), []);
    let ada = by("ada", Role::Creator);
    let published = world.publish(&ada, &card).expect("it is ready");
    assert_eq!(published.state(), VideoState::Published);
    assert_eq!(world.publish(&ada, &card).expect("again is no error"), published);
    assert_eq!(world.told::<VideoPublished>(&card).len(), 1);
}

#[test]
fn causes_are_shown_and_work_may_go_on() {
    let world = World::new();
    let card = world.draft("ada", titled("Two"));
    world.refuse(&card);
    let refused = world.wait(&card, VideoState::Refused);
    let origin = refused.failure.and_then(|failure| failure.origin);
    assert_eq!(origin, Some(Origin::Ingest(ingest::Cause::UploadText.into())));
    world.accept(&card);
    let accepted = world.wait(&card, VideoState::Processing);
    assert_eq!(accepted.failure, None);
    world.fail(&card);
    let failed = world.wait(&card, VideoState::Failed).failure.and_then(|one| one.origin);
    assert_eq!(failed, Some(Origin::Transcode(transcode::Cause::MediaHung.into())));
    let error = world.publish(&by("ada", Role::Creator), &card).expect_err("it is not ready");
    assert!(error.is(Refusal::NotReady));
    world.retry(&card);
    world.wait(&card, VideoState::Processing);
    world.ready(&card);
    world.wait(&card, VideoState::Published);
}

#[test]
fn an_acceptance_heard_late_does_not_undo_what_it_led_to() {
    let world = World::new();
    let card = world.draft("ada", titled("Late"));
    world.fail(&card);
    world.wait(&card, VideoState::Failed);
    world.accept(&card);
    world.settle();
    world.wait(&card, VideoState::Failed);
    // The next acceptance is of another file.
    world.accept(&card);
    world.wait(&card, VideoState::Processing);
}

#[test]
fn events_in_the_name_of_another_owner_change_nothing() {
    let world = World::new();
    let card = world.draft("ada", titled("Mine"));
    let mut forged = card.clone();
    forged.owner_id = "mallory".to_owned();
    world.accept(&forged);
    world.refuse(&forged);
    world.ready(&forged);
    world.fail(&forged);
    world.settle();
    assert_eq!(world.wait(&card, VideoState::Draft), card);
}

#[test]
fn a_deleted_video_stays_deleted() {
    let world = World::new();
    let card = world.draft("ada", titled("Gone"));
    world.accept(&card);
    world.wait(&card, VideoState::Processing);
    let delete = || {
        let request = DeleteVideoRequest { video_id: card.video_id.clone(), if_version: 0 };
        world.harness.run(world.client.delete_video(&by("ada", Role::Creator), request))
    };
    delete().expect("it is hers");
    delete().expect("again is no error");
    world.ready(&card);
    world.fail(&card);
    world.retry(&card);
    world.accept(&card);
    world.refuse(&card);
    world.settle();
    let error = world.get(&of_domain(), &card).expect_err("it is gone");
    assert!(error.is(Refusal::VideoUnknown));
    assert_eq!(world.told::<VideoDeleted>(&card).len(), 1);
    assert_eq!(world.told::<VideoPublished>(&card), []);
}

#[test]
fn a_review_holds_for_its_package_and_its_texts_alone() {
    let world = World::new();
    let card = world.draft("ada", titled("One"));
    world.accept(&card);
    // It comes before the package that it is about, and one about another package after it.
    world.review(&card, Action::Pass);
    world.harness.publish(&world.transcode, package_ready(&card));
    world.wait(&card, VideoState::Published);
    let other = ReviewDecided {
        video_id: card.video_id.clone(),
        owner_id: card.owner_id.clone(),
        package_id: "another".to_owned(),
        text_version: 1,
        action: Action::Pass.into(),
        failure: None,
        ..ReviewDecided::default()
    };
    world.harness.publish(&world.moderation, other);
    world.wait(&card, VideoState::InReview);
    assert_eq!(world.told::<VideoChanged>(&card).last().map(|told| told.is_private), Some(true));
    world.review(&card, Action::Block);
    let blocked = world.wait(&card, VideoState::Blocked);
    let origin = blocked.failure.and_then(|failure| failure.origin);
    assert!(matches!(origin, Some(Origin::Moderation(_))), "{origin:?}");
    world.review(&card, Action::AgeLimit);
    let limited = world.wait(&card, VideoState::Published);
    assert!(limited.is_age_limited && limited.published_at_ms == card.created_at_ms);
    assert_eq!(world.told::<VideoPublished>(&card).len(), 1, "it was published before");
    assert_eq!(world.told::<VideoChanged>(&card).last().map(|told| told.is_private), Some(false));
    let update = UpdateVideoRequest {
        video_id: card.video_id.clone(),
        title: Some("Two".to_owned()),
        ..UpdateVideoRequest::default()
    };
    let ada = by("ada", Role::Creator);
    world.harness.run(world.client.update_video(&ada, update)).expect("it is hers");
    world.wait(&card, VideoState::InReview);
}

#[test]
fn changes_are_told_when_there_is_one() {
    let world = World::new();
    let card = world.published("ada", "Same", Privacy::Public);
    let update = |title: &str, privacy: Privacy| {
        let request = UpdateVideoRequest {
            video_id: card.video_id.clone(),
            title: Some(title.to_owned()),
            privacy: privacy.into(),
            ..UpdateVideoRequest::default()
        };
        let reply =
            world.harness.run(world.client.update_video(&by("ada", Role::Creator), request));
        reply.expect("it is hers").video.expect("a reply has its video")
    };
    assert_eq!(update("Same", Privacy::Unspecified), card);
    assert_eq!(world.told::<VideoChanged>(&card), []);
    assert_eq!(update("Other", Privacy::Private).privacy(), Privacy::Private);
    let told = world.told::<VideoChanged>(&card);
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].is_private, told[0].owner_id.as_str()), (true, "ada"));
}

#[test]
fn drafts_that_nobody_fills_expire_in_batches() {
    let options = Options { sweep_rows_max: 2, ..Options::default() };
    let world = World::with(options.clone());
    let old: Vec<_> = (0..5).map(|_| world.draft("ada", titled("Old"))).collect();
    let filled = world.published("ada", "Filled", Privacy::Public);
    world.harness.clock.turn(7 * DAY_MS);
    let young = world.draft("ada", titled("Young"));
    let sweep = |now_ms| {
        let of = options.clone();
        let drafts =
            move |tx: &Tx<'_, Owner>, rows| jobs::bury_expired_drafts(tx, &of, now_ms, rows);
        world.harness.run(in_batches(&world.db, 2, drafts, drop)).expect("it sweeps");
        let of = options.clone();
        let tombstones =
            move |tx: &Tx<'_, Owner>, rows| jobs::forget_tombstones(tx, &of, now_ms, rows);
        world.harness.run(in_batches(&world.db, 2, tombstones, drop)).expect("it sweeps");
    };
    sweep(FIRST_DAY_MS + 7 * DAY_MS);
    assert!(world.get(&of_domain(), &old[0]).is_ok());
    sweep(FIRST_DAY_MS + 7 * DAY_MS + 1);
    for card in &old {
        assert!(world.get(&of_domain(), card).is_err());
        assert_eq!(world.told::<VideoDeleted>(card).len(), 1);
    }
    assert!(world.get(&of_domain(), &young).is_ok());
    assert!(world.get(&of_domain(), &filled).is_ok());
    let buried = || {
        let video_id = old[0].video_id.parse().expect("it is one");
        world
            .harness
            .run(world.db.read(move |view| store::buried(view, &video_id)))
            .expect("it reads")
    };
    assert_eq!(buried(), Some("ada".into()));
    sweep(FIRST_DAY_MS + 38 * DAY_MS);
    assert_eq!(buried(), None);
}

#[test]
fn a_video_goes_on_where_its_domain_was_stopped() {
    let world = World::new();
    let shown = world.published("ada", "Shown", Privacy::Public);
    let card = world.draft("ada", titled("On its way"));
    world.accept(&card);
    world.wait(&card, VideoState::Processing);
    let world = world.restart();
    assert_eq!(world.wait(&shown, VideoState::Published).title, "Shown");
    world.ready(&card);
    world.wait(&card, VideoState::Published);
    // Each was told of once, before and after.
    assert_eq!(world.told::<VideoPublished>(&shown).len(), 1);
    assert_eq!(world.told::<VideoPublished>(&card).len(), 1);
}

#[test]
fn what_is_held_back_no_more_is_published_as_soon_as_it_is_ready() {
    let world = World::new();
    let draft = || world.draft("ada", CreateDraftRequest { hold: true, ..titled("Held") });
    let set = |card: &VideoCard, hold: bool| {
        let video_id = card.video_id.clone();
        let request = UpdateVideoRequest { video_id, hold: Some(hold), ..Default::default() };
        let reply =
            world.harness.run(world.client.update_video(&by("ada", Role::Creator), request));
        reply.expect("it is hers").video.expect("a reply has its video")
    };
    let early = draft();
    assert_eq!(set(&early, false).state(), VideoState::Draft);
    world.accept(&early);
    world.ready(&early);
    world.wait(&early, VideoState::Published);
    let late = draft();
    set(&late, false);
    set(&late, true);
    world.accept(&late);
    world.ready(&late);
    world.wait(&late, VideoState::Ready);
    assert_eq!(world.told::<VideoPublished>(&late), []);
    assert_eq!(set(&late, true).state(), VideoState::Ready);
    let shown = set(&late, false);
    assert!(shown.state() == VideoState::Published && shown.published_at_ms > 0);
    assert_eq!(set(&late, true).state(), VideoState::Published);
    for card in [&early, &late] {
        assert_eq!(world.told::<VideoPublished>(card).len(), 1);
        assert_eq!(world.told::<VideoChanged>(card), []);
    }
}
