//! What becomes of the jobs of an account that was erased, also of one that runs.

use super::world::{Act, Fake, World};
use crate::contract::transcode::JobState;
use crate::contract::user::{self, AccountErased};

#[test]
fn jobs_of_an_erased_account_end_and_their_media_goes() {
    let fake = Fake::new([]);
    let mut world = World::new(&fake);
    let user = world.harness.source::<user::Owner>();
    world.accept("v1");
    world.until_state("v1", JobState::Done);
    let standing = Fake::count(&fake.encodes);
    fake.next(Act::Stand);
    world.accept("v2");
    world.harness.eventually("a job that runs", || async {
        (Fake::count(&fake.encodes) > standing).then_some(())
    });
    for version in 1..=2_i64 {
        let event = AccountErased { user_id: "mira".to_owned(), erased_at_ms: 7 };
        world.harness.publish(&user, event);
        world.harness.eventually("it to be heard", || async {
            let sql = "SELECT version FROM kernel_seen WHERE kind = 'AccountErased'";
            let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
            (read.await.ok()? == Some(version)).then_some(())
        });
        world.harness.eventually("no media", || {
            let left = world.files("blobs/transcode").len() + world.files("work/transcode").len();
            async move { (left == 0).then_some(()) }
        });
        assert!(world.job("v1").is_none() && world.job("v2").is_none());
    }
    world.harness.eventually("the end of the one that ran", || async {
        (Fake::count(&fake.ended) == 1).then_some(())
    });
    // What is heard late begins nothing.
    world.tell_accepted("v3", "upload3");
    super::world::rest(100);
    assert!(world.job("v3").is_none());
    for sql in [
        "SELECT COUNT(*) FROM jobs",
        "SELECT COUNT(*) FROM owner_work",
        "SELECT COUNT(*) FROM kernel_outbox",
    ] {
        let read = world.db.read(move |view| view.value(sql, &[]));
        assert_eq!(world.harness.run(read).expect("it reads"), Some(0_i64), "{sql}");
    }
}
