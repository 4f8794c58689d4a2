//! The account page, the list of accounts, links for a new password, and no dead end among them.

use super::fakes::held;
use super::reader::{ADMIN, CREATOR, api, fill, open, place};
use super::wire::ask;
use super::world::World;
use crate::contract::user::SignUpMode;
use serde_json::json;

#[test]
fn a_password_is_changed_on_the_account_page() {
    let world = World::new();
    let wrong = [("current_password", "not it at all"), ("new_password", "secret-typed-anew")];
    let said = fill(&world, CREATOR, "/account", "/account/password", &wrong);
    assert_eq!(said.status, 403);
    assert!(said.text().contains("That is not your current password."), "{}", said.text());
    assert!(!said.text().contains("secret-typed-anew"), "no form brings a password back");
    let right = [("current_password", "correct horse"), ("new_password", "secret-typed-anew")];
    let said = fill(&world, CREATOR, "/account", "/account/password", &right);
    assert_eq!(place(&said), "/account?notice=user.password-changed");
}

#[test]
fn the_rules_stand_at_the_field_before_they_are_broken() {
    let world = World::new();
    for (language, name, password) in [
        ("en", "2 to 24 letters, digits", "At least 10 characters, and not the same as your name."),
        ("zh-CN", "2 到 24 个字符", "至少 10 个字符，且不能与用户名相同"),
    ] {
        let cookie = format!("{CREATOR}; shoal_language={language}");
        let page = open(&world, &cookie, "/account").text();
        assert!(page.contains(password), "{page}");
        for path in ["/sign-up", "/setup"] {
            let page = open(&world, &format!("shoal_language={language}"), path).text();
            assert!(page.contains(name) && page.contains(password), "{path}: {page}");
            assert!(page.contains("minlength=\"10\"") && page.contains("minlength=\"2\""));
        }
    }
}

#[test]
fn sessions_are_shown_with_their_devices_and_the_own_one_is_marked() {
    let world = World::new();
    let page = open(&world, CREATOR, "/account").text();
    assert!(page.contains("Firefox on Linux") && page.contains("203.0.113.x"), "{page}");
    assert_eq!(page.matches("data-current").count(), 1);
    assert!(page.contains("/account/sessions/s2/end") && !page.contains("/sessions/s1/end"));
}

#[test]
fn what_ends_something_asks_first() {
    let world = World::new();
    for (page, told) in [
        ("/account/tokens/t1/revoke", "user.token-revoked"),
        ("/account/sessions/s2/end", "user.session-ended"),
        ("/account/sign-out-everywhere", "user.signed-out-elsewhere"),
    ] {
        let asked = open(&world, CREATOR, page);
        assert_eq!(asked.status, 200);
        let html = asked.text();
        assert!(html.contains("data-ask-panel"), "{html}");
        assert!(html.contains(&format!("action=\"{page}\"")), "{html}");
        let said = fill(&world, CREATOR, page, page, &[]);
        assert_eq!(place(&said), format!("/account?notice={told}"));
    }
    let changing = ["user.RevokeApiToken", "user.EndSession", "user.EndAllSessions"];
    for rpc in changing {
        assert_eq!(world.seen.calls(rpc).len(), 1, "opening the page changes nothing: {rpc}");
    }
    for none in ["/account/tokens/t9/revoke", "/account/sessions/s9/end"] {
        assert_eq!(open(&world, CREATOR, none).status, 404);
    }
}

