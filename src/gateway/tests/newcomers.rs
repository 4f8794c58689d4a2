//! Those who are not in yet: invitations, sign-ups that wait, and who decides.

use super::fakes::held;
use super::reader::{ADMIN, CREATOR, api, fill, open, place};
use super::wire::ask;
use super::world::World;
use crate::contract::user::SignUpMode;
use serde_json::json;

const VISITOR: &str = "shoal_visitor=v";

fn mode(world: &World, mode: SignUpMode) {
    *held(&world.seen.sign_up_mode) = mode;
}

#[test]
fn who_is_invited_finds_the_form_and_others_read_why_there_is_none() {
    let world = World::new();
    mode(&world, SignUpMode::Invitation);
    let page = open(&world, VISITOR, "/sign-up").text();
    assert!(page.contains("data-testid=\"sign-up-invited-only\""), "{page}");
    assert!(!page.contains("sign-up-form"));
    assert!(!open(&world, VISITOR, "/sign-in").text().contains("href=\"/sign-up\""));
    let gone = open(&world, VISITOR, "/sign-up?invitation=old");
    assert_eq!(gone.status, 403);
    assert!(gone.text().contains("data-testid=\"sign-up-invitation-gone\""));
    let by_link = "/sign-up?invitation=one-time";
    let page = open(&world, VISITOR, by_link).text();
    assert!(page.contains("name=\"invitation\" value=\"one-time\""), "{page}");
    let fields = [("name", "lin"), ("password", "correct horse"), ("invitation", "one-time")];
    let said = fill(&world, VISITOR, by_link, "/sign-up", &fields);
    assert_eq!(said.cookie("shoal_session").as_deref(), Some("good"), "{}", said.text());
    // A form that comes back still has the invitation.
    let fields = [("name", "taken"), ("password", "correct horse"), ("invitation", "one-time")];
    let said = fill(&world, VISITOR, by_link, "/sign-up", &fields);
    assert_eq!(said.status, 409);
    assert!(said.text().contains("name=\"invitation\" value=\"one-time\""), "{}", said.text());
    mode(&world, SignUpMode::Closed);
    let page = open(&world, VISITOR, by_link).text();
    assert!(page.contains("data-testid=\"sign-up-closed\""), "{page}");
}

#[test]
fn who_has_to_wait_is_asked_and_told() {
    let world = World::new();
    assert!(!open(&world, VISITOR, "/sign-up").text().contains("name=\"answer\""));
    mode(&world, SignUpMode::Approval);
    let page = open(&world, VISITOR, "/sign-up").text();
    assert!(page.contains("Why would you like to join?"), "{page}");
    assert!(page.contains("name=\"answer\" rows=\"4\" required maxlength=\"1000\""));
    let fields = [("name", "lin"), ("password", "correct horse"), ("answer", "a <b>\r\nfish")];
    let said = fill(&world, VISITOR, "/sign-up", "/sign-up", &fields);
    assert_eq!((said.status, said.cookie("shoal_session")), (200, None));
    assert!(said.text().contains("data-testid=\"sign-up-waiting\""), "{}", said.text());
    assert!(world.seen.calls("user.SignIn").is_empty(), "nobody is signed in");
    let invited = open(&world, VISITOR, "/sign-up?invitation=one-time").text();
    assert!(!invited.contains("name=\"answer\""), "who is invited waits for nobody");
}

