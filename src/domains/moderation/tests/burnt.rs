//! Text that stands in pictures: when one is read, what the rules say of it, and what becomes of
//! what cannot be read.

use super::super::Options;
use super::super::model::{Ocr, Require};
use super::{World, moderator};
use crate::contract::moderation::{
    Action, Case, Cause, Failure, GetReadinessRequest, ReviewDecided, TextHit,
};
use crate::kernel::ports::reading::{TextLine, TextReader};
use crate::kernel::ports::scoring::{Flaw, Picture, Readiness, ScoringFault, ScoringWork};
use crate::kernel::wire::Detail;
use std::sync::{Arc, Mutex, PoisonError};

/// Reads what a picture says that it says.
#[derive(Default)]
pub(super) struct FakeReader {
    /// What it answers instead.
    trouble: Mutex<Option<ScoringFault>>,
    read: Mutex<Vec<String>>,
}

impl FakeReader {
    fn fail(&self, trouble: Option<ScoringFault>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    fn count(&self) -> usize {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl TextReader for FakeReader {
    fn read(&self, picture: Picture) -> ScoringWork<'_, Vec<TextLine>> {
        let Picture::Jpeg(bytes) = picture else {
            return Box::pin(async { Err(ScoringFault::Unreadable { flaw: Flaw::Kind }) });
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let line = |text| TextLine { text, confidence: 0.9, corners: [[0.0; 2]; 4] };
        let found = lines(&text).into_iter().map(line).collect();
        self.read.lock().unwrap_or_else(PoisonError::into_inner).push(text);
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move { trouble.map_or(Ok(found), Err) })
    }

    fn reload(&self) -> ScoringWork<'_, Arc<str>> {
        Box::pin(async { Ok("fake".into()) })
    }

    fn readiness(&self) -> Readiness {
        let lack = self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Readiness { model: lack.is_none().then(|| "fake".into()), lack }
    }
}

/// The lines of `0.1 7 says:one_line says:another`.
pub(super) fn lines(text: &str) -> Vec<String> {
    let said = text.split(' ').filter_map(|word| word.strip_prefix("says:"));
    said.map(|line| line.replace('_', " ")).collect()
}

/// Writes lines on a picture, one below the other: upright strokes, other ones for each text.
pub(super) fn write(pixels: &mut [u8], width: u32, lines: Vec<String>) {
    let width = usize::try_from(width).expect("a side");
    for (row, line) in lines.iter().enumerate() {
        let seed = line.bytes().fold(7_u32, |seed, byte| seed.wrapping_mul(31) + u32::from(byte));
        for y in 200 + row * 24..218 + row * 24 {
            for x in 100..260 {
                let column = u32::try_from(x / 2).expect("a side");
                let mixed = (column ^ seed).wrapping_mul(0x9e37_79b9) >> 16;
                let shade = if mixed & 1 == 0 { 250 } else { 10 };
                pixels[(y * width + x) * 3..][..3].fill(shade);
            }
        }
    }
}

const LIST: &str = "term,category,severity,action,language,match\n\
                    forbidden,ads,50,block,en,word\nrisky,adult,10,age_limit,en,word\n\
                    doubtful,other,10,review,en,word\n赌博,gambling,80,block,zh,anywhere\n";

fn reading(require: Require) -> World {
    reading_with(Options { require, ..Options::default() })
}

fn reading_with(options: Options) -> World {
    let options = Options { ocr: Ocr::On, retry_every_ms: 100, sweep_every_ms: 20, ..options };
    let world = World::with(options);
    assert_eq!(world.import(LIST).expect("it is in order"), 4);
    world
}

impl World {
    /// What is told of a video with these pictures.
    fn judged(&self, video_id: &str, pictures: &[&str]) -> (ReviewDecided, Vec<TextHit>) {
        self.describe(video_id, 1, "a fish");
        self.package(video_id, &format!("p-{video_id}"), pictures);
        let told = self.wait_told(video_id, 1);
        (told, burnt(&self.case(video_id).expect("it is there")))
    }
}

fn burnt(case: &Case) -> Vec<TextHit> {
    case.findings.clone().expect("they are kept").burnt
}

fn detail(failure: &Failure, name: &str) -> Option<Detail> {
    failure.details.iter().find(|one| one.name == name).cloned()
}

#[test]
fn a_term_in_a_picture_decides_and_the_moment_is_told() {
    let world = reading(Require::Text);
    let (told, hits) = world.judged("v1", &["0.1", "0.1", "0.1 0 says:all_forbidden_things"]);
    let failure = told.failure.clone().expect("it says why");
    assert_eq!((told.action(), failure.cause()), (Action::Block, Cause::BurntTextNotAllowed));
    assert_eq!(detail(&failure, "at_ms"), Some(Detail::new("at_ms", 2_000_u64)));
    assert_eq!(detail(&failure, "term"), Some(Detail::new("term", "forbidden")));
    let [hit] = &*hits else { panic!("{hits:?}") };
    assert_eq!((&*hit.field, &*hit.term, hit.at_ms), ("picture", "forbidden", 2_000));
    assert_eq!((&*hit.line, hit.action()), ("all forbidden things", Action::Block));
    for (video, line, action, cause) in [
        ("v2", "something_doubtful", Action::Review, Some(Cause::BurntTextInDoubt)),
        ("v3", "risky", Action::AgeLimit, None),
        ("v4", "a_fish", Action::Pass, None),
        ("v5", "线上赌博", Action::Block, Some(Cause::BurntTextNotAllowed)),
    ] {
        let (told, _) = world.judged(video, &[&format!("0.1 0 says:{line}")]);
        let found = told.failure.as_ref().map(Failure::cause);
        assert_eq!((told.action(), found), (action, cause), "{line}");
    }
    assert_eq!(world.waiting(), ["v2"]);
    assert_eq!(world.scorer.count(), 0, "pictures need not be scored");
}

#[test]
fn the_same_text_is_read_once_and_other_text_again() {
    let world = reading(Require::Text);
    let same = "0.1 3 says:hello_to_all_of_you";
    world.judged("v1", &[same; 8]);
    assert_eq!(world.reader.count(), 2, "it and the cover");
    let other = "0.1 3 says:something_else_is_here";
    world.judged("v2", &[same, same, other, other, same, "0.1 3", same]);
    assert_eq!(world.reader.count(), 2 + 4);
    // Nothing can be seen; the first is read nonetheless, and one after twenty seconds.
    world.judged("v3", &["0.1 0 plain"; 25]);
    assert_eq!(world.reader.count(), 6 + 3);
}

#[test]
fn what_stands_on_the_cover_is_read_as_well() {
    let world = reading(Require::Text);
    world.cover("p-v1", "0.0 0 says:all_forbidden_things");
    let (told, hits) = world.judged("v1", &["0.1 0 says:a_fish"]);
    let failure = told.failure.clone().expect("it says why");
    assert_eq!((told.action(), failure.cause()), (Action::Block, Cause::BurntTextNotAllowed));
    assert_eq!(hits.len(), 1);
}

#[test]
fn of_many_texts_some_are_read_from_the_beginning_to_the_end() {
    let world = reading_with(Options { ocr_frames_max: 4, ..Options::default() });
    let mut pictures: Vec<String> =
        (0..11).map(|at| format!("0.1 0 says:this_is_line_{at}_of_some")).collect();
    pictures[8] = "0.1 0 says:a_forbidden_thing_here".to_owned();
    let pictures: Vec<&str> = pictures.iter().map(String::as_str).collect();
    let (told, _) = world.judged("v1", &pictures);
    assert_eq!((world.reader.count(), told.action()), (5, Action::Block));
}

#[test]
fn a_term_that_is_broken_at_the_end_of_a_line_is_for_a_person() {
    let world = reading(Require::Text);
    let (told, hits) = world.judged("v1", &["0.1 0 says:一起来赌 says:博赢大奖"]);
    let failure = told.failure.clone().expect("it says why");
    assert_eq!((told.action(), failure.cause()), (Action::Review, Cause::BurntTextInDoubt));
    let [hit] = &*hits else { panic!("{hits:?}") };
    assert_eq!((&*hit.term, &*hit.line, hit.action()), ("赌博", "", Action::Review));
    // In one line it is what the list says, and told once.
    let (told, hits) = world.judged("v2", &["0.1 0 says:一起来赌博 says:赢大奖"]);
    assert_eq!((told.action(), hits.len()), (Action::Block, 1));
}

#[test]
fn what_cannot_be_read_goes_to_a_person_and_what_may_be_read_is_tried_again() {
    let world = reading(Require::Text);
    let lost = ScoringFault::NoModel { path: "det.toml".into(), cause: "gone".into() };
    for (video, trouble) in [
        ("v1", lost.clone()),
        ("v2", ScoringFault::NotAScore { category: "a character".into(), value: "NaN".into() }),
        ("v3", ScoringFault::Unreadable { flaw: Flaw::Damaged }),
    ] {
        world.reader.fail(Some(trouble));
        let (told, _) = world.judged(video, &["0.1 0 says:a_fish"]);
        let failure = told.failure.clone().expect("it says why");
        assert_eq!((told.action(), failure.cause()), (Action::Review, Cause::PicturesNotRead));
        let findings = world.case(video).expect("it is there").findings.expect("they are kept");
        assert!(findings.is_unread && !findings.is_unscored, "{findings:?}");
    }
    world.reader.fail(Some(ScoringFault::TooSlow { ms: 9 }));
    let before = world.reader.count();
    world.describe("v4", 1, "a fish");
    world.package("v4", "p-v4", &["0.1 0 says:a_fish"]);
    world.wait(|| {
        world.harness.clock.turn(1_000);
        world.reader.count() >= before + 2
    });
    assert_eq!(world.told("v4"), [], "it is held");
    world.reader.fail(Some(lost));
    let request = GetReadinessRequest {};
    let ready = world.harness.run(world.client.get_readiness(&moderator("mod"), request));
    let ready = ready.expect("moderators may");
    assert_eq!((&*ready.ocr, ready.has_reader), ("on", false));
    assert!(ready.missing_reader.contains("run the set-up"), "{ready:?}");
    world.reader.fail(None);
    world.wait(|| {
        world.harness.clock.turn(1_000);
        !world.told("v4").is_empty()
    });
    assert_eq!(world.wait_told("v4", 1).action(), Action::Pass);
}

#[test]
fn pictures_that_are_none_or_not_there_go_to_a_person() {
    let world = reading(Require::Text);
    for (video, pictures) in [("v1", &[][..]), ("v2", &["0.1", "not a picture"])] {
        let (told, _) = world.judged(video, pictures);
        let failure = told.failure.clone().expect("it says why");
        assert_eq!((told.action(), failure.cause()), (Action::Review, Cause::PicturesNotScored));
    }
}

#[test]
fn nothing_is_read_where_it_is_not_asked_for() {
    for options in [
        Options { require: Require::Off, ocr: Ocr::On, ..Options::default() },
        Options { require: Require::Text, ocr: Ocr::Off, ..Options::default() },
    ] {
        let world = World::with(options);
        world.import(LIST).expect("it is in order");
        let (told, _) = world.judged("v1", &["0.1 0 says:forbidden"]);
        assert_eq!((told.action(), world.reader.count()), (Action::Pass, 0));
    }
}

#[test]
fn scores_and_text_are_combined_and_each_lasts_as_long_as_what_it_is_about() {
    let world = reading(Require::Model);
    let (told, _) = world.judged("v1", &["0.9 0 says:risky", "0.95 0 says:risky"]);
    assert_eq!(told.failure.map(|one| one.cause()), Some(Cause::PicturesNotAllowed));
    let (told, _) = world.judged("v2", &["0.9 0 says:forbidden", "0.95 0 says:forbidden"]);
    let cause = told.failure.as_ref().map(Failure::cause);
    assert_eq!((told.action(), cause), (Action::Block, Some(Cause::BurntTextNotAllowed)));
    // Another title says nothing about the pictures.
    world.describe("v2", 2, "a risky fish");
    assert_eq!(world.wait_told("v2", 2).action(), Action::Block);
    assert_eq!(burnt(&world.case("v2").expect("it is there")).len(), 1);
    // Other pictures have other texts.
    world.package("v2", "p2", &["0.1 0 says:a_fish"]);
    let told = world.wait_told("v2", 3);
    assert_eq!((told.action(), told.failure), (Action::AgeLimit, None));
    assert_eq!(burnt(&world.case("v2").expect("it is there")), []);
}
