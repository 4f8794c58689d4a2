//! Signing in, twice, by the one-time link, and what they prefer.

use super::wire::{Said, ask};
use super::world::World;

/// Opens a page as a new visitor and sends its form.
fn fill(world: &World, page: &str, post: &str, fields: &[(&str, &str)]) -> Said {
    let shown = world.send(&ask("GET", page));
    let visitor = shown.cookie("shoal_visitor").expect("a visitor's word");
    let csrf = shown.csrf();
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend_from_slice(fields);
    world.send(&ask("POST", post).with("cookie", format!("shoal_visitor={visitor}")).form(&all))
}

#[test]
fn who_signs_in_goes_where_they_wanted() {
    let world = World::new();
    let said = world.send(&ask("GET", "/studio?cursor=a%2Bb"));
    let place = said.header("location").expect("the door").to_owned();
    assert_eq!(place, "/sign-in?next=/studio%3Fcursor%3Da%252Bb");
    let page = world.send(&ask("GET", &place)).text();
    assert!(page.contains("name=\"next\" value=\"/studio?cursor=a%2Bb\""), "{page}");
    let good = [("name", "mira"), ("password", "correct horse"), ("next", "/studio")];
    let said = fill(&world, "/sign-in", "/sign-in", &good);
    assert_eq!((said.status, said.header("location")), (303, Some("/studio")));
    let unreachable = [("name", "mira"), ("password", "correct horse"), ("next", "//evil.example")];
    assert_eq!(fill(&world, "/sign-in", "/sign-in", &unreachable).header("location"), Some("/"));
    let wide = [("name", "mira"), ("password", "correct horse"), ("next", "/search?q=猫")];
    let said = fill(&world, "/sign-in", "/sign-in", &wide);
    assert_eq!(said.header("location"), Some("/search?q=%E7%8C%AB"));
    let wrong = [("name", "mira"), ("password", "secret-typed-wrong"), ("next", "/studio")];
    let said = fill(&world, "/sign-in", "/sign-in", &wrong);
    assert_eq!(said.status, 401);
    assert!(said.text().contains("The name or the password is wrong."), "{}", said.text());
    assert!(!said.text().contains("secret-typed-wrong"));
}

#[test]
fn a_form_sent_twice_still_signs_in() {
    let world = World::new();
    let fields = [("key", "repeated"), ("name", "mira"), ("password", "correct horse")];
    let said = fill(&world, "/sign-up", "/sign-up", &fields);
    assert_eq!(said.cookie("shoal_session").as_deref(), Some("good"), "{}", said.text());
    assert_eq!(world.seen.calls("user.SignIn").len(), 1);
}

#[test]
fn the_first_administrator_comes_by_the_link() {
    let world = World::new();
    let page = world.send(&ask("GET", "/setup?token=link"));
    assert!(page.text().contains("name=\"token\" value=\"link\""));
    let fields = [("token", "link"), ("name", "root"), ("password", "correct horse")];
    let said = fill(&world, "/setup?token=link", "/setup", &fields);
    assert_eq!(said.cookie("shoal_session").as_deref(), Some("admin"));
    let fields = [("token", "old"), ("name", "root"), ("password", "correct horse")];
    let said = fill(&world, "/setup?token=old", "/setup", &fields);
    assert_eq!((said.status, said.text().contains("This setup link is invalid")), (403, true));
}

#[test]
fn preferences_are_kept_in_cookies() {
    let world = World::new();
    let fields = [("language", "zh-CN"), ("theme", "dark"), ("next", "/watch/v1")];
    let said = fill(&world, "/", "/preferences", &fields);
    assert_eq!(said.header("location"), Some("/watch/v1"));
    let cookies = [said.cookie("shoal_language"), said.cookie("shoal_theme")];
    assert_eq!(cookies, [Some("zh-CN".into()), Some("dark".into())]);
    let cookie = "shoal_language=zh-CN; shoal_theme=dark";
    let page = world.send(&ask("GET", "/").with("cookie", cookie)).text();
    assert!(page.contains("<html lang=\"zh-CN\" data-theme=\"dark\""), "{page}");
}

#[test]
fn metrics_are_not_for_whoever_comes_through_a_proxy() {
    let world = World::new();
    assert_eq!(world.send(&ask("GET", "/metrics")).status, 200);
    let far = ask("GET", "/metrics").with("x-forwarded-for", "203.0.113.7");
    assert_eq!(world.send(&far).code(), "kernel.NOT_ALLOWED");
    assert_eq!(world.send(&far.with("cookie", "shoal_session=admin")).status, 200);
}

#[test]
fn pages_are_packed_for_browsers_that_can_unpack() {
    let world = World::new();
    let said = world.send(&ask("GET", "/").with("accept-encoding", "gzip"));
    assert_eq!(said.header("content-encoding"), Some("gzip"));
    let said = world.send(&ask("HEAD", "/"));
    assert_eq!((said.status, said.body.len()), (200, 0));
}

#[test]
fn an_account_and_a_tag_have_pages_of_their_videos() {
    let world = World::new();
    let page = |path: &str| world.send(&ask("GET", path));
    let mira = page("/u/mira").text();
    for mark in [
        "data-testid=\"profile-name\">mira<",
        "data-video-id=\"v1\"",
        "href=\"/u/mira?cursor=c2\"",
        "<a class=\"card-author\" href=\"/u/mira\">",
    ] {
        assert!(mira.contains(mark), "{mark} is not in {mira}");
    }
    let tagged = page("/tag/%E6%B5%B7%20sea").text();
    assert!(tagged.contains("data-video-id=\"v1\"") && tagged.contains("海 sea</h1>"), "{tagged}");
    let none = page("/tag/%3Cb%3E");
    assert_eq!(none.status, 200);
    assert!(none.text().contains("&#60;b&#62;</h1>") && !none.text().contains("data-video-id"));
    let long = format!("/tag/{}", "x".repeat(31));
    for path in ["/u/nobody", "/u/%00", &long] {
        assert_eq!(page(path).status, 404, "{path}");
    }
}
