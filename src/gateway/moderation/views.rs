//! The queue, one case, the known pictures and files as moderators see them, and the form of a
//! report. They must not show what nobody decides by.

use crate::gateway::core::views::{Chart, Frame};
use crate::gateway::core::words::ModerationWords;
use crate::gateway::playback::views::{Play, Shape};

/// `GET /moderation`
#[derive(askama::Template)]
#[template(path = "moderation/queue.html")]
pub(crate) struct QueuePage {
    pub(crate) frame: Frame,
    /// What is wrong with the model, and what to do.
    pub(crate) missing: Option<String>,
    /// The same of what reads text in pictures.
    pub(crate) missing_reader: Option<String>,
    pub(crate) rows: Vec<QueueRow>,
    pub(crate) waiting: u64,
    /// How many profiles wait.
    pub(crate) profiles: u64,
    pub(crate) more: Option<String>,
}

impl QueuePage {
    fn lead(&self) -> String {
        self.frame.words.moderation.queue_lead(self.waiting)
    }
}

/// One case in the queue.
pub(crate) struct QueueRow {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) owner: String,
    pub(crate) opened_ms: i64,
    /// Why it waits.
    pub(crate) why: String,
    pub(crate) is_appeal: bool,
    /// How many viewers have reported it since the last decision.
    pub(crate) reports: u64,
    pub(crate) left_to: LeftTo,
    /// Somebody else has it in hand.
    pub(crate) is_held: bool,
}

/// Who has to look at a case that somebody has looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum LeftTo {
    Anybody,
    /// A block waits for another moderator.
    Second,
    Administrators,
}

/// `GET /moderation/{id}`
#[derive(askama::Template)]
#[template(path = "moderation/case.html")]
pub(crate) struct CasePage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) refusal: Option<String>,
    pub(crate) row: QueueRow,
    pub(crate) description: String,
    pub(crate) tags: Vec<String>,
    pub(crate) appeal: String,
    /// What was decided before, in words.
    pub(crate) decided: Option<String>,
    pub(crate) note: String,
    pub(crate) hits: Vec<HitRow>,
    pub(crate) known: Vec<KnownHitRow>,
    /// The source can be put on the list of known files.
    pub(crate) has_digest: bool,
    /// Its label on that list; empty unless it is there.
    pub(crate) known_file: String,
    /// In the order of time.
    pub(crate) burnt: Vec<BurntRow>,
    /// Sampled pictures that can be put on the list of known ones.
    pub(crate) frames: Vec<FrameChoice>,
    pub(crate) label_chars_max: u32,
    pub(crate) chart: Option<Chart>,
    /// The highest scores, the highest first.
    pub(crate) moments: Vec<MomentRow>,
    pub(crate) reasons: Vec<ReasonChoice>,
    /// The newest first.
    pub(crate) reports: Vec<ReportRow>,
    pub(crate) proposal: Option<ProposalRow>,
    pub(crate) escalation: Option<EscalationRow>,
    /// Whoever looks may decide.
    pub(crate) is_decidable: bool,
    pub(crate) escalation_chars_max: u32,
    /// Ready-made notes, by the language of whoever reads them.
    pub(crate) ready: Vec<ReadyNotes>,
    /// There is something to play.
    pub(crate) has_film: bool,
    /// None where `playback` gave no session: the player's script asks again, and tells why.
    pub(crate) play: Option<Play>,
    pub(crate) version: u64,
    pub(crate) note_chars_max: u32,
}

impl CasePage {
    /// For `data-session`: empty where the script has to ask.
    fn session(&self) -> &str {
        self.play.as_ref().map_or("", |play| &play.json)
    }

    /// For `data-shape`.
    fn shape(&self) -> &'static str {
        self.play.as_ref().map_or(Shape::Wide, |play| play.shape).code()
    }
}

/// Notes in one language.
pub(crate) struct ReadyNotes {
    /// `zh-CN`
    pub(crate) code: &'static str,
    /// As the language calls itself.
    pub(crate) language: &'static str,
    pub(crate) notes: Vec<ReadyNote>,
}

