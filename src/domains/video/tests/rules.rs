//! Tables over the rules: texts, and every step from every state.

use crate::contract::ingest::Cause;
use crate::contract::moderation::{Action, ReviewDecided};
use crate::contract::video::failure::Origin;
use crate::contract::video::{
    Failure, Privacy, Refusal, UpdateVideoRequest, VideoCard, VideoState,
};
use crate::domains::video::Options;
use crate::domains::video::model::{
    Card, Entry, Happening, Sourceless, check_room, decide_change, decide_draft, decide_move,
    decide_owner, make_way,
};
use crate::kernel::context::{Caller, Role};
use crate::kernel::fault::Error;
use crate::kernel::settings::Section as _;

use super::titled;

#[test]
fn titles_are_one_line_of_1_to_100_characters() {
    for (title, kept) in [
        ("a", Some("a")),
        ("  A title \n", Some("A title")),
        ("\u{3000}大家好\u{3000}", Some("大家好")),
        ("", None),
        (" \t ", None),
        ("two\nlines", None),
        ("a\0b", None),
        ("a\u{7f}b", None),
    ] {
        match decide_draft(&titled(title)) {
            Ok((texts, _)) => assert_eq!(Some(texts.title.as_str()), kept, "{title:?}"),
            Err(error) => {
                assert!(error.is(Refusal::TitleInvalid), "{title:?}");
                assert_eq!(kept, None, "{title:?}");
            },
        }
    }
    assert!(decide_draft(&titled(&"字".repeat(100))).is_ok());
    assert!(decide_draft(&titled(&"字".repeat(101))).is_err());
}

#[test]
fn descriptions_keep_lines_and_lose_what_no_page_can_show() {
    let mut request = titled("t");
    request.description = " a\r\nb\rc\td\0e\u{1b}[2J ".to_owned();
    let (texts, _) = decide_draft(&request).expect("it is in order");
    assert_eq!(texts.description, "a\nb\nc\tde[2J");
    request.description = "字".repeat(5000);
    assert!(decide_draft(&request).is_ok());
    request.description.push('字');
    let error = decide_draft(&request).expect_err("it is one too long");
    assert!(error.is(Refusal::DescriptionTooLong));
}

