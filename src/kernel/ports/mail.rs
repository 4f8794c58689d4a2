//! The port to whoever carries mail: a mail whose every header is safe by its type, and what became
//! of it. It must not know how mail is carried, read a clock, or choose a word of what is written.

use super::letter::LetterLink;
use crate::kernel::id::ids;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::str::FromStr;

ids! { MailId OfMail "id of a mail" }

/// A boxed answer, so that the port stays usable as `dyn Mailer`.
pub(crate) type MailWork<'a> = Pin<Box<dyn Future<Output = Result<(), MailFault>> + Send + 'a>>;

/// Carries mails.
pub(crate) trait Mailer: Send + Sync {
    /// Hands one mail over. When it answers `Ok`, somebody else has stored it.
    ///
    /// Repeating it with the same mail is safe: its Message-ID, date and bytes are made from the
    /// mail alone, so that what arrives twice is seen to be one message.
    fn send<'a>(&'a self, mail: &'a Mail) -> MailWork<'a>;

    /// Whether mails leave this machine.
    fn is_outward(&self) -> bool;
}

/// One mail to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mail {
    /// Kept by the sender and given again when the mail is sent again.
    pub(crate) id: MailId,
    /// When it was written, in milliseconds since 1970.
    pub(crate) at_ms: i64,
    pub(crate) to: MailAddress,
    pub(crate) subject: HeaderText,
    pub(crate) text: BodyText,
    pub(crate) html: BodyText,
    /// How whoever gets it leaves such mail (RFC 8058); none where they cannot.
    pub(crate) leave: Option<LetterLink>,
}

/// Whom mails come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MailSender {
    pub(crate) name: HeaderText,
    pub(crate) address: MailAddress,
}

/// Where in handing a mail over something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MailStage {
    Written,
    Waited,
    Talked,
    Resolved,
    Connected,
    Encrypted,
    SignedIn,
    SenderNamed,
    RecipientNamed,
    ContentSent,
    Stored,
}

impl fmt::Display for MailStage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            MailStage::Written => "writing the message",
            MailStage::Waited => "waiting for the mail before it",
            MailStage::Talked => "talking to the mail server",
            MailStage::Resolved => "looking up the mail server",
            MailStage::Connected => "connecting",
            MailStage::Encrypted => "encrypting",
            MailStage::SignedIn => "signing in to the mail server",
            MailStage::SenderNamed => "naming the sender",
            MailStage::RecipientNamed => "naming the recipient",
            MailStage::ContentSent => "sending the message",
            MailStage::Stored => "storing the message",
        })
    }
}

/// Why a mail was not handed over. The causes are for the operator and name no recipient.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MailFault {
    /// Nobody has it. The same may well succeed later, at the latest when the operator has mended
    /// the settings.
    #[error("the mail was not taken yet ({stage}): {cause}")]
    Later { stage: MailStage, cause: String },
    /// Nobody has it, and nobody will take this one.
    #[error("the mail is refused for good ({stage}): {cause}")]
    Never { stage: MailStage, cause: String },
    /// All of it was sent, and the answer was lost: it may have been taken. Sending the same mail
    /// again is right, since a lost one is worse than one that comes twice under the same
    /// Message-ID; but seldom, since what has been taken is delivered each time.
    #[error("the mail may or may not have been taken: {cause}")]
    Unknown { cause: String },
}

/// Why a text is no address that mail is sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AddressFlaw {
    #[error("it has no @ between a name and a domain")]
    NoAt,
    #[error("the part before the @ is longer than 64 characters")]
    NameTooLong,
    #[error("it is longer than 254 characters")]
    TooLong,
    #[error("the part before the @ has letters outside ASCII, which few servers take")]
    NameNotAscii,
    #[error("the part before the @ has a dot or a character in a place where it cannot be")]
    Name,
    #[error("the part after the @ is no domain name")]
    Domain,
}

/// The longest address in characters: a path of RFC 5321 (4.5.3.1.3) without its brackets.
const ADDRESS_CHARS_MAX: usize = 254;
/// The longest part before the @ (RFC 5321, 4.5.3.1.1).
const NAME_CHARS_MAX: usize = 64;

/// An address that mail is sent to: a dot-string of ASCII before the @ and a domain name after it
/// (RFC 5321, 4.1.2), the latter as the DNS has it (IDNA, UTS 46).
///
/// Refused on purpose: quoted names and address literals, which no mail service gives to people;
/// domains of one label, which are mistyped ones; and names outside ASCII (RFC 6531), which most
/// servers do not take and which look like others.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct MailAddress {
    text: String,
    at: usize,
}

impl MailAddress {
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Before the @, as it was typed: a server may tell cases apart.
    pub(crate) fn name(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    /// After the @, in lower case and ASCII.
    pub(crate) fn domain(&self) -> &str {
        self.text.get(self.at + 1..).unwrap_or_default()
    }

    /// What two spellings of one address have in common, for a unique key. No service gives
    /// addresses that differ by case only to two people.
    pub(crate) fn key(&self) -> String {
        self.text.to_ascii_lowercase()
    }
}

impl FromStr for MailAddress {
    type Err = AddressFlaw;

