//! Two-step sign-in, and the password asked once more before what is dangerous.

use super::reader::{ADMIN, CREATOR, api, fill, open, place};
use super::wire::Said;
use super::world::World;
use serde_json::json;

const VISITOR: &str = "shoal_visitor=v";
const WAITING: &str = "shoal_visitor=v; shoal_ticket=one-time";
const SECOND: &str = "/sign-in/second";

fn second(world: &World, cookie: &str, fields: &[(&str, &str)]) -> Said {
    fill(world, cookie, "/sign-in", SECOND, fields)
}

#[test]
fn a_sign_in_waits_for_its_second_step_and_goes_on_where_it_wanted_to() {
    let world = World::new();
    let fields = [("name", "mira"), ("password", "two steps"), ("next", "/upload?a=b")];
    let said = fill(&world, VISITOR, "/sign-in", "/sign-in", &fields);
    assert_eq!(place(&said), "/sign-in/second?next=/upload%3Fa%3Db");
    assert_eq!(said.cookie("shoal_session"), None, "nobody is signed in yet");
    assert_eq!(said.cookie("shoal_ticket").as_deref(), Some("one-time"));
    let page = open(&world, WAITING, "/sign-in/second?next=/upload").text();
    assert!(page.contains("autocomplete=\"one-time-code\""), "{page}");
    assert!(page.contains("with=recovery&#38;next=/upload") || page.contains("with=recovery&amp;"));
    let wrong = second(&world, WAITING, &[("code", "000000"), ("next", "/upload")]);
    assert_eq!((wrong.status, wrong.cookie("shoal_session")), (403, None));
    assert!(wrong.text().contains("This code is wrong"), "{}", wrong.text());
    assert!(!wrong.text().contains("000000"), "no form brings a code back");
    let said = second(&world, WAITING, &[("code", "123456"), ("next", "/upload")]);
    assert_eq!((place(&said), said.cookie("shoal_session").as_deref()), ("/upload", Some("good")));
    assert_eq!(said.cookie("shoal_ticket").as_deref(), Some(""), "it is used up");
    let odd = second(&world, WAITING, &[("code", "123456"), ("next", "//evil.example")]);
    assert_eq!(place(&odd), "/");
}

#[test]
fn a_recovery_code_takes_the_place_of_the_app() {
    let world = World::new();
    let page = open(&world, WAITING, "/sign-in/second?with=recovery").text();
    assert!(page.contains("name=\"recovery_code\"") && !page.contains("name=\"code\""), "{page}");
    let wrong = second(&world, WAITING, &[("recovery_code", "wxyz")]);
    assert_eq!(wrong.status, 403);
    assert!(wrong.text().contains("name=\"recovery_code\""), "the same form comes back");
    let said = second(&world, WAITING, &[("recovery_code", "abcd")]);
    assert_eq!(said.cookie("shoal_session").as_deref(), Some("good"));
}

#[test]
fn without_a_ticket_sign_in_begins_again() {
    let world = World::new();
    let door = "/sign-in?next=/upload&notice=user.sign-in-again";
    assert_eq!(place(&open(&world, VISITOR, "/sign-in/second?next=/upload")), door);
    let old = "shoal_visitor=v; shoal_ticket=old";
    for cookie in [VISITOR, old] {
        let said = second(&world, cookie, &[("code", "123456"), ("next", "/upload")]);
        assert_eq!((place(&said), said.cookie("shoal_session")), (door, None), "{cookie}");
        assert_eq!(said.cookie("shoal_ticket").as_deref(), Some(""));
    }
    assert!(open(&world, VISITOR, door).text().contains("That took too long."));
}

