//! The page of an account: what its reader has set against it, and the lists that follow from it.

use super::reader::{ADMIN, CREATOR, api, fill, open, place};
use super::wire::ask;
use super::world::World;
use crate::gateway::user::fake::portraits::{SHOWN, WAITING};

#[test]
fn the_menu_stands_on_the_pages_of_others_for_who_is_signed_in() {
    let world = World::new();
    let menu = "data-testid=\"profile-menu\"";
    let by_admin = open(&world, ADMIN, "/u/mira").text();
    assert!(by_admin.contains(menu) && by_admin.contains("/account/blocks/u1/block"), "{by_admin}");
    assert!(!open(&world, CREATOR, "/u/mira").text().contains(menu), "it is their own");
    assert!(!open(&world, "shoal_visitor=v", "/u/mira").text().contains(menu));
}

#[test]
fn who_is_blocked_is_marked_and_let_go_again() {
    let world = World::new();
    let page = open(&world, CREATOR, "/account/blocks").text();
    assert!(page.contains("data-name=\"root\"") && page.contains("/blocks/u9/unblock"), "{page}");
    assert!(page.contains("data-testid=\"muted-none\""), "{page}");
    for (act, next, expected) in [
        ("block", "/u/root", "/u/root?notice=user.blocked"),
        ("unblock", "", "/account/blocks?notice=user.unblocked"),
        ("mute", "//evil.example", "/account/blocks?notice=user.muted"),
        ("unmute", "/u/root", "/u/root?notice=user.unmuted"),
    ] {
        let path = format!("/account/blocks/u9/{act}");
        let said = fill(&world, CREATOR, "/account/blocks", &path, &[("next", next)]);
        assert_eq!(place(&said), expected, "{}", said.text());
    }
    let unknown = "/account/blocks/nobody/block";
    assert_eq!(fill(&world, CREATOR, "/account/blocks", unknown, &[]).status, 404);
}

#[test]
fn the_api_blocks_and_lists() {
    let world = World::new();
    let listed = world.send(&api(&world, CREATOR, "GET", "/api/v1/account/blocks")).json();
    assert_eq!(listed["blocks"][0]["name"], "root", "{listed}");
    let muted = world.send(&api(&world, CREATOR, "GET", "/api/v1/account/mutes")).json();
    assert_eq!(muted["blocks"].as_array().map(Vec::len), Some(0), "{muted}");
    for kind in ["blocks", "mutes"] {
        for method in ["POST", "DELETE"] {
            let asked = api(&world, CREATOR, method, &format!("/api/v1/account/{kind}/u9"));
            assert_eq!(world.send(&asked).status, 204, "{method} {kind}");
        }
    }
    assert_eq!(world.seen.calls("user.UnmuteUser").len(), 1);
}

#[test]
fn lists_leave_out_whom_their_reader_has_set_aside() {
    let world = World::new();
    let film = "data-video-id=\"v1\"";
    for path in ["/", "/tag/%E6%B5%B7%20sea"] {
        assert!(open(&world, CREATOR, path).text().contains(film), "{path}: nothing against them");
        assert!(open(&world, "shoal_visitor=v", path).text().contains(film), "{path}: a visitor");
        assert!(!open(&world, ADMIN, path).text().contains(film), "{path}: its owner is muted");
    }
    let page = open(&world, ADMIN, "/u/mira").text();
    assert!(page.contains(film), "their own page shows everything");
    assert!(page.contains("data-testid=\"is-muted\"") && page.contains("/u1/unmute"), "{page}");
}

#[test]
fn what_somebody_says_about_themselves_stands_on_their_page() {
    let world = World::new();
    let page = open(&world, "shoal_visitor=v", "/u/mira").text();
    assert!(
        page.contains("I film &#60;b&#62;fish&#60;/b&#62;, see <a href=\"https://fish.example\"")
    );
    assert!(!open(&world, CREATOR, "/u/root").text().contains("profile-bio"), "root says nothing");
    let form = open(&world, CREATOR, "/account").text();
    assert!(form.contains("I film &#60;b&#62;fish"), "{form}");
    assert!(form.contains("Up to 500 characters."), "{form}");
    let said = fill(&world, CREATOR, "/account", "/account/profile", &[("bio", "long")]);
    assert_eq!(said.status, 422);
    let html = said.text();
    assert!(html.contains("may have up to 500 characters") && html.contains(">long</textarea>"));
    let said = fill(&world, CREATOR, "/account", "/account/profile", &[("bio", "birds")]);
    assert_eq!(place(&said), "/account?notice=user.profile-saved");
    let told = world.send(&ask("GET", "/api/v1/users/mira")).json();
    assert_eq!((&told["name"], &told["role"]), (&"mira".into(), &"creator".into()), "{told}");
    assert!(told["bio"].as_str().is_some_and(|bio| bio.starts_with("I film <b>")), "{told}");
    assert_eq!(world.send(&ask("GET", "/api/v1/users/nobody")).status, 404);
    let patch = api(&world, CREATOR, "PATCH", "/api/v1/account/profile");
    let said = world.send(&patch.json(&serde_json::json!({ "bio": "birds" })));
    assert_eq!(said.json()["bio"], "birds");
}