#[test]
fn administrators_decide_who_waits() {
    let world = World::new();
    let page = open(&world, ADMIN, "/admin/users").text();
    assert!(page.contains("data-name=\"lin\""), "{page}");
    assert!(page.contains("I film &#60;b&#62;fish&#60;/b&#62;"), "{page}");
    let narrowed = open(&world, ADMIN, "/admin/users?role=creator").text();
    assert!(!narrowed.contains("waiting-list"), "they have no role yet");
    let said = fill(&world, ADMIN, "/admin/users", "/admin/users/u7/approve", &[]);
    assert_eq!(place(&said), "/admin/users?notice=user.sign-up-approved");
    let path = "/admin/users/u7/refuse";
    assert!(open(&world, ADMIN, path).text().contains("data-ask-panel"));
    assert!(world.seen.calls("user.RefuseSignUp").is_empty(), "opening it changes nothing");
    let said = fill(&world, ADMIN, path, path, &[("reason", "")]);
    assert_eq!(said.status, 422);
    let said = fill(&world, ADMIN, path, path, &[("reason", "a robot")]);
    assert_eq!(place(&said), "/admin/users?notice=user.sign-up-refused");
    assert_eq!(open(&world, ADMIN, "/admin/users/nobody/refuse").status, 404);
    assert_eq!(open(&world, CREATOR, path).status, 403);
}

#[test]
fn an_invitation_is_made_shown_once_and_revoked() {
    let world = World::new();
    let page = open(&world, ADMIN, "/admin/invitations").text();
    assert!(page.contains("film &#60;club&#62;") && page.contains("3 of 30 used"), "{page}");
    assert!(page.contains("Used up") && page.contains("cursor=5-i2"), "{page}");
    assert!(!page.contains("value=\"admin\""), "no link makes administrators");
    let fields = [("label", "club"), ("uses", "9"), ("days", "7"), ("role", "viewer")];
    let said = fill(&world, ADMIN, "/admin/invitations", "/admin/invitations", &fields);
    let link = "http://here.test/sign-up?invitation=one-time";
    assert!(said.text().contains(link), "{}", said.text());
    assert_eq!(said.header("cache-control"), Some("no-store"));
    let wrong = [("label", "kept <as> typed"), ("uses", "many"), ("days", "30")];
    let said = fill(&world, ADMIN, "/admin/invitations", "/admin/invitations", &wrong);
    assert_eq!(said.status, 422);
    let html = said.text();
    assert!(html.contains("value=\"kept &#60;as&#62; typed\""), "{html}");
    assert!(html.contains("value=\"30\" selected"), "{html}");
    let path = "/admin/invitations/i1/revoke";
    assert!(open(&world, ADMIN, path).text().contains("data-ask-panel"));
    let said = fill(&world, ADMIN, path, path, &[]);
    assert_eq!(place(&said), "/admin/invitations?notice=user.invitation-revoked");
    assert_eq!(open(&world, CREATOR, "/admin/invitations").status, 403);
}

#[test]
fn the_api_says_the_same() {
    let world = World::new();
    let listed = world.send(&api(&world, ADMIN, "GET", "/api/v1/admin/invitations")).json();
    assert_eq!(listed["invitations"][0]["uses_max"], 30, "{listed}");
    assert_eq!(listed["invitations"][0]["revoked_at_ms"], json!(null), "{listed}");
    let new = json!({ "label": "club", "uses_max": 3, "lifetime_ms": 3_600_000 });
    let made = api(&world, ADMIN, "POST", "/api/v1/admin/invitations").json(&new);
    let made = world.send(&made);
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.json()["path"], "/sign-up?invitation=one-time");
    let revoked = api(&world, ADMIN, "DELETE", "/api/v1/admin/invitations/i1");
    assert_eq!(world.send(&revoked).status, 204);
    let waiting = world.send(&api(&world, ADMIN, "GET", "/api/v1/admin/sign-ups")).json();
    assert_eq!(waiting["sign_ups"][0]["name"], "lin", "{waiting}");
    let approved = api(&world, ADMIN, "POST", "/api/v1/admin/sign-ups/u7/approve");
    assert_eq!(world.send(&approved).json()["name"], "lin");
    let why = json!({ "reason": "a robot" });
    let refused = api(&world, ADMIN, "POST", "/api/v1/admin/sign-ups/u7/refuse").json(&why);
    assert_eq!(world.send(&refused).status, 204);
    let odd = api(&world, ADMIN, "GET", "/api/v1/admin/sign-ups?limit=x");
    assert_eq!(world.send(&odd).status, 400);
    let by_creator = api(&world, CREATOR, "GET", "/api/v1/admin/sign-ups");
    assert_eq!(world.send(&by_creator).status, 403);
}

