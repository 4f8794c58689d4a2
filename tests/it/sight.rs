//! What administrators see of a site that works: every domain with its rates and times.

use crate::support::World;
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