    fn from_str(typed: &str) -> Result<Self, AddressFlaw> {
        let typed = typed.trim_matches([' ', '\t', '\u{3000}']);
        // Before any work on it. A domain may be shorter in ASCII than as typed, but not by much.
        if typed.len() > 4 * ADDRESS_CHARS_MAX {
            return Err(AddressFlaw::TooLong);
        }
        let (name, domain) = typed.rsplit_once('@').ok_or(AddressFlaw::NoAt)?;
        check_name(name)?;
        let domain = ascii_domain(domain).ok_or(AddressFlaw::Domain)?;
        let text = format!("{name}@{domain}");
        if text.len() > ADDRESS_CHARS_MAX {
            return Err(AddressFlaw::TooLong);
        }
        Ok(Self { at: name.len(), text })
    }
}

/// Logs never hold an address.
impl fmt::Debug for MailAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("MailAddress(…)")
    }
}

/// A dot-string of RFC 5321: atoms with single dots between them.
fn check_name(name: &str) -> Result<(), AddressFlaw> {
    if name.is_empty() {
        return Err(AddressFlaw::NoAt);
    }
    if !name.is_ascii() {
        return Err(AddressFlaw::NameNotAscii);
    }
    if name.len() > NAME_CHARS_MAX {
        return Err(AddressFlaw::NameTooLong);
    }
    let is_atext =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    let is_atom = |atom: &str| !atom.is_empty() && atom.bytes().all(is_atext);
    if name.split('.').all(is_atom) { Ok(()) } else { Err(AddressFlaw::Name) }
}

/// A domain name of at least two labels as the DNS has it, or nothing when it is none.
pub(crate) fn ascii_domain(typed: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii_strict(typed).ok()?;
    let (_, top) = ascii.rsplit_once('.')?;
    // A last label of digits is an IPv4 address to whoever resolves it.
    let is_name = !top.is_empty() && !top.bytes().all(|byte| byte.is_ascii_digit());
    is_name.then_some(ascii)
}

/// The longest text in a header, in characters.
const HEADER_CHARS_MAX: usize = 200;

/// A text that may stand in a header: on one line, and without anything that a reader does not
/// see as what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeaderText(String);

/// Why a text cannot stand in a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HeaderFlaw {
    #[error("it is empty")]
    Empty,
    #[error("it is longer than 200 characters")]
    TooLong,
    #[error("it has a line break, or another character that is not shown")]
    Hidden,
}

