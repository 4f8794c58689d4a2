//! The pages of moderators: who sees them, what they hold, and what a decision leads to.

use super::reader::{ADMIN, CREATOR, api, open};
use super::wire::ask;
use super::world::World;
use crate::contract::moderation::DecideCaseRequest;
use crate::gateway::core::words::Language;
use serde_json::json;

#[test]
fn the_queue_is_for_moderators_and_shows_why_a_video_waits() {
    let world = World::new();
    assert_eq!(open(&world, CREATOR, "/moderation").status, 403);
    let said = open(&world, ADMIN, "/moderation");
    assert_eq!(said.status, 200);
    let page = said.text();
    assert!(page.contains("A &#60;b&#62;fish&#60;/b&#62;"), "a title is text: {page}");
    assert!(page.contains("“x” in the title"), "{page}");
    assert!(page.contains("no-reader") && page.contains("there is no model; run the set-up"));
    assert!(!page.contains("no-model"), "pictures need not be scored: {page}");
    let zh = open(&world, &format!("{ADMIN}; shoal_language=zh-CN"), "/moderation").text();
    assert!(zh.contains("有 1 个视频等待处理") && zh.contains("标题中有“x”"), "{zh}");
    assert!(zh.contains("无法识别画面中的文字"), "{zh}");
    let ready = open(&world, ADMIN, "/api/v1/moderation/readiness").json();
    assert_eq!((&ready["ocr"], &ready["has_reader"]), (&json!("on"), &json!(false)), "{ready}");
}

