//! Every letter in every language, with names that nobody should have.

use super::*;

fn link(path: &str) -> LetterLink {
    LetterLink::new(&format!("https://site.example/{path}")).unwrap()
}

fn letters() -> Letters {
    Letters::new(HeaderText::new("Shell & Co").unwrap(), link(""))
}

const NOTICES: [NoticeKind; 19] = [
    NoticeKind::Video,
    NoticeKind::Comment,
    NoticeKind::Reply,
    NoticeKind::Mention,
    NoticeKind::VideoLiked,
    NoticeKind::CommentLiked,
    NoticeKind::Coins,
    NoticeKind::Follower,
    NoticeKind::CommentWaits,
    NoticeKind::CommentShown,
    NoticeKind::CommentRemoved,
    NoticeKind::Published,
    NoticeKind::DanmakuRemoved,
    NoticeKind::DanmakuShown,
    NoticeKind::UploadFailed,
    NoticeKind::QuotaLow,
    NoticeKind::SignUpWaits,
    NoticeKind::ReportWaits,
    NoticeKind::ReviewWaits,
];

/// One of each, with the same text wherever people type one.
pub(super) fn all(typed: &str) -> Vec<Letter> {
    let text = || typed.to_owned();
    let (name, title, reason) = (text, text, text);
    let valid_ms = 86_400_000;
    let link = || link("go?a=1&b=2");
    let mut all = vec![
        Letter::VerifyAddress { name: name(), link: link(), valid_ms },
        Letter::ResetPassword { name: name(), link: link(), valid_ms },
        Letter::LeaveAddress {
            name: name(),
            address: "bob@example.com".to_owned(),
            link: link(),
            valid_ms,
        },
        Letter::AddressLeft { name: name(), address: "bob@example.com".to_owned() },
        Letter::AddressJoined { name: name() },
        Letter::NewSignIn {
            name: name(),
            device: text(),
            place: text(),
            at_ms: 1_764_401_700_000,
            link: link(),
        },
        Letter::Suspended { name: name(), reason: reason() },
        Letter::SecondFactorOn { name: name(), link: link() },
        Letter::RecoveryCodeUsed { name: name(), left: 9, link: link() },
        Letter::PasskeyAdded { name: name(), label: text(), link: link() },
        Letter::PasskeyRemoved { name: name(), label: text(), link: link() },
        Letter::AccountErased { name: name(), reason: reason() },
    ];
    for is_by_admin in [false, true] {
        all.push(Letter::SecondFactorOff { name: name(), is_by_admin, link: link() });
    }
    for decision in [VideoDecision::Approved, VideoDecision::Refused] {
        let (name, title, reason) = (name(), title(), reason());
        all.push(Letter::VideoDecided { name, title, decision, reason, link: link() });
    }
    for is_picture in [false, true] {
        let (name, reason) = (name(), reason());
        all.push(Letter::ProfileRefused { name, is_picture, reason, link: link() });
    }
    for kind in NOTICES {
        let (name, actor, leave) = (name(), text(), self::link("leave/t"));
        all.push(Letter::Notice { name, kind, actor, link: link(), leave });
    }
    for is_granted in [true, false] {
        let (name, title, reason) = (name(), title(), reason());
        all.push(Letter::AppealDecided { name, title, is_granted, reason, link: link() });
    }
    all
}

