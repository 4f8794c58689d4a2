//! What is said and done under videos, at the front: as JSON, and on the pages of its own.

use super::fakes::held;
use super::reader::{ADMIN, CREATOR, api, fill, open, place};
use super::wire::{Said, ask};
use super::world::World;
use crate::contract::video::VideoState;
use serde_json::json;

const COMMENTS: &str = "/api/v1/videos/v1/comments";

fn put(world: &World, path: &str, body: &serde_json::Value) -> Said {
    world.send(&api(world, CREATOR, "PUT", path).json(body))
}

#[test]
fn a_thread_is_read_by_anybody_and_changed_with_an_account() {
    let world = World::new();
    let said = world.send(&ask("GET", "/api/v1/videos/v1/thread?play=tok"));
    assert_eq!((said.status, said.header("cache-control")), (200, Some("no-store")));
    let thread = json!({
        "likes": 12, "dislikes": 0, "keeps": 3, "comments": 2, "coins": 9,
        "policy": "open", "given_coins": 1,
        "rating": "like", "is_kept": true, "may_post": false, "may_manage": false,
        "is_owner": false,
    });
    assert_eq!(said.json(), thread);
    assert_eq!(world.send(&ask("GET", "/api/v1/videos/none/thread")).status, 404);
    let path = "/api/v1/videos/v1/rating";
    assert_eq!(world.send(&ask("PUT", path).json(&json!({ "rating": "like" }))).status, 401);
    let said = put(&world, path, &json!({ "rating": "none" }));
    assert_eq!((said.status, &said.json()["keeps"]), (200, &json!(3)), "{}", said.text());
    assert_eq!(put(&world, path, &json!({ "rating": "love" })).status, 400);
    let change = api(&world, CREATOR, "PATCH", "/api/v1/videos/v1/thread");
    assert_eq!(world.send(&change.json(&json!({ "policy": "reviewed" }))).status, 204);
}

#[test]
fn comments_name_their_authors_and_leave_out_whom_the_reader_has_set_aside() {
    let world = World::new();
    let said = world.send(&ask("GET", &format!("{COMMENTS}?order=new&limit=2"))).json();
    let [first, gone] = &said["comments"].as_array().expect("a list")[..] else { panic!("two") };
    assert_eq!(
        (&first["author"]["name"], &first["text"]),
        (&json!("mira"), &json!("<b>沙发</b> @root"))
    );
    assert_eq!(first["mentions"][0]["name"], "root");
    assert_eq!((&first["state"], &first["edited_at_ms"]), (&json!("shown"), &json!(null)));
    assert_eq!((&gone["author"], &gone["state"]), (&json!(null), &json!("gone")));
    assert_eq!(said["next_cursor"], "c9");
    // Root has muted mira; what nobody is said to have written stays.
    let path = format!("{COMMENTS}?cursor=x");
    let less = world.send(&ask("GET", &path).with("cookie", ADMIN)).json();
    assert_eq!(less["comments"].as_array().map(Vec::len), Some(1), "{less}");
    let replies = format!("{COMMENTS}/c1/replies");
    let told = world.send(&ask("GET", &replies)).json();
    let reply = &told["comments"][0];
    assert_eq!((&reply["root_id"], &reply["reply_to"]["name"]), (&json!("c1"), &json!("mira")));
    assert_eq!(told["next_cursor"], json!(null));
    let told = world.send(&ask("GET", &replies).with("cookie", CREATOR)).json();
    assert_eq!(told["comments"], json!([]), "mira has blocked root");
    let edits = world.send(&ask("GET", &format!("{COMMENTS}/c2/edits"))).json();
    assert_eq!(edits["edits"][0]["text"], "Before");
    for odd in ["order=best", "limit=-1", "limit=x"] {
        let status = world.send(&ask("GET", &format!("{COMMENTS}?{odd}"))).status;
        assert_eq!(status, 400, "{odd}");
    }
}

