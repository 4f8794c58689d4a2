//! Commenting: who may, what fits, how threads hang together, and what becomes of what is deleted.

use super::{World, by, code, comment, moderator, quick, texts, token, visitor};
use crate::contract::community::{
    CommentOrder, CommentState, ListCommentsRequest, ListEditsRequest, ListRepliesRequest,
    PostCommentRequest,
};
use crate::contract::video::{Privacy, VideoChanged};
use crate::domains::community::model::Options;
use crate::kernel::wire::{EventRecord, Page};

#[test]
fn what_is_posted_is_read_by_everybody() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    assert_eq!(code(world.post_as(&visitor(), comment("v", "hi"))), "kernel.SIGN_IN_FIRST");
    let posted = world.post("bob", " first \r\n\n\n\nline\u{202e} ").expect("it fits");
    assert_eq!(posted.text, "first\n\nline", "in lines, without what is not seen");
    assert_eq!(posted.state(), CommentState::Shown);
    let listed = world.list();
    assert_eq!(texts(&listed), ["first\n\nline"]);
    assert_eq!((&*listed[0].author_id, listed[0].reply_count), ("bob", 0));
    assert_eq!(world.counts().comments, 1);
    assert_eq!(code(world.post_as(&by("bob"), comment("other", "hi"))), "community.THREAD_UNKNOWN");
}

#[test]
fn a_text_has_bounds() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    for text in
        ["", " \n ", "\u{200b}\u{202e}", &"x".repeat(1001), "a\u{301}\u{301}\u{301}\u{301}\u{301}"]
    {
        assert_eq!(code(world.post("bob", text)), "community.COMMENT_INVALID", "{text:?}");
    }
    world.post("bob", &"字".repeat(1000)).expect("it fits");
    assert_eq!(code(world.post("bob", "a bad word")), "community.COMMENT_REFUSED");
    assert_eq!(world.counts().comments, 1);
}

#[test]
fn whoever_may_not_watch_neither_reads_nor_writes() {
    let world = World::new();
    world.publish("v", Privacy::Private);
    assert_eq!(code(world.thread_as(&visitor(), "v")), "community.THREAD_UNKNOWN");
    assert_eq!(code(world.post("bob", "hi")), "community.THREAD_UNKNOWN");
    let with = |video: &str| PostCommentRequest { media_token: token(video), ..comment("v", "hi") };
    assert_eq!(code(world.post_as(&by("bob"), with("w"))), "community.THREAD_UNKNOWN");
    world.post_as(&by("bob"), with("v")).expect("a session proves it");
    world.thread_as(&by("ada"), "v").expect("it is hers");
    world.thread_as(&moderator(), "v").expect("a moderator may");
    world.change("v", false);
    assert_eq!(texts(&world.list()), ["hi"]);
    world.change("v", true);
    assert_eq!(code(world.post("bob", "again")), "community.THREAD_UNKNOWN");
}

#[test]
fn nobody_writes_anew_too_fast_nor_to_whoever_has_blocked_them() {
    let world = World::with(Options { post_apart_ms: 1_000, ..quick() });
    world.publish("v", Privacy::Public);
    let posted = world.post("bob", "one").expect("it fits");
    assert_eq!(code(world.edit("bob", &posted, "two")), "community.COMMENT_LATER");
    world.edit("bob", &posted, "one").expect("nothing is written");
    world.harness.clock.turn(1_000);
    world.edit("bob", &posted, "two").expect("a while has passed");
    assert_eq!(code(world.edit("bob", &posted, "three")), "community.COMMENT_LATER");
    let sql = "UPDATE comments SET author_id = 'pest'";
    let cx = by("ada");
    let write = world.db.write(&cx, move |tx| tx.execute(sql, &[]).map(drop));
    world.harness.run(write).expect("it is written");
    world.harness.clock.turn(1_000);
    assert_eq!(code(world.edit("pest", &posted, "mean")), "community.USER_BLOCKED");
}

#[test]
fn what_is_not_published_yet_does_not_open_by_a_change() {
    let world = World::new();
    let event = VideoChanged {
        video_id: "early".to_owned(),
        owner_id: "ada".to_owned(),
        is_private: false,
    };
    world.harness.publish(&world.video, event);
    world.heard("VideoChanged", "early");
    assert_eq!(code(world.thread_as(&visitor(), "early")), "community.THREAD_UNKNOWN");
    world.publish("early", Privacy::Public);
    world.thread_as(&visitor(), "early").expect("it is public");
}

#[test]
fn nobody_comments_too_fast_nor_twice_the_same() {
    let world = World::with(Options { post_apart_ms: 60_000, ..quick() });
    world.publish("v", Privacy::Public);
    world.post("bob", "one").expect("it fits");
    assert_eq!(code(world.post("bob", "two")), "community.COMMENT_LATER");
    world.post("eve", "one").expect("she is another one");
    let world = World::with(Options { repeat_apart_ms: 60_000, ..quick() });
    world.publish("v", Privacy::Public);
    world.post("bob", "one").expect("it fits");
    assert_eq!(code(world.post("bob", " one")), "community.COMMENT_REPEATED");
    world.post("bob", "two").expect("it is another one");
}