impl HeaderText {
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn new(text: &str) -> Result<Self, HeaderFlaw> {
        let text = text.trim();
        if text.is_empty() {
            return Err(HeaderFlaw::Empty);
        }
        if text.chars().nth(HEADER_CHARS_MAX).is_some() {
            return Err(HeaderFlaw::TooLong);
        }
        if text.chars().any(is_hidden) {
            return Err(HeaderFlaw::Hidden);
        }
        Ok(Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a character breaks a line, turns the direction of others (UAX 9), or is no character:
/// what a name may not bring into a header, a text or a page.
pub(crate) fn is_hidden(one: char) -> bool {
    one.is_control()
        || matches!(one,
            '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{200e}'
            | '\u{200f}' | '\u{61c}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// The largest part of a mail.
const BODY_BYTES_MAX: usize = 256 << 10;

/// One part of a mail: lines of text, each ended by a line feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BodyText(String);

/// Why a text cannot be a part of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BodyFlaw {
    #[error("it is empty")]
    Empty,
    #[error("it is larger than 256 KiB")]
    TooLarge,
    #[error("it has a control character")]
    Control,
}

impl BodyText {
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn new(text: &str) -> Result<Self, BodyFlaw> {
        if text.len() > BODY_BYTES_MAX {
            return Err(BodyFlaw::TooLarge);
        }
        let text = text.replace("\r\n", "\n");
        if text.trim().is_empty() {
            return Err(BodyFlaw::Empty);
        }
        if text.chars().any(|one| one.is_control() && one != '\n' && one != '\t') {
            return Err(BodyFlaw::Control);
        }
        Ok(Self(text))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_people_have() {
        let long = format!("{}@example.com", "x".repeat(64));
        for (typed, text) in [
            ("bob@example.com", "bob@example.com"),
            ("  Bob.Ross+tag@Example.COM\t", "Bob.Ross+tag@example.com"),
            ("o'neil_%x@mail.example.co.uk", "o'neil_%x@mail.example.co.uk"),
            ("bob@bücher.example", "bob@xn--bcher-kva.example"),
            ("bob@例子.测试", "bob@xn--fsqu00a.xn--0zwm56d"),
            ("bob@ｅｘａｍｐｌｅ．com", "bob@example.com"),
            ("bob@xn--bcher-kva.example", "bob@xn--bcher-kva.example"),
            ("1@2.museum", "1@2.museum"),
            (&long, &long),
        ] {
            let address: MailAddress =
                typed.parse().unwrap_or_else(|flaw| panic!("{typed}: {flaw}"));
            assert_eq!(address.as_str(), text);
            assert_eq!(format!("{}@{}", address.name(), address.domain()), text);
        }
        let address: MailAddress = "Bob@Example.com".parse().unwrap();
        assert_eq!(address.key(), "bob@example.com");
        assert!(!format!("{address:?}").contains("xample"));
    }

    #[test]
    fn what_is_no_address() {
        let (long_name, long_label) = ("x".repeat(65), "x".repeat(64));
        let long_domain = format!("{}.com", ["abcdefgh"; 28].join("."));
        for (typed, flaw) in [
            ("", AddressFlaw::NoAt),
            ("bob", AddressFlaw::NoAt),
            ("@example.com", AddressFlaw::NoAt),
            ("bob@", AddressFlaw::Domain),
            ("bob@localhost", AddressFlaw::Domain),
            ("bob@[192.0.2.1]", AddressFlaw::Domain),
            ("bob@192.0.2.1", AddressFlaw::Domain),
            ("bob@example.com.", AddressFlaw::Domain),
            ("bob@.example.com", AddressFlaw::Domain),
            ("bob@exa mple.com", AddressFlaw::Domain),
            ("bob@exa_mple.com", AddressFlaw::Domain),
            ("bob@-example.com", AddressFlaw::Domain),
            ("bob@example.com\r\nRCPT TO:<eve>", AddressFlaw::Domain),
            ("bob@example.com\r\nRCPT TO:<eve@example.com>", AddressFlaw::Name),
            ("bob@example.com>\r\nDATA", AddressFlaw::Domain),
            ("bob@example.com,eve@example.com", AddressFlaw::Name),
            ("bob@example.com eve@example.com", AddressFlaw::Name),
            ("Bob <bob@example.com>", AddressFlaw::Name),
            ("\"bob ross\"@example.com", AddressFlaw::Name),
            ("bob\r\n@example.com", AddressFlaw::Name),
            ("bob\0@example.com", AddressFlaw::Name),
            (".bob@example.com", AddressFlaw::Name),
            ("bob..ross@example.com", AddressFlaw::Name),
            ("bob.@example.com", AddressFlaw::Name),
            ("bob@ross@example.com", AddressFlaw::Name),
            ("用户@example.com", AddressFlaw::NameNotAscii),
            ("bıb@example.com", AddressFlaw::NameNotAscii),
            (&format!("{long_name}@example.com"), AddressFlaw::NameTooLong),
            (&format!("bob@{long_label}.com"), AddressFlaw::Domain),
            (&format!("bob@{long_domain}"), AddressFlaw::Domain),
            (&"x@".repeat(1_000_000), AddressFlaw::TooLong),
        ] {
            assert_eq!(typed.parse::<MailAddress>(), Err(flaw), "{typed:?}");
        }
        let domain = format!("{}.com", ["abcdefgh"; 25].join("."));
        let longest = format!("{}@{domain}", "x".repeat(254 - domain.len() - 1));
        assert_eq!(longest.len(), 254);
        assert!(longest.parse::<MailAddress>().is_ok());
        assert_eq!(format!("x{longest}").parse::<MailAddress>(), Err(AddressFlaw::TooLong));
    }

    #[test]
    fn nothing_breaks_out_of_a_header() {
        for (text, flaw) in [
            ("", HeaderFlaw::Empty),
            (" \n ", HeaderFlaw::Empty),
            ("Hi\r\nBcc: eve@example.com", HeaderFlaw::Hidden),
            ("Hi\nthere", HeaderFlaw::Hidden),
            ("Hi\rthere", HeaderFlaw::Hidden),
            ("Hi\u{85}there", HeaderFlaw::Hidden),
            ("Hi\u{2028}there", HeaderFlaw::Hidden),
            ("Hi\0there", HeaderFlaw::Hidden),
            ("Hi\u{202e}ereht", HeaderFlaw::Hidden),
            ("a\u{200b}b", HeaderFlaw::Hidden),
            (&"字".repeat(201), HeaderFlaw::TooLong),
        ] {
            assert_eq!(HeaderText::new(text), Err(flaw), "{text:?}");
        }
        let family = HeaderText::new(" 你好 👩\u{200d}👧 ").unwrap();
        assert_eq!(family.as_str(), "你好 👩\u{200d}👧");
        assert!(HeaderText::new(&"字".repeat(200)).is_ok());
    }

    #[test]
    fn bodies_have_lines_and_bounds() {
        assert_eq!(BodyText::new("a\r\nb\n").unwrap().as_str(), "a\nb\n");
        assert_eq!(BodyText::new("a\rb"), Err(BodyFlaw::Control));
        assert_eq!(BodyText::new("a\0b"), Err(BodyFlaw::Control));
        assert_eq!(BodyText::new(" \n"), Err(BodyFlaw::Empty));
        assert!(BodyText::new(&"x".repeat(BODY_BYTES_MAX)).is_ok());
        assert_eq!(BodyText::new(&"x".repeat(BODY_BYTES_MAX + 1)), Err(BodyFlaw::TooLarge));
    }

    #[test]
    fn the_port_is_object_safe() {
        fn takes(_mailer: Option<&dyn Mailer>) {}
        takes(None);
    }
}