#[test]
fn a_comment_is_written_liked_pinned_and_taken_away() {
    let world = World::new();
    let body = json!({ "text": "First!", "reply_to": "c1" });
    assert_eq!(world.send(&ask("POST", COMMENTS).json(&body)).status, 401);
    let strange = ask("POST", COMMENTS).with("cookie", CREATOR);
    let strange = strange.with("sec-fetch-site", "cross-site");
    assert_eq!(world.send(&strange.json(&body)).status, 403);
    let said = world.send(&api(&world, CREATOR, "POST", COMMENTS).json(&body));
    assert_eq!(said.status, 201, "{}", said.text());
    assert_eq!((&said.json()["text"], &said.json()["root_id"]), (&json!("First!"), &json!("c1")));
    let [call] = &world.seen.calls("community.PostComment")[..] else { panic!("one call") };
    assert!(call.contains("key="), "a repeat of it is told apart: {call}");
    let one = format!("{COMMENTS}/c1");
    let edit = api(&world, CREATOR, "PATCH", &one).json(&json!({ "text": "Anew" }));
    assert_eq!(world.send(&edit).json()["text"], "Anew");
    let said = put(&world, &format!("{one}/like"), &json!({ "is_liked": true }));
    assert_eq!(said.json(), json!({ "likes": 3 }));
    assert_eq!(put(&world, &format!("{one}/pin"), &json!({ "is_pinned": true })).status, 204);
    let decision = api(&world, CREATOR, "POST", &format!("{one}/decision"));
    assert_eq!(world.send(&decision.json(&json!({ "show": false }))).status, 204);
    assert_eq!(world.send(&api(&world, CREATOR, "DELETE", &one)).status, 204);
    let other = api(&world, CREATOR, "DELETE", &format!("{COMMENTS}/c9"));
    assert_eq!(world.send(&other).status, 404);
    let waits = world.send(&api(&world, CREATOR, "GET", "/api/v1/comments/held")).json();
    assert_eq!(waits["comments"][0]["state"], "held", "{waits}");
    let who = &waits["comments"][0]["author"]["name"];
    assert_eq!(who, "root", "who decides sees also whom they have blocked");
    for odd in [json!({}), json!({ "text": 1 }), json!({ "text": "x", "by": "me" })] {
        let said = world.send(&api(&world, CREATOR, "POST", COMMENTS).json(&odd));
        assert_eq!(said.status, 400, "{odd}");
    }
}

#[test]
fn coins_are_had_and_given_with_an_account() {
    let world = World::new();
    assert_eq!(world.send(&ask("GET", "/api/v1/coins")).status, 401);
    let wallet = json!({ "coins": 4, "is_claimed": true, "video_coins_max": 2 });
    let told = world.send(&ask("GET", "/api/v1/coins").with("cookie", CREATOR));
    assert_eq!(told.json(), wallet);
    assert_eq!(world.send(&api(&world, CREATOR, "POST", "/api/v1/coins")).json(), wallet);
    let coins = "/api/v1/videos/v1/coins";
    let said = put(&world, coins, &json!({ "coins": 2 })).json();
    assert_eq!((&said["given_coins"], &said["coins"]), (&json!(2), &json!(9)));
    assert_eq!(said["wallet"], wallet);
    let said = put(&world, coins, &json!({ "coins": 3 }));
    assert_eq!((said.status, said.text().contains("1 to 2 coins")), (422, true), "{}", said.text());
    assert_eq!(put(&world, coins, &json!({ "coins": -1 })).status, 400);
    let support = api(&world, CREATOR, "POST", "/api/v1/videos/v1/support?play=tok");
    assert_eq!(world.send(&support).json()["given_coins"], 2);
}

