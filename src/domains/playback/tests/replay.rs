//! What playback keeps of video is a copy: damaged, it becomes whole again by reading video anew,
//! and what was deleted stays deleted.

use super::{Owner, World, operator, visitor};
use crate::contract::video::Privacy;
use crate::kernel::context::Context;
use crate::kernel::db::{columns, values};
use crate::kernel::events;
use crate::kernel::events::ConsumerAdmin;
use crate::kernel::rpc::Domain as _;
use std::sync::Arc;

struct Hidden {
    video_id: String,
    deleted: bool,
}

columns! { Hidden { video_id, deleted } }

/// The copy: which videos are hidden, and whether for good.
async fn hidden(world: &World) -> Vec<(String, bool)> {
    let sql = "SELECT video_id, deleted FROM hidden_videos ORDER BY video_id";
    let rows = world.db.read(move |view| view.rows::<Hidden>(sql, values![])).await;
    let hidden = rows.expect("it reads");
    hidden.into_iter().map(|one| (one.video_id, one.deleted)).collect()
}

fn consumer(world: &World) -> Arc<dyn ConsumerAdmin> {
    let mut consumers = events::consumers(&world.harness.route_table, &operator()).into_iter();
    consumers.find(|(word, _)| *word == Owner::NAME).expect("playback runs").1
}

fn wait_for(world: &World, wanted: &[(&str, bool)]) {
    world.harness.eventually(&format!("{wanted:?}"), || async {
        let found = hidden(world).await;
        let found: Vec<_> = found.iter().map(|(video, deleted)| (&**video, *deleted)).collect();
        (found == wanted).then_some(())
    });
}

#[test]
fn a_damaged_copy_becomes_whole_by_a_replay() {
    let world = World::new();
    world.show("shy", Privacy::Public);
    let token = world.start(&visitor("v"), "shy").expect("it is public").media_token;
    world.change("open", Privacy::Private);
    world.change("open", Privacy::Public);
    world.change("shy", Privacy::Private);
    world.change("gone", Privacy::Public);
    world.delete("gone");
    let whole = [("gone", true), ("shy", false)];
    wait_for(&world, &whole);
    let cx = Context::of_domain(Owner::NAME);
    // One row is lost, another one is made up, and what had ended looks as if it had only hidden.
    world
        .harness
        .run(world.db.write(&cx, |tx| {
            tx.execute("DELETE FROM hidden_videos WHERE video_id = 'shy'", values![])?;
            let garbled = "UPDATE hidden_videos SET deleted = 0 WHERE video_id = 'gone'";
            tx.execute(garbled, values![])?;
            let made_up = "INSERT INTO hidden_videos (video_id, deleted, at_ms) \
                           VALUES ('open', 0, 0)";
            tx.execute(made_up, values![])
        }))
        .expect("it is damaged");
    world.harness.run(consumer(&world).replay("video")).expect("it begins");
    wait_for(&world, &whole);
    let again = world.media(&token, "master.m3u8");
    assert!(again.is_err(), "a private video is read with an old token");
    // And it goes on as before.
    world.change("shy", Privacy::Public);
    wait_for(&world, &[("gone", true)]);
}
