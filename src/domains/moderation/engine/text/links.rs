//! Links in texts, and whether they may stand there. It must not resolve or open one.

use super::hits::{Hit, HitSource, LinkFault, Place, TermAction};
use super::letters::is_unseen;

/// Links of one text that are told apart.
pub(crate) const LINKS_MAX: usize = 1_000;
/// Longer names are none (RFC 1035, 2.3.4).
const HOST_CHARS_MAX: usize = 253;

/// Endings by which a name without `http://` is known for a link.
const ENDINGS: &[&str] = &[
    "app", "biz", "cc", "click", "club", "cn", "com", "cyou", "de", "dev", "edu", "eu", "fr",
    "fun", "gg", "gov", "hk", "icu", "info", "io", "jp", "kr", "link", "live", "net", "nl", "one",
    "online", "org", "pro", "ru", "shop", "site", "space", "store", "tech", "top", "tv", "tw",
    "uk", "vip", "website", "work", "xyz",
];
/// Endings that are words as well: a path must follow, as in `t.me/name`.
const ENDINGS_WITH_PATH: &[&str] = &[
    "ai", "at", "be", "co", "im", "in", "is", "it", "la", "ly", "me", "my", "no", "sh", "so", "to",
    "us", "ws",
];

/// A link in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// In small letters, without a port.
    pub(crate) host: String,
    pub(crate) place: Place,
}

/// Which links may stand in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LinkRules {
    pub(crate) links_max: usize,
    /// Never counted. A host stands for all below it, too.
    pub(crate) allow: Vec<String>,
    /// Refused, also below an allowed one.
    pub(crate) deny: Vec<String>,
    /// Only allowed hosts may be linked.
    pub(crate) is_strict: bool,
    pub(crate) action: TermAction,
    pub(crate) severity: u8,
}

/// Finds links: what follows `http://` or `https://`, what begins with `www.`, and names with a
/// usual ending. Full width letters and dots count as narrow ones. Mail addresses are none.
pub(crate) fn find_links(text: &str) -> Vec<Link> {
    let letters: Vec<(char, u32)> = text
        .chars()
        .zip(0_u32..)
        .filter(|(letter, _)| !is_unseen(*letter))
        .map(|(letter, at)| (narrow(letter), at))
        .collect();
    let mut links = Vec::new();
    let mut at = 0;
    while at < letters.len() && links.len() < LINKS_MAX {
        let has_scheme = is_after_scheme(&letters, at);
        let end = at + name_length(&letters[at..], has_scheme);
        if end == at {
            at += 1;
            continue;
        }
        links.extend(read_link(&letters, at, end, has_scheme));
        at = end;
    }
    links
}

fn narrow(letter: char) -> char {
    match letter {
        '。' | '｡' | '．' | '․' => '.',
        '！'..='～' => {
            let code = u32::from(letter) - u32::from('！') + u32::from('!');
            char::from_u32(code).map_or(letter, |narrow| narrow.to_ascii_lowercase())
        },
        _ => letter.to_ascii_lowercase(),
    }
}

fn is_after_scheme(letters: &[(char, u32)], at: usize) -> bool {
    let before = |word: &str| {
        let from = at.checked_sub(word.len());
        let found = from.map(|from| letters[from..at].iter().map(|(letter, _)| *letter));
        found.is_some_and(|found| found.eq(word.chars()))
    };
    before("http://") || before("https://")
}

/// Letters from here on that may be a name.
fn name_length(letters: &[(char, u32)], has_scheme: bool) -> usize {
    let is_of_name = |(letter, _): &&(char, u32)| {
        let is_foreign = has_scheme && letter.is_alphanumeric();
        letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.') || is_foreign
    };
    letters.iter().take_while(is_of_name).count()
}

