//! Who is let in: strangers, strange pages, strange hosts, and too many at once.

use super::wire::{Ask, ask};
use super::world::World;
use crate::gateway::Settings;
use crate::gateway::core::routes::{Access, Kind, Row};
use crate::gateway::routes;
use crate::gateway::user::fake::IDLE_MS;
use serde_json::json;
use std::io::Write as _;

/// The address of a row, with names that exist where they can.
fn address(row: &Row) -> String {
    let id = if row.path.contains("videos") || row.path.contains("watch") { "v1" } else { "x1" };
    row.path
        .replace("{path:.*}", "nothing.m4s")
        .replace("{token}", "tok")
        .replace("{id}", id)
        .replace("{number}", "1")
        .replace("{section}", "user")
}

fn bare(row: &Row) -> Ask {
    let ask = ask(row.method, &address(row)).with("tus-resumable", "1.0.0");
    match (row.method, row.kind) {
        ("POST", Kind::Page) => ask.form(&[("name", "x")]),
        ("POST" | "PATCH", Kind::Api) => ask.json(&serde_json::json!({})),
        ("POST" | "PATCH", _) => ask.with("content-length", 0),
        _ => ask,
    }
}

/// Every route, asked by somebody who shows nothing.
#[test]
fn strangers_get_what_is_for_everybody_and_nothing_else() {
    let world = World::new();
    for row in routes::all() {
        let said = world.send(&bare(row));
        let place = format!("{} {} said {}: {}", row.method, row.path, said.status, said.text());
        assert!(said.status < 500, "{place}");
        match (row.access, row.kind, row.method) {
            (Access::Anyone, Kind::Page, "POST") => assert_eq!(said.status, 403, "{place}"),
            (Access::Anyone, ..) => assert!(said.status != 401, "{place}"),
            (_, Kind::Page, "GET") => {
                let to = said.header("location").unwrap_or_default();
                assert_eq!(
                    (said.status, to.starts_with("/sign-in?next=/")),
                    (303, true),
                    "{place}"
                );
            },
            // The form's own token is missing before anybody asks who sends it.
            (_, Kind::Page, _) => assert_eq!(said.status, 403, "{place}"),
            _ => assert_eq!(said.status, 401, "{place}"),
        }
    }
}

/// Every route that changes something, asked as a strange page would make a browser ask.
#[test]
fn a_cookie_alone_changes_nothing() {
    let world = World::new();
    for row in routes::all().iter().filter(|row| !matches!(row.method, "GET" | "HEAD" | "OPTIONS"))
    {
        for token in ["", "bm90IGl0"] {
            let forged = bare(row).with("cookie", "shoal_session=good").with("x-csrf-token", token);
            let said = world.send(&forged);
            assert_eq!(said.status, 403, "{} {}: {}", row.method, row.path, said.text());
        }
    }
    for rpc in ["video.Delete", "video.Update", "user.Create", "user.SignOut", "ingest.Create"] {
        assert!(world.seen.calls(rpc).is_empty(), "{rpc}");
    }
}

#[test]
fn the_right_token_from_another_site_is_refused() {
    let world = World::new();
    let csrf = world.send(&ask("GET", "/account").with("cookie", "shoal_session=good")).csrf();
    let delete = ask("DELETE", "/api/v1/videos/v1")
        .with("cookie", "shoal_session=good")
        .with("x-csrf-token", csrf);
    let strange = delete.clone().with("sec-fetch-site", "cross-site");
    assert_eq!(world.send(&strange).code(), "gateway.CSRF");
    let strange = delete.clone().with("origin", "https://evil.example");
    assert_eq!(world.send(&strange).code(), "gateway.CSRF");
    assert_eq!(world.send(&delete.with("sec-fetch-site", "same-origin")).status, 204);
}

#[test]
fn a_token_that_nobody_has_is_refused_and_not_taken_for_a_stranger() {
    let world = World::new();
    for header in ["Bearer shoal_bad", "Bearer ", "Basic eDp5"] {
        let said = world.send(&ask("GET", "/api/v1/videos").with("authorization", header));
        assert_eq!((said.status, said.code().as_str()), (401, "gateway.CREDENTIAL_UNKNOWN"));
    }
    let said = world.send(&ask("GET", "/").with("cookie", "shoal_session=ended"));
    assert_eq!(said.status, 200);
    assert!(said.text().contains("nav-sign-in"));
}