#[test]
fn the_door_tells_user_by_which_device_somebody_comes() {
    let world = World::new();
    let page = world.send(&ask("GET", "/sign-in"));
    let visitor = page.cookie("shoal_visitor").expect("a visitor's word");
    let fields = [("csrf", page.csrf()), ("name", "mira".into()), ("password", "x".into())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let said = ask("POST", "/sign-in")
        .with("cookie", format!("shoal_visitor={visitor}"))
        .with("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/1 Firefox/140.0");
    assert_eq!(world.send(&said.form(&fields)).status, 401);
    let place = held(&world.seen.place).clone().expect("a place");
    assert_eq!((place.browser.as_str(), place.system.as_str()), ("Firefox", "Linux"));
    assert_eq!(place.short_network, "127.0.0.x");
}

#[test]
fn administrators_find_accounts_and_nobody_else_does() {
    let world = World::new();
    let page = open(&world, ADMIN, "/admin/users").text();
    assert!(page.contains("data-name=\"root\"") && page.contains("data-name=\"mira\""), "{page}");
    assert!(page.contains("cursor=5-u1"), "the rest is a link");
    assert!(page.contains("/admin/users/u1/restore?next="), "mira is suspended");
    assert!(!page.contains("/admin/users/u9/suspend"), "nobody suspends themselves");
    let page = open(&world, ADMIN, "/admin/users?name=mi&role=creator").text();
    assert!(page.contains("data-name=\"mira\"") && !page.contains("data-name=\"root\""));
    assert!(page.contains("value=\"creator\" selected"));
    let none = open(&world, ADMIN, "/admin/users?name=zz&role=moderator").text();
    assert!(none.contains("No accounts match."), "{none}");
    assert_eq!(open(&world, CREATOR, "/admin/users").status, 403);
}

#[test]
fn an_act_comes_back_to_the_list_as_it_was_narrowed() {
    let world = World::new();
    let list = "/admin/users?name=mi&role=creator";
    for (act, next, expected) in [
        ("role", list, "/admin/users?name=mi&role=creator&notice=user.role-set"),
        ("restore", "/admin/users", "/admin/users?notice=user.restored"),
        ("restore", "//evil.example", "/admin/users?notice=user.restored"),
        ("restore", "/admin/usersx", "/admin/users?notice=user.restored"),
    ] {
        let path = format!("/admin/users/u1/{act}");
        let fields = [("next", next), ("role", "moderator")];
        let said = fill(&world, ADMIN, &path, &path, &fields);
        assert_eq!(place(&said), expected, "{}", said.text());
    }
    let path = "/admin/users/u9/role";
    let said = fill(&world, ADMIN, path, path, &[("role", "viewer")]);
    assert_eq!(said.status, 409);
    assert!(said.text().contains("This is the last administrator."), "{}", said.text());
    let path = "/admin/users/u9/suspend";
    let said = fill(&world, ADMIN, path, path, &[("reason", "kept <as> typed")]);
    assert_eq!(said.status, 422);
    assert!(said.text().contains("kept &#60;as&#62; typed"), "{}", said.text());
    assert_eq!(open(&world, ADMIN, "/admin/users/nobody/role").status, 404);
}

#[test]
fn who_is_suspended_is_out_with_the_next_request() {
    let world = World::new();
    assert_eq!(open(&world, CREATOR, "/account").status, 200);
    let path = "/admin/users/u1/suspend";
    // The administrator's own session is believed for a second; the fake ends all of them.
    let said = fill(&world, ADMIN, path, path, &[("reason", "spam")]);
    assert_eq!(place(&said), "/admin/users?notice=user.suspended");
    let said = open(&world, CREATOR, "/account");
    assert_eq!((said.status, place(&said)), (303, "/sign-in?next=/account"));
}

#[test]
fn a_link_is_shown_once_and_sets_a_password() {
    let world = World::new();
    let path = "/admin/users/u1/reset";
    let said = fill(&world, ADMIN, path, path, &[("next", "/admin/users")]);
    assert!(said.text().contains("http://here.test/reset/one-time"), "{}", said.text());
    assert!(said.text().contains("24 hours"), "{}", said.text());
    assert_eq!(said.header("cache-control"), Some("no-store"));
    let page = open(&world, "shoal_visitor=v", "/reset/one-time");
    assert!(page.text().contains("New password for mira"), "{}", page.text());
    let fields = [("password", "secret-typed-anew")];
    let said = fill(&world, "shoal_visitor=v", "/reset/one-time", "/reset/one-time", &fields);
    assert_eq!(place(&said), "/sign-in?notice=user.password-set");
    assert_eq!(said.cookie("shoal_session").as_deref(), Some(""));
    let gone = open(&world, "shoal_visitor=v", "/reset/old");
    assert_eq!(gone.status, 403);
    assert!(gone.text().contains("data-testid=\"reset-gone\""), "it says what to do, no form");
    assert!(!gone.text().contains("data-testid=\"reset-form\""));
}

#[test]
fn closed_sign_up_says_so_instead_of_showing_a_form() {
    let world = World::new();
    assert!(world.send(&ask("GET", "/sign-up")).text().contains("data-testid=\"sign-up-form\""));
    assert!(world.send(&ask("GET", "/sign-in")).text().contains("href=\"/sign-up\""));
    *held(&world.seen.sign_up_mode) = SignUpMode::Closed;
    let page = world.send(&ask("GET", "/sign-up")).text();
    assert!(page.contains("Sign-up is closed") && !page.contains("sign-up-form"), "{page}");
    assert!(!world.send(&ask("GET", "/sign-in")).text().contains("href=\"/sign-up\""));
}

#[test]
fn a_claimed_site_leads_from_setup_to_sign_in() {
    let world = World::new();
    *held(&world.seen.is_claimed) = true;
    let said = world.send(&ask("GET", "/setup?token=old"));
    assert_eq!((said.status, place(&said)), (303, "/sign-in?notice=user.setup-done"));
    let page = world.send(&ask("GET", place(&said))).text();
    assert!(page.contains("This site already has an administrator."), "{page}");
}

#[test]
fn who_opens_the_address_of_a_form_is_led_back() {
    let world = World::new();
    for (path, back) in [
        ("/sign-out", "/"),
        ("/account/password", "/account"),
        ("/account/tokens", "/account"),
        ("/preferences", "/"),
        ("/studio/v1/delete", "/studio"),
        ("/studio/v1/publish?x=1", "/studio"),
        ("/admin/events/retry", "/admin/events"),
    ] {
        let said = open(&world, ADMIN, path);
        assert_eq!((said.status, place(&said)), (303, back), "{path}");
    }
    let said = world.send(&ask("GET", "/api/v1/uploads/u1/x"));
    assert_eq!(said.status, 404);
    let said = world.send(&ask("GET", "/api/v1/videos/v1/publish"));
    assert_eq!((said.status, said.code().as_str()), (405, "gateway.METHOD_NOT_ALLOWED"));
    assert_eq!(said.header("allow"), Some("POST"));
    let said = world.send(&ask("DELETE", "/account/tokens"));
    assert_eq!(said.status, 405);
}

#[test]
fn a_forbidden_page_says_who_may_and_how_to_get_there() {
    let world = World::new();
    let said = open(&world, CREATOR, "/admin/settings?x=1");
    assert_eq!(said.status, 403);
    let page = said.text();
    assert!(page.contains("Only administrators may do this."), "{page}");
    assert!(page.contains("You are signed in as mira."), "{page}");
    assert!(
        page.contains("/sign-in?switch=yes&amp;next=/admin/settings%3Fx%3D1")
            || page.contains("/sign-in?switch=yes&#38;next=/admin/settings%3Fx%3D1"),
        "{page}"
    );
    // The way leads to a form, though somebody is signed in.
    let door = open(&world, CREATOR, "/sign-in?switch=yes&next=/admin/settings");
    assert!(door.text().contains("name=\"next\" value=\"/admin/settings\""));
    assert_eq!(place(&open(&world, CREATOR, "/sign-in?next=/studio")), "/studio");
}

#[test]
fn the_api_does_the_same() {
    let world = World::new();
    let wrong = json!({ "current_password": "x", "new_password": "y" });
    let said = world.send(&api(&world, CREATOR, "POST", "/api/v1/account/password").json(&wrong));
    assert_eq!((said.status, said.code().as_str()), (403, "user.PASSWORD_WRONG"));
    let right = json!({ "current_password": "correct horse", "new_password": "y" });
    let said = world.send(&api(&world, CREATOR, "POST", "/api/v1/account/password").json(&right));
    assert_eq!(said.json(), json!({ "sessions_ended": 2, "tokens_revoked": 0 }));
    let said = open(&world, CREATOR, "/api/v1/account/sessions").json();
    let of = |at: usize, field: &str| said["sessions"][at][field].clone();
    assert_eq!((of(0, "browser"), of(0, "is_current")), (json!("Firefox"), json!(true)));
    assert_eq!((of(1, "session_id"), of(1, "is_current")), (json!("s2"), json!(false)));
    let path = "/api/v1/account/sessions/s2";
    assert_eq!(world.send(&api(&world, CREATOR, "DELETE", path)).status, 204);
    let path = "/api/v1/account/sign-out-everywhere";
    let what = json!({ "with_api_tokens": true });
    let said = world.send(&api(&world, CREATOR, "POST", path).json(&what)).json();
    assert_eq!(said, json!({ "sessions_ended": 1, "tokens_revoked": 1 }));
}

#[test]
fn the_api_of_administrators_does_the_same() {
    let world = World::new();
    let said = open(&world, ADMIN, "/api/v1/admin/users?role=creator").json();
    assert_eq!(said["users"][0]["name"], "mira");
    assert_eq!(said["users"][0]["suspension_reason"], "spam");
    assert_eq!(said["next_cursor"], json!(null));
    assert_eq!(open(&world, ADMIN, "/api/v1/admin/users?role=boss").status, 400);
    assert_eq!(open(&world, CREATOR, "/api/v1/admin/users").status, 403);
    let role = json!({ "role": "moderator" });
    let said = world.send(&api(&world, ADMIN, "PATCH", "/api/v1/admin/users/u1").json(&role));
    assert_eq!(said.json()["role"], "moderator");
    let said = world.send(&api(&world, ADMIN, "PATCH", "/api/v1/admin/users/u9").json(&role));
    assert_eq!((said.status, said.code().as_str()), (409, "user.LAST_ADMINISTRATOR"));
    let path = "/api/v1/admin/users/u1/restore";
    assert_eq!(world.send(&api(&world, ADMIN, "POST", path)).status, 204);
    let name = json!({ "name": "mira" });
    let said = world.operate(&ask("POST", "/api/v1/admin/reset-links").json(&name));
    assert_eq!((said.status, said.json()["path"].clone()), (201, json!("/reset/one-time")));
    let why = json!({ "reason": "spam" });
    let path = "/api/v1/admin/users/u1/suspend";
    assert_eq!(world.send(&api(&world, ADMIN, "POST", path).json(&why)).status, 204);
}

#[test]
fn what_was_typed_comes_back_but_for_the_password() {
    let world = World::new();
    let fields = [("address", "mira@example.net"), ("password", "not the right one")];
    let said = fill(&world, CREATOR, "/account", "/account/address", &fields);
    assert_eq!(said.status, 403);
    let page = said.text();
    assert!(page.contains("value=\"mira@example.net\""), "{page}");
    assert!(!page.contains("not the right one"), "{page}");
    let fields = [("hash", "xyz"), ("label", "a poster & more")];
    let said = fill(&world, ADMIN, "/moderation/known", "/moderation/known", &fields);
    let page = said.text();
    assert_eq!(said.status, 422, "{page}");
    assert!(page.contains("value=\"xyz\"") && page.contains("a poster &#38; more"), "{page}");
}

#[test]
fn administrators_see_how_the_mail_fares_and_the_page_stands_without() {
    let world = World::new();
    let page = open(&world, ADMIN, "/admin").text();
    assert!(page.contains("data-testid=\"admin-mail\""), "{page}");
    assert!(page.contains("2 messages are waiting") && page.contains("refused"), "{page}");
}

#[test]
fn whoever_deletes_their_account_types_its_name_and_is_signed_out() {
    let world = World::new();
    let page = open(&world, CREATOR, "/account").text();
    assert!(page.contains("href=\"/account/erase\""), "{page}");
    let path = "/account/erase";
    assert_eq!(place(&open(&world, "", path)), "/sign-in?next=/account/erase");
    for (language, goes) in [("en", "What is deleted"), ("zh-CN", "将会删除")] {
        let page = open(&world, &format!("{CREATOR}; shoal_language={language}"), path).text();
        assert!(page.contains(goes) && page.contains("mira"), "{page}");
    }
    let mistyped = [("name", "mir<a>"), ("password", "correct horse")];
    let said = fill(&world, CREATOR, path, path, &mistyped);
    assert_eq!(said.status, 422);
    assert!(said.text().contains("That is not the name of your account."), "{}", said.text());
    assert!(said.text().contains("mir&#60;a&#62;") && !said.text().contains("correct horse"));
    let wrong = [("name", "mira"), ("password", "not it at all")];
    assert_eq!(fill(&world, CREATOR, path, path, &wrong).status, 403);
    let right = [("name", "mira"), ("password", "correct horse")];
    let said = fill(&world, CREATOR, path, path, &right);
    assert_eq!((said.status, place(&said)), (303, "/account/erased"));
    assert_eq!(said.cookie("shoal_session").as_deref(), Some(""), "the session has ended");
    let page = open(&world, "", "/account/erased").text();
    assert!(page.contains("Your account has been deleted"), "{page}");
}

#[test]
fn administrators_delete_an_account_with_a_reason_and_not_their_own() {
    let world = World::new();
    let page = open(&world, ADMIN, "/admin/users").text();
    assert!(page.contains("/admin/users/u1/erase?next="), "{page}");
    assert!(!page.contains("/admin/users/u9/erase"), "nobody erases themselves here");
    let path = "/admin/users/u1/erase";
    assert!(open(&world, ADMIN, path).text().contains("Delete the account of mira?"));
    assert_eq!(open(&world, CREATOR, path).status, 403);
    let said = fill(&world, ADMIN, path, path, &[("reason", "")]);
    assert_eq!(said.status, 422);
    let said = fill(&world, ADMIN, path, path, &[("reason", "they asked for it")]);
    assert_eq!(place(&said), "/admin/users?notice=user.erased");
    let path = "/admin/users/u9/erase";
    let said = fill(&world, ADMIN, path, path, &[("reason", "spam")]);
    assert!(said.text().contains("This is the last administrator."), "{}", said.text());
}

#[test]
fn the_api_deletes_accounts_as_well() {
    let world = World::new();
    let own = |name: &str, current_password: &str| {
        let body = json!({ "name": name, "current_password": current_password });
        let path = "/api/v1/account/erase";
        let said = world.send(&api(&world, CREATOR, "POST", path).json(&body));
        if said.status == 204 { (204, String::new()) } else { (said.status, said.code()) }
    };
    assert_eq!(own("mir", "correct horse"), (422, "user.NAME_MISTYPED".to_owned()));
    assert_eq!(own("mira", "not it"), (403, "user.PASSWORD_WRONG".to_owned()));
    assert_eq!(own("mira", "correct horse"), (204, String::new()));
    let why = json!({ "reason": "spam" });
    let path = "/api/v1/admin/users/u1/erase";
    assert_eq!(world.send(&api(&world, ADMIN, "POST", path).json(&why)).status, 204);
    assert_eq!(world.send(&api(&world, CREATOR, "POST", path).json(&why)).status, 403);
    let path = "/api/v1/admin/users/u9/erase";
    let said = world.send(&api(&world, ADMIN, "POST", path).json(&why));
    assert_eq!((said.status, said.code().as_str()), (409, "user.LAST_ADMINISTRATOR"));
}
