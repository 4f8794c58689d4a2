//! What is written to break a page or a server: texts that pile up marks, hide, turn the line or
//! are far too long, and threads in which each answers the one before.

use crate::chaos::setting;
use crate::danmaku::{play, published};
use crate::support::{World, told};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SETTINGS: [(&str, &str); 6] = [
    ("SHOAL__DANMAKU__SEND_APART_MS", "0"),
    ("SHOAL__DANMAKU__REPEAT_APART_MS", "0"),
    ("SHOAL__COMMUNITY__POST_APART_MS", "0"),
    ("SHOAL__COMMUNITY__REPEAT_APART_MS", "0"),
    ("SHOAL__GATEWAY__QPS_PER_IP", "1000000"),
    ("SHOAL__GATEWAY__BURST", "1000000"),
];

#[test]
fn texts_that_are_bombs_are_refused_and_leave_nothing() {
    let world = World::with(&[], &SETTINGS);
    let mei = world.account("mei", "creator");
    let video = published(&world, &mei);
    let token = play(&world, &mei, &video);
    let comments = format!("/api/v1/videos/{video}/comments");
    let danmaku = format!("/api/v1/videos/{video}/danmaku?play={token}");
    let say = |path: &str, text: &str| {
        let said = world.post_as(&mei, path, &json!({ "text": text, "time_ms": 1_000 }));
        said.status().as_u16()
    };
    let comment = |text: &str| {
        let said = world.post_as(&mei, &comments, &json!({ "text": text }));
        (said.status().as_u16(), said.json::<Value>().unwrap_or_default())
    };
    // Each is asked of both; what is refused says so at once.
    for (what, text, status) in [
        ("10,000 marks", format!("a{}", "\u{301}".repeat(10_000)), 422),
        ("marks on marks", format!("a{}", "\u{336}\u{489}\u{20dd}".repeat(3)), 422),
        ("marks of Thai", format!("ก{}", "\u{e47}".repeat(40)), 422),
        ("marks of Arabic", format!("ب{}", "\u{64b}".repeat(40)), 422),
        ("nothing that is seen", "\u{200b}\u{2060}\u{feff}".repeat(30), 422),
        ("only a turned line", "\u{202e}\u{2066}".repeat(30), 422),
        ("too long", "字".repeat(20_000), 422),
        ("a megabyte", "x".repeat(1 << 20), 413),
        ("ten megabytes", "x".repeat(10 << 20), 413),
    ] {
        let begun = Instant::now();
        assert_eq!(comment(&text).0, status, "{what}, as a comment");
        assert_eq!(say(&danmaku, &text), status, "{what}, over the picture");
        assert!(begun.elapsed() < Duration::from_secs(10), "{what}: {:?}", begun.elapsed());
    }
    // What turns the line or hides goes; the rest of the text stays.
    let (status, said) = comment("one\u{202e} two\u{200b}\u{2067}");
    assert_eq!((status, &said["text"]), (201, &json!("one two")));
    let (status, said) = comment("</script><script>alert(1)</script>");
    assert_eq!(status, 201, "{said}");
    // What people write in these languages is no bomb.
    for text in ["ที่นี่น้ำ", "مُحَمَّدٌ", "בְּרֵאשִׁ֖ית", "Tiếng Việt", "क्ष्म्य", "👩‍👩‍👧‍👦 1️⃣"]
    {
        assert_eq!(comment(text).0, 201, "{text}");
    }
    let thread = world.get_as(&mei, &format!("/api/v1/videos/{video}/thread"));
    assert_eq!(thread["comments"], 8, "{thread}");
    let page = world.get(&format!("/watch/{video}")).text().expect("a page");
    assert!(!page.contains("<script>alert(1)"), "it is escaped");
    let room: Value =
        world.get(&format!("/api/v1/videos/{video}/danmaku")).json().expect("it is JSON");
    assert_eq!(room["count"], 0, "{room}");
}

#[test]
fn a_thread_in_which_each_answers_the_one_before_stays_a_list() {
    let depth = setting("THREAD_DEPTH", 200);
    let world = World::with(&[], &SETTINGS);
    let (mei, bob) = (world.account("mei", "creator"), world.account("bob", "viewer"));
    let video = published(&world, &mei);
    let path = format!("/api/v1/videos/{video}/comments");
    let post = |who, text: String, before: Option<&str>| {
        let body = match before {
            Some(before) => json!({ "text": text, "reply_to": before }),
            None => json!({ "text": text }),
        };
        let said: Value = world.post_as(who, &path, &body).json().expect("it is JSON");
        said["comment_id"].as_str().unwrap_or_else(|| panic!("{said}")).to_owned()
    };
    let root = post(&mei, "root".to_owned(), None);
    let (mut last, mut middle) = (root.clone(), String::new());
    for number in 0..depth {
        let who = if number % 2 == 0 { &bob } else { &mei };
        last = post(who, format!("reply {number}"), Some(&last));
        if number == depth / 2 {
            last.clone_into(&mut middle);
        }
    }
    let read = |path: &str| {
        let begun = Instant::now();
        (world.get_as(&mei, path), begun.elapsed())
    };
    let (listed, took) = read(&format!("{path}?order=hot"));
    assert_eq!(listed["comments"].as_array().map(Vec::len), Some(1), "one root: {listed}");
    assert_eq!(listed["comments"][0]["replies"], depth);
    let gone = world.http.delete(world.at(&format!("{path}/{middle}"))).bearer_auth(&mei.token);
    assert!(gone.send().expect("it answers").status().is_success());
    let (mut seen, mut cursor, mut most) = (Vec::new(), String::new(), took);
    loop {
        let (page, took) = read(&format!("{path}/{root}/replies?limit=100&cursor={cursor}"));
        most = most.max(took);
        for one in page["comments"].as_array().expect("a list") {
            assert_eq!(one["root_id"], root.as_str());
            seen.push(one["text"].as_str().expect("a text").to_owned());
        }
        match page["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    let all = (0..depth).filter(|number| *number != depth / 2);
    assert_eq!(seen, all.map(|number| format!("reply {number}")).collect::<Vec<_>>());
    // The last of them is found by its address, with what it stands below.
    let (found, took) = read(&format!("{path}/{last}"));
    assert!(found.to_string().contains(&format!("reply {}", depth - 1)), "{found}");
    told!("a thread {depth} deep: the slowest page took {:?}", most.max(took));
    assert!(most.max(took) < Duration::from_secs(2), "{most:?}, {took:?}");
}