#[test]
fn comments_are_had_by_their_address_and_reported_to_moderators() {
    let world = World::new();
    let told = world.send(&ask("GET", &format!("{COMMENTS}/c2"))).json();
    let ids: Vec<_> = told["comments"].as_array().expect("a list").iter().collect();
    let of = |at: usize| ids[at]["comment_id"].as_str();
    assert_eq!((ids.len(), of(0), of(1)), (2, Some("c1"), Some("c2")), "the root comes first");
    assert_eq!(world.send(&ask("GET", &format!("{COMMENTS}/c7"))).status, 404);
    let path = format!("{COMMENTS}/c1/reports");
    let body = json!({ "reason": "hate", "note": "mean" });
    assert_eq!(world.send(&ask("POST", &path).json(&body)).status, 401);
    assert_eq!(world.send(&api(&world, CREATOR, "POST", &path).json(&body)).status, 204);
    let odd = json!({ "reason": "boring" });
    assert_eq!(world.send(&api(&world, CREATOR, "POST", &path).json(&odd)).status, 400);
    let told = world.send(&ask("GET", "/api/v1/comments/reported").with("cookie", ADMIN)).json();
    let one = &told["comments"][0];
    assert_eq!((&one["report_count"], &one["comment"]["comment_id"]), (&json!(3), &json!("c1")));
    assert_eq!(one["reports"][0]["reporter"]["name"], "root");
    assert_eq!(one["reports"][0]["reason"], "hate");
    let page = open(&world, ADMIN, "/comments/held").text();
    assert!(page.contains("Reported comments") && page.contains("reported 3 times"), "{page}");
    assert!(page.contains("&#60;b&#62;不友善&#60;/b&#62;"), "a note is text: {page}");
    let page = open(&world, CREATOR, "/comments/held").text();
    assert!(!page.contains("Reported comments"), "that is for moderators");
    assert_eq!(world.seen.calls("community.ListReportedComments").len(), 2);
}

#[test]
fn blocked_words_are_kept_line_by_line() {
    let world = World::new();
    let path = "/api/v1/comments/blocked-words";
    let told = world.send(&ask("GET", path).with("cookie", CREATOR)).json();
    assert_eq!(told, json!({ "words": ["剧透"] }));
    let said = put(&world, path, &json!({ "words": ["a"] }));
    assert_eq!(said.json(), json!({ "words": ["a"] }));
    let send = |words: &str| {
        fill(&world, CREATOR, "/comments/held", "/comments/held/words", &[("words", words)])
    };
    assert_eq!(
        place(&send(" one \r\n\r\ntwo")),
        "/comments/held?notice=community.blocked_words_saved"
    );
    let long = "x".repeat(41);
    let said = send(&long);
    assert_eq!(said.status, 422);
    assert!(said.text().contains("1 to 40 characters") && said.text().contains(&long), "it stays");
}

#[test]
fn folders_follows_and_notifications_belong_to_whoever_asks() {
    let world = World::new();
    let get = |path: &str| world.send(&ask("GET", path).with("cookie", CREATOR));
    for path in ["/api/v1/folders", "/api/v1/feed", "/api/v1/follows", "/api/v1/notifications"] {
        assert_eq!(world.send(&ask("GET", path)).status, 401, "{path}");
        assert_eq!(get(path).status, 200, "{path}");
    }
    let folder = json!({ "folder_id": "f1", "name": "<i>猫</i>", "videos": 2, "has_video": true });
    assert_eq!(get("/api/v1/folders?video=v1").json(), json!({ "folders": [folder] }));
    let kept = get("/api/v1/folders/f1/videos").json();
    assert_eq!((&kept["video_ids"], &kept["next_cursor"]), (&json!(["v1", "gone"]), &json!("c2")));
    assert_eq!(get("/api/v1/folders/f2/videos").status, 404);
    let new = api(&world, CREATOR, "POST", "/api/v1/folders").json(&json!({ "name": "Fish" }));
    let said = world.send(&new);
    assert_eq!((said.status, &said.json()["name"]), (201, &json!("Fish")));
    assert_eq!(world.send(&new).json()["folder_id"], "f1");
    let rename = api(&world, CREATOR, "PATCH", "/api/v1/folders/f1");
    assert_eq!(world.send(&rename.json(&json!({ "name": "" }))).status, 422);
    assert_eq!(world.send(&api(&world, CREATOR, "DELETE", "/api/v1/folders/f1")).status, 204);
    let said = put(&world, "/api/v1/videos/v1/folders", &json!({ "folder_ids": ["f1"] }));
    assert_eq!(said.json()["keeps"], 3);
    let told = world.send(&ask("GET", "/api/v1/users/u1/following")).json();
    assert_eq!(told, json!({ "followers": 1234, "followed": 5, "is_followed": false }));
    let said = put(&world, "/api/v1/users/u9/following", &json!({ "is_followed": true }));
    assert_eq!(said.json(), json!({ "followers": 1235 }));
    let own = put(&world, "/api/v1/users/u1/following", &json!({ "is_followed": true }));
    assert_eq!(own.status, 422);
    let follows = get("/api/v1/follows?who=followers").json();
    assert_eq!(follows["users"][1]["name"], "root");
    assert_eq!(get("/api/v1/follows?who=friends").status, 400);
    let feed = get("/api/v1/feed?limit=9").json();
    assert_eq!(feed, json!({ "video_ids": ["v1", "v8"], "next_cursor": "c2" }));
}