#[test]
fn replies_of_any_depth_stand_below_one_root_in_their_order() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let root = world.post("bob", "root").expect("it fits");
    let mut last = root.clone();
    for depth in 0..30 {
        let name = if depth % 2 == 0 { "eve" } else { "bob" };
        last = world.reply(name, &last, &format!("reply {depth}")).expect("it fits");
        assert_eq!(last.root_id, root.comment_id);
    }
    assert_eq!(last.reply_to_user_id, "eve", "it says whom it answers");
    assert_eq!(world.list().len(), 1);
    assert_eq!(world.list()[0].reply_count, 30);
    assert_eq!(world.counts().comments, 31);
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let request = ListRepliesRequest {
            video_id: "v".to_owned(),
            root_id: root.comment_id.clone(),
            page: Some(Page { cursor, limit: 7 }),
            ..ListRepliesRequest::default()
        };
        let told = world.harness.run(world.client.list_replies(&visitor(), request));
        let told = told.expect("it may be watched");
        assert!(told.comments.len() <= 7);
        seen.extend(told.comments.into_iter().map(|one| one.text));
        cursor = told.next_cursor;
        if cursor.is_empty() {
            break;
        }
    }
    let all: Vec<String> = (0..30).map(|depth| format!("reply {depth}")).collect();
    assert_eq!(seen, all);
}

#[test]
fn the_hottest_and_the_newest_are_read_page_by_page() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let posted: Vec<_> =
        (0..5).map(|at| world.post("bob", &format!("c{at}")).expect("it fits")).collect();
    world.like("eve", &posted[1], true).expect("it is shown");
    world.like("amy", &posted[1], true).expect("it is shown");
    world.like("eve", &posted[3], true).expect("it is shown");
    let walk = |order: CommentOrder| {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let request = ListCommentsRequest {
                video_id: "v".to_owned(),
                order: order.into(),
                page: Some(Page { cursor, limit: 2 }),
                ..ListCommentsRequest::default()
            };
            let told = world.harness.run(world.client.list_comments(&visitor(), request));
            let told = told.expect("it may be watched");
            seen.extend(told.comments.into_iter().map(|one| one.text));
            cursor = told.next_cursor;
            if cursor.is_empty() {
                return seen;
            }
        }
    };
    assert_eq!(walk(CommentOrder::New), ["c4", "c3", "c2", "c1", "c0"]);
    let hot = walk(CommentOrder::Hot);
    assert_eq!(hot[..2], ["c1", "c3"]);
    assert_eq!(hot.len(), 5);
}

#[test]
fn a_deleted_comment_leaves_its_replies() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let root = world.post("bob", "root").expect("it fits");
    let reply = world.reply("eve", &root, "reply").expect("it fits");
    assert_eq!(code(world.delete("eve", &root)), "kernel.NOT_OWNER");
    assert_eq!(code(world.delete_as(&visitor(), &root)), "kernel.SIGN_IN_FIRST");
    world.delete("bob", &root).expect("it is his");
    assert_eq!(code(world.delete("bob", &root)), "community.COMMENT_UNKNOWN", "it is gone");
    let listed = world.list();
    assert_eq!(listed.len(), 1, "it stays for its reply");
    assert_eq!((&*listed[0].text, &*listed[0].author_id), ("", ""));
    assert_eq!(listed[0].state(), CommentState::Gone);
    assert_eq!(texts(&world.replies_as(&visitor(), &root)), ["reply"]);
    assert_eq!(world.counts().comments, 1);
    assert_eq!(code(world.reply("eve", &root, "more")), "community.COMMENT_UNKNOWN");
    world.delete("ada", &reply).expect("the video is hers");
    assert!(world.list().is_empty(), "nothing is below it any more");
    assert_eq!(world.counts().comments, 0);
    assert_eq!(world.count("SELECT COUNT(*) FROM comments WHERE text <> ''"), 0);
}

#[test]
fn what_is_written_anew_keeps_what_it_said() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let posted = world.post("bob", "frist").expect("it fits");
    assert_eq!(code(world.edit("eve", &posted, "hers")), "community.COMMENT_UNKNOWN");
    assert_eq!(code(world.edit("bob", &posted, "bad")), "community.COMMENT_REFUSED");
    let edited = world.edit("bob", &posted, "first").expect("it fits");
    assert_eq!(&*edited.text, "first");
    assert!(edited.edited_at_ms > 0);
    let request = || ListEditsRequest {
        video_id: "v".to_owned(),
        comment_id: posted.comment_id.clone(),
        ..ListEditsRequest::default()
    };
    let told = world.harness.run(world.client.list_edits(&visitor(), request()));
    let told = told.expect("it may be watched").edits;
    assert_eq!(told.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["frist"]);
    // What a person has to look at is seen by nobody else until then.
    let edited = world.edit("bob", &posted, "an odd word").expect("it is held");
    assert_eq!(edited.state(), CommentState::Held);
    assert!(world.list().is_empty());
    assert_eq!(world.counts().comments, 0);
    let told = world.harness.run(world.client.list_edits(&visitor(), request()));
    assert_eq!(code(told), "community.COMMENT_UNKNOWN");
    let edited = world.edit("bob", &posted, "a good word").expect("it fits");
    assert_eq!(edited.state(), CommentState::Shown);
    assert_eq!(texts(&world.list()), ["a good word"]);
    assert_eq!(world.counts().comments, 1);
    world.delete("bob", &posted).expect("it is his");
    let told = world.harness.published(&world.db);
    let told: Vec<_> = told.iter().map(EventRecord::kind).collect();
    let expected = ["CommentAppeared", "CommentSuspended", "CommentAppeared", "CommentRemoved"];
    assert_eq!(told, expected, "it ends once");
}