/// What stands in double quotes after `href=`.
fn hrefs(html: &str) -> Vec<&str> {
    html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_letter_is_written_in_every_language() {
    for language in ["en", "zh-CN"] {
        let mut subjects = Vec::new();
        for letter in all("小明") {
            let written = letters().write(&letter, language).unwrap();
            let (subject, text) = (written.subject.as_str(), written.text.as_str());
            let html = written.html.as_str();
            for part in [subject, text, html] {
                assert!(!part.contains(['{', '}', '$']), "{language}: {part}");
                assert!(!part.contains("letter-"), "{language}: {part}");
            }
            assert!(html.contains(&format!("<html lang=\"{language}\">")), "{html}");
            let goes = super::link(&letter).map_or(0, |_| 1);
            assert_eq!(text.matches("https://site.example/go?a=1&b=2\n").count(), goes, "{text}");
            let leaves = leave(&letter).map_or(0, |_| 1);
            assert_eq!(text.matches("https://site.example/leave/t\n").count(), leaves, "{text}");
            assert_eq!(hrefs(html).len(), 2 * goes + leaves + 1, "{html}");
            let label = html.split("font-weight:600\">").nth(2);
            assert!(goes == 0 || label.is_some_and(|rest| !rest.starts_with('<')), "{html}");
            assert!(!text.contains("\n\n\n"), "{text}");
            subjects.push(subject.to_owned());
        }
        // In Chinese those after a change of address have one subject.
        subjects.dedup();
        let many = if language == "en" { 39 } else { 38 };
        assert_eq!(subjects.len(), many, "{language}: {subjects:?}");
        subjects.sort();
        subjects.dedup();
        assert_eq!(subjects.len(), many, "{language}: {subjects:?}");
    }
}

#[test]
fn a_letter_as_people_read_it() {
    let letter = Letter::NewSignIn {
        name: "Bob".to_owned(),
        device: "Firefox on Linux".to_owned(),
        place: "192.0.2.7".to_owned(),
        at_ms: 1_764_401_700_000,
        link: link("account"),
    };
    let written = letters().write(&letter, "en").unwrap();
    assert_eq!(written.subject.as_str(), "New sign-in to your Shell & Co account");
    assert_eq!(
        written.text.as_str().replace('\u{2060}', ""),
        "Hi Bob,\n\
         \n\
         Somebody signed in to your account from a device or a place we have not seen before.\n\
         \n\
         Device: Firefox on Linux\n\
         Place: 192.0.2.7\n\
         Time: 2025-11-29 07:35 UTC\n\
         \n\
         Review your devices\n\
         https://site.example/account\n\
         \n\
         If this was you, there is nothing to do. If not, sign that device out and change your \
         password right away.\n\
         \n\
         -- \n\
         This is an automatic message from Shell & Co. Replies to it are not read.\n\
         https://site.example/"
    );
}

#[test]
fn names_become_neither_markup_nor_headers_nor_links() {
    for typed in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='x",
        "{{ 7*7 }} {$site} { $site } {\"x\"}",
        "&lt;b&gt;",
        "Bob\r\nBcc: eve@example.com\r\n\r\nHi",
        "\u{202e}gnp.exe\u{2066}",
        "https://evil.example/a www.evil.example eve@evil.example",
        "evil。example ｅｖｉｌ．example",
        "\0\u{1b}[2J",
        "",
        "   ",
        &"字".repeat(10_000),
        &"😀".repeat(500),
    ] {
        for (letter, language) in all(typed)
            .into_iter()
            .flat_map(|letter| ["en", "zh-CN"].map(|code| (letter.clone(), code)))
        {
            let written = letters().write(&letter, language).unwrap();
            let (text, html) = (written.text.as_str(), written.html.as_str());
            assert!(written.subject.as_str().chars().count() <= 120);
            assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
            let plain = letters().write(&all("x")[0], language).unwrap();
            let tags = |html: &str| html.matches('<').count();
            let reason = html.matches("border-left").count();
            let leaves = leave(&letter).map_or(0, |_| 4);
            let most = tags(plain.html.as_str()) + 4 * reason + leaves;
            assert!(tags(html) <= most, "{html}");
            for href in hrefs(html) {
                assert!(href.starts_with("https://site.example/"), "{href}");
            }
            for hidden in ['\0', '\u{1b}', '\u{202e}', '\u{2066}', '\r'] {
                assert!(!text.contains(hidden) && !html.contains(hidden));
            }
            assert!(!text.contains("\nBcc:"), "{text}");
            let moderated = matches!(
                letter,
                Letter::Suspended { .. }
                    | Letter::AccountErased { .. }
                    | Letter::VideoDecided { .. }
                    | Letter::ProfileRefused { .. }
                    | Letter::AppealDecided { .. }
            );
            for part in [text, html] {
                assert!(moderated || !part.contains("//evil"), "{part}");
                assert!(moderated || !part.contains("evil.example"), "{part}");
            }
        }
    }
}

#[test]
fn a_site_may_have_the_longest_name() {
    let site = HeaderText::new(&"字".repeat(200)).unwrap();
    let letters = Letters::new(site, link(""));
    for letter in all(&"字".repeat(200)) {
        for language in ["en", "zh-CN"] {
            assert!(letters.write(&letter, language).is_ok(), "{language}");
        }
    }
}

#[test]
fn an_address_is_shown_in_part_and_a_moment_in_whole() {
    assert_eq!(partly("bob@example.com"), "b•••@example.com");
    assert_eq!(partly("bob"), "•••");
    assert_eq!(partly(""), "•••");
    for (at_ms, told) in [
        (0, "1970-01-01 00:00 UTC"),
        (-1, "1969-12-31 23:59 UTC"),
        (951_827_696_789, "2000-02-29 12:34 UTC"),
        (4_107_542_400_000, "2100-03-01 00:00 UTC"),
    ] {
        assert_eq!(moment(at_ms), told);
    }
    moment(i64::MAX);
    moment(i64::MIN);
}
