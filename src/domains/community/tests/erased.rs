//! What becomes of what an account has done that was erased, of what stood under a deleted video,
//! and what an export has.

use super::{World, by, code, comment, texts, visitor};
use crate::contract::community::{
    ExportAccountRequest, GiveCoinsRequest, KeepVideoRequest, Rating, ReportCommentRequest,
    SaveBlockedWordsRequest, SaveFolderRequest, SaveWishesRequest,
};
use crate::contract::user::AccountErased;
use crate::contract::video::Privacy;
use crate::kernel::fault::Reply;

impl World {
    /// Keeps the video in a new folder.
    fn keep_somewhere(&self, name: &str) -> Reply<()> {
        let request = SaveFolderRequest { folder_id: String::new(), name: "mine".to_owned() };
        let folder = self.harness.run(self.client.save_folder(&by(name), request))?;
        let folder_ids = vec![folder.folder.expect("it is saved").folder_id];
        let (video_id, media_token) = ("v".to_owned(), String::new());
        let request = KeepVideoRequest { video_id, media_token, folder_ids };
        self.harness.run(self.client.keep_video(&by(name), request)).map(drop)
    }

    /// Does all that an account can do.
    fn live(&self, name: &str) {
        let posted = self.post("ada", &format!("for @{name}")).expect("it fits");
        let reply = self.reply(name, &posted, "a reply").expect("it fits");
        self.reply("eve", &reply, "an answer").expect("it fits");
        for at in 0..3 {
            self.post(name, &format!("theirs {at}")).expect("it fits");
        }
        self.post(name, "an odd word").expect("it is held");
        self.like(name, &posted, true).expect("it is shown");
        self.rate(name, "v", Rating::Like).expect("it may be watched");
        self.keep_somewhere(name).expect("it is theirs");
        let (video_id, media_token) = ("v".to_owned(), String::new());
        let request = GiveCoinsRequest { video_id, media_token, coins: 1 };
        self.harness.run(self.client.give_coins(&by(name), request)).expect("they have one");
        let words = vec!["never".to_owned()];
        let request = SaveBlockedWordsRequest { words };
        self.harness.run(self.client.save_blocked_words(&by(name), request)).expect("it fits");
        let request = ReportCommentRequest {
            video_id: "v".to_owned(),
            comment_id: posted.comment_id.clone(),
            reason: 1,
            ..ReportCommentRequest::default()
        };
        self.harness.run(self.client.report_comment(&by(name), request)).expect("they may");
        self.follow(name, "ada", true).expect("they may");
        self.follow("eve", name, true).expect("she may");
        let request = SaveWishesRequest { unwanted: vec![1], mailed: vec![3] };
        self.harness.run(self.client.save_wishes(&by(name), request)).expect("it is theirs");
    }
}

#[test]
fn nothing_stays_of_an_erased_account() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    world.live("bob");
    let event = AccountErased { user_id: "bob".to_owned(), erased_at_ms: 7 };
    world.harness.publish(&world.user, event);
    world.heard("AccountErased", "bob");
    world.harness.eventually("nothing to be left", || async {
        let sql = "SELECT (SELECT COUNT(*) FROM comments WHERE author_id = 'bob' \
                   OR reply_to_user_id = 'bob' OR text LIKE '%theirs%') \
                   + (SELECT COUNT(*) FROM comment_likes) + (SELECT COUNT(*) FROM ratings) \
                   + (SELECT COUNT(*) FROM folders) + (SELECT COUNT(*) FROM kept_videos) \
                   + (SELECT COUNT(*) FROM follows) + (SELECT COUNT(*) FROM wishes) \
                   + (SELECT COUNT(*) FROM coins_given) + (SELECT COUNT(*) FROM wallets) \
                   + (SELECT COUNT(*) FROM mentions) + (SELECT COUNT(*) FROM blocked_words) \
                   + (SELECT COUNT(*) FROM leave_tokens) \
                   + (SELECT COUNT(*) FROM comment_reports) + (SELECT SUM(reports) FROM comments) \
                   + (SELECT COUNT(*) FROM follow_counts WHERE user_id = 'bob') \
                   + (SELECT COUNT(*) FROM notifications \
                      WHERE user_id = 'bob' OR actor_id = 'bob' OR subject LIKE '%bob%')";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
        (read.await.ok()? == Some(0)).then_some(())
    });
    let counts = world.counts();
    assert_eq!((counts.likes, counts.keeps, counts.comments), (0, 0, 2), "what others wrote");
    assert_eq!(counts.coins, 0);
    let listed = world.list();
    assert_eq!(texts(&listed), ["for @bob"]);
    assert_eq!((listed[0].like_count, listed[0].reply_count), (0, 1));
    assert_eq!(texts(&world.replies_as(&visitor(), &listed[0])), ["an answer"]);
    let told = world.harness.published(&world.db);
    let named = told.iter().filter(|one| one.body.windows(3).any(|part| part == b"bob"));
    assert_eq!(named.count(), 0, "what was told of it is struck");
    assert_eq!(code(world.post("bob", "too late")), "kernel.SIGN_IN_FIRST");
    assert_eq!(code(world.follow("eve", "bob", true)), "kernel.SIGN_IN_FIRST");
}

#[test]
fn nothing_stays_under_a_deleted_video() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    world.live("bob");
    world.delete_video("v");
    world.harness.eventually("nothing to be left", || async {
        let sql = "SELECT (SELECT COUNT(*) FROM comments) + (SELECT COUNT(*) FROM comment_likes) \
                   + (SELECT COUNT(*) FROM ratings) + (SELECT COUNT(*) FROM kept_videos) \
                   + (SELECT COUNT(*) FROM coins_given) + (SELECT COUNT(*) FROM mentions) \
                   + (SELECT COUNT(*) FROM comment_reports) \
                   + (SELECT COUNT(*) FROM notifications WHERE video_id = 'v') \
                   + (SELECT COUNT(*) FROM videos) + (SELECT SUM(videos) FROM folders)";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
        (read.await.ok()? == Some(0)).then_some(())
    });
    assert_eq!(code(world.post_as(&by("bob"), comment("v", "hi"))), "community.THREAD_UNKNOWN");
    world.follow("bob", "cat", true).expect("people stay");
}

#[test]
fn an_export_has_what_whoever_asks_has_done() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    world.live("bob");
    let export = |cx: &crate::kernel::context::Context| {
        world.harness.run(world.client.export_account(cx, ExportAccountRequest::default()))
    };
    let told = export(&by("bob")).expect("it is his");
    let mut said = texts(&told.comments);
    said.sort_unstable();
    assert_eq!(said, ["a reply", "an odd word", "theirs 0", "theirs 1", "theirs 2"]);
    let belongings = told.belongings.expect("it is the first page");
    assert_eq!(belongings.rated.len(), 1);
    assert_eq!(belongings.kept[0].video_ids, ["v"]);
    assert_eq!(belongings.followed_ids, ["ada"]);
    assert_eq!((belongings.given[0].coins, belongings.coins), (1, 1));
    assert_eq!(code(export(&visitor())), "kernel.SIGN_IN_FIRST");
}
