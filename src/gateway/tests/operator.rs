//! The control socket: whoever may open it is the operator, or acts as the account they name.

use super::wire::ask;
use super::world::World;
use serde_json::json;

#[test]
fn the_operator_adds_accounts_without_a_token() {
    let world = World::new();
    let add = ask("POST", "/api/v1/users").json(&json!({ "name": "ada", "role": "admin" }));
    let said = world.operate(&add);
    assert_eq!(said.status, 201, "{}", said.text());
    let json = said.json();
    assert_eq!((json["user_id"].as_str(), json["role"].as_str()), (Some("u2"), Some("admin")));
    assert_eq!(json["api_token"], "shoal_new");
    assert!(world.seen.calls("user.AddUser")[0].starts_with("user.AddUser by operator key="));
    assert_eq!(world.send(&add).status, 401, "the same by HTTP");
    let odd = ask("POST", "/api/v1/users").json(&json!({ "name": "ada", "role": "king" }));
    assert_eq!(world.operate(&odd).status, 400);
}

#[test]
fn roles_by_http_are_held_to() {
    let world = World::new();
    let add = ask("POST", "/api/v1/users")
        .with("authorization", "Bearer shoal_good")
        .json(&json!({ "name": "ada" }));
    let said = world.send(&add);
    assert_eq!((said.status, said.code().as_str()), (403, "kernel.NOT_ALLOWED"));
    let said = world.send(&ask("GET", "/api/v1/me").with("cookie", "shoal_session=admin"));
    assert_eq!(said.json()["user"]["role"], "admin");
}

#[test]
fn uploads_of_the_operator_belong_to_an_administrator_or_to_whom_they_name() {
    let world = World::new();
    let post = ask("POST", "/api/v1/uploads")
        .with("tus-resumable", "1.0.0")
        .with("upload-length", 10)
        .with("content-length", 0);
    let said = world.operate(&post);
    assert_eq!(said.status, 201, "{}", said.text());
    let drafts = world.seen.calls("video.CreateDraft");
    assert!(drafts[0].starts_with("video.CreateDraft by user:u9"), "{drafts:?}");
    let said = world.operate(&post.clone().with("shoal-as", "mira"));
    assert_eq!(said.status, 201, "{}", said.text());
    let drafts = world.seen.calls("video.CreateDraft");
    assert!(drafts[1].starts_with("video.CreateDraft by user:u1"), "{drafts:?}");
    for unknown in ["nobody", "小林"] {
        let said = world.operate(&post.clone().with("shoal-as", unknown));
        assert_eq!(said.status, 404, "{unknown} does not make it the site's");
    }
    let forged = ask("GET", "/api/v1/me").with("shoal-as", "mira");
    assert_eq!(world.send(&forged).status, 401, "the header counts on the socket alone");
}

#[test]
fn metrics_count_requests_by_route() {
    let world = World::new();
    world.send(&ask("GET", "/watch/v1"));
    world.send(&ask("GET", "/watch/v9"));
    world.send(&ask("BREW", "/watch/v9"));
    let text = world.operate(&ask("GET", "/metrics")).text();
    for line in [
        "shoal_requests_total{route=\"GET /watch/{id}\",status=\"200\"} 1",
        "shoal_requests_total{route=\"GET /watch/{id}\",status=\"404\"} 1",
        "shoal_requests_total{route=\"OTHER /watch/{id}\",status=\"405\"} 1",
        "shoal_request_seconds_count{domain=\"page\"} 2",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
}

#[test]
fn the_studio_acts_for_its_owner() {
    let world = World::new();
    let mira = |method: &str, path: &str| ask(method, path).with("cookie", "shoal_session=good");
    let page = world.send(&mira("GET", "/studio"));
    assert!(
        page.text().contains("data-testid=\"studio-row\"") && page.text().contains("cursor=c2")
    );
    let csrf = page.csrf();
    let post = |path: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("csrf", csrf.as_str()), ("key", "k9")];
        all.extend_from_slice(fields);
        world.send(&mira("POST", path).form(&all))
    };
    let fields = [("title", "New"), ("tags", "a，b"), ("privacy", "unlisted")];
    let said = post("/studio/v1/edit", &fields);
    assert_eq!(said.header("location"), Some("/studio?notice=video.saved"), "{}", said.text());
    assert_eq!(world.seen.calls("video.UpdateVideo"), ["video.UpdateVideo by user:u1 key=k9"]);
    let said = post("/studio/v1/edit", &[("title", ""), ("privacy", "public")]);
    assert_eq!(
        (said.status, said.text().contains("Give the video a title of at most")),
        (422, true)
    );
    for (path, notice) in [
        ("/studio/v1/delete", "/studio?notice=video.deleted"),
        ("/studio/v1/publish", "/studio?notice=video.published"),
        ("/studio/v1/retry", "/studio?notice=transcode.retrying"),
        ("/account/tokens/t1/revoke", "/account?notice=user.token-revoked"),
    ] {
        assert_eq!(post(path, &[]).header("location"), Some(notice), "{path}");
    }
    assert_eq!(post("/studio/other/delete", &[]).status, 404);
    let said = post("/account/tokens", &[("label", "laptop")]);
    assert!(said.text().contains("shoal_secret"), "{}", said.text());
    let said = post("/sign-out", &[]);
    assert_eq!(said.cookie("shoal_session").as_deref(), Some(""));
    let told = said.headers.iter().filter(|(name, _)| name == "set-cookie").count();
    assert_eq!(told, 1, "what has ended is not renewed: {:?}", said.headers);
    assert_eq!(world.seen.calls("user.SignOut").len(), 1);
}
