//! A reader of pages in the tests of the front: opens them, fills their forms, calls the API as a
//! script of ours does.

use super::wire::{Ask, Said, ask};
use super::world::World;

/// The cookies of `mira`, and of `root`, who is an administrator.
pub(super) const CREATOR: &str = "shoal_session=good; shoal_visitor=v";
pub(super) const ADMIN: &str = "shoal_session=admin; shoal_visitor=v";

pub(super) fn open(world: &World, cookie: &str, path: &str) -> Said {
    world.send(&ask("GET", path).with("cookie", cookie))
}

/// Opens a page and sends a form as its reader.
pub(super) fn fill(
    world: &World,
    cookie: &str,
    page: &str,
    post: &str,
    fields: &[(&str, &str)],
) -> Said {
    let csrf = open(world, cookie, page).csrf();
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend_from_slice(fields);
    world.send(&ask("POST", post).with("cookie", cookie).form(&all))
}

pub(super) fn place(said: &Said) -> &str {
    said.header("location").unwrap_or_default()
}

/// A call of the API as a script of ours sends it.
pub(super) fn api(world: &World, cookie: &str, method: &str, path: &str) -> Ask {
    let csrf = open(world, cookie, "/account").csrf();
    ask(method, path).with("cookie", cookie).with("x-csrf-token", csrf)
}