#[test]
fn what_somebody_is_told_is_read_and_turned_off_by_kind() {
    let world = World::new();
    let get = |path: &str| world.send(&ask("GET", path).with("cookie", CREATOR)).json();
    let told = get("/api/v1/notifications");
    let all = told["notifications"].as_array().expect("a list");
    assert_eq!(all.len(), 15, "without the kind that has no name yet");
    assert_eq!((&all[0]["kind"], &all[0]["actor"]["name"]), (&json!("video"), &json!("root")));
    assert_eq!((&all[9]["kind"], &all[9]["has_passed"]), (&json!("review"), &json!(true)));
    assert_eq!((&all[12]["kind"], &all[13]["kind"]), (&json!("coins"), &json!("mention")));
    assert_eq!(all[14]["actor"], json!(null));
    assert_eq!(get("/api/v1/notifications/unread"), json!({ "unread": 7 }));
    let read = api(&world, CREATOR, "POST", "/api/v1/notifications/read");
    assert_eq!(world.send(&read.json(&json!({ "ids": [] }))).json(), json!({ "unread": 0 }));
    let wishes = "/api/v1/notifications/wishes";
    assert_eq!(get(wishes), json!({ "unwanted": ["video_liked"], "mailed": ["reply"] }));
    assert_eq!(put(&world, wishes, &json!({ "unwanted": ["reply", "appeal"] })).status, 204);
    assert_eq!(put(&world, wishes, &json!({ "unwanted": ["everything"] })).status, 400);
}

#[test]
fn the_feed_shows_public_videos_asked_for_at_once() {
    let world = World::new();
    let page = open(&world, CREATOR, "/feed").text();
    assert_eq!(page.matches("data-testid=\"video-card\"").count(), 1, "{page}");
    assert!(page.contains("A &#60;b&#62;fish") && page.contains("href=\"/feed?cursor=c2\""));
    assert_eq!(*held(&world.seen.told), ["videos v1 v8"], "one call");
    // Root has muted its owner.
    let less = open(&world, ADMIN, "/feed").text();
    assert_eq!(less.matches("data-testid=\"video-card\"").count(), 0);
    *held(&world.seen.video_state) = Some(VideoState::Ready);
    let none = open(&world, CREATOR, "/feed").text();
    assert!(!none.contains("fish") && none.contains("/feed?cursor=c2"), "{none}");
    assert_eq!(place(&world.send(&ask("GET", "/feed"))), "/sign-in?next=/feed");
}

