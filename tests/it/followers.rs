//! A creator whom very many follow publishes: nobody waits for all of them to be told, and each is
//! told once, also when the server is killed in the middle.

use crate::chaos::setting;
use crate::support::{Account, CLIP, World, told};
use serde_json::json;
use std::time::{Duration, Instant};

const SETTINGS: [(&str, &str); 3] = [
    ("SHOAL__COMMUNITY__POST_APART_MS", "0"),
    ("SHOAL__GATEWAY__QPS_PER_IP", "1000000"),
    ("SHOAL__GATEWAY__BURST", "1000000"),
];
/// How long others may wait while followers are told.
const WAIT_MAX: Duration = Duration::from_secs(2);

/// An account with its id.
fn member(world: &World, name: &str, role: &str) -> (String, Account) {
    let made = world.shoal_json(&["user", "add", name, "--role", role, "--json"]);
    let word = |field: &str| made[field].as_str().expect("it is made").to_owned();
    (word("user_id"), Account { token: word("api_token") })
}

/// Followers who are rows alone, while nobody serves them. They are told in the order of their
/// ids: half of them before `first`, half of them behind it.
fn follow(world: &World, (owner, first): (&str, &str), number: i64) {
    let path = world.data().join("db/community.db");
    let mut database = rusqlite::Connection::open(path).expect("the file is there");
    let unit = database.transaction().expect("nobody else has it");
    let sql = "INSERT INTO follows (user_id, followed_id, followed_at_ms) VALUES (?1, ?2, 1)";
    let mut insert = unit.prepare(sql).expect("the table is there");
    for at in 0..number / 2 {
        for id in [format!("0000{at:08}"), format!("{first}{at:08}")] {
            insert.execute((id, owner)).expect("it is new");
        }
    }
    drop(insert);
    let sql = "UPDATE follow_counts SET followers = followers + ?1 WHERE user_id = ?2";
    unit.execute(sql, (number, owner)).expect("it is there");
    unit.commit().expect("there is room");
}

fn has_heard(world: &World, who: &Account, video: &str) -> bool {
    let told = world.get_as(who, "/api/v1/notifications?limit=20");
    let all = told["notifications"].as_array().expect("a list").iter();
    all.filter(|one| one["kind"] == "video").any(|one| one["video_id"] == video)
}

/// Waits until an account has heard of a video, while somebody reads and writes; gives how long the
/// slowest of these took.
fn beside(world: &World, (who, video): (&Account, &str), thread: &str) -> Duration {
    let (begun, mut most) = (Instant::now(), Duration::ZERO);
    for number in 0.. {
        let asked = Instant::now();
        assert_eq!(world.get(&format!("/api/v1/videos/{thread}/thread")).status(), 200);
        let path = format!("/api/v1/videos/{thread}/comments");
        let said = world.post_as(who, &path, &json!({ "text": format!("meanwhile {number}") }));
        assert_eq!(said.status(), 201);
        most = most.max(asked.elapsed());
        if has_heard(world, who, video) {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(300), "{}", world.log());
    }
    most
}

#[test]
fn very_many_followers_are_told_once_and_hold_up_nobody() {
    let number = i64::try_from(setting("FOLLOWERS", 10_000)).expect("it is small");
    let mut world = World::with(&[], &SETTINGS);
    let (owner, mei) = member(&world, "mei", "creator");
    let mut two = [member(&world, "bob", "viewer"), member(&world, "eve", "viewer")];
    two.sort_by(|one, other| one.0.cmp(&other.0));
    let [(first_id, first), (_, last)] = &two;
    let clip = std::fs::read(CLIP).expect("the clip");
    let before = world.upload(&mei, "Before", "clip.mp4", &clip);
    assert_eq!(world.settled(&mei, &before)["state"], "published");
    for who in [first, last] {
        let path = world.at(&format!("/api/v1/users/{owner}/following"));
        let asked = world.http.put(path).bearer_auth(&who.token);
        let said = asked.json(&json!({ "is_followed": true })).send().expect("it answers");
        assert!(said.status().is_success());
    }
    world.kill();
    follow(&world, (&owner, first_id), number);
    world.run();
    let video = world.upload(&mei, "For all", "clip.mp4", &clip);
    assert_eq!(world.settled(&mei, &video)["state"], "published");
    let begun = Instant::now();
    let most = beside(&world, (first, &video), &before);
    let half = begun.elapsed();
    world.kill();
    let path = world.data().join("db/community.db");
    let count = |what: &str| -> i64 {
        let database = rusqlite::Connection::open(&path).expect("the file is there");
        let sql = format!("SELECT {what} FROM notifications WHERE video_id = ?1 AND user_id <> ?2");
        database.query_row(&sql, [&video, &owner], |row| row.get(0)).expect("it is counted")
    };
    let early = count("COUNT(*)");
    assert!(early < number + 2, "the kill came in the middle");
    world.run();
    let most = most.max(beside(&world, (last, &video), &before));
    let whole = begun.elapsed();
    world.kill();
    let (rows, people) = (count("COUNT(*)"), count("COUNT(DISTINCT user_id)"));
    assert_eq!((rows, people), (number + 2, number + 2), "each is told once");
    told!("{number} followers: {early} told after {half:?}, all after {whole:?} with a kill");
    told!("a comment and a read beside it took {most:?} at most");
    assert!(most < WAIT_MAX, "{most:?}");
}