/// A note that a moderator picks and edits.
pub(crate) struct ReadyNote {
    /// The reason that it goes with.
    pub(crate) code: String,
    /// The reason in the words of the moderator.
    pub(crate) label: &'static str,
    pub(crate) text: &'static str,
}

/// A term that was found.
pub(crate) struct HitRow {
    pub(crate) field: String,
    pub(crate) term: String,
    pub(crate) category: String,
}

/// A term that was found in a picture.
pub(crate) struct BurntRow {
    pub(crate) at_ms: u64,
    pub(crate) at_s: u64,
    /// `1:05`
    pub(crate) at: String,
    /// Where on the line of time.
    pub(crate) x: u64,
    pub(crate) term: String,
    pub(crate) category: String,
    /// What was read; empty where the term spans lines.
    pub(crate) line: String,
}

/// A block that waits for a second moderator.
pub(crate) struct ProposalRow {
    pub(crate) who: String,
    pub(crate) reason: &'static str,
    pub(crate) note: String,
    pub(crate) at_ms: i64,
}

/// Why an administrator is to decide.
pub(crate) struct EscalationRow {
    pub(crate) who: String,
    pub(crate) note: String,
    pub(crate) at_ms: i64,
}

/// What a viewer says of the video.
pub(crate) struct ReportRow {
    pub(crate) who: String,
    pub(crate) reason: &'static str,
    pub(crate) note: String,
    pub(crate) sent_ms: i64,
    /// No decision was made since.
    pub(crate) is_open: bool,
}

/// `GET /watch/{id}/report`
#[derive(askama::Template)]
#[template(path = "moderation/report.html")]
pub(crate) struct ReportPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) refusal: Option<String>,
    /// As an address writes it.
    pub(crate) id: String,
    pub(crate) reasons: Vec<ReasonChoice>,
    pub(crate) note_chars_max: u32,
}

/// A picture that is on the list of known ones.
pub(crate) struct KnownHitRow {
    pub(crate) at_ms: u64,
    pub(crate) at_s: u64,
    /// `1:05`
    pub(crate) at: String,
    pub(crate) label: String,
    /// Of the 256 bits, how many differ.
    pub(crate) distance: u32,
}

/// A sampled picture.
pub(crate) struct FrameChoice {
    pub(crate) at_ms: u64,
    /// `1:05`
    pub(crate) at: String,
}

/// What is known again: pictures by what they show, files by all their bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum KnownKind {
    Pictures,
    Files,
}

impl KnownKind {
    /// Where the list stands.
    pub(crate) fn address(self) -> &'static str {
        match self {
            Self::Pictures => "/moderation/known",
            Self::Files => "/moderation/files",
        }
    }

    /// The field of the form by which one is known.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Pictures => "hash",
            Self::Files => "sha256",
        }
    }

    /// What the page says.
    fn says(self, words: ModerationWords, count: u64) -> KnownWords {
        match self {
            Self::Pictures => KnownWords {
                title: words.known_title(),
                lead: words.known_lead(count),
                new: words.known_new(),
                new_lead: words.known_new_lead(),
                mark: words.known_hash(),
                mark_hint: words.known_hash_hint(),
                add: words.known_add(),
                empty_title: words.known_empty_title(),
                empty_text: words.known_empty_text(),
            },
            Self::Files => KnownWords {
                title: words.files_title(),
                lead: words.files_lead(count),
                new: words.files_new(),
                new_lead: words.files_new_lead(),
                mark: words.files_digest(),
                mark_hint: words.files_digest_hint(),
                add: words.files_add(),
                empty_title: words.files_empty_title(),
                empty_text: words.files_empty_text(),
            },
        }
    }
}

/// What the page of one kind says.
struct KnownWords {
    title: &'static str,
    lead: String,
    new: &'static str,
    new_lead: &'static str,
    mark: &'static str,
    mark_hint: &'static str,
    add: &'static str,
    empty_title: &'static str,
    empty_text: &'static str,
}

/// `GET /moderation/known`, `GET /moderation/files`
#[derive(askama::Template)]
#[template(path = "moderation/known.html")]
pub(crate) struct KnownPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) kind: KnownKind,
    pub(crate) refusal: Option<String>,
    pub(crate) rows: Vec<KnownRow>,
    pub(crate) count: u64,
    pub(crate) more: Option<String>,
    /// What was typed, when the form comes back.
    pub(crate) typed_mark: String,
    pub(crate) typed_label: String,
    pub(crate) mark_chars_max: u32,
    pub(crate) label_chars_max: u32,
}

