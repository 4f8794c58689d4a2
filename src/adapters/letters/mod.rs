//! Letters from sentences and one layout for all of them, as text and as HTML. It must not send
//! anything, nor hold a sentence; what others have typed stays text here, whatever it is.

mod layout;
mod speech;
#[cfg(test)]
mod tests;

use crate::kernel::ports::letter::{
    Letter, LetterFlaw, LetterLink, LetterWriter, NoticeKind, VideoDecision, WrittenLetter,
    on_one_line,
};
use crate::kernel::ports::mail::{BodyText, HeaderText};
use layout::{Button, Layout};
use speech::{Argument, Speech};

/// Names and titles in a subject, in characters: what is longer hides the sentence around it.
const SUBJECT_CHARS_MAX: usize = 40;
const SITE_CHARS_MAX: usize = 60;
const NAME_CHARS_MAX: usize = 100;
const REASON_CHARS_MAX: usize = 2000;

/// Writes the letters of one site.
pub(crate) struct Letters {
    site: HeaderText,
    link: LetterLink,
}

impl Letters {
    /// For the site of this name at this address.
    pub(crate) fn new(site: HeaderText, link: LetterLink) -> Self {
        Self { site, link }
    }
}

impl LetterWriter for Letters {
    fn link(&self, path: &str) -> Option<LetterLink> {
        LetterLink::new(&format!("{}{path}", self.link.as_str().trim_end_matches('/')))
    }

    fn write(&self, letter: &Letter, language: &str) -> Result<WrittenLetter, LetterFlaw> {
        let speech = Speech::of(language);
        let site = on_one_line(self.site.as_str(), SITE_CHARS_MAX);
        let site = site.as_str();
        let key = |part: &str| format!("letter-{}-{part}", word(letter));
        let told =
            told(letter, site, speech, &|text| lead_nowhere(&on_one_line(text, NAME_CHARS_MAX)));
        let in_subject =
            self::told(letter, site, speech, &|text| on_one_line(text, SUBJECT_CHARS_MAX));
        let subject = speech.say(&key("subject"), &in_subject);
        // Notices differ in what happened, and in nothing else.
        let is_notice = matches!(letter, Letter::Notice { .. });
        let shared =
            |part: &str| if is_notice { format!("letter-notice-{part}") } else { key(part) };
        let button = link(letter).map(|link| Button {
            label: speech.say(&shared("button"), &told),
            link: link.as_str(),
            hint: speech.say("letter-link", &[]),
        });
        let leave = leave(letter).map(|link| Button {
            label: speech.say("letter-notice-leave", &told),
            link: link.as_str(),
            hint: String::new(),
        });
        let note = speech.find(&shared("note"), &told);
        let hello = speech.say("letter-hello", &told);
        let footer = speech.say("letter-footer", &told);
        let lead = speech.say(&key(if is_notice { "subject" } else { "lead" }), &told);
        let facts = facts(letter, speech);
        let (hello, lead, footer) = (hello.as_str(), lead.as_str(), footer.as_str());
        let (facts, button, note) = (facts.as_slice(), button.as_ref(), note.as_deref());
        let site_link = self.link.as_str();
        let language = speech.code;
        let leave = leave.as_ref();
        let layout =
            Layout { language, site, hello, lead, facts, button, note, leave, footer, site_link };
        finish(&subject, &layout)
    }
}

fn finish(subject: &str, layout: &Layout<'_>) -> Result<WrittenLetter, LetterFlaw> {
    let flaw = |error: &dyn std::error::Error| LetterFlaw(error.to_string());
    Ok(WrittenLetter {
        subject: HeaderText::new(subject).map_err(|error| flaw(&error))?,
        text: BodyText::new(&layout.text()).map_err(|error| flaw(&error))?,
        html: BodyText::new(&layout.html()).map_err(|error| flaw(&error))?,
    })
}

