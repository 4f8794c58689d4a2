//! A browser in which somebody is signed in, for what an API token may not do.

use crate::support::World;
use reqwest::blocking::{RequestBuilder, Response};
use serde_json::Value;

const PASSWORD: &str = "correct horse 9";

/// The cookies of one browser, and the token that its forms and scripts carry.
#[derive(Clone)]
pub(crate) struct Session {
    cookie: String,
    csrf: String,
}

impl Session {
    /// Gives somebody a password and signs them in.
    pub(crate) fn of(world: &World, name: &str) -> Self {
        let link = world.shoal_json(&["user", "reset", name, "--json"]);
        let link = link["link"].as_str().expect("a link");
        let path = format!("/reset/{}", link.rsplit('/').next().unwrap_or_default());
        let form = [("password", PASSWORD)];
        assert_eq!(Self::come(world, &path).send(world, &path, &form).status(), 303);
        Self::sign_in(world, name, PASSWORD)
    }

    pub(crate) fn sign_in(world: &World, name: &str, password: &str) -> Self {
        let visitor = Self::come(world, "/sign-in");
        let said = visitor.send(world, "/sign-in", &[("name", name), ("password", password)]);
        let session = cookie(&said, "shoal_session").expect("a session");
        let cookie = format!("{}; {session}", visitor.cookie);
        let page = world.http.get(world.at("/account")).header("cookie", &cookie).send();
        let csrf = csrf(page.expect("it answers"));
        Self { cookie, csrf }
    }

    /// A browser that comes by a path.
    fn come(world: &World, path: &str) -> Self {
        let page = world.get(path);
        let cookie = cookie(&page, "shoal_visitor").expect("a visitor");
        Self { cookie, csrf: csrf(page) }
    }

    fn send(&self, world: &World, path: &str, fields: &[(&str, &str)]) -> Response {
        let mut form = vec![("csrf", self.csrf.as_str())];
        form.extend_from_slice(fields);
        let body: Vec<String> = form.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let request = world.http.post(world.at(path)).header("cookie", &self.cookie);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(body.join("&").replace(' ', "+")).send().expect("it answers")
    }

    /// A request as a script of ours sends it.
    pub(crate) fn on(&self, request: RequestBuilder) -> RequestBuilder {
        request.header("cookie", &self.cookie).header("x-csrf-token", &self.csrf)
    }

    /// POST of JSON.
    pub(crate) fn post(&self, world: &World, path: &str, body: &Value) -> RequestBuilder {
        self.on(world.http.post(world.at(path))).json(body)
    }
}

/// Whether an address is one that sessions ask: their own, and what needs a proof.
pub(crate) fn is_for_sessions(path: &str) -> bool {
    let begin =
        ["/api/v1/account/", "/api/v1/tokens", "/api/v1/admin/users", "/api/v1/admin/reset-links"];
    let ends_all = path.contains("/sign-out-everywhere");
    !ends_all && begin.iter().any(|begin| path.starts_with(begin))
}

fn cookie(said: &Response, name: &str) -> Option<String> {
    let lines = said.headers().get_all("set-cookie").iter();
    let mut lines = lines.filter_map(|line| line.to_str().ok());
    lines.find_map(|line| {
        let cookie = line.split(';').next()?;
        cookie.starts_with(&format!("{name}=")).then(|| cookie.to_owned())
    })
}

fn csrf(page: Response) -> String {
    let html = page.text().expect("a page");
    let after = html.split("name=\"csrf\" content=\"").nth(1);
    after.and_then(|rest| rest.split('"').next()).expect("a token").to_owned()
}
