//! What becomes of the uploads of an account that was erased, also while its bytes come.

use super::{FLV, World, ann, bob, messages, refusal, send};
use crate::contract::ingest::UploadState;
use crate::contract::user::{self, AccountErased};
use crate::contract::video::VideoState;
use crate::kernel::bus::Flow;
use crate::kernel::context::Context;
use crate::kernel::db::Db;

async fn tell(user: &Db<user::Owner>) {
    let event = AccountErased { user_id: "ann".to_owned(), erased_at_ms: 7 };
    let cx = Context::of_domain("user");
    user.write(&cx, move |tx| tx.publish(&event)).await.expect("the store takes it");
}

#[test]
fn uploads_of_an_erased_account_go_with_their_bytes_also_one_in_flight() {
    let mut world = World::new();
    let source = world.uploaded("v1", FLV);
    world.until(&source, UploadState::Accepted);
    let flying = world.opened("v2", 1_000_000).upload_id;
    world.draft("v3", "bob", VideoState::Draft);
    let other = world.create(&bob(), "v3", 100).expect("the draft is his").upload_id;
    world.append_as(&bob(), &other, 0, &[b"abc"]).expect("three bytes");
    let user = world.harness.source::<user::Owner>();
    let (sender, flow) = Flow::new();
    let appending = async {
        send(&sender, messages(&flying, 0, &[&b"abcdefgh"[..]; 9])).await;
        tell(&user).await;
        // It goes on sending until nobody listens.
        while sender.send(messages("", 0, &[b"more"]).remove(1)).await {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    let cx = ann();
    let asked = world.client.append_upload(&cx, flow);
    let (_, reply) = world.harness.run(async { tokio::join!(appending, asked) });
    assert_eq!(refusal(reply), "UPLOAD_UNKNOWN");
    for id in [&source, &flying] {
        world.until_removed(id);
        assert_eq!(refusal(world.get(&ann(), id)), "UPLOAD_UNKNOWN");
    }
    assert!(world.told("v1").is_empty() && world.told("v2").is_empty(), "no log names them");
    assert_eq!(world.bytes(&other), b"abc");
    // Heard twice, it leaves the same.
    world.harness.run(tell(&user));
    world.harness.eventually("it to be heard again", || async {
        let sql = "SELECT MAX(version) FROM kernel_seen WHERE kind = 'AccountErased'";
        let version: Option<i64> = world.db().read(move |view| view.value(sql, &[])).await.ok()?;
        (version == Some(2)).then_some(())
    });
    assert_eq!(world.bytes(&other), b"abc");
    for sql in [
        "SELECT COUNT(*) FROM uploads WHERE owner_id = 'ann'",
        "SELECT COUNT(*) FROM owners WHERE owner_id = 'ann'",
        "SELECT COUNT(*) FROM kernel_replies WHERE scope = 'user:ann'",
    ] {
        let read = world.db().read(move |view| view.value(sql, &[]));
        assert_eq!(world.harness.run(read).expect("it reads"), Some(0_i64), "{sql}");
    }
    world.answer_for_user();
    world.draft("v4", "ann", VideoState::Draft);
    assert_eq!(refusal(world.create(&ann(), "v4", 9)), "SIGN_IN_FIRST");
}
