//! The progress stream: a first event at once, one for each change, and its end.

use super::fakes::held;
use super::wire::ask;
use super::world::World;
use crate::contract::transcode::{Job, JobState};
use crate::contract::video::VideoState;
use std::io::{BufRead as _, BufReader, Write as _};

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
fn strangers_do_not_hear_how_a_video_is_made() {
    let world = World::new();
    for path in ["/api/v1/videos/v9/progress/stream", "/api/v1/videos/v9/progress"] {
        let said = world.send(&ask("GET", path).with("authorization", "Bearer shoal_good"));
        assert_eq!((said.status, said.code().as_str()), (404, "video.VIDEO_UNKNOWN"), "{path}");
    }
}