#[test]
fn the_account_page_shows_what_was_set_last_and_how_others_see_it() {
    let world = World::new();
    let page = open(&world, CREATOR, "/account").text();
    assert!(page.contains(&format!("src=\"/avatars/{WAITING}/256.jpg\"")), "{page}");
    assert!(page.contains("data-state=\"waiting\" data-testid=\"avatar-state\""), "{page}");
    assert!(page.contains("Waiting for review") && page.contains("Too &#60;b&#62;loud"), "{page}");
    assert!(page.contains("data-state=\"refused\" data-testid=\"bio-state\""), "{page}");
    assert!(page.contains("data-next=\"/account?notice=user.avatar-saved\""), "{page}");
    let zh = open(&world, &format!("{CREATOR}; shoal_language=zh-CN"), "/account").text();
    assert!(zh.contains("正在等待审核") && zh.contains("移除头像"), "{zh}");
    let said = fill(&world, CREATOR, "/account", "/account/avatar/remove", &[]);
    assert_eq!(place(&said), "/account?notice=user.avatar-removed");
    assert_eq!(world.seen.calls("user.RemoveAvatar").len(), 1);
    let told = open(&world, CREATOR, "/api/v1/account/profile").json();
    assert_eq!(told["avatar_standing"]["state"], "waiting");
    assert_eq!(told["avatar_url"], format!("/avatars/{WAITING}/256.jpg"));
    assert_eq!(told["bio_standing"]["note"], "Too <b>loud</b>");
}

#[test]
fn a_picture_is_sent_as_it_is_and_refused_in_words() {
    let world = World::new();
    let path = "/api/v1/account/avatar";
    let send = |body: &[u8]| {
        let request = api(&world, CREATOR, "POST", path);
        world.send(&request.body("application/octet-stream", body))
    };
    let said = send(b"\xff\xd8\xff anything");
    assert_eq!(said.json()["avatar_url"], format!("/avatars/{WAITING}/256.jpg"));
    let said = send(b"<svg/>");
    assert_eq!((said.status, &*said.code()), (422, "user.PICTURE_INVALID"));
    let request = api(&world, &format!("{CREATOR}; shoal_language=zh-CN"), "POST", path);
    let said = world.send(&request.body("application/octet-stream", *b"<svg/>"));
    assert!(said.text().contains("SVG 可能包含程序"), "{}", said.text());
    let said = send(&vec![0; (16 << 20) + 1]);
    assert_eq!(said.status, 413, "{}", said.text());
    let strange = ask("POST", path).with("cookie", CREATOR);
    let said = world.send(&strange.body("application/octet-stream", *b"x"));
    assert_eq!((said.status, &*said.code()), (403, "gateway.CSRF"));
    let said = world.send(&ask("POST", path).body("application/octet-stream", *b"x"));
    assert_eq!(said.status, 401);
    assert_eq!(world.seen.calls("user.SetAvatar").len(), 3);
    let said = world.send(&api(&world, CREATOR, "DELETE", path));
    assert_eq!(said.status, 204);
}

#[test]
fn a_picture_is_kept_by_everybody_once_all_may_see_it_and_by_nobody_before() {
    let world = World::new();
    for (avatar, cache) in [(SHOWN, "public, max-age=300"), (WAITING, "private, no-cache")] {
        world.put(&format!("user/avatars/{avatar}/96.jpg"), "a picture");
        let path = format!("/avatars/{avatar}/96.jpg");
        let said = open(&world, "shoal_visitor=v", &path);
        assert_eq!((said.status, &*said.text()), (200, "a picture"));
        assert_eq!(said.header("content-type"), Some("image/jpeg"));
        assert_eq!(said.header("cache-control"), Some(cache));
        assert_eq!(said.header("x-content-type-options"), Some("nosniff"));
        let tag = said.header("etag").expect("a tag").to_owned();
        assert_eq!(world.send(&ask("GET", &path).with("if-none-match", &tag)).status, 304);
    }
    for path in
        ["/avatars/a1/256.jpg", "/avatars/a9/96.jpg", "/avatars/a1/96.png", "/avatars/a1/x.jpg"]
    {
        assert_eq!(world.send(&ask("GET", path)).status, 404, "{path}");
    }
}