/// The word in the keys of a letter's sentences.
fn word(letter: &Letter) -> &'static str {
    match letter {
        Letter::VerifyAddress { .. } => "verify",
        Letter::ResetPassword { .. } => "reset",
        Letter::LeaveAddress { .. } => "leave",
        Letter::AddressLeft { .. } => "address-left",
        Letter::AddressJoined { .. } => "address-joined",
        Letter::NewSignIn { .. } => "new-sign-in",
        Letter::Suspended { .. } => "suspended",
        Letter::SecondFactorOn { .. } => "second-factor-on",
        Letter::SecondFactorOff { is_by_admin: false, .. } => "second-factor-off",
        Letter::SecondFactorOff { is_by_admin: true, .. } => "second-factor-reset",
        Letter::RecoveryCodeUsed { .. } => "recovery-code",
        Letter::PasskeyAdded { .. } => "passkey-added",
        Letter::PasskeyRemoved { .. } => "passkey-removed",
        Letter::AccountErased { .. } => "erased",
        Letter::VideoDecided { decision: VideoDecision::Approved, .. } => "approved",
        Letter::VideoDecided { decision: VideoDecision::Refused, .. } => "refused",
        Letter::ProfileRefused { is_picture: false, .. } => "profile-text",
        Letter::ProfileRefused { is_picture: true, .. } => "profile-picture",
        Letter::AppealDecided { is_granted: true, .. } => "appeal-granted",
        Letter::AppealDecided { is_granted: false, .. } => "appeal-rejected",
        Letter::Notice { kind, .. } => notice_word(*kind),
    }
}

fn notice_word(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Video => "notice-video",
        NoticeKind::Comment => "notice-comment",
        NoticeKind::Reply => "notice-reply",
        NoticeKind::Mention => "notice-mention",
        NoticeKind::VideoLiked => "notice-video-liked",
        NoticeKind::CommentLiked => "notice-comment-liked",
        NoticeKind::Coins => "notice-coins",
        NoticeKind::Follower => "notice-follower",
        NoticeKind::CommentWaits => "notice-comment-waits",
        NoticeKind::CommentShown => "notice-comment-shown",
        NoticeKind::CommentRemoved => "notice-comment-removed",
        NoticeKind::Published => "notice-published",
        NoticeKind::DanmakuRemoved => "notice-danmaku-removed",
        NoticeKind::DanmakuShown => "notice-danmaku-shown",
        NoticeKind::UploadFailed => "notice-upload-failed",
        NoticeKind::QuotaLow => "notice-quota-low",
        NoticeKind::SignUpWaits => "notice-sign-up-waits",
        NoticeKind::ReportWaits => "notice-report-waits",
        NoticeKind::ReviewWaits => "notice-review-waits",
    }
}

/// How its reader leaves such letters.
fn leave(letter: &Letter) -> Option<&LetterLink> {
    match letter {
        Letter::Notice { leave, .. } => Some(leave),
        _ => None,
    }
}

/// Where the letter leads.
fn link(letter: &Letter) -> Option<&LetterLink> {
    match letter {
        Letter::VerifyAddress { link, .. }
        | Letter::ResetPassword { link, .. }
        | Letter::LeaveAddress { link, .. }
        | Letter::NewSignIn { link, .. }
        | Letter::SecondFactorOn { link, .. }
        | Letter::SecondFactorOff { link, .. }
        | Letter::RecoveryCodeUsed { link, .. }
        | Letter::PasskeyAdded { link, .. }
        | Letter::PasskeyRemoved { link, .. }
        | Letter::VideoDecided { link, .. }
        | Letter::ProfileRefused { link, .. }
        | Letter::AppealDecided { link, .. }
        | Letter::Notice { link, .. } => Some(link),
        Letter::AddressLeft { .. }
        | Letter::AddressJoined { .. }
        | Letter::Suspended { .. }
        | Letter::AccountErased { .. } => None,
    }
}

/// Whom the letter greets.
fn name(letter: &Letter) -> &str {
    match letter {
        Letter::VerifyAddress { name, .. }
        | Letter::ResetPassword { name, .. }
        | Letter::LeaveAddress { name, .. }
        | Letter::AddressLeft { name, .. }
        | Letter::AddressJoined { name }
        | Letter::NewSignIn { name, .. }
        | Letter::Suspended { name, .. }
        | Letter::SecondFactorOn { name, .. }
        | Letter::SecondFactorOff { name, .. }
        | Letter::RecoveryCodeUsed { name, .. }
        | Letter::PasskeyAdded { name, .. }
        | Letter::PasskeyRemoved { name, .. }
        | Letter::AccountErased { name, .. }
        | Letter::VideoDecided { name, .. }
        | Letter::ProfileRefused { name, .. }
        | Letter::AppealDecided { name, .. }
        | Letter::Notice { name, .. } => name,
    }
}

