//! Reads a file of texts in the public XML format, `<i>` with a `<d p="seconds,mode,size,colour,
//! sent,pool,sender,id">` for each. It goes through it once and keeps no tree; it resolves no
//! entity but the five that XML has, and must not take a document that declares others.

use crate::contract::danmaku::{ImportedBullet, LeftOutReason, Mode, Refusal, Size};
use crate::kernel::fault::{RefusalCode as _, Refused};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::collections::BTreeMap;
use std::time::Duration;

/// Texts of one file.
pub(super) const TEXTS_MAX: usize = 20_000;
/// The format has two levels.
const DEPTH_MAX: u32 = 8;
/// The first bytes of what gzip writes (RFC 1952, 2.3.1), and of a ZIP archive.
const PACKED: [&[u8]; 2] = [&[0x1f, 0x8b], b"PK\x03\x04"];

/// What was read.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FileTexts {
    pub(super) bullets: Vec<ImportedBullet>,
    /// Those that cannot even be asked for.
    pub(super) left_out: BTreeMap<i32, u64>,
}

/// The texts of a file.
///
/// # Errors
/// `FILE_PACKED`, `FILE_ENCODING`, `FILE_TOO_LONG`, `FILE_INVALID`
pub(super) fn read(body: &[u8]) -> Result<FileTexts, Refused> {
    if PACKED.iter().any(|head| body.starts_with(head)) {
        return Err(Refusal::FilePacked.because("the file is compressed; unpack it first"));
    }
    let text = std::str::from_utf8(body).map_err(|_| refuse_encoding())?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open = Open::default();
    loop {
        let event = reader.read_event().map_err(|_| refuse_file("it is damaged"))?;
        match event {
            Event::Start(start) => open.begin(&start)?,
            Event::End(_) => open.end()?,
            Event::Empty(start) => {
                open.begin(&start)?;
                open.end()?;
            },
            Event::Text(part) => open.add(&part),
            Event::CData(part) => open.add(&part),
            Event::GeneralRef(name) => open.add_letter(&name)?,
            Event::Decl(told) => {
                let encoding = told.encoding().and_then(Result::ok);
                if encoding.is_some_and(|name| !name.eq_ignore_ascii_case("utf-8")) {
                    return Err(refuse_encoding());
                }
            },
            Event::DocType(_) => return Err(refuse_file("it has a DOCTYPE")),
            Event::Comment(_) | Event::PI(_) => {},
            Event::Eof => return open.finish(),
        }
    }
}

/// Where the reader stands.
#[derive(Default)]
struct Open {
    depth: u32,
    has_root: bool,
    /// The text that is being read, with what its element says of it.
    part: Option<(String, String)>,
    read: FileTexts,
}

