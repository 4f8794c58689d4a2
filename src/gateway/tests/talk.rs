//! What stands under a video, for whoever comes. What it does, the story in a browser tests.

use crate::gateway::core::views::Frame;
use crate::gateway::core::words::Language;
use crate::gateway::watch::views::WatchPage;
use askama::Template;

fn render(page: &WatchPage) -> String {
    page.render().expect("writing to a string cannot fail")
}

#[test]
fn a_member_writes_and_keeps_with_the_limits_of_the_contract() {
    let page = WatchPage { is_owner: false, ..WatchPage::sample(Language::SOURCE) };
    let html = render(&page);
    for part in [
        "id=\"comments\"",
        "data-owner-id=\"u0\"",
        "data-viewer=\"mira\"",
        "data-chars-max=\"1000\"",
        "maxlength=\"40\"",
        "data-follow-button",
        "data-duration-ms=\"5280\"",
    ] {
        assert!(html.contains(part), "{part}");
    }
    assert!(!html.contains("data-testid=\"comment-door\""));
}

#[test]
fn an_owner_does_not_follow_themselves() {
    let html = render(&WatchPage::sample(Language::SOURCE));
    assert!(html.contains("data-follow-count") && !html.contains("data-follow-button"));
}

#[test]
fn a_visitor_is_led_to_sign_in_and_back() {
    let frame = Frame::sample_visitor(Language::SOURCE, "/watch/v0");
    let page = WatchPage { frame, is_owner: false, ..WatchPage::sample(Language::SOURCE) };
    let html = render(&page);
    for name in ["act-like", "act-dislike", "act-favourite", "follow"] {
        let named = format!("data-testid=\"{name}\"");
        let tag = html.split('<').find(|tag| tag.contains(&named)).expect("a way");
        assert!(tag.contains("href=\"/sign-in?next=/watch/v0\""), "{tag}");
    }
    assert!(html.contains("href=\"/sign-in?next=/watch/v0%23comments\""));
    for part in ["<dialog class=\"dialog favourite\"", "data-talk=\"form\"", "community/bell.js"] {
        assert!(!html.contains(part), "{part}");
    }
}

#[test]
fn below_what_cannot_be_watched_there_is_nothing_to_say() {
    let unready = WatchPage::sample_unready(Language::SOURCE);
    let for_adults = WatchPage { asks_age: true, ..WatchPage::sample(Language::SOURCE) };
    for page in [unready, for_adults] {
        let html = render(&page);
        for part in ["id=\"comments\"", "data-acts", "data-follow", "community/watch.js"] {
            assert!(!html.contains(part), "{part}");
        }
    }
}