/// A browser keeps its cookie for as long as `user` keeps the session, counted from its last use.
#[test]
fn the_cookie_lasts_as_long_as_the_session() {
    let world = World::new();
    let set = |ask: &Ask| {
        let said = world.send(ask);
        let mut cookies = said.headers.iter().filter(|(name, _)| name == "set-cookie");
        let ours = cookies.find(|(_, cookie)| cookie.starts_with("shoal_session="));
        ours.map(|(_, cookie)| cookie.clone())
    };
    let page = ask("GET", "/studio").with("cookie", "shoal_session=good; shoal_visitor=w");
    for _ in 0..2 {
        let cookie = set(&page).expect("it is renewed");
        assert!(cookie.contains("shoal_session=good;"), "{cookie}");
        assert!(cookie.contains(&format!("Max-Age={}", IDLE_MS / 1000)), "{cookie}");
    }
    for other in [
        ask("GET", "/api/v1/me").with("cookie", "shoal_session=good"),
        ask("GET", "/").with("cookie", "shoal_session=ended"),
        ask("GET", "/").with("authorization", "Bearer shoal_good"),
    ] {
        assert_eq!(set(&other), None, "{other:?}");
    }
}

#[test]
fn a_session_is_asked_for_once_a_second_at_most() {
    let world = World::new();
    for _ in 0..5 {
        world.send(&ask("GET", "/api/v1/me").with("cookie", "shoal_session=good"));
    }
    let asked = world.seen.calls("user.ResolveCredential").len();
    assert!((1..5).contains(&asked), "{asked}");
    world.wait_ms(1_100);
    world.send(&ask("GET", "/api/v1/me").with("cookie", "shoal_session=good"));
    assert_eq!(world.seen.calls("user.ResolveCredential").len(), asked + 1);
}

#[test]
fn one_address_cannot_take_all() {
    let settings = Settings { qps_per_ip: 1, burst: 3, ..Settings::default() };
    let world = World::with(settings);
    // A slow machine refills the bucket while it asks, so the refusal comes when it comes.
    let refused_at = |path: &str| {
        let mut said = (0..5_000).map(|_| world.send(&ask("GET", path)).status);
        said.position(|status| status == 429)
    };
    let at = refused_at("/api/v1/videos").expect("a limit");
    assert!(at >= 3, "the burst is granted, not {at}");
    let said = world.send(&ask("GET", "/"));
    assert_eq!((said.status, said.header("retry-after")), (429, Some("1")));
    assert!(said.text().contains("data-testid=\"error-page\""), "{}", said.text());
    // A picture is no page: whoever wants one is told as its route says, not by how it looks.
    let said = world.send(&ask("GET", "/covers/v1.jpg"));
    assert_eq!((said.status, said.code().as_str()), (429, "gateway.TOO_MANY_REQUESTS"));
    assert_eq!(world.send(&ask("GET", "/healthz")).status, 200);
    let at = refused_at("/media/bad/x.m4s").expect("a limit");
    assert!(at >= 150, "media has a larger share, not {at}");
    assert_eq!(world.operate(&ask("GET", "/api/v1/videos")).status, 200);
}

#[test]
fn one_address_cannot_write_without_end() {
    let proxies = vec!["127.0.0.1/32".to_owned()];
    let settings = Settings { texts_per_ip: 2, trusted_proxies: proxies, ..Settings::default() };
    let world = World::with(settings);
    let write = |place: &str, from: Option<&str>| {
        let said = ask("POST", &format!("/api/v1/videos/v1/{place}"));
        let said = said.with("authorization", "Bearer shoal_good");
        let said = from.into_iter().fold(said, |said, from| {
            said.with("x-forwarded-for", from).with("x-forwarded-proto", "https")
        });
        let body = match place {
            "danmaku" => json!({"time_ms": 1, "text": "a"}),
            _ => json!({"text": "a"}),
        };
        let said = world.send(&said.json(&body));
        (said.status, said.header("retry-after").is_some())
    };
    let stranger = Some("203.0.113.7");
    assert_eq!(write("danmaku", stranger), (201, false));
    assert_eq!(write("comments", stranger), (201, false));
    assert_eq!(write("danmaku", stranger), (429, true), "both count, whoever writes");
    assert_eq!(write("comments", stranger), (429, true));
    assert_eq!(write("danmaku", Some("203.0.113.8")), (201, false));
    // Programs on this machine write for others.
    (0..5).for_each(|_| assert_eq!(write("danmaku", None), (201, false)));
}