#[test]
fn a_folder_is_made_named_anew_emptied_and_deleted_by_forms() {
    let world = World::new();
    let page = open(&world, CREATOR, "/favourites").text();
    assert!(page.contains("&#60;i&#62;猫&#60;/i&#62;") && page.contains("2 videos"), "{page}");
    let send =
        |post: &str, fields: &[(&str, &str)]| fill(&world, CREATOR, "/favourites", post, fields);
    let said = send("/favourites", &[("name", "Fish"), ("key", "k1")]);
    assert_eq!(place(&said), "/favourites?notice=community.folder_made");
    assert!(world.seen.calls("community.SaveFolder")[0].ends_with("key=k1"));
    let refused = send("/favourites", &[("name", " ")]);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("data-testid=\"form-refusal\""), "{}", refused.text());
    let folder = open(&world, CREATOR, "/favourites/f1").text();
    assert_eq!(folder.matches("data-testid=\"kept-row\"").count(), 2);
    assert!(folder.contains("data-testid=\"kept-gone\""), "one is not shown any more");
    assert_eq!(open(&world, CREATOR, "/favourites/f2").status, 404);
    let said = send("/favourites/f1/rename", &[("name", "Cats")]);
    assert_eq!(place(&said), "/favourites/f1?notice=community.folder_renamed");
    let refused = send("/favourites/f1/rename", &[("name", "")]);
    assert_eq!((refused.status, refused.text().contains("id=\"rename\"")), (422, true));
    let said = send("/favourites/f1/videos/v1/remove", &[]);
    assert_eq!(place(&said), "/favourites/f1?notice=community.folder_removed");
    assert_eq!(world.seen.calls("community.KeepVideo").len(), 1);
    let asked = open(&world, CREATOR, "/favourites/f1/delete").text();
    assert!(asked.contains("Delete “&#60;i&#62;猫&#60;/i&#62;”?"), "{asked}");
    let said = send("/favourites/f1/delete", &[]);
    assert_eq!(place(&said), "/favourites?notice=community.folder_deleted");
}

#[test]
fn mail_is_left_with_one_press_and_without_an_account() {
    let world = World::new();
    let asked = world.send(&ask("GET", "/notifications/leave/t1"));
    assert!(asked.text().contains("Stop these emails"), "{}", asked.text());
    assert!(world.seen.calls("community.LeaveMail").is_empty(), "a program may have opened it");
    // As a mail program does it: no cookie, no page before.
    let form = "application/x-www-form-urlencoded";
    let press = |token: &str| {
        let path = format!("/api/v1/notifications/leave/{token}");
        world.send(&ask("POST", &path).body(form, "List-Unsubscribe=One-Click"))
    };
    assert_eq!((press("t1").status, press("t2").status), (204, 404));
    let opened = world.send(&ask("GET", "/api/v1/notifications/leave/t1"));
    assert_eq!(place(&opened), "/notifications/leave/t1", "what only opens links asks first");
    let page = "/notifications/leave/t1";
    let said = fill(&world, CREATOR, page, page, &[]).text();
    assert!(said.contains("You will not get these emails any more"), "{said}");
    let page = "/notifications/leave/t2";
    let said = fill(&world, CREATOR, page, page, &[]);
    assert_eq!(said.status, 404);
    assert!(said.text().contains("This link is not valid any more"), "{}", said.text());
}

#[test]
fn the_page_of_notifications_marks_nothing_by_itself() {
    let world = World::new();
    let page = open(&world, CREATOR, "/notifications").text();
    assert_eq!(page.matches("data-testid=\"notification\"").count(), 15, "{page}");
    assert_eq!(page.matches("told-unread\"").count(), 1);
    assert!(page.contains("href=\"/watch/v1#comment-c1\"") && page.contains("href=\"/u/root\""));
    assert!(page.contains("root commented on your video") && page.contains("A &#60;b&#62;fish"));
    assert!(page.contains("&#60;b&#62;前排&#60;/b&#62;"), "a text is text");
    assert!(page.contains("Deleted user commented on your video"));
    let zh = open(&world, &format!("{CREATOR}; shoal_language=zh-CN"), "/notifications").text();
    assert!(zh.contains("root 回复了你的评论") && zh.contains("全部标为已读"), "{zh}");
    assert!(world.seen.calls("community.ReadNotifications").is_empty());
    let send =
        |post: &str, fields: &[(&str, &str)]| fill(&world, CREATOR, "/notifications", post, fields);
    let said = send("/notifications/read", &[]);
    assert_eq!(place(&said), "/notifications?notice=community.told_read");
    assert_eq!(place(&send("/notifications/read", &[("id", "n1")])), "/notifications");
    let said = send("/notifications/wishes", &[("video", "true"), ("reply", "true")]);
    assert_eq!(place(&said), "/notifications?notice=community.wishes_saved");
    for way in ["/notifications/read", "/notifications/wishes"] {
        let strange = ask("POST", way).with("cookie", CREATOR).form(&[("csrf", "wrong")]);
        assert_eq!(world.send(&strange).status, 403, "{way}");
    }
}

