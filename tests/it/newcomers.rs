//! How people come to a site that is not open to everybody: by invitation, or once an administrator
//! has approved them.

use crate::support::World;
use reqwest::blocking::Response;
use serde_json::json;

/// A browser without an account: its cookie, and the token that its forms carry.
pub(crate) struct Stranger {
    cookie: String,
    csrf: String,
}

impl Stranger {
    pub(crate) fn come(world: &World, path: &str) -> Self {
        let page = world.get(path);
        let cookies = page.headers().get_all("set-cookie").iter();
        let visitor = cookies.filter_map(|line| line.to_str().ok()).find_map(|line| {
            line.split(';').next().filter(|cookie| cookie.starts_with("shoal_visitor="))
        });
        let cookie = visitor.expect("a visitor").to_owned();
        let html = page.text().expect("a page");
        let csrf =
            html.split("name=\"csrf\" content=\"").nth(1).and_then(|rest| rest.split('"').next());
        Self { cookie, csrf: csrf.expect("a token").to_owned() }
    }

    pub(crate) fn send(&self, world: &World, path: &str, fields: &[(&str, &str)]) -> Response {
        let mut form = vec![("csrf", self.csrf.as_str())];
        form.extend_from_slice(fields);
        let body: Vec<String> = form.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let request = world.http.post(world.at(path)).header("cookie", &self.cookie);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(body.join("&").replace(' ', "+")).send().expect("it answers")
    }
}

/// Sends the form of whoever comes by a path; gives its status and what it says.
fn sign_up(world: &World, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let said = Stranger::come(world, path).send(world, "/sign-up", fields);
    (said.status().as_u16(), said.text().expect("it has a body"))
}

fn sign_in(world: &World, name: &str) -> (u16, String) {
    let fields = [("name", name), ("password", "correct horse 9")];
    let said = Stranger::come(world, "/sign-in").send(world, "/sign-in", &fields);
    (said.status().as_u16(), said.text().expect("it has a body"))
}

#[test]
fn an_administrator_approves_one_and_refuses_another() {
    let mut world = World::start();
    let ada = world.account("ada", "admin");
    world.shoal_json(&["config", "set", "user.sign_up=approval", "--json"]);
    let form = |name| [("name", name), ("password", "correct horse 9"), ("answer", "I film fish")];
    let (status, page) = sign_up(&world, "/sign-up", &form("mei"));
    assert!(status == 200 && page.contains("sign-up-waiting"), "{status} {page}");
    assert_eq!(sign_up(&world, "/sign-up", &form("eve")).0, 200);
    assert_eq!(sign_up(&world, "/sign-up", &form("MEI")).0, 409, "the name is taken");
    assert_eq!(world.get("/u/mei").status(), 404, "nobody sees who waits");
    world.kill();
    world.run();
    let (status, page) = sign_in(&world, "mei");
    assert!(status == 403 && page.contains("waiting for approval"), "{status} {page}");
    let waiting = world.get_as(&ada, "/api/v1/admin/sign-ups");
    let waiting = waiting["sign_ups"].as_array().expect("sign-ups").clone();
    assert_eq!(waiting.len(), 2, "{waiting:?}");
    for one in waiting {
        assert_eq!(one["answer"], "I film fish");
        let id = one["user_id"].as_str().expect("an id");
        let is_mei = one["name"] == "mei";
        let act = if is_mei { "approve" } else { "refuse" };
        let body = if is_mei { json!({}) } else { json!({ "reason": "no answer to our mail" }) };
        let decided = world.post_as(&ada, &format!("/api/v1/admin/sign-ups/{id}/{act}"), &body);
        assert!(decided.status().is_success(), "{act}: {}", decided.text().unwrap_or_default());
    }
    assert_eq!(sign_in(&world, "mei").0, 303);
    let (status, page) = sign_in(&world, "eve");
    assert!(status == 403 && page.contains("no answer to our mail"), "{status} {page}");
    assert_eq!(world.get("/u/mei").status(), 200);
    assert_eq!(world.get("/u/eve").status(), 404);
}

#[test]
fn an_invitation_lets_in_as_many_as_it_says() {
    let world = World::start();
    let (ada, mei) = (world.account("ada", "admin"), world.account("mei", "moderator"));
    world.shoal_json(&["config", "set", "user.sign_up=invitation", "--json"]);
    let path = "/api/v1/admin/invitations";
    let body =
        json!({ "label": "club", "uses_max": 1, "lifetime_ms": 3_600_000, "role": "viewer" });
    assert_eq!(world.post_as(&mei, path, &body).status(), 403);
    let made = world.post_as(&ada, path, &body);
    assert_eq!(made.status(), 201);
    let made: serde_json::Value = made.json().expect("it is JSON");
    let link = made["path"].as_str().expect("a path");
    let token = link.strip_prefix("/sign-up?invitation=").expect("a token");
    let fields = |name| [("name", name), ("password", "correct horse 9"), ("invitation", token)];
    let plain = [("name", "eve"), ("password", "correct horse 9")];
    assert_eq!(sign_up(&world, "/sign-up", &plain).0, 403);
    assert_eq!(sign_up(&world, link, &fields("lin")).0, 303);
    let (status, page) = sign_up(&world, "/sign-up", &fields("eve"));
    assert!(status == 403 && page.contains("has been used up"), "{status} {page}");
    assert_eq!(world.get(link).status(), 403);
    let listed = world.get_as(&ada, path);
    assert_eq!(listed["invitations"][0]["uses"], 1, "{listed}");
    let role = world.get_as(&ada, "/api/v1/admin/users?name=lin");
    assert_eq!(role["users"][0]["role"], "viewer", "{role}");
    assert!(!world.log().contains(token), "the log does not hold the token");
}