impl Open {
    fn begin(&mut self, start: &BytesStart<'_>) -> Result<(), Refused> {
        self.depth += 1;
        let name = start.name().0;
        match self.depth {
            1 if name != "i" || self.has_root => return Err(refuse_file("it begins with no <i>")),
            1 => self.has_root = true,
            2 if name == "d" => {
                let told =
                    start.try_get_attribute("p").map_err(|_| refuse_file("it is damaged"))?;
                let told = told.map(|told| told.value.into_owned()).unwrap_or_default();
                self.part = Some((told, String::new()));
            },
            DEPTH_MAX.. => return Err(refuse_file("it has too many levels")),
            _ => {},
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Refused> {
        self.depth = self.depth.saturating_sub(1);
        if self.depth != 1 {
            return Ok(());
        }
        let Some((told, text)) = self.part.take() else { return Ok(()) };
        match bullet(&told, text) {
            Ok(bullet) => self.read.bullets.push(bullet),
            Err(reason) => *self.read.left_out.entry(reason.into()).or_default() += 1,
        }
        if self.read.bullets.len() > TEXTS_MAX {
            let most = u64::try_from(TEXTS_MAX).unwrap_or(u64::MAX);
            let reason = format!("a file has at most {most} texts");
            return Err(Refusal::FileTooLong.because(reason).with("most", most));
        }
        Ok(())
    }

    fn add(&mut self, more: &str) {
        if let (2, Some((_, text))) = (self.depth, &mut self.part) {
            text.push_str(more);
        }
    }

    fn add_letter(&mut self, name: &BytesRef<'_>) -> Result<(), Refused> {
        let mut room = [0; 4];
        let letter: &str = match &**name {
            "lt" => "<",
            "gt" => ">",
            "amp" => "&",
            "quot" => "\"",
            "apos" => "'",
            // What XML cannot have is no letter of a text either: it is left out for it.
            number if number.starts_with('#') => {
                let letter = name.resolve_char_ref().ok().flatten().unwrap_or('\0');
                letter.encode_utf8(&mut room)
            },
            _ => return Err(refuse_file("it has an entity of its own")),
        };
        self.add(letter);
        Ok(())
    }

    fn finish(self) -> Result<FileTexts, Refused> {
        if self.depth > 0 || !self.has_root {
            return Err(refuse_file("it is not whole"));
        }
        Ok(self.read)
    }
}

fn bullet(told: &str, text: String) -> Result<ImportedBullet, LeftOutReason> {
    let mut parts = told.split(',').map(str::trim);
    let mut next = || parts.next().unwrap_or_default();
    let time = next().parse().ok().and_then(|time| Duration::try_from_secs_f64(time).ok());
    let time_ms = time.and_then(|time| u64::try_from(time.as_millis()).ok());
    let time_ms = time_ms.ok_or(LeftOutReason::Time)?;
    let mode = match next() {
        "1" | "2" | "3" => Mode::Scroll,
        "4" => Mode::Bottom,
        "5" => Mode::Top,
        "6" => Mode::Reverse,
        // Positioned texts, and those that are programs.
        _ => return Err(LeftOutReason::Mode),
    };
    let size = match next().parse::<u32>() {
        Ok(0..=18) => Size::Small,
        Ok(19..=25) => Size::Medium,
        Ok(_) => Size::Large,
        Err(_) => return Err(LeftOutReason::Look),
    };
    let color = next().parse().map_err(|_| LeftOutReason::Look)?;
    let sent_s: i64 = next().parse().unwrap_or_default();
    let _pool = next();
    let (sender, row) = (next().to_owned(), next().to_owned());
    Ok(ImportedBullet {
        time_ms,
        mode: mode.into(),
        color,
        size: size.into(),
        text,
        sender,
        row,
        sent_at_ms: sent_s.saturating_mul(1000),
    })
}

fn refuse_file(why: &str) -> Refused {
    Refusal::FileInvalid.because(format!("this is no file of danmaku that could be read: {why}"))
}

fn refuse_encoding() -> Refused {
    Refusal::FileEncoding.because("the file is not in UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(told: &str, text: &str) -> Result<FileTexts, String> {
        read_text(&format!("<i><d p=\"{told}\">{text}</d></i>"))
    }

    fn read_text(text: &str) -> Result<FileTexts, String> {
        read(text.as_bytes()).map_err(|refused| refused.name.into_owned())
    }

    #[test]
    fn each_text_is_read_with_what_its_element_says() {
        let text = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?><i><chatid>7</chatid>\n\
                    <d p=\"61.007,5,36,16711680,1700000000,0,a1b2,42\" user=\"x\">a &lt;b&gt; \
                    &amp; &#x5f39;&#24149; <![CDATA[<c>]]></d>\n<d p=\"0,1,25,0\"/></i>\n";
        let read = read_text(text).expect("it fits");
        let [first, second] = &read.bullets[..] else { panic!("two: {read:?}") };
        assert_eq!(first.text, "a <b> & 弹幕 <c>");
        assert_eq!((first.time_ms, first.mode(), first.color), (61_007, Mode::Top, 0x00ff_0000));
        assert_eq!((first.size(), first.sent_at_ms), (Size::Large, 1_700_000_000_000));
        assert_eq!((&*first.sender, &*first.row), ("a1b2", "42"));
        assert_eq!((&*second.text, second.sent_at_ms), ("", 0));
    }

    #[test]
    fn what_cannot_be_asked_for_is_counted_by_its_reason() {
        for (told, reason) in [
            ("-1,1,25,0", LeftOutReason::Time),
            ("NaN,1,25,0", LeftOutReason::Time),
            ("inf,1,25,0", LeftOutReason::Time),
            ("1e300,1,25,0", LeftOutReason::Time),
            ("", LeftOutReason::Time),
            ("1", LeftOutReason::Mode),
            ("1,7,25,0", LeftOutReason::Mode),
            ("1,8,25,0", LeftOutReason::Mode),
            ("1,9,25,0", LeftOutReason::Mode),
            ("1,1,x,0", LeftOutReason::Look),
            ("1,1,25,-1", LeftOutReason::Look),
            ("1,1,25,#fff", LeftOutReason::Look),
        ] {
            let read = one(told, "hi").expect("the file fits");
            assert_eq!(read.bullets, [], "{told}");
            assert_eq!(read.left_out, BTreeMap::from([(reason.into(), 1)]), "{told}");
        }
        let odd = one("1,1,25,0", "a&#0;b").expect("the file fits");
        assert_eq!(odd.bullets[0].text, "a\0b", "the domain leaves it out");
    }

    #[test]
    fn a_file_of_another_kind_is_refused_with_its_reason() {
        let deep = "<a>".repeat(100_000);
        let bomb =
            "<!DOCTYPE i [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><i><d p=\"1\">&b;</d></i>";
        for text in [
            "",
            "hello",
            "{\"a\": 1}",
            "<html></html>",
            "<i>",
            "<i><d p=\"1,1,25,0\">a</i>",
            "<i></i><i></i>",
            "<i><d p=\"1,1,25,0\">&bomb;</d></i>",
            "<i><d p=\"1,1,25,0>a</d></i>",
            bomb,
            &format!("<i>{deep}"),
        ] {
            let head: String = text.chars().take(60).collect();
            assert_eq!(read_text(text), Err("FILE_INVALID".to_owned()), "{head}");
        }
        let encoded = "<?xml version=\"1.0\" encoding=\"GBK\"?><i></i>";
        assert_eq!(read_text(encoded), Err("FILE_ENCODING".to_owned()));
        let name = |body: &[u8]| read(body).expect_err("it is refused").name.into_owned();
        assert_eq!(name(b"<i><d p=\"1,1,25,0\">\xff\xfe</d></i>"), "FILE_ENCODING");
        assert_eq!(name(b"\x1f\x8b\x08\x00"), "FILE_PACKED");
        let long = "<d p=\"1,1,25,0\">a</d>".repeat(TEXTS_MAX + 1);
        assert_eq!(read_text(&format!("<i>{long}</i>")), Err("FILE_TOO_LONG".to_owned()));
    }
}
