//! What becomes of the videos of an account that was erased.

use super::{World, titled};
use crate::boot::harness::by;
use crate::contract::user::{self, AccountErased};
use crate::contract::video::{CreateDraftRequest, Privacy, VideoDeleted, VideoDescribed};
use crate::kernel::context::Role;
use crate::kernel::fault::Shared;

impl World {
    /// Waits until a statement that counts says so.
    fn until_count(&self, sql: &'static str, wanted: i64) {
        self.harness.eventually(sql, || async {
            let count: Option<i64> = self.db.read(move |view| view.value(sql, &[])).await.ok()?;
            (count == Some(wanted)).then_some(())
        });
    }
}

#[test]
fn videos_of_an_erased_account_end_and_nothing_says_whose_they_were() {
    let mut world = World::new();
    let user = world.harness.source::<user::Owner>();
    let shown = world.published("ada", "A fish", Privacy::Public);
    let draft = world.draft("ada", titled("Another fish"));
    let deleted = world.draft("ada", titled("A third fish"));
    let request = crate::contract::video::DeleteVideoRequest {
        video_id: deleted.video_id,
        ..Default::default()
    };
    let ada = by("ada", Role::Creator);
    world.harness.run(world.client.delete_video(&ada, request)).expect("it is hers");
    let other = world.published("bob", "A bird", Privacy::Public);
    // Heard twice, it leaves the same.
    for version in 1..=2 {
        let event = AccountErased { user_id: "ada".to_owned(), erased_at_ms: 7 };
        world.harness.publish(&user, event);
        let heard = "SELECT MAX(version) FROM kernel_seen WHERE kind = 'AccountErased'";
        world.until_count(heard, version);
        world.until_count("SELECT COUNT(*) FROM videos WHERE owner_id = 'ada'", 0);
        world.until_count("SELECT COUNT(*) FROM deleted_videos WHERE owner_id = 'ada'", 0);
        world.until_count("SELECT COUNT(*) FROM deleted_videos", 3);
    }
    for card in [&shown, &draft] {
        assert!(world.get(&ada, card).is_err());
        assert!(world.told::<VideoDescribed>(card).is_empty(), "its texts are in no log");
        let ended = world.told::<VideoDeleted>(card);
        assert_eq!(ended.len(), 1, "whoever keeps media hears of it");
        assert_eq!(ended[0].owner_id, "");
    }
    assert!(world.get(&ada, &other).is_ok());
    let late = world.client.create_draft(&ada, CreateDraftRequest::default());
    let late = world.harness.run(late).expect_err("nobody is there any more");
    assert!(late.is(Shared::SignInFirst), "{late}");
    world.until_count("SELECT COUNT(*) FROM videos WHERE owner_id = 'ada'", 0);
}