#[test]
fn codes_are_set_up_with_a_picture_and_their_recovery_codes_are_shown_once() {
    let world = World::new();
    let here = "/account/second-factor";
    assert!(open(&world, CREATOR, "/account").text().contains("href=\"/account/second-factor\""));
    assert!(open(&world, CREATOR, here).text().contains("data-testid=\"totp-begin\""));
    let said = fill(&world, CREATOR, here, "/account/second-factor/begin", &[]);
    let page = said.text();
    assert!(page.contains("MZXW 6YTB OI") && page.contains("<svg class=\"qr\""), "{page}");
    assert!(page.contains("otpauth://totp/x?secret=MZXW6YTBOI"), "{page}");
    assert_eq!(said.header("cache-control"), Some("no-store"));
    let wrong =
        fill(&world, CREATOR, here, "/account/second-factor/confirm", &[("code", "000000")]);
    assert_eq!(wrong.status, 403);
    assert!(wrong.text().contains("MZXW 6YTB OI"), "the same secret: {}", wrong.text());
    let said = fill(&world, CREATOR, here, "/account/second-factor/confirm", &[("code", "123456")]);
    assert!(said.text().contains("abcd-efgh\nijkl-mnop"), "{}", said.text());
    assert!(said.text().contains("data:text/plain;charset=utf-8,abcd-efgh%0Aijkl-mnop"));
    assert_eq!(said.header("cache-control"), Some("no-store"));
    let on = open(&world, ADMIN, here).text();
    assert!(on.contains("8 recovery codes are left.") && !on.contains("totp-begin"), "{on}");
    let renew = "/account/second-factor/renew";
    assert!(open(&world, CREATOR, renew).text().contains("data-ask-panel"));
    assert!(world.seen.calls("user.RenewRecoveryCodes").is_empty(), "opening it changes nothing");
    assert!(fill(&world, CREATOR, renew, renew, &[]).text().contains("qrst-uvwx"));
    let remove = "/account/second-factor/remove";
    assert!(open(&world, CREATOR, remove).text().contains("data-ask-panel"));
    let said = fill(&world, CREATOR, remove, remove, &[]);
    assert_eq!(place(&said), "/account?notice=user.two-step-off");
}

#[test]
fn who_is_not_proven_types_the_password_once_more_and_comes_back() {
    let world = World::new();
    for (post, back) in [
        ("/account/second-factor/begin", "/account/second-factor"),
        ("/account/second-factor/remove", "/account/second-factor/remove"),
        ("/admin/users/u9/second-factor", "/admin/users/u9/second-factor"),
    ] {
        let said = fill(&world, ADMIN, "/account", post, &[]);
        assert_eq!(said.status, 303, "{post}");
        assert_eq!(place(&said), format!("/account/prove?next={back}"));
    }
    let page = open(&world, ADMIN, "/account/prove?next=/admin/users").text();
    assert!(page.contains("name=\"next\" value=\"/admin/users\""), "{page}");
    let odd = open(&world, ADMIN, "/account/prove?next=//evil.example").text();
    assert!(odd.contains("name=\"next\" value=\"/\""), "{odd}");
    let prove = |password: &str, next: &str| {
        let fields = [("password", password), ("next", next)];
        fill(&world, ADMIN, "/account/prove", "/account/prove", &fields)
    };
    let wrong = prove("not it at all", "/admin/users");
    assert_eq!(wrong.status, 403);
    assert!(wrong.text().contains("That is not your current password."), "{}", wrong.text());
    assert_eq!(place(&prove("correct horse", "/admin/users")), "/admin/users");
    assert_eq!(place(&prove("correct horse", "https://evil.example")), "/");
}

#[test]
fn administrators_turn_off_a_second_factor_that_was_lost() {
    let world = World::new();
    let path = "/admin/users/u1/second-factor";
    assert!(open(&world, ADMIN, "/admin/users").text().contains(path));
    let page = open(&world, ADMIN, path).text();
    assert!(page.contains("Turn off two-step sign-in for mira?"), "{page}");
    assert!(world.seen.calls("user.ResetSecondFactor").is_empty(), "opening it changes nothing");
    let said = fill(&world, ADMIN, path, path, &[]);
    assert_eq!(place(&said), "/admin/users?notice=user.second-factor-reset");
    assert_eq!(open(&world, CREATOR, path).status, 403);
    let gone = api(&world, ADMIN, "DELETE", "/api/v1/admin/users/u1/second-factor");
    assert_eq!(world.send(&gone).status, 204);
    let unproven = api(&world, ADMIN, "DELETE", "/api/v1/admin/users/u9/second-factor");
    let unproven = world.send(&unproven);
    assert_eq!(
        (unproven.status, unproven.json()["error"]["code"].clone()),
        (403, json!("user.PROOF_NEEDED"))
    );
}