#[test]
fn comments_that_wait_are_decided_about_on_a_page() {
    let world = World::new();
    let page = open(&world, CREATOR, "/comments/held").text();
    assert!(page.contains("&#60;b&#62;沙发&#60;/b&#62;"), "a text is text: {page}");
    assert!(page.contains("99+ comments are waiting"), "no more are counted: {page}");
    assert!(page.contains("href=\"/watch/v1#comment-c1\"") && page.contains("href=\"/u/root\""));
    assert!(open(&world, ADMIN, "/moderation").text().contains("href=\"/comments/held\""));
    let decide = |decision| {
        let fields = [("decision", decision)];
        fill(&world, CREATOR, "/comments/held", "/comments/held/v1/c1", &fields)
    };
    assert_eq!(place(&decide("show")), "/comments/held?notice=community.held_decided");
    assert_eq!(decide("both").status, 400);
    assert_eq!(world.seen.calls("community.DecideComment").len(), 1);
}

#[test]
fn an_account_is_followed_from_its_page_without_a_script() {
    let world = World::new();
    let visitor = world.send(&ask("GET", "/u/mira")).text();
    assert!(visitor.contains("1,234 followers") && visitor.contains("5 following"), "{visitor}");
    assert!(visitor.contains("href=\"/sign-in?next=%2Fu%2Fmira\""), "{visitor}");
    assert!(!open(&world, CREATOR, "/u/mira").text().contains("data-testid=\"profile-follow\""));
    let page = open(&world, ADMIN, "/u/mira").text();
    assert!(page.contains("name=\"follow\" value=\"no\""), "root follows mira: {page}");
    let send = |follow| fill(&world, ADMIN, "/u/mira", "/u/mira/follow", &[("follow", follow)]);
    assert_eq!(place(&send("no")), "/u/mira?notice=community.unfollowed");
    assert_eq!(place(&send("yes")), "/u/mira?notice=community.followed");
    assert_eq!(world.seen.calls("community.FollowUser").len(), 2);
    let own = fill(&world, CREATOR, "/account", "/u/mira/follow", &[("follow", "yes")]);
    assert_eq!(own.status, 422);
}

#[test]
fn who_follows_an_account_is_listed_and_followed_from_there() {
    let world = World::new();
    let profile = world.send(&ask("GET", "/u/mira")).text();
    assert!(profile.contains("href=\"/u/mira/followers\"") && profile.contains("/u/mira/followed"));
    let page = world.send(&ask("GET", "/u/mira/followers")).text();
    assert!(page.contains("href=\"/u/root\"") && page.contains("Followers of mira"), "{page}");
    assert!(page.contains("href=\"/u/mira/followers?cursor=c3\""), "it goes on: {page}");
    assert!(page.contains("href=\"/sign-in?next=%2Fu%2Fmira%2Ffollowers\""), "{page}");
    assert_eq!(world.send(&ask("GET", "/u/nobody/followers")).status, 404);
    let here = "/u/mira/followed";
    let page = open(&world, CREATOR, here).text();
    assert_eq!(page.matches("data-testid=\"person\"").count(), 2, "she has blocked root: {page}");
    assert_eq!(page.matches("data-testid=\"person-follow\"").count(), 1, "not of oneself: {page}");
    assert!(page.contains("name=\"follow\" value=\"no\""), "she follows lin: {page}");
    let back = |next| {
        let fields = [("follow", "no"), ("next", next)];
        place(&fill(&world, ADMIN, here, "/u/mira/follow", &fields)).to_owned()
    };
    assert_eq!(back(here), "/u/mira/followed?notice=community.unfollowed");
    assert_eq!(back("//evil.example"), "/u/mira?notice=community.unfollowed");
    let told = world.send(&ask("GET", "/api/v1/users/u1/followers")).json();
    assert_eq!(told["users"][1]["name"], "root");
    assert_eq!((&told["followed_ids"], &told["next_cursor"]), (&json!(["u2"]), &json!("c3")));
    let told = world.send(&ask("GET", "/api/v1/users/u1/followed")).json();
    assert_eq!(told["users"][0]["name"], "mira");
}
