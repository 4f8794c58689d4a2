//! What administrators see of a site that works: every domain with its rates and times.

use crate::support::{Account, World};
use serde_json::Value;
use std::time::{Duration, Instant};

const DOMAINS: &str = "/api/v1/admin/domains";

fn domain<'a>(all: &'a Value, word: &str) -> &'a Value {
    let mut rows = all["domains"].as_array().expect("domains").iter();
    rows.find(|row| row["domain"] == word).expect(word)
}

#[test]
fn the_domains_are_seen_at_work() {
    let world = World::start();
    let (ada, mei) = (world.account("ada", "admin"), world.account("mei", "creator"));
    assert_eq!(world.get(DOMAINS).status(), 401);
    let of_creator = world.http.get(world.at(DOMAINS)).bearer_auth(&mei.token).send();
    assert_eq!(of_creator.expect("it answers").status(), 403);
    let page = world.http.get(world.at("/admin/domains")).bearer_auth(&ada.token).send();
    assert!(page.expect("it answers").text().expect("a page").contains("node-transcode"));
    let begun = Instant::now();
    loop {
        for _ in 0..20 {
            assert_eq!(world.get("/api/v1/videos").status(), 200);
            assert_eq!(world.get("/api/v1/videos/nothing").status(), 404);
        }
        let all = world.get_as(&ada, DOMAINS);
        let video = domain(&all, "video");
        let is_seen = video["calls_per_s"].as_f64() > Some(1.0)
            && video["refused_per_s"].as_f64() > Some(0.5)
            && video["p50_us"].as_u64().is_some()
            && video["p50_us"].as_u64() <= video["p99_us"].as_u64()
            && video["mailbox_p99_us"].as_u64().is_some()
            && video["cpu_percent"].as_f64() > Some(0.0)
            && domain(&all, "user")["store_p99_us"].as_u64().is_some()
            && all["front"]["requests_per_s"].as_f64() > Some(1.0);
        if is_seen {
            assert_eq!(video["faulted_per_s"], 0.0, "{video}");
            let rows = all["domains"].as_array().expect("domains");
            assert!(rows.iter().all(|row| row["state"] == "running"), "{all}");
            assert!(rows.iter().all(|row| row["placement"] == "local"), "{all}");
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(15), "never seen: {all}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn events_are_seen_and_tried_again_by_administrators_only() {
    let world = World::start();
    let (ada, mei) = (world.account("ada", "admin"), world.account("mei", "creator"));
    let page = world.http.get(world.at("/admin/events")).bearer_auth(&ada.token).send();
    let page = page.expect("it answers").text().expect("a page");
    let listeners = ["listener-video", "listener-playback", "listener-user"];
    for mark in listeners.into_iter().chain(["replay-video-ingest", "nothing-parked"]) {
        assert!(page.contains(mark), "{mark} is not in\n{page}");
    }
    let post = |who: &Account, path: &str, body: &str| {
        let request = world.http.post(world.at(path)).bearer_auth(&who.token);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let said = request.body(body.to_owned()).send().expect("it answers");
        let place = said.headers().get("location").and_then(|at| at.to_str().ok());
        (said.status().as_u16(), place.unwrap_or_default().to_owned())
    };
    let (retry, replay) = ("/admin/events/retry", "/admin/events/replay");
    for (path, body) in [(retry, "domain=video"), (replay, "domain=video&source=ingest")] {
        assert_eq!(post(&mei, path, body).0, 403, "{path}");
        let (status, place) = post(&ada, path, body);
        assert!(
            status == 303 && place.starts_with("/admin/events?notice=admin.events-"),
            "{place}"
        );
    }
    for (path, body) in [(retry, "domain=nobody"), (replay, "domain=video&source=playback")] {
        assert_eq!(post(&ada, path, body).0, 404, "{path} {body}");
    }
    let read = world.get_as(&ada, "/api/v1/admin/events?domain=video");
    let readings = read["readings"].as_array().expect("readings").iter();
    let ingest = readings.clone().find(|row| row["source"] == "ingest").expect("ingest");
    assert_eq!(ingest["replays"], 1, "{read}");
}
