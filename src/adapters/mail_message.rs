//! A mail as it travels (RFC 5322, MIME): the same bytes for the same mail, however often it is
//! made. It must not send or store, and takes nothing from a clock or from chance.

use crate::kernel::ports::mail::{Mail, MailAddress, MailSender};
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use std::time::{Duration, SystemTime};

/// The last moment of the year 9999: there is no way to write a later one.
const WRITTEN_MS_MAX: i64 = 253_402_300_799_999;

/// Why a mail could not be put into its form; the types of a mail leave no reason for it.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoMessage {
    #[error("an address is not taken: {0}")]
    Address(#[from] lettre::address::AddressError),
    #[error("the message is not taken: {0}")]
    Message(#[from] lettre::error::Error),
}

/// An address as the library has it.
///
/// # Errors
/// When it does not take one that we do.
pub(super) fn address(one: &MailAddress) -> Result<Address, NoMessage> {
    Ok(Address::new(one.name(), one.domain())?)
}

/// The whole message, in ASCII, with CRLF at the end of each line.
///
/// # Errors
/// When the library refuses what our types allow.
pub(super) fn compose(mail: &Mail, sender: &MailSender) -> Result<Vec<u8>, NoMessage> {
    let name = Some(sender.name.as_str().to_owned());
    let written = Duration::from_millis(mail.at_ms.clamp(0, WRITTEN_MS_MAX).unsigned_abs());
    let mut builder = Message::builder();
    if let Some(leave) = &mail.leave {
        // One press in the mail program, without a page in between (RFC 2369, RFC 8058).
        builder = builder
            .raw_header(header("List-Unsubscribe", format!("<{}>", leave.as_str())))
            .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    let message = builder
        .message_id(Some(format!("<{}@{}>", mail.id, sender.address.domain())))
        .date(SystemTime::UNIX_EPOCH + written)
        .from(Mailbox::new(name, address(&sender.address)?))
        .to(Mailbox::new(None, address(&mail.to)?))
        .subject(mail.subject.as_str())
        // So that nobody's notice of absence answers it (RFC 3834).
        .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
        .multipart(
            MultiPart::alternative()
                // `=_` stands in no quoted-printable text, and so in no part (RFC 2045, 6.7).
                .boundary(format!("=_{}", mail.id))
                .singlepart(SinglePart::plain(mail.text.as_str().to_owned()))
                .singlepart(SinglePart::html(mail.html.as_str().to_owned())),
        )?;
    Ok(message.formatted())
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::kernel::ports::letter::LetterLink;
    use crate::kernel::ports::mail::{BodyText, HeaderText};

    pub(in crate::adapters) fn sender() -> MailSender {
        MailSender {
            name: HeaderText::new("贝壳, \"Shoal\" <x@y.z>").unwrap(),
            address: "no-reply@site.example".parse().unwrap(),
        }
    }

    pub(in crate::adapters) fn mail(id: &str, to: &str) -> Mail {
        Mail {
            id: id.into(),
            at_ms: 1_764_401_700_000,
            to: to.parse().unwrap(),
            subject: HeaderText::new("请确认你的邮箱地址 – please confirm").unwrap(),
            text: BodyText::new("你好！\n.\n.leading dot\nFrom here\n").unwrap(),
            html: BodyText::new("<p>你好！</p>\n.\n").unwrap(),
            leave: None,
        }
    }

    #[test]
    fn the_same_mail_is_the_same_bytes_and_says_what_it_must() {
        let mail = mail("aB3", "Bob@bücher.example");
        let message = compose(&mail, &sender()).unwrap();
        assert_eq!(message, compose(&mail, &sender()).unwrap());
        assert!(message.is_ascii());
        let text = String::from_utf8(message).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        for line in [
            "Message-ID: <aB3@site.example>",
            "Date: Sat, 29 Nov 2025 07:35:00 +0000",
            "To: Bob@xn--bcher-kva.example",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ] {
            assert!(head.lines().any(|one| one == line), "{line:?} is not in {head}");
        }
        assert!(head.contains("multipart/alternative"), "{head}");
        assert!(text.replace("\r\n", "").bytes().all(|byte| byte != b'\r' && byte != b'\n'));
        let plain = text.find("text/plain").unwrap();
        assert!(plain < text.find("text/html").unwrap(), "the best part comes last");
        assert!(text.split("\r\n").all(|line| line.len() <= 998));
    }

    #[test]
    fn a_notice_says_how_it_is_left() {
        let link = "https://site.example/api/v1/notifications/leave/aB3";
        let mail = Mail { leave: LetterLink::new(link), ..mail("aB3", "bob@example.com") };
        let text = String::from_utf8(compose(&mail, &sender()).unwrap()).unwrap();
        for line in [
            "List-Unsubscribe: <https://site.example/api/v1/notifications/leave/aB3>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        ] {
            assert!(text.lines().any(|one| one == line), "{line:?} is not in {text}");
        }
        let other = compose(&tests::mail("aB3", "bob@example.com"), &sender()).unwrap();
        assert!(!String::from_utf8(other).unwrap().contains("List-Unsubscribe"));
    }

    #[test]
    fn ids_tell_messages_apart() {
        let one = compose(&mail("a", "bob@example.com"), &sender()).unwrap();
        assert_ne!(one, compose(&mail("b", "bob@example.com"), &sender()).unwrap());
    }

    #[test]
    fn any_moment_can_be_written() {
        for (at_ms, date) in [
            (0, "Thu, 01 Jan 1970 00:00:00 +0000"),
            (i64::MIN, "Thu, 01 Jan 1970 00:00:00 +0000"),
            (i64::MAX, "Fri, 31 Dec 9999 23:59:59 +0000"),
        ] {
            let mail = Mail { at_ms, ..mail("a", "bob@example.com") };
            let text = String::from_utf8(compose(&mail, &sender()).unwrap()).unwrap();
            assert!(text.contains(&format!("\r\nDate: {date}\r\n")), "{text}");
        }
    }

    #[test]
    fn the_longest_of_everything_is_taken() {
        let domain = format!("{}.com", ["abcdefgh"; 20].join("."));
        let mut mail = mail(&"Z".repeat(64), &format!("{}@{domain}", "!".repeat(64)));
        mail.subject = HeaderText::new(&"字".repeat(200)).unwrap();
        mail.text = BodyText::new(&"x".repeat(256 << 10)).unwrap();
        mail.html = BodyText::new(&"\n".repeat(9).replace('\n', "字\n")).unwrap();
        let text = String::from_utf8(compose(&mail, &sender()).unwrap()).unwrap();
        let long = text.split("\r\n").map(str::len).max().unwrap();
        assert!(long <= 998, "{long}");
    }
}