/// What the sentences are told; `tame` is done to every text that somebody has typed.
fn told(
    letter: &Letter,
    site: &str,
    speech: &Speech,
    tame: &dyn Fn(&str) -> String,
) -> Vec<Argument<'static>> {
    let mut told = vec![("site", site.to_owned().into())];
    told.push(("name", tame(name(letter)).into()));
    match letter {
        Letter::VerifyAddress { valid_ms, .. } | Letter::ResetPassword { valid_ms, .. } => {
            told.push(("time", speech.length(*valid_ms).into()));
        },
        Letter::VideoDecided { title, .. } | Letter::AppealDecided { title, .. } => {
            told.push(("title", tame(title).into()));
        },
        Letter::LeaveAddress { address, valid_ms, .. } => {
            told.push(("address", tame(&partly(address)).into()));
            told.push(("time", speech.length(*valid_ms).into()));
        },
        Letter::PasskeyAdded { label, .. } | Letter::PasskeyRemoved { label, .. } => {
            told.push(("label", tame(label).into()));
        },
        Letter::Notice { actor, .. } => told.push(("actor", tame(actor).into())),
        Letter::RecoveryCodeUsed { left, .. } => told.push(("n", (*left).into())),
        Letter::AddressLeft { address, .. } => {
            told.push(("address", tame(&partly(address)).into()));
        },
        _ => {},
    }
    told
}

/// The lines of what happened.
fn facts(letter: &Letter, speech: &Speech) -> Vec<String> {
    let fact = |key: &str, value: String| {
        let label = speech.say(key, &[]);
        speech.say("letter-fact", &[("label", label.into()), ("value", value.into())])
    };
    let name = |text: &str| lead_nowhere(&on_one_line(text, NAME_CHARS_MAX));
    match letter {
        Letter::NewSignIn { device, place, at_ms, .. } => vec![
            fact("letter-device", name(device)),
            fact("letter-place", name(place)),
            fact("letter-time", moment(*at_ms)),
        ],
        // Moderators write them, and may point to a rule.
        Letter::Suspended { reason, .. }
        | Letter::AccountErased { reason, .. }
        | Letter::VideoDecided { reason, .. }
        | Letter::ProfileRefused { reason, .. }
        | Letter::AppealDecided { reason, .. } => {
            let reason = on_one_line(reason, REASON_CHARS_MAX);
            if reason.is_empty() { Vec::new() } else { vec![fact("letter-reason", reason)] }
        },
        _ => Vec::new(),
    }
}

/// Puts a character that nobody sees (U+2060, word joiner) where mail programs would else make a
/// link: whoever may choose a name could write to strangers through us.
fn lead_nowhere(text: &str) -> String {
    let mut calm = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(one) = letters.next() {
        calm.push(one);
        let goes_on = letters.peek().is_some_and(|next| !next.is_whitespace());
        if goes_on && matches!(one, '.' | ':' | '/' | '@' | '。' | '．' | '：' | '／' | '＠') {
            calm.push('\u{2060}');
        }
    }
    calm
}

/// An address of which its owner sees enough: `b•••@example.com`.
fn partly(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((name, domain)) => {
            let first = name.chars().next().map(String::from).unwrap_or_default();
            format!("{first}•••@{domain}")
        },
        None => "•••".to_owned(),
    }
}

/// Milliseconds since 1970 as `2026-11-29 07:35 UTC`.
fn moment(at_ms: i64) -> String {
    let (day, minute) = (at_ms.div_euclid(86_400_000), at_ms.rem_euclid(86_400_000) / 60_000);
    let (year, month, day) = civil_from_days(day);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02} UTC", minute / 60, minute % 60)
}

/// Days since 1970 in the proleptic Gregorian calendar: years are counted from March, so that the
/// leap day comes last, in eras of 400 years (146,097 days).
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    // From the first of March of the year 0.
    let days = days.saturating_add(719_468);
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}