#[test]
fn slow_bodies_take_no_places() {
    let world = World::new();
    let slow = |path: &str, kind: &str| {
        let mut line = world.line();
        let ask = ask("POST", path).with("content-type", kind).with("content-length", 100);
        line.write_all(&ask.bytes()).expect("the front listens");
        line
    };
    let form = "application/x-www-form-urlencoded";
    let forms = (0..100).map(|_| slow("/studio/v1/edit", form));
    let mut lines: Vec<_> = forms.collect();
    lines.extend((0..50).map(|_| slow("/api/v1/tokens", "application/json")));
    world.wait_ms(300);
    for _ in 0..5 {
        assert_eq!(world.send(&ask("GET", "/")).status, 200);
    }
    drop(lines);
}

#[test]
fn only_trusted_proxies_say_where_a_request_comes_from() {
    let world = World::new();
    let far = ask("GET", "/sign-in")
        .with("x-forwarded-for", "203.0.113.7")
        .with("x-forwarded-proto", "https");
    assert!(world.send(&far).header("strict-transport-security").is_none());
    let trusted_proxies = vec!["127.0.0.0/8".to_owned()];
    world.settings.set(Settings { trusted_proxies, ..Settings::default() });
    let page = world.send(&far);
    assert!(page.header("strict-transport-security").is_some());
    let visitor = page.cookie("shoal_visitor").expect("a word");
    let fields = [("csrf", &*page.csrf()), ("name", "mira"), ("password", "correct horse")];
    let said = world.send(
        &ask("POST", "/sign-in")
            .with("x-forwarded-for", "203.0.113.7")
            .with("x-forwarded-proto", "https")
            .with("cookie", format!("shoal_visitor={visitor}"))
            .form(&fields),
    );
    assert_eq!(said.cookie("__Host-shoal").as_deref(), Some("good"), "{}", said.text());
    let sent = said.headers.iter().find(|(_, value)| value.starts_with("__Host-shoal"));
    assert!(sent.is_some_and(|(_, value)| value.contains("Secure") && value.contains("Path=/")));
    let plain = ask("GET", "/").with("x-forwarded-for", "203.0.113.7");
    let said = world.send(&plain.with("x-forwarded-proto", "http"));
    assert_eq!(said.status, 403);
    // The proxy's own line comes after the one that the client made up.
    let forged = ask("GET", "/metrics")
        .with("x-forwarded-for", "127.0.0.1")
        .with("x-forwarded-for", "203.0.113.7")
        .with("x-forwarded-proto", "https");
    assert_eq!(world.send(&forged).code(), "kernel.NOT_ALLOWED");
}

#[test]
fn strangers_ask_the_domains_no_more_often_than_one_of_them_would() {
    let proxies = vec!["127.0.0.1/32".to_owned()];
    let world = World::with(Settings { trusted_proxies: proxies, ..Settings::default() });
    let stranger = |path: &str| {
        ask("GET", path).with("x-forwarded-for", "203.0.113.7").with("x-forwarded-proto", "https")
    };
    for _ in 0..40 {
        assert_eq!(world.send(&stranger("/readyz")).status, 200);
    }
    let asked = world.seen.calls("video.GetVideo").len();
    assert!((1..10).contains(&asked), "{asked} questions for 40 requests");
    // Nor does one address take all of the answers that cost little.
    let settings = Settings { qps_per_ip: 1, burst: 3, ..(*world.settings.get()).clone() };
    world.settings.set(settings);
    for path in ["/healthz", "/readyz", "/metrics"] {
        let mut said = (0..5_000).map(|_| world.send(&stranger(path)).status);
        assert!(said.any(|status| status == 429), "{path}");
    }
    // This machine hears how it is now.
    let before = world.seen.calls("video.GetVideo").len();
    world.operate(&ask("GET", "/readyz"));
    world.operate(&ask("GET", "/readyz"));
    assert_eq!(world.seen.calls("video.GetVideo").len(), before + 2);
}

