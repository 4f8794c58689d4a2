//! The progress stream: a first event at once, one for each change, and its end.

use super::fakes::held;
use super::wire::ask;
use super::world::World;
use crate::contract::transcode::{Job, JobState};
use crate::contract::video::VideoState;
use crate::gateway::Settings;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

#[test]
fn a_reader_hears_each_change_and_the_end() {
    let world = World::new();
    *held(&world.seen.video_state) = Some(VideoState::Processing);
    let job = Job { state: JobState::Running.into(), ..Job::default() };
    *held(&world.seen.job) = Some(job);
    let mut line = world.line();
    let listen = ask("GET", "/api/v1/videos/v1/progress/stream")
        .with("accept", "text/event-stream")
        .with("accept-encoding", "gzip")
        .with("authorization", "Bearer shoal_good");
    line.write_all(&listen.bytes()).expect("the front listens");
    let mut events = BufReader::new(line).lines().map_while(Result::ok).filter_map(|line| {
        let told = line.strip_prefix("data: ")?.to_owned();
        serde_json::from_str::<serde_json::Value>(&told).ok()
    });
    let first = events.next().expect("a first event");
    assert_eq!(
        (first["video_id"].as_str(), first["state"].as_str()),
        (Some("v1"), Some("transcoding"))
    );
    assert_eq!(first["page_url"], "/watch/v1");
    *held(&world.seen.video_state) = Some(VideoState::Published);
    let next = events.next().expect("the change");
    assert_eq!(next["state"], "published");
    assert!(events.next().is_none(), "nothing follows the end");
}

#[test]
fn an_idle_stream_asks_nothing() {
    let world = World::new();
    *held(&world.seen.video_state) = Some(VideoState::Processing);
    *held(&world.seen.job) = Some(Job { state: JobState::Running.into(), ..Job::default() });
    let mut line = listen(&world);
    assert_eq!(opened(&mut line), 200);
    world.wait_ms(500);
    let before = world.seen.calls("");
    assert!(before.iter().any(|call| call.starts_with("video.FollowWay")), "{before:?}");
    assert!(before.iter().any(|call| call.starts_with("transcode.WatchJob")), "{before:?}");
    world.wait_ms(3_000);
    let after = world.seen.calls("").split_off(before.len());
    assert!(after.is_empty(), "{after:?}");
    *held(&world.seen.video_state) = Some(VideoState::Published);
    let mut rest = String::new();
    line.read_to_string(&mut rest).expect("it ends");
    assert!(rest.contains("\"published\""), "{rest}");
    assert_eq!(world.seen.calls("").len(), before.len(), "what it told was told to it");
}

#[test]
fn a_stream_says_when_the_worker_is_away_and_when_it_is_back() {
    let world = World::new();
    *held(&world.seen.video_state) = Some(VideoState::Processing);
    *held(&world.seen.is_idle) = true;
    let line = listen(&world);
    let mut events = line.lines().map_while(Result::ok).filter(|line| line.starts_with("data: "));
    let first = events.next().expect("a first event");
    assert!(first.contains("gateway.PART_UNREACHABLE"), "{first}");
    *held(&world.seen.is_idle) = false;
    let next = events.next().expect("it is back");
    assert!(!next.contains("PART_UNREACHABLE") && next.contains("\"running\""), "{next}");
}

#[test]
fn strangers_do_not_hear_how_a_video_is_made() {
    let world = World::new();
    for path in ["/api/v1/videos/v9/progress/stream", "/api/v1/videos/v9/progress"] {
        let said = world.send(&ask("GET", path).with("authorization", "Bearer shoal_good"));
        assert_eq!((said.status, said.code().as_str()), (404, "video.VIDEO_UNKNOWN"), "{path}");
    }
}

fn listen(world: &World) -> BufReader<TcpStream> {
    let mut line = world.line();
    let listen = ask("GET", "/api/v1/videos/v1/progress/stream")
        .with("authorization", "Bearer shoal_good")
        .bytes();
    line.write_all(&listen).expect("the front listens");
    BufReader::new(line)
}

/// Reads the status and waits for the first event, so that the stream is open.
fn opened(line: &mut BufReader<TcpStream>) -> u16 {
    let mut head = String::new();
    line.read_line(&mut head).expect("a status line");
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    let mut told = String::new();
    while status == 200 && !told.starts_with("event: ") {
        told.clear();
        assert!(line.read_line(&mut told).expect("an event") > 0, "it ended");
    }
    status
}

#[test]
fn one_caller_cannot_take_all_streams() {
    let world = World::new();
    *held(&world.seen.video_state) = Some(VideoState::Processing);
    let mut lines: Vec<_> = (0..16).map(|_| listen(&world)).collect();
    for line in &mut lines {
        assert_eq!(opened(line), 200);
    }
    assert_eq!(opened(&mut listen(&world)), 429, "the seventeenth");
    let other = ask("GET", "/api/v1/videos/v1/progress/stream").with("x", "y");
    let mut line = world.line();
    let cookie = other.with("cookie", "shoal_session=admin").bytes();
    line.write_all(&cookie).expect("the front listens");
    assert_eq!(opened(&mut BufReader::new(line)), 200, "somebody else");
}

#[test]
fn a_stream_ends_with_the_token_that_opened_it() {
    let world = World::with(Settings { stream_recheck_every_ms: 100, ..Settings::default() });
    *held(&world.seen.video_state) = Some(VideoState::Processing);
    let mut line = listen(&world);
    assert_eq!(opened(&mut line), 200);
    *held(&world.seen.is_revoked) = true;
    let mut rest = String::new();
    line.read_to_string(&mut rest).expect("it ends before the line is given up");
    assert!(!rest.contains("still here"), "{rest}");
}