#[test]
fn a_case_shows_what_stands_in_its_pictures_and_where() {
    let world = World::new();
    let page = open(&world, ADMIN, "/moderation/v1").text();
    // The line of time is 640 wide, and the hit in its middle.
    assert!(page.contains("case-timeline") && page.contains("x=\"320\" y=\"2\""), "{page}");
    let link = "href=\"/watch/v1?t=65\" data-hit data-seek=\"65\"><img";
    assert!(page.contains(link), "it leads to the moment: {page}");
    assert!(page.contains("Get &#60;b&#62;x&#60;/b&#62; now"), "what was read is text: {page}");
    let zh = open(&world, &format!("{ADMIN}; shoal_language=zh-CN"), "/moderation/v1").text();
    assert!(zh.contains("画面文字中的发现"), "{zh}");
    let case = open(&world, ADMIN, "/api/v1/moderation/cases/v1").json();
    let [of_title, of_picture] = &case["hits"].as_array().expect("hits")[..] else {
        panic!("{case}")
    };
    assert_eq!((&of_title["field"], &of_title["at_ms"]), (&json!("title"), &json!(null)));
    assert_eq!((&of_picture["field"], &of_picture["at_ms"]), (&json!("picture"), &json!(65_000)));
    assert_eq!(of_picture["line"], "Get <b>x</b> now");
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
fn a_case_shows_what_is_known_of_it_and_its_pictures_to_choose_from() {
    let world = World::new();
    let page = open(&world, ADMIN, "/moderation/v1").text();
    assert!(page.contains("A &#60;i&#62;poster&#60;/i&#62;"), "a label is text: {page}");
    assert!(page.contains("/api/v1/moderation/cases/v1/frames/65000"), "{page}");
    assert!(page.contains("3 of 256 bits differ") && page.contains("1:05"), "{page}");
    assert_eq!(page.matches("name=\"at_ms\"").count(), 2, "{page}");
    let picture = open(&world, ADMIN, "/api/v1/moderation/cases/v1/frames/65000");
    assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/jpeg")));
    assert_eq!(open(&world, CREATOR, "/api/v1/moderation/cases/v1/frames/65000").status, 403);
    assert_eq!(open(&world, ADMIN, "/api/v1/moderation/cases/v1/frames/x").status, 404);
    let csrf = open(&world, ADMIN, "/moderation/v1").csrf();
    let fields = [("csrf", csrf.as_str()), ("at_ms", "65000"), ("label", "a poster")];
    let said =
        world.send(&ask("POST", "/moderation/v1/frames").with("cookie", ADMIN).form(&fields));
    assert_eq!(said.header("location"), Some("/moderation/v1?notice=moderation.known_added"));
    assert_eq!(world.seen.calls("moderation.AddKnownPicture").len(), 1);
}

#[test]
fn a_case_plays_and_has_keys_and_notes_in_every_language() {
    let world = World::new();
    let said = open(&world, ADMIN, "/moderation/v1");
    let page = said.text();
    assert!(page.contains("id=\"player\"") && page.contains("data-video-id=\"v1\""), "{page}");
    assert!(page.contains("data-hit data-seek=\"65\""), "a hit leads into the player: {page}");
    assert!(page.contains("id=\"case-keys\"") && page.contains("moderation.js"), "{page}");
    for language in Language::all() {
        assert!(page.contains(language.words().moderation.ready_spam()), "{}", language.code());
    }
    assert_eq!(page.matches("data-reason=\"spam\"").count(), 2, "{page}");
    let fields = [("csrf", said.csrf())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let said =
        world.send(&ask("POST", "/moderation/v1/release").with("cookie", ADMIN).form(&fields));
    assert_eq!(said.header("location"), Some("/moderation?notice=moderation.released"));
}

#[test]
fn ready_made_notes_fit_the_note() {
    for language in Language::all() {
        let words = language.words().moderation;
        for note in [
            words.ready_sexual(),
            words.ready_violence(),
            words.ready_hate(),
            words.ready_spam(),
            words.ready_copyright(),
            words.ready_misleading(),
            words.ready_illegal(),
            words.ready_other(),
        ] {
            assert!(DecideCaseRequest::NOTE.fit(note), "{}: {note}", language.code());
        }
    }
}

#[test]
fn a_viewer_reports_from_the_watch_page_and_is_thanked() {
    let world = World::new();
    let ask_page = open(&world, CREATOR, "/watch/v1/report");
    assert_eq!(ask_page.status, 200, "{}", ask_page.text());
    let page = ask_page.text();
    assert!(page.contains("data-ask-panel") && page.contains("value=\"hate\""), "{page}");
    assert!(!page.contains("value=\"misleading\""), "it is for moderators: {page}");
    let visitor = world.send(&ask("GET", "/watch/v1/report"));
    assert_eq!(visitor.header("location"), Some("/sign-in?next=/watch/v1/report"));
    let csrf = ask_page.csrf();
    let fields = [("csrf", csrf.as_str()), ("reason", "hate"), ("note", "x")];
    let said = world.send(&ask("POST", "/watch/v1/report").with("cookie", CREATOR).form(&fields));
    assert_eq!(said.header("location"), Some("/watch/v1?notice=moderation.reported"));
    let case = open(&world, ADMIN, "/moderation/v1").text();
    assert!(case.contains("See &#60;b&#62;0:05&#60;/b&#62;"), "a proposal is shown: {case}");
    assert!(case.contains("It is &#60;b&#62;bad&#60;/b&#62;"), "a note is text: {case}");
    assert!(open(&world, ADMIN, "/moderation").text().contains("data-testid=\"reported\""));
}

#[test]
fn known_pictures_are_listed_added_and_removed_by_moderators() {
    let world = World::new();
    assert_eq!(open(&world, CREATOR, "/moderation/known").status, 403);
    let said = open(&world, ADMIN, "/moderation/known");
    assert_eq!(said.status, 200, "{}", said.text());
    let page = said.text();
    assert!(page.contains(&"0a".repeat(32)) && page.contains("One picture is"), "{page}");
    let zh = open(&world, &format!("{ADMIN}; shoal_language=zh-CN"), "/moderation/known").text();
    assert!(zh.contains("可在视频中识别 1 张图片"), "{zh}");
    let csrf = said.csrf();
    let send = |path: &str, fields: &[(&str, &str)]| {
        let fields = [&[("csrf", csrf.as_str())], fields].concat();
        world.send(&ask("POST", path).with("cookie", ADMIN).form(&fields))
    };
    let hash = "0a".repeat(32);
    let added = send("/moderation/known", &[("hash", &hash), ("label", "x")]);
    assert_eq!(added.header("location"), Some("/moderation/known?notice=moderation.known_added"));
    let bare = send("/moderation/known", &[("label", "x")]);
    assert!(bare.status == 422 && bare.text().contains("Enter the hash"), "{}", bare.text());
    assert_eq!(world.seen.calls("moderation.AddKnownPicture").len(), 1);
    let removed = send("/moderation/known/p1/remove", &[]);
    let notice = Some("/moderation/known?notice=moderation.known_removed");
    assert_eq!(removed.header("location"), notice);
}

#[test]
fn known_files_are_listed_added_and_removed_by_moderators() {
    let world = World::new();
    assert_eq!(open(&world, CREATOR, "/moderation/files").status, 403);
    let said = open(&world, ADMIN, "/moderation/files");
    assert_eq!(said.status, 200, "{}", said.text());
    let page = said.text();
    assert!(page.contains(&"0b".repeat(32)) && page.contains("One file is"), "{page}");
    assert!(page.contains("A &#60;i&#62;film&#60;/i&#62;"), "a label is text: {page}");
    let zh = open(&world, &format!("{ADMIN}; shoal_language=zh-CN"), "/moderation/files").text();
    assert!(zh.contains("有 1 个文件在再次上传时会被识别"), "{zh}");
    let csrf = said.csrf();
    let send = |path: &str, fields: &[(&str, &str)]| {
        let fields = [&[("csrf", csrf.as_str())], fields].concat();
        world.send(&ask("POST", path).with("cookie", ADMIN).form(&fields))
    };
    let digest = "0b".repeat(32);
    let added = send("/moderation/files", &[("sha256", &digest), ("label", "x")]);
    assert_eq!(added.header("location"), Some("/moderation/files?notice=moderation.file_added"));
    let bare = send("/moderation/files", &[("label", "x")]);
    assert!(bare.status == 422 && bare.text().contains("Enter the SHA-256"), "{}", bare.text());
    let odd = send("/moderation/files", &[("sha256", "xyz"), ("label", "mine")]);
    assert!(odd.status == 422 && odd.text().contains("value=\"mine\""), "{}", odd.text());
    let case = open(&world, ADMIN, "/moderation/v1").text();
    assert!(case.contains("data-testid=\"file-form\""), "{case}");
    let of_case = send("/moderation/v1/file", &[("file_label", "a film")]);
    assert_eq!(of_case.header("location"), Some("/moderation/v1?notice=moderation.file_added"));
    assert_eq!(world.seen.calls("moderation.AddKnownFile").len(), 3);
    let removed = send("/moderation/files/f1/remove", &[]);
    let notice = Some("/moderation/files?notice=moderation.file_removed");
    assert_eq!(removed.header("location"), notice);
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

#[test]
fn terms_are_added_tried_and_removed_by_moderators() {
    let world = World::new();
    assert_eq!(open(&world, CREATOR, "/moderation/terms").status, 403);
    let said = open(&world, ADMIN, "/moderation/terms");
    assert_eq!(said.status, 200, "{}", said.text());
    let page = said.text();
    assert!(page.contains("&#60;i&#62;x&#60;/i&#62;"), "a term is text: {page}");
    assert!(page.contains("One term is looked for") && page.contains("is blocked"), "{page}");
    let zh = open(&world, &format!("{ADMIN}; shoal_language=zh-CN"), "/moderation/terms").text();
    assert!(zh.contains("查找 1 个词条"), "{zh}");
    let none = open(&world, ADMIN, "/moderation/terms?part=none").text();
    assert!(none.contains("No such term") && none.contains("value=\"none\""), "{none}");
    let csrf = said.csrf();
    let send = |path: &str, fields: &[(&str, &str)]| {
        let fields = [&[("csrf", csrf.as_str())], fields].concat();
        world.send(&ask("POST", path).with("cookie", ADMIN).form(&fields))
    };
    let good = [("terms", "x\r\ny\r\n"), ("action", "block"), ("category", "spam")];
    let added = send("/moderation/terms", &good);
    assert_eq!(added.header("location"), Some("/moderation/terms?notice=moderation.terms_added"));
    assert_eq!(world.seen.calls("moderation.AddTerms").len(), 1);
    let bad = [("terms", "!!"), ("action", "age_limit"), ("category", "my <b>order</b>")];
    let back = send("/moderation/terms", &bad);
    let page = back.text();
    assert!(back.status == 422 && page.contains("“!!” has too few letters"), "{page}");
    assert!(page.contains("my &#60;b&#62;order") && page.contains(">!!</textarea>"), "{page}");
    assert!(page.contains("value=\"age_limit\" selected"), "{page}");
    assert_eq!(send("/moderation/terms", &[("terms", "x"), ("action", "fry")]).status, 400);
    let tried = send("/moderation/terms/try", &[("text", "an x")]).text();
    assert!(tried.contains("waits for a moderator") && tried.contains("x (spam)"), "{tried}");
    let tried = send("/moderation/terms/try", &[("text", "harmless")]).text();
    assert!(tried.contains("The text passes") && tried.contains(">harmless</textarea>"), "{tried}");
    let removed = send("/moderation/terms/t1/remove", &[]);
    let notice = Some("/moderation/terms?notice=moderation.term_removed");
    assert_eq!(removed.header("location"), notice);
}

#[test]
fn a_case_is_left_to_the_administrators_with_a_word() {
    let world = World::new();
    let said = open(&world, ADMIN, "/moderation/v1");
    assert!(said.text().contains("data-testid=\"case-escalate\""), "{}", said.text());
    let csrf = said.csrf();
    let fields = [("csrf", csrf.as_str()), ("why", "a law?"), ("version", "1")];
    let said =
        world.send(&ask("POST", "/moderation/v1/escalate").with("cookie", ADMIN).form(&fields));
    assert_eq!(said.header("location"), Some("/moderation?notice=moderation.escalated"));
    let asked = world.seen.calls("moderation.EscalateCase");
    assert_eq!(asked.len(), 1);
}

#[test]
fn a_checkpoint_is_signed_over_what_the_log_holds_and_nothing_else() {
    let world = World::new();
    let send = |path: &str, body: serde_json::Value| {
        world.send(&api(&world, ADMIN, "POST", path).json(&body))
    };
    let path = "/api/v1/admin/moderation/checkpoints";
    let place = json!({ "number": 2, "hash": "cc" });
    assert_eq!(world.send(&api(&world, CREATOR, "POST", path).json(&place)).status, 403);
    for other in [json!({ "number": 3, "hash": "cc" }), json!({ "number": 2, "hash": "dd" })] {
        let said = send(path, other);
        assert_eq!((said.status, said.code()), (409, "gateway.CHECKPOINT_REFUSED".to_owned()));
    }
    let made = send(path, place);
    assert_eq!(made.status, 200, "{}", made.text());
    let verify = format!("{path}/verify");
    let found = |checkpoint: serde_json::Value| {
        let said = send(&verify, checkpoint).json();
        (said["is_signed"] == true, said["is_held"] == true)
    };
    assert_eq!(found(made.json()), (true, true));
    for (field, value, wanted) in [
        ("signed_at_ms", json!(1), (false, true)),
        ("hash", json!("dd"), (false, false)),
        ("number", json!(1), (false, false)),
        ("signature", json!("zz"), (false, true)),
    ] {
        let mut forged = made.json();
        forged[field] = value;
        assert_eq!(found(forged), wanted, "{field}");
    }
}

#[test]
fn profiles_that_wait_are_for_moderators_and_each_has_what_decides_about_it() {
    let world = World::new();
    assert_eq!(open(&world, CREATOR, "/moderation/profiles").status, 403);
    assert!(open(&world, ADMIN, "/moderation").text().contains("href=\"/moderation/profiles\""));
    let page = open(&world, ADMIN, "/moderation/profiles").text();
    assert!(page.contains("I film &#60;b&#62;fish&#60;/b&#62;"), "a text is text: {page}");
    assert!(page.contains("Found: “&#60;i&#62;x&#60;/i&#62;”") && page.contains("0.930"), "{page}");
    assert!(page.contains("data-testid=\"name-in-doubt\""), "{page}");
    assert!(page.contains("href=\"/admin/users?name=mira\""), "who may suspend is led there");
    assert!(page.contains("/avatars/a2/256.jpg") && page.contains("cursor=5-u1"), "{page}");
    let zh = open(&world, &format!("{ADMIN}; shoal_language=zh-CN"), "/moderation/profiles").text();
    assert!(zh.contains("1 份个人资料等待处理") && zh.contains("用户名存疑"), "{zh}");
    let csrf = open(&world, ADMIN, "/moderation/profiles").csrf();
    let post = |fields: &[(&str, &str)]| {
        let fields = [&[("csrf", csrf.as_str())], fields].concat();
        world.send(&ask("POST", "/moderation/profiles/u1").with("cookie", ADMIN).form(&fields))
    };
    let said = post(&[("decision", "refuse_avatar"), ("reason", "hate"), ("version", "3")]);
    assert_eq!(
        said.header("location"),
        Some("/moderation/profiles?notice=moderation.profile-decided")
    );
    let said = post(&[("decision", "pass"), ("version", "9")]);
    assert_eq!(said.status, 412);
    assert!(said.text().contains("changed while you were looking"), "{}", said.text());
    assert_eq!(post(&[("decision", "fry")]).status, 400);
    assert_eq!(world.seen.calls("moderation.DecideProfile").len(), 2);
    let listed = open(&world, ADMIN, "/api/v1/moderation/profiles").json();
    let first = &listed["profiles"][0];
    assert_eq!((&first["name_action"], &first["score"]), (&json!("block"), &json!(0.93)));
    let path = "/api/v1/moderation/profiles/u1/decision";
    let decision = json!({ "decision": "pass", "if_version": 3 });
    let said = world.send(&api(&world, ADMIN, "POST", path).json(&decision));
    assert_eq!((said.status, &said.json()["user_id"]), (200, &json!("u1")));
}