#[test]
fn tags_are_trimmed_and_differ_in_more_than_case() {
    let decide = |tags: &[&str]| {
        let mut request = titled("t");
        request.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        decide_draft(&request).map(|(texts, _)| texts.tags)
    };
    let kept = decide(&[" Rust ", "rust", "RUST", "", " ", "ÄB", "äb", "c"]);
    assert_eq!(kept.expect("they are in order"), ["Rust", "ÄB", "c"]);
    let many: Vec<String> = (0..13).map(|number| format!("t{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(decide(&many[..12]).is_ok());
    for wrong in [decide(&many), decide(&["a\nb"]), decide(&["a"; 101]), decide(&[&"x".repeat(31)])]
    {
        assert!(wrong.expect_err("it is refused").is(Refusal::TagsInvalid));
    }
}

#[test]
fn drafts_are_counted_and_privacy_is_known() {
    let options = Options { drafts_max: 2, refused_max: 3, ..Options::default() };
    let room = |drafts, refused| check_room(Sourceless { drafts, refused }, &options);
    assert!(room(1, 2).is_ok(), "what was refused is no draft");
    assert!(room(1, 3).expect_err("too much was refused").is(Refusal::TooManyRefused));
    let error = room(2, 0).expect_err("there are enough");
    assert!(error.is(Refusal::TooManyDrafts));
    let mut request = titled("t");
    request.privacy = 9;
    let error = decide_draft(&request).expect_err("there is no such privacy");
    assert!(error.is(Refusal::PrivacyInvalid));
}

#[test]
fn who_may_own_a_draft() {
    let user = |role| Caller::User { user_id: "ada".into(), role };
    let visitor = Caller::Anonymous { visitor: "v".into() };
    for (caller, asked, owner) in [
        (user(Role::Creator), "", Ok("ada")),
        (user(Role::Admin), "ada", Ok("ada")),
        (user(Role::Viewer), "", Err("CREATORS_ONLY")),
        (user(Role::Admin), "bob", Err("OWNER_INVALID")),
        (Caller::Operator, "bob", Ok("bob")),
        (Caller::Operator, "", Err("OWNER_INVALID")),
        (Caller::Operator, "a/b", Err("OWNER_INVALID")),
        (visitor, "", Err("SIGN_IN_FIRST")),
        (Caller::Domain("ingest"), "bob", Err("SIGN_IN_FIRST")),
    ] {
        match (decide_owner(&caller, asked), owner) {
            (Ok(found), Ok(owner)) => assert_eq!(found.as_str(), owner),
            (Err(Error::Refused(refused)), Err(name)) => {
                assert_eq!(refused.name, name, "{caller:?}");
            },
            (found, _) => panic!("{caller:?} {asked:?} gave {found:?}"),
        }
    }
}

#[test]
fn a_card_says_itself_whether_whoever_asks_may_watch() {
    for (state, privacy, is_shown) in [
        (VideoState::Published, Privacy::Public, true),
        (VideoState::Published, Privacy::Unlisted, true),
        (VideoState::Published, Privacy::Private, false),
        (VideoState::Published, Privacy::Unspecified, false),
        (VideoState::Ready, Privacy::Public, false),
        (VideoState::Draft, Privacy::Public, false),
    ] {
        let told = VideoCard::from(Card { privacy, ..card(state) });
        assert_eq!(told.is_shown, is_shown, "{state:?} {privacy:?}");
    }
}

#[test]
fn a_change_that_changes_nothing_is_none() {
    let card =
        Card { title: "t".to_owned(), privacy: Privacy::Unlisted, ..card(VideoState::Draft) };
    let mut request = UpdateVideoRequest { title: Some(" t ".to_owned()), ..Default::default() };
    assert_eq!(decide_change(&card, &request).expect("it is in order"), None);
    request.privacy = 3;
    let changed = decide_change(&card, &request).expect("it is in order").expect("it changes");
    assert_eq!((changed.privacy, changed.title.as_str()), (Privacy::Private, "t"));
}

/// State; then where it goes when accepted, refused, ready, failed, retried, advanced. `+` after a
/// name: the acceptance is still to come; `!`: it appears for others.
const STEPS: &str = "
    Draft      | Processing  | Refused    | Published+! | Failed+    | Processing | Processing+
    Processing | Processing  | Processing | Published!  | Failed     | Processing | Processing
    Ready      | Ready       | Ready      | Published!  | Ready      | Ready | Ready
    Published  | Published   | Published  | Published   | Published  | Published | Published
    Refused    | Processing  | Refused    | Published+! | Failed+    | Processing | Processing+
    Failed     | Processing  | Refused    | Published+! | Failed+    | Processing | Processing+
    Draft+      | Draft      | Draft+      | Published+! | Failed+    | Processing+ | Processing+
    Processing+ | Processing | Processing+ | Published+! | Failed+    | Processing+ | Processing+
    Ready+      | Ready      | Ready+      | Published+! | Ready+     | Ready+ | Ready+
    Published+  | Published  | Published+  | Published+  | Published+ | Published+ | Published+
    Refused+    | Refused    | Refused+    | Published+! | Failed+    | Processing+ | Processing+
    Failed+     | Failed     | Failed+     | Published+! | Failed+    | Processing+ | Processing+
";

fn happenings() -> [Happening; 6] {
    let failure = Failure { origin: Some(Origin::Ingest(Cause::UploadText.into())) };
    let (stages, retryable) = (Vec::new(), true);
    [
        Happening::SourceAccepted,
        Happening::SourceRefused(failure.clone()),
        Happening::PackageReady,
        Happening::PackageFailed { failure, stages, retryable },
        Happening::JobRetried(Vec::new()),
        Happening::JobAdvanced(Vec::new()),
    ]
}

#[test]
fn every_step_from_every_state() {
    let named = |name: &str| {
        let name = format!("VIDEO_STATE_{}", name.to_uppercase());
        VideoState::from_str_name(&name).expect("the table names states")
    };
    for line in STEPS.lines().filter(|line| line.contains('|')) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let from = entry(named(cells[0].trim_end_matches('+')), cells[0].ends_with('+'));
        for (happening, cell) in happenings().into_iter().zip(&cells[1..]) {
            let name = cell.trim_end_matches(['+', '!']);
            let stays = Expected { state: named(name), ahead: cell.contains('+'), appears: false };
            let appears = cell.ends_with('!');
            judge(&from, &happening, &Expected { appears, ..stays });
            let state = if appears { VideoState::Ready } else { stays.state };
            judge(&Entry { hold: true, ..from.clone() }, &happening, &Expected { state, ..stays });
        }
    }
}

struct Expected {
    state: VideoState,
    ahead: bool,
    appears: bool,
}

fn judge(from: &Entry, happening: &Happening, expected: &Expected) {
    let (to, step) = decide_move(from, happening, 7);
    let place = format!("{from:?} {happening:?}");
    assert_eq!(to.card.state, expected.state, "{place}");
    assert_eq!(to.ahead, expected.ahead, "{place}");
    assert_eq!(step.publishes, expected.appears, "{place}");
    let published_at_ms = if expected.appears { 7 } else { 0 };
    assert_eq!(to.card.published_at_ms, published_at_ms, "{place}");
}

#[test]
fn a_cause_stays_until_work_goes_on() {
    let (refused, _) = decide_move(&entry(VideoState::Draft, false), &happenings()[1], 7);
    let Happening::SourceRefused(failure) = happenings()[1].clone() else { panic!("the second") };
    assert_eq!(refused.card.failure, Some(failure));
    let (accepted, _) = decide_move(&refused, &Happening::SourceAccepted, 7);
    assert_eq!(accepted.card.failure, None);
}

#[test]
fn options_say_what_is_wrong() {
    assert_eq!(Options::default().judge("video"), []);
    let wrong = Options { drafts_max: 0, ..Options::default() }.judge("video");
    let told: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["video.drafts_max is 0; it must lie from 1 to 100000"]);
}

fn entry(state: VideoState, ahead: bool) -> Entry {
    Entry { ahead, ..reviewed(card(state)) }
}

/// A video whose package and texts have passed.
pub(super) fn reviewed(card: Card) -> Entry {
    let review = ReviewDecided {
        package_id: "p".to_owned(),
        action: Action::Pass.into(),
        ..ReviewDecided::default()
    };
    Entry {
        card,
        hold: false,
        ahead: false,
        size_bytes: 0,
        way: make_way(),
        package_id: "p".to_owned(),
        described_version: 0,
        review: Some(review),
    }
}

pub(super) fn card(state: VideoState) -> Card {
    Card {
        video_id: "v".into(),
        owner_id: "ada".into(),
        title: String::new(),
        description: String::new(),
        tags: Vec::new(),
        privacy: Privacy::Unspecified,
        state,
        duration_ms: 0,
        created_at_ms: 0,
        published_at_ms: 0,
        failure: None,
        width: 0,
        height: 0,
        version: 0,
        is_age_limited: false,
    }
}