fn read_link(letters: &[(char, u32)], start: usize, end: usize, has_scheme: bool) -> Option<Link> {
    let is_edge = |letter: char| matches!(letter, '-' | '.');
    let lead = letters[start..end].iter().take_while(|(letter, _)| is_edge(*letter)).count();
    let rest = &letters[start + lead..end];
    let tail = rest.iter().rev().take_while(|(letter, _)| is_edge(*letter)).count();
    let name = &rest[..rest.len() - tail];
    let host: String = name.iter().map(|(letter, _)| *letter).collect();
    let around = |at: usize| letters.get(at).map(|(letter, _)| *letter);
    let is_mail = !has_scheme && start.checked_sub(1).and_then(around) == Some('@');
    let is_wanted = !is_mail && name.len() <= HOST_CHARS_MAX && !host.contains("..");
    let labels: Vec<&str> = host.split('.').collect();
    let (Some(ending), true) = (labels.last(), labels.len() > 1 && is_wanted) else {
        return None;
    };
    let has_path = matches!(around(end), Some('/' | ':' | '?'));
    let is_known = ENDINGS.contains(ending) || (has_path && ENDINGS_WITH_PATH.contains(ending));
    let is_www = labels.first() == Some(&"www") && labels.len() > 2;
    let (first, last) = (name.first()?, name.last()?);
    let place = Place { start: first.1, end: last.1.saturating_add(1) };
    (has_scheme || is_www || is_known).then_some(Link { host, place })
}

/// Judges links by the rules, one hit for each link that is at fault, and one for too many.
pub(crate) fn judge_links(links: &[Link], rules: &LinkRules) -> Vec<Hit> {
    let hit = |fault, place| Hit {
        source: HitSource::Link(fault),
        place,
        action: rules.action,
        severity: rules.severity,
    };
    let mut hits = Vec::new();
    let mut counted = 0;
    for link in links {
        if is_below(&link.host, &rules.deny) {
            hits.push(hit(LinkFault::Denied, link.place));
            continue;
        }
        if is_below(&link.host, &rules.allow) {
            continue;
        }
        counted += 1;
        if rules.is_strict {
            hits.push(hit(LinkFault::Unlisted, link.place));
        }
        if counted == rules.links_max + 1 {
            hits.push(hit(LinkFault::TooMany, link.place));
        }
    }
    hits
}

/// Whether a host is one of these, or below one.
fn is_below(host: &str, listed: &[String]) -> bool {
    listed.iter().any(|one| {
        let one = one.trim_matches('.');
        let split = host.len().checked_sub(one.len()).filter(|at| host.is_char_boundary(*at));
        let Some((above, end)) = split.map(|at| host.split_at(at)) else {
            return false;
        };
        !one.is_empty()
            && end.eq_ignore_ascii_case(one)
            && (above.is_empty() || above.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_however_they_are_written() {
        for (text, hosts) in [
            ("see https://Example.org/a?b and www.test.name", vec!["example.org", "www.test.name"]),
            ("看example.com吧", vec!["example.com"]),
            ("ｅｘａｍｐｌｅ。ｃｏｍ", vec!["example.com"]),
            ("exa\u{200b}mple.com", vec!["example.com"]),
            ("t.me/name", vec!["t.me"]),
            ("http://例子.中国/", vec!["例子.中国"]),
            ("http://127.0.0.1:80", vec!["127.0.0.1"]),
            ("me@example.com", vec![]),
            ("that is it.is me", vec![]),
            ("node.js and v1.2.3 and 3.14", vec![]),
            ("wait...com", vec![]),
            ("http://", vec![]),
            ("a.com,b.net", vec!["a.com", "b.net"]),
        ] {
            let found: Vec<String> = find_links(text).into_iter().map(|link| link.host).collect();
            assert_eq!(found, hosts, "{text}");
        }
        let place = find_links("看 example.com 吧")[0].place;
        assert_eq!((place.start, place.end), (2, 13));
    }

    #[test]
    fn links_are_judged_by_their_hosts() {
        let rules = LinkRules {
            links_max: 1,
            allow: vec!["shoal.example".to_owned()],
            deny: vec!["bad.com".to_owned(), String::new()],
            is_strict: false,
            action: TermAction::Review,
            severity: 10,
        };
        for (text, is_strict, faults) in [
            ("a.com", false, vec![]),
            ("a.com", true, vec![LinkFault::Unlisted]),
            ("a.com b.com c.com", false, vec![LinkFault::TooMany]),
            ("x.bad.com notbad.com", false, vec![LinkFault::Denied]),
            ("https://shoal.example/1 https://www.shoal.example/2 a.com", false, vec![]),
        ] {
            let rules = LinkRules { is_strict, ..rules.clone() };
            let found: Vec<HitSource> =
                judge_links(&find_links(text), &rules).iter().map(|hit| hit.source).collect();
            let wanted: Vec<HitSource> = faults.into_iter().map(HitSource::Link).collect();
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn so_many_links_are_enough() {
        assert_eq!(find_links(&"a.com ".repeat(LINKS_MAX + 5)).len(), LINKS_MAX);
    }
}