#[test]
fn every_answer_carries_its_trace_and_its_guards() {
    let world = World::new();
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    let said = world.send(&ask("GET", "/nothing").with("traceparent", parent));
    assert_eq!(said.status, 404);
    assert_eq!(said.header("x-trace-id"), Some("0af7651916cd43dd8448eb211c80319c"));
    assert!(said.header("traceresponse").is_some_and(|text| text.starts_with("00-0af765")));
    assert!(said.text().contains("0af7651916cd43dd8448eb211c80319c"), "the page shows it");
    let policy = said.header("content-security-policy").expect("a policy");
    for part in ["script-src 'self';", "object-src 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{part}");
    }
    assert_eq!(said.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(said.header("referrer-policy"), Some("same-origin"));
    let said = world.send(&ask("GET", "/api/v1/nothing"));
    assert_eq!((said.status, said.code().as_str()), (404, "kernel.NOT_FOUND"));
    for (method, path, allowed) in [
        ("PUT", "/api/v1/videos", "GET, HEAD"),
        ("PUT", "/api/v1/videos/v1", "GET, HEAD, PATCH, DELETE"),
        ("POST", "/", "GET, HEAD"),
        ("PUT", "/sign-out", "POST"),
        ("HEAD", "/api/v1/videos/v1/progress/stream", "GET"),
        ("PUT", "/api/v1/uploads/up1", "OPTIONS, HEAD, PATCH, DELETE, POST"),
    ] {
        let said = world.send(&ask(method, path));
        assert_eq!((said.status, said.header("allow")), (405, Some(allowed)), "{method} {path}");
    }
    assert_eq!(world.send(&ask("PUT", "/api/v1/videos")).code(), "gateway.METHOD_NOT_ALLOWED");
}

#[test]
fn a_fault_is_a_code_and_a_trace_id() {
    let world = World::new();
    *super::fakes::held(&world.seen.is_out) = true;
    let said = world.send(&ask("GET", "/api/v1/me").with("authorization", "Bearer shoal_good"));
    assert_eq!((said.status, said.code().as_str()), (503, "overloaded"));
    assert_eq!(said.header("retry-after"), Some("1"));
    let said = world.send(&ask("GET", "/account").with("cookie", "shoal_session=good"));
    assert_eq!(said.status, 503);
    assert!(said.text().contains("data-testid=\"error-page\""));
}

#[test]
fn a_refused_form_comes_back_in_the_language_of_its_reader() {
    let world = World::new();
    let page = world.send(&ask("GET", "/sign-up").with("accept-language", "zh-CN"));
    let visitor = page.cookie("shoal_visitor").expect("a word");
    let post = ask("POST", "/sign-up")
        .with("cookie", format!("shoal_visitor={visitor}"))
        .with("accept-language", "zh-CN");
    let csrf = page.csrf();
    let said = world.send(&post.form(&[("csrf", &csrf), ("name", "taken"), ("password", "x")]));
    assert_eq!(said.status, 409);
    assert!(said.text().contains("已被使用"), "{}", said.text());
    assert!(said.text().contains("value=\"taken\"") && !said.text().contains("value=\"x\""));
}

#[test]
fn bodies_have_limits_and_shapes() {
    let world = World::new();
    let by =
        |method: &str, path: &str| ask(method, path).with("authorization", "Bearer shoal_good");
    let long = format!("{{\"label\":\"{}\"}}", "x".repeat(300 << 10));
    let said = world.send(&by("POST", "/api/v1/tokens").body("application/json", long));
    assert_eq!((said.status, said.code().as_str()), (413, "gateway.BODY_TOO_LARGE"));
    let said = world.send(&by("POST", "/api/v1/tokens").body("text/plain", "{}"));
    assert_eq!((said.status, said.code().as_str()), (415, "gateway.MEDIA_TYPE"));
    let odd = serde_json::json!({ "label": "x", "colour": "red" });
    let said = world.send(&by("POST", "/api/v1/tokens").json(&odd));
    assert_eq!((said.status, said.code().as_str()), (400, "gateway.BODY_INVALID"));
    let good = by("POST", "/api/v1/tokens").with("idempotency-key", "not a word");
    let said = world.send(&good.json(&serde_json::json!({ "label": "x" })));
    assert_eq!((said.status, said.code().as_str()), (400, "gateway.HEADER_INVALID"));
    let good = by("POST", "/api/v1/tokens").with("idempotency-key", "abc_1-2");
    let said = world.send(&good.json(&serde_json::json!({ "label": "x" })));
    assert_eq!((said.status, said.json()["api_token"].as_str()), (201, Some("shoal_secret")));
    assert_eq!(
        world.seen.calls("user.CreateApiToken"),
        ["user.CreateApiToken by user:u1 key=abc_1-2"]
    );
}