impl KnownPage {
    fn says(&self) -> KnownWords {
        self.kind.says(self.frame.words.moderation, self.count)
    }
}

/// One picture or file of a list.
pub(crate) struct KnownRow {
    pub(crate) id: String,
    /// The hash or the digest.
    pub(crate) mark: String,
    pub(crate) label: String,
    /// The name of an account; empty for the operator.
    pub(crate) added_by: String,
    pub(crate) added_ms: i64,
}

/// `GET /moderation/terms`
#[derive(askama::Template)]
#[template(path = "moderation/terms.html")]
pub(crate) struct TermsPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) refusal: Option<String>,
    pub(crate) rows: Vec<TermRow>,
    pub(crate) count: u64,
    pub(crate) more: Option<String>,
    /// Only terms that have this in them are listed.
    pub(crate) part: String,
    /// What was typed, when the form comes back.
    pub(crate) typed_terms: String,
    pub(crate) typed_category: String,
    pub(crate) typed_action: String,
    pub(crate) actions: [ActionChoice; 4],
    pub(crate) tried: Option<TriedText>,
    pub(crate) part_chars_max: u32,
    pub(crate) category_chars_max: u32,
    pub(crate) text_chars_max: u32,
}

impl TermsPage {
    fn lead(&self) -> String {
        self.frame.words.moderation.terms_lead(self.count)
    }

    fn is_admin(&self) -> bool {
        self.frame.viewer.as_ref().is_some_and(|viewer| viewer.is_admin)
    }
}

/// One term of the list.
pub(crate) struct TermRow {
    pub(crate) id: String,
    pub(crate) term: String,
    pub(crate) category: String,
    pub(crate) action: &'static str,
    pub(crate) is_word: bool,
    /// The name of an account; empty for the operator.
    pub(crate) added_by: String,
    /// None where nobody knows.
    pub(crate) added_ms: Option<i64>,
}

/// What may become of a text.
pub(crate) struct ActionChoice {
    pub(crate) code: String,
    pub(crate) text: &'static str,
}

/// A text that was tried, and what the rules said.
#[derive(Default)]
pub(crate) struct TriedText {
    pub(crate) text: String,
    /// Empty where it was not judged.
    pub(crate) verdict: &'static str,
    /// The terms, with their category.
    pub(crate) found: Vec<String>,
}

/// A picture that scored high.
pub(crate) struct MomentRow {
    pub(crate) at_s: u64,
    /// `1:05`
    pub(crate) at: String,
    /// `0.93`
    pub(crate) score: String,
}

/// A reason that can be given.
pub(crate) struct ReasonChoice {
    pub(crate) code: String,
    pub(crate) text: &'static str,
}

/// `GET /moderation/profiles`
#[derive(askama::Template)]
#[template(path = "moderation/profiles.html")]
pub(crate) struct ProfilesPage {
    pub(crate) frame: Frame,
    pub(crate) refusal: Option<String>,
    pub(crate) rows: Vec<ProfileRow>,
    pub(crate) waiting: u64,
    pub(crate) reasons: Vec<ReasonChoice>,
    pub(crate) note_chars_max: u32,
    pub(crate) more: Option<String>,
}

impl ProfilesPage {
    fn lead(&self) -> String {
        self.frame.words.moderation.profiles_lead(self.waiting)
    }

    /// Whoever looks may suspend accounts.
    fn is_admin(&self) -> bool {
        self.frame.viewer.as_ref().is_some_and(|viewer| viewer.is_admin)
    }
}

/// What somebody shows of themselves.
pub(crate) struct ProfileRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) bio: String,
    /// Empty without a picture.
    pub(crate) avatar: String,
    pub(crate) name_in_doubt: bool,
    pub(crate) bio_in_doubt: bool,
    pub(crate) avatar_in_doubt: bool,
    /// What was found, in words.
    pub(crate) found: Vec<String>,
    pub(crate) changed_ms: i64,
    pub(crate) version: u64,
}