#[test]
fn the_table_of_roles_says_what_is_checked() {
    let world = World::new();
    let page = open(&world, ADMIN, "/admin/roles").text();
    assert!(page.contains("12 accounts, 1 of them suspended"), "{page}");
    let told = world.send(&api(&world, ADMIN, "GET", "/api/v1/admin/roles")).json();
    let rights = |at: usize| told["roles"][at]["rights"].as_array().map_or(0, Vec::len);
    assert_eq!([0, 1, 2, 3].map(rights), [1, 2, 3, 5], "{told}");
    // What the table says of a creator is what the routes do.
    assert!(page.contains("data-testid=\"right-administer\""), "{page}");
    assert_eq!(open(&world, CREATOR, "/admin/roles").status, 403);
    let row = page.split("data-testid=\"right-").find(|row| row.starts_with("administer"));
    let row = row.expect("a row").split("</tr>").next().unwrap_or_default();
    assert_eq!(row.matches("for-readers\">Yes").count(), 1, "{row}");
    assert_eq!(row.matches("for-readers\">No").count(), 3, "{row}");
}

#[test]
fn an_administrator_sets_a_quota_which_everybody_reads_of_themselves() {
    let world = World::new();
    let path = "/admin/users/u1/quota";
    let page = open(&world, ADMIN, path).text();
    assert!(page.contains("name=\"total\" type=\"number\" min=\"0\" max=\"1048576\" value=\"50\""));
    assert!(page.contains("value=\"\" data-testid=\"field-day\""), "the role decides: {page}");
    let said = fill(&world, ADMIN, path, path, &[("total", "9"), ("day", "many")]);
    assert_eq!(said.status, 422);
    assert!(said.text().contains("value=\"many\""), "{}", said.text());
    let said = fill(&world, ADMIN, path, path, &[("total", "9"), ("day", "")]);
    assert_eq!(place(&said), "/admin/users?notice=user.quota-set");
    assert_eq!(open(&world, CREATOR, path).status, 403);
    for own in ["/upload", "/account"] {
        let page = open(&world, CREATOR, own).text();
        assert!(page.contains("3 GB of 10 GB used."), "{own}: {page}");
        assert!(!page.contains("within 24 hours"), "{own}: there is no limit");
    }
    let told = world.send(&api(&world, ADMIN, "GET", "/api/v1/admin/users/u1/quota")).json();
    assert_eq!(told["own_total_bytes_max"], 53_687_091_200_u64, "{told}");
    assert_eq!(told["own_day_bytes_max"], json!(null), "{told}");
    let set = api(&world, ADMIN, "PATCH", "/api/v1/admin/users/u1/quota").json(&json!({}));
    assert_eq!(world.send(&set).status, 204);
}

#[test]
fn an_address_goes_with_a_sign_up_and_programs_sign_up_as_well() {
    let world = World::new();
    assert!(open(&world, VISITOR, "/sign-up").text().contains("name=\"address\" type=\"email\""));
    let fields = [("name", "taken"), ("password", "correct horse"), ("address", "lin@<b>.example")];
    let said = fill(&world, VISITOR, "/sign-up", "/sign-up", &fields);
    assert!(said.text().contains("value=\"lin@&#60;b&#62;.example\""), "{}", said.text());
    let send = |body: serde_json::Value| world.send(&ask("POST", "/api/v1/sign-ups").json(&body));
    let made =
        send(json!({ "name": "lin", "password": "correct horse", "address": "l@x.example" }));
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!((made.cookie("shoal_session"), &made.json()["is_waiting"]), (None, &json!(false)));
    let waits = send(json!({ "name": "lin", "password": "correct horse", "answer": "fish" }));
    assert_eq!(waits.json()["is_waiting"], true, "{}", waits.text());
    assert_eq!(send(json!({ "name": "taken", "password": "correct horse" })).status, 409);
    let asked = world.seen.calls("user.SignUp");
    assert_eq!(asked.len(), 4);
}
