//! What somebody wrote, in pieces: words, addresses that may be followed, moments of a video. It
//! must not make markup; a template prints each piece by its kind.

/// A piece of a text. Printed one after the other they are the text again.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Words(&'a str),
    /// An address, `http` or `https`.
    Link(&'a str),
    /// A moment, as it is written and in seconds.
    Moment(&'a str, i64),
}

const SCHEMES: [&str; 2] = ["https://", "http://"];

/// The pieces of a text. Moments are those before the end of what lasts `duration_ms`.
pub(crate) fn pieces(text: &str, duration_ms: i64) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let before = text.get(..at).and_then(|read| read.chars().next_back());
        let (piece, long) = match link(rest).filter(|_| !before.is_some_and(is_word)) {
            Some(link) => (Some(Piece::Link(link)), link.len()),
            None => clock(rest, before, duration_ms),
        };
        if let Some(piece) = piece {
            pieces.extend(words(text, from, at));
            pieces.push(piece);
            from = at + long;
        }
        at += long;
    }
    pieces.extend(words(text, from, text.len()));
    pieces
}

fn words(text: &str, from: usize, to: usize) -> Option<Piece<'_>> {
    text.get(from..to).filter(|words| !words.is_empty()).map(Piece::Words)
}

/// The address that a text begins with.
fn link(text: &str) -> Option<&str> {
    let is_at = |scheme: &&&str| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let scheme = SCHEMES.iter().find(is_at)?;
    let end = text.find(ends_address).unwrap_or(text.len());
    let mut link = text.get(..end)?;
    // What closes a sentence or a bracket around the address is not part of it.
    while let Some(last) = link.chars().next_back() {
        let opened = match last {
            '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' => false,
            ')' => link.matches('(').count() >= link.matches(')').count(),
            ']' => link.matches('[').count() >= link.matches(']').count(),
            _ => true,
        };
        if opened {
            break;
        }
        link = link.strip_suffix(last)?;
    }
    let is_named = link.get(scheme.len()..)?.starts_with(|first: char| first.is_alphanumeric());
    is_named.then_some(link)
}

/// Chinese sentences put no space after an address; their marks end it.
fn ends_address(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '<' | '>' | '"' | '\u{2018}'..='\u{201f}')
        || matches!(letter, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff65}')
}

/// What a text begins with, which is no address, and how many bytes it has: a moment, a run of
/// digits that is none, or one letter.
fn clock<'a>(text: &'a str, before: Option<char>, duration_ms: i64) -> (Option<Piece<'a>>, usize) {
    let long = text.chars().next().map_or(1, char::len_utf8);
    let is_start = text.starts_with(|first: char| first.is_ascii_digit());
    if !is_start || before.is_some_and(|letter| is_word(letter) || letter == ':') {
        return (None, long);
    }
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != ':');
    let run = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    let code = run.trim_end_matches(':');
    match seconds(code).filter(|seconds| *seconds * 1000 < duration_ms) {
        Some(seconds) => (Some(Piece::Moment(code, seconds)), code.len()),
        None => (None, run.len()),
    }
}

/// Words of Latin letters are set apart by spaces; before a Chinese one anything may begin.
fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
}

/// `1:05`, `12:34` or `1:02:03` in seconds.
fn seconds(code: &str) -> Option<i64> {
    let parts: Vec<&str> = code.split(':').collect();
    let (hours, minutes, seconds) = match parts.as_slice() {
        [minutes, seconds] => ("0", *minutes, *seconds),
        [hours, minutes, seconds] if minutes.len() == 2 => (*hours, *minutes, *seconds),
        _ => return None,
    };
    let fits = |part: &str| (1..=2).contains(&part.len());
    if !fits(hours) || !fits(minutes) || seconds.len() != 2 {
        return None;
    }
    let below_60 = |part: &str| part.parse::<i64>().ok().filter(|number| *number < 60);
    Some(hours.parse::<i64>().ok()? * 3600 + below_60(minutes)? * 60 + below_60(seconds)?)
}

#[cfg(test)]
mod tests {
    use super::Piece::{Link, Moment, Words};
    use super::*;

    const HOUR_MS: i64 = 3_600_000;

    #[test]
    fn addresses_are_found_as_people_write_them() {
        for (text, found) in [
            ("https://a.example/x", Some("https://a.example/x")),
            ("see HTTP://A.example.", Some("HTTP://A.example")),
            ("(https://a.example/x_(y))", Some("https://a.example/x_(y)")),
            ("看 https://a.example/海，很好", Some("https://a.example/海")),
            ("看https://a.example/？t=1", Some("https://a.example/")),
            ("看：https://a.example/x。", Some("https://a.example/x")),
            ("<https://a.example/>", Some("https://a.example/")),
            ("\"https://a.example/\"onx=1", Some("https://a.example/")),
            ("javascript:https//a", None),
            ("xhttps://a.example", None),
            ("https://", None),
            ("https://)", None),
            ("http:///etc", None),
            ("ftp://a.example", None),
        ] {
            let pieces = pieces(text, 0);
            let links: Vec<_> = pieces
                .iter()
                .filter_map(|piece| if let Link(link) = piece { Some(*link) } else { None })
                .collect();
            assert_eq!(links, found.into_iter().collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn moments_are_those_of_the_video() {
        let of = |text| {
            let pieces = pieces(text, HOUR_MS);
            pieces
                .iter()
                .filter_map(|piece| {
                    if let Moment(code, s) = piece { Some(((*code).to_owned(), *s)) } else { None }
                })
                .collect::<Vec<_>>()
        };
        let one = |code: &str, s| vec![(code.to_owned(), s)];
        assert_eq!(of("0:03 the start"), one("0:03", 3));
        assert_eq!(of("12:34: the middle"), one("12:34", 754));
        assert_eq!(of("(59:59)"), one("59:59", 3599));
        assert_eq!(of("0:59:59"), one("0:59:59", 3599));
        assert_eq!(of("从0:30开始"), one("0:30", 30));
        for none in
            ["1:00:00", "1:2", "0:60", "0:003", "1:0:03", ":0:03", "a0:03", "10:0:0:1", "2026-11"]
        {
            assert_eq!(of(none), vec![], "{none}");
        }
    }

    #[test]
    fn the_pieces_are_the_text_again() {
        for text in [
            "",
            "a",
            "0:03 see https://a.example/海 (0:05), 你好 99:99\n\u{1f41f}0:07",
            "::0:1:",
            "https://https://x",
        ] {
            let whole: String = pieces(text, HOUR_MS)
                .iter()
                .map(|piece| match piece {
                    Words(part) | Link(part) | Moment(part, _) => *part,
                })
                .collect();
            assert_eq!(whole, text);
        }
    }
}
