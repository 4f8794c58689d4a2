//! The pages of moderators: who sees them, what they hold, and what a decision leads to.

use super::wire::{Said, ask};
use super::world::World;

const CREATOR: &str = "shoal_session=good; shoal_visitor=v";
const ADMIN: &str = "shoal_session=admin; shoal_visitor=v";

fn open(world: &World, cookie: &str, path: &str) -> Said {
    world.send(&ask("GET", path).with("cookie", cookie))
}

#[test]
fn the_queue_is_for_moderators_and_shows_why_a_video_waits() {
    let world = World::new();
    assert_eq!(open(&world, CREATOR, "/moderation").status, 403);
    let said = open(&world, ADMIN, "/moderation");
    assert_eq!(said.status, 200);
    let page = said.text();
    assert!(page.contains("A &#60;b&#62;fish&#60;/b&#62;"), "a title is text: {page}");
    assert!(page.contains("“x” in the title"), "{page}");
    let zh = open(&world, &format!("{ADMIN}; shoal_language=zh-CN"), "/moderation").text();
    assert!(zh.contains("有 1 个视频等待处理") && zh.contains("标题中有“x”"), "{zh}");
}

#[test]
fn a_case_is_taken_in_hand_only_from_a_page_of_ours() {
    let world = World::new();
    for (site, claims) in [(None, 0), (Some("cross-site"), 0), (Some("same-origin"), 1)] {
        let request = ask("GET", "/moderation/v1").with("cookie", ADMIN);
        let request = match site {
            Some(site) => request.with("sec-fetch-site", site),
            None => request,
        };
        let said = world.send(&request);
        assert_eq!(said.status, 200, "{}", said.text());
        assert_eq!(world.seen.calls("moderation.ClaimCase").len(), claims, "{site:?}");
    }
}

#[test]
fn a_decision_leads_back_to_the_queue() {
    let world = World::new();
    let csrf = open(&world, ADMIN, "/moderation/v1").csrf();
    let fields = [("csrf", csrf.as_str()), ("action", "block"), ("reason", "spam"), ("note", "x")];
    let said = world.send(&ask("POST", "/moderation/v1").with("cookie", ADMIN).form(&fields));
    assert_eq!(said.header("location"), Some("/moderation?notice=moderation.decided"));
    let odd = [("csrf", csrf.as_str()), ("action", "burn")];
    let said = world.send(&ask("POST", "/moderation/v1").with("cookie", ADMIN).form(&odd));
    assert_eq!(said.status, 400);
}
