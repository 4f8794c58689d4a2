//! What other sites see: the player in a frame, oEmbed, what a link says of itself.

use super::fakes::held;
use super::wire::ask;
use super::world::World;
use crate::contract::video::VideoState;

#[test]
fn only_the_embedded_player_may_be_framed() {
    let world = World::new();
    for (path, ancestors) in
        [("/embed/v1", "frame-ancestors *"), ("/watch/v1", "frame-ancestors 'none'")]
    {
        let said = world.send(&ask("GET", path));
        assert_eq!(said.status, 200, "{path}: {}", said.text());
        let policy = said.header("content-security-policy").expect("a policy");
        assert!(policy.ends_with(ancestors) && policy.contains("default-src 'self'"), "{policy}");
        let is_denied = said.header("x-frame-options") == Some("DENY");
        assert_eq!(is_denied, path == "/watch/v1");
    }
    let page = world.send(&ask("GET", "/embed/v1")).text();
    assert!(page.contains("A &#60;b&#62;fish") && page.contains("id=\"player\""), "{page}");
    assert_eq!(world.send(&ask("GET", "/embed/other")).status, 404);
}

#[test]
fn what_is_not_shown_to_everybody_is_told_to_nobody_elsewhere() {
    let world = World::new();
    let asked = ask("GET", "/oembed?url=http%3A%2F%2Ffilms.example%2Fwatch%2Fv1");
    let asked = asked.with("host", "films.example");
    assert_eq!(world.send(&asked).status, 200);
    *held(&world.seen.video_state) = Some(VideoState::Ready);
    assert_eq!(world.send(&asked).status, 404);
    let said = world.send(&ask("GET", "/embed/v1"));
    assert!(said.status == 404 && !said.text().contains("fish"), "{}", said.text());
}

#[test]
fn pictures_and_players_may_stand_in_other_sites() {
    let world = World::new();
    world.put("transcode/p1/3-1", "jpg");
    let policy = |path: &str| {
        let said = world.send(&ask("GET", path));
        said.header("cross-origin-resource-policy").map(str::to_owned)
    };
    assert_eq!(policy("/covers/v1.jpg").as_deref(), Some("cross-origin"));
    assert_eq!(policy("/api/v1/videos/v1").as_deref(), Some("same-origin"));
}

#[test]
fn a_link_says_what_it_leads_to() {
    let world = World::new();
    let page = world.send(&ask("GET", "/watch/v1").with("host", "films.example:8080")).text();
    for mark in [
        "property=\"og:title\" content=\"A &#60;b&#62;fish",
        "property=\"og:url\" content=\"http://films.example:8080/watch/v1\"",
        "property=\"og:image\" content=\"http://films.example:8080/covers/v1.jpg\"",
        "name=\"twitter:player\" content=\"http://films.example:8080/embed/v1\"",
        "application/json+oembed",
    ] {
        assert!(page.contains(mark), "{mark} is not in {page}");
    }
    let odd = world.send(&ask("GET", "/watch/v1").with("host", "a\"><script>")).text();
    assert!(!odd.contains("<script>") && odd.contains("http://localhost/watch/v1"));
}

#[test]
fn oembed_tells_of_what_everybody_may_see() {
    let world = World::new();
    let of = |query: &str| {
        world.send(&ask("GET", &format!("/oembed?{query}")).with("host", "films.example"))
    };
    let told = of("url=http%3A%2F%2Ffilms.example%2Fwatch%2Fv1%3Ft%3D7&maxwidth=320");
    assert_eq!((told.status, told.header("access-control-allow-origin")), (200, Some("*")));
    let told = told.json();
    assert_eq!((told["type"].as_str(), told["width"].as_u64()), (Some("video"), Some(320)));
    let html = told["html"].as_str().expect("a frame");
    assert!(html.starts_with("<iframe src=\"http://films.example/embed/v1\""), "{html}");
    assert!(html.contains("title=\"A &#60;b&#62;fish"), "{html}");
    for none in [
        "url=http%3A%2F%2Felsewhere.example%2Fwatch%2Fv1",
        "url=http%3A%2F%2Ffilms.example%2Fwatch%2Fother",
        "url=http%3A%2F%2Ffilms.example%2Fwatch%2Fv1&format=xml",
    ] {
        assert_eq!(of(none).status, 404, "{none}");
    }
}