#[test]
fn the_api_says_the_same() {
    let world = World::new();
    let call = |method: &str, path: &str| api(&world, CREATOR, method, path);
    let told = world.send(&call("GET", "/api/v1/account/second-factor")).json();
    assert_eq!((&told["has_totp"], &told["proven_until_ms"]), (&json!(false), &json!(null)));
    let begun = world.send(&call("POST", "/api/v1/account/second-factor/totp")).json();
    assert_eq!(begun["secret"], "MZXW6YTBOI", "{begun}");
    let confirm = "/api/v1/account/second-factor/totp/confirm";
    let wrong = world.send(&call("POST", confirm).json(&json!({ "code": "1" })));
    assert_eq!(wrong.status, 403);
    let right = world.send(&call("POST", confirm).json(&json!({ "code": "123456" })));
    assert_eq!(right.json()["recovery_codes"], json!(["abcd-efgh", "ijkl-mnop"]));
    let renew = world.send(&call("POST", "/api/v1/account/second-factor/recovery-codes"));
    assert_eq!(renew.json()["recovery_codes"], json!(["qrst-uvwx"]));
    let proof = json!({ "current_password": "correct horse" });
    let proven = world.send(&call("POST", "/api/v1/account/proof").json(&proof));
    assert_eq!(proven.status, 200, "{}", proven.text());
    let removed = world.send(&call("DELETE", "/api/v1/account/second-factor/totp"));
    assert_eq!(removed.status, 204);
    // By API token there is no session, so there is no proof.
    let bearer = super::wire::ask("DELETE", "/api/v1/account/second-factor/totp")
        .with("authorization", "Bearer shoal_good");
    assert_eq!(world.send(&bearer).json()["error"]["code"], "user.PROOF_NEEDED");
}

#[test]
fn a_passkey_opens_a_session_at_the_door() {
    let world = World::new();
    let page = open(&world, VISITOR, "/sign-in?next=/upload").text();
    assert!(page.contains("hidden data-passkey-enter"), "{page}");
    let asked = super::wire::ask("POST", "/api/v1/passkey-challenges");
    assert_eq!(world.send(&asked).json()["challenge"], "challenge");
    // "signed" in base64url.
    let enter = |signature: &str| {
        let fields = [("signature", signature), ("next", "/upload")];
        fill(&world, VISITOR, "/sign-in", "/sign-in/passkey", &fields)
    };
    let said = enter("c2lnbmVk");
    assert_eq!((place(&said), said.cookie("shoal_session").as_deref()), ("/upload", Some("good")));
    for odd in ["", "bm8", "no base64!"] {
        let said = enter(odd);
        assert_eq!((said.status, said.cookie("shoal_session")), (403, None), "{odd}");
        assert!(said.text().contains("This passkey is not known here"), "{}", said.text());
    }
}

#[test]
fn passkeys_are_made_named_and_removed() {
    let world = World::new();
    let here = "/account/second-factor";
    let page = open(&world, CREATOR, here).text();
    assert!(
        page.contains("&#60;b&#62;phone&#60;/b&#62;") && page.contains("hidden data-passkey-make")
    );
    let rename = "/account/passkeys/p1/rename";
    let said = fill(&world, CREATOR, here, rename, &[("label", "old phone")]);
    assert_eq!(place(&said), "/account/second-factor?notice=user.passkey-renamed");
    let gone = fill(&world, CREATOR, here, "/account/passkeys/p9/rename", &[("label", "x")]);
    assert_eq!(gone.status, 404);
    let remove = "/account/passkeys/p1/remove";
    assert!(open(&world, CREATOR, remove).text().contains("data-ask-panel"));
    assert!(world.seen.calls("user.RemovePasskey").is_empty(), "opening it changes nothing");
    assert_eq!(open(&world, CREATOR, "/account/passkeys/p9/remove").status, 404);
    let said = fill(&world, CREATOR, remove, remove, &[]);
    assert_eq!(place(&said), "/account/second-factor?notice=user.passkey-removed");
    let call = |method: &str, path: &str| api(&world, CREATOR, method, path);
    let begun = world.send(&call("POST", "/api/v1/account/passkey-challenges")).json();
    assert_eq!((&begun["user_name"], &begun["excluded_ids"]), (&json!("mira"), &json!(["abcd"])));
    let new = |made: &str| {
        let body = json!({ "label": "x", "client_data_json": "", "attestation_object": made });
        world.send(&call("POST", "/api/v1/account/passkeys").json(&body))
    };
    // "made" in base64url.
    assert_eq!(new("bWFkZQ").status, 201);
    assert_eq!(new("bWFk").status, 403);
    let listed = world.send(&call("GET", "/api/v1/account/passkeys")).json();
    assert_eq!(listed["passkeys"][0]["used_at_ms"], json!(null), "{listed}");
    let renamed = call("PATCH", "/api/v1/account/passkeys/p9").json(&json!({ "label": "x" }));
    assert_eq!(world.send(&renamed).status, 404);
    let removed = world.send(&call("DELETE", "/api/v1/account/passkeys/p1"));
    assert_eq!(removed.status, 204);
    let unproven = api(&world, ADMIN, "POST", "/api/v1/account/passkey-challenges");
    assert_eq!(world.send(&unproven).json()["error"]["code"], "user.PROOF_NEEDED");
}
