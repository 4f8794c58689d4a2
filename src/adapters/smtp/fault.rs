//! What an answer of a mail server, or none, means for the mail. It must not decide when to try
//! again, and leaves the recipient's address out of what it says.

use crate::kernel::ports::mail::{MailFault, MailStage};
use lettre::transport::smtp::Error;
use std::error::Error as _;

/// The longest cause, in characters.
const CAUSE_CHARS_MAX: usize = 300;

/// Refusals that speak of our settings, not of the mail: the server wants a sign-in (530), another
/// one (534, 535), or encryption (538) (RFC 4954, 6).
const OURS: [u16; 4] = [530, 534, 535, 538];
/// The message is too large for the server (RFC 5321, 4.2.3; RFC 1870, 6).
const TOO_LARGE: u16 = 552;

/// The fault of one step of the conversation.
pub(super) fn fault(stage: MailStage, error: &Error, recipient: &str) -> MailFault {
    let cause = cause(error, recipient);
    let Some(code) = error.status().map(u16::from) else {
        // Without an answer to the whole message nobody knows; before that, nobody has it.
        return match stage {
            MailStage::ContentSent => MailFault::Unknown { cause },
            _ => MailFault::Later { stage, cause },
        };
    };
    let is_final = match stage {
        MailStage::RecipientNamed | MailStage::ContentSent => {
            error.is_permanent() && !OURS.contains(&code)
        },
        // Another refusal of the sender or of the sign-in ends when the settings are mended.
        MailStage::SenderNamed => code == TOO_LARGE,
        _ => false,
    };
    if is_final { MailFault::Never { stage, cause } } else { MailFault::Later { stage, cause } }
}

/// What the server or the system said, on one line.
fn cause(error: &Error, recipient: &str) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let more = inner.to_string();
        if !said.contains(&more) {
            said = format!("{said}: {more}");
        }
        source = inner.source();
    }
    tell(&said, recipient)
}

/// A text of the server without control characters and without the recipient.
fn tell(said: &str, recipient: &str) -> String {
    let plain: String = said.chars().map(|one| if one.is_control() { ' ' } else { one }).collect();
    let mut told = String::new();
    let mut rest = plain.as_str();
    while let Some(at) = find(rest, recipient) {
        told.push_str(&rest[..at]);
        told.push_str("(recipient)");
        rest = &rest[at + recipient.len()..];
    }
    told.push_str(rest);
    told.chars().take(CAUSE_CHARS_MAX).collect()
}

/// Where an ASCII text stands in another, whatever the case.
fn find(text: &str, wanted: &str) -> Option<usize> {
    let same = |window: &[u8]| window.eq_ignore_ascii_case(wanted.as_bytes());
    text.as_bytes().windows(wanted.len().max(1)).position(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recipient_is_not_told() {
        for (said, told) in [
            ("550 <Bob@Example.com> unknown", "550 <(recipient)> unknown"),
            ("bob@example.combob@example.com", "(recipient)(recipient)"),
            ("字bob@example.com字", "字(recipient)字"),
            ("two\r\nlines", "two  lines"),
            ("", ""),
        ] {
            assert_eq!(tell(said, "bob@example.com"), told);
        }
        assert_eq!(tell(&"字".repeat(1000), "bob@example.com").chars().count(), 300);
    }
}
