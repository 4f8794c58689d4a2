//! Follows, the feed, and what people are told: once, of what others do, and of nothing they do not
//! want to know.

use super::{World, by, code, moderator, quick, visitor};
use crate::contract::community::NotificationKind::{
    Appeal, Comment as Commented, CommentLiked, CommentRemoved, Follower, Published,
    Reply as Replied, Review, Video as NewVideo, VideoLiked,
};
use crate::contract::community::{
    CountUnreadRequest, GetFollowingRequest, GetWishesRequest, LeaveMailRequest, ListFeedRequest,
    ListFollowsRequest, MailRequested, NotificationKind, Rating, ReadNotificationsRequest,
    SaveWishesRequest,
};
use crate::contract::moderation::{Action, ReviewDecided};
use crate::contract::user::AccountErased;
use crate::contract::video::Privacy;
use crate::domains::community::model::Options;
use prost::Message as _;

impl World {
    fn feed(&self, name: &str) -> Vec<String> {
        let told = self.harness.run(self.client.list_feed(&by(name), ListFeedRequest::default()));
        told.expect("it is theirs").video_ids
    }

    fn unread(&self, name: &str) -> u64 {
        let told = self.harness.run(self.client.count_unread(&by(name), CountUnreadRequest {}));
        told.expect("it is theirs").unread_count
    }

    fn read(&self, name: &str, ids: Vec<String>) -> u64 {
        let request = ReadNotificationsRequest { notification_ids: ids };
        let told = self.harness.run(self.client.read_notifications(&by(name), request));
        told.expect("they are theirs").unread_count
    }

    fn told_all(&self) {
        self.harness.eventually("all to be told", || async {
            let sql = "SELECT COUNT(*) FROM tellings";
            let read = self.db.read(move |view| view.value::<i64>(sql, &[]));
            (read.await.ok()? == Some(0)).then_some(())
        });
    }
}

#[test]
fn who_follows_is_counted_once_and_listed_to_those_whom_it_concerns() {
    let world = World::with(Options { follows_max: 2, ..quick() });
    for _ in 0..2 {
        assert_eq!(world.follow("bob", "ada", true).expect("he may"), 1);
    }
    assert_eq!(world.follow("eve", "ada", true).expect("she may"), 2);
    assert_eq!(code(world.follow("bob", "bob", true)), "community.FOLLOW_INVALID");
    assert_eq!(code(world.follow("pest", "ada", true)), "community.USER_BLOCKED");
    world.follow("bob", "cat", true).expect("it fits");
    assert_eq!(code(world.follow("bob", "dan", true)), "community.TOO_MANY_FOLLOWS");
    let list = |name: &str, is_followers: bool| {
        let request = ListFollowsRequest { is_followers, ..ListFollowsRequest::default() };
        let told = world.harness.run(world.client.list_follows(&by(name), request));
        let mut ids = told.expect("they are theirs").user_ids;
        ids.sort();
        ids
    };
    assert_eq!(list("bob", false), ["ada", "cat"]);
    assert_eq!(list("ada", true), ["bob", "eve"]);
    for (cx, followed) in [(by("bob"), vec!["ada"]), (visitor(), vec![])] {
        let user_id = "eve".to_owned();
        let request = ListFollowsRequest { user_id, ..ListFollowsRequest::default() };
        let told = world.harness.run(world.client.list_follows(&cx, request)).expect("all may");
        assert_eq!(told.user_ids, ["ada"], "lists are for everybody");
        assert_eq!(told.followed_ids, followed, "by whoever asks");
    }
    let request = || GetFollowingRequest { user_id: "ada".to_owned() };
    let told = world.harness.run(world.client.get_following(&by("bob"), request()));
    let told = told.expect("anybody may");
    assert_eq!((told.follower_count, told.followed_count, told.is_followed), (2, 0, true));
    let told = world.harness.run(world.client.get_following(&visitor(), request()));
    assert!(!told.expect("anybody may").is_followed);
    for _ in 0..2 {
        assert_eq!(world.follow("bob", "ada", false).expect("he may"), 1);
    }
    world.follow("bob", "ada", true).expect("he may");
    assert_eq!(world.kinds("ada"), [Follower, Follower], "of each once");
}

#[test]
fn followers_are_told_of_a_new_public_video_once_and_find_it_in_their_feed() {
    let world = World::new();
    for at in 0..5 {
        world.follow(&format!("p{at}"), "ada", true).expect("they may");
    }
    world.publish("hidden", Privacy::Private);
    world.publish("bylink", Privacy::Unlisted);
    world.publish("v", Privacy::Public);
    world.told_all();
    for at in 0..5 {
        let told = world.told(&format!("p{at}"));
        let told: Vec<_> = told.iter().map(|one| (one.kind(), one.video_id.as_str())).collect();
        assert_eq!(told, [(NewVideo, "v")], "p{at}");
        assert_eq!(world.feed(&format!("p{at}")), ["v"]);
    }
    assert!(world.feed("stranger").is_empty());
    assert_eq!(world.kinds("ada").iter().filter(|&&kind| kind == Published).count(), 3);
    world.change("v", true);
    assert!(world.feed("p0").is_empty(), "it is private now");
}

#[test]
fn people_are_told_of_what_others_do_and_not_of_what_they_do_themselves() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    world.read("ada", Vec::new());
    let posted = world.post("bob", "hi").expect("it fits");
    world.reply("eve", &posted, "hello").expect("it fits");
    world.reply("bob", &posted, "to myself").expect("it fits");
    world.like("eve", &posted, true).expect("it is shown");
    world.like("bob", &posted, true).expect("it is shown");
    world.rate("eve", "v", Rating::Like).expect("it may be watched");
    world.rate("eve", "v", Rating::Unspecified).expect("it may be watched");
    world.rate("eve", "v", Rating::Like).expect("it may be watched");
    world.rate("bob", "v", Rating::Dislike).expect("it may be watched");
    assert_eq!(world.kinds("ada"), [VideoLiked, Commented, Commented, Commented, Published]);
    assert_eq!(world.kinds("bob"), [CommentLiked, Replied]);
    assert_eq!(world.told("bob")[1].text, "hello");
    // Whom they have muted may do all that, and they are not told.
    world.post("noise", "loud").expect("it fits");
    world.reply("noise", &posted, "louder").expect("it fits");
    world.like("noise", &posted, true).expect("it is shown");
    world.follow("noise", "ada", true).expect("they may");
    assert_eq!((world.kinds("ada").len(), world.kinds("bob").len()), (5, 2));
    // Whom they have blocked may not.
    assert_eq!(code(world.post("pest", "hi")), "community.USER_BLOCKED");
    assert_eq!(code(world.like("pest", &posted, true)), "community.USER_BLOCKED");
    assert_eq!(code(world.rate("pest", "v", Rating::Like)), "community.USER_BLOCKED");
    world.delete_as(&moderator(), &posted).expect("a moderator may");
    assert_eq!(world.kinds("bob")[0], CommentRemoved);
    assert_eq!(world.unread("ada"), 3, "what quoted it is gone");
}

#[test]
fn what_is_read_is_no_longer_counted() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    world.post("bob", "one").expect("it fits");
    world.post("bob", "two").expect("it fits");
    assert_eq!(world.unread("ada"), 3);
    let first = world.told("ada")[0].notification_id.clone();
    assert_eq!(world.read("eve", vec![first.clone()]), 0);
    assert_eq!(world.unread("ada"), 3, "nobody reads for her");
    assert_eq!(world.read("ada", vec![first]), 2);
    assert!(world.told("ada")[0].is_read);
    assert_eq!(world.read("ada", Vec::new()), 0);
}

#[test]
fn what_is_wanted_by_mail_is_asked_for_once_and_ends_with_its_link() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let (reply, liked) = (Replied, CommentLiked);
    let wish = |unwanted: &[NotificationKind], mailed: &[NotificationKind]| {
        let kinds = |kinds: &[NotificationKind]| kinds.iter().map(|&kind| kind.into()).collect();
        let request = SaveWishesRequest { unwanted: kinds(unwanted), mailed: kinds(mailed) };
        world.harness.run(world.client.save_wishes(&by("bob"), request)).expect("it is his");
    };
    let requested = || -> Vec<MailRequested> {
        let told = world.harness.published(&world.db);
        let told = told.iter().filter(|one| one.kind() == "MailRequested");
        told.map(|one| MailRequested::decode(&*one.body).expect("it is one")).collect()
    };
    let posted = world.post("bob", "one").expect("it fits");
    world.reply("eve", &posted, "before he wished").expect("it fits");
    wish(&[liked], &[reply, liked]);
    world.reply("eve", &posted, "by mail").expect("it fits");
    world.like("eve", &posted, true).expect("it is shown");
    let [mail] = &requested()[..] else { panic!("one: {:?}", requested()) };
    assert_eq!((mail.user_id.as_str(), mail.kind()), ("bob", reply));
    assert_eq!((mail.actor_id.as_str(), mail.video_id.as_str()), ("eve", "v"));
    let leave = |token: &str| {
        let request = LeaveMailRequest { token: token.to_owned() };
        world.harness.run(world.client.leave_mail(&visitor(), request)).map(drop)
    };
    assert_eq!(code(leave("")), "community.LINK_UNKNOWN");
    assert_eq!(code(leave("guessed")), "community.LINK_UNKNOWN");
    let told = world.harness.run(world.client.get_wishes(&by("bob"), GetWishesRequest {}));
    assert_eq!(told.expect("it is his").mailed, [i32::from(reply)]);
    let token = mail.leave_token.clone();
    (0..2).for_each(|_| leave(&token).expect("it holds"));
    let told = world.harness.run(world.client.get_wishes(&by("bob"), GetWishesRequest {}));
    let told = told.expect("it is his");
    assert_eq!((told.unwanted, told.mailed), (vec![i32::from(liked)], vec![]));
    world.reply("eve", &posted, "no mail any more").expect("it fits");
    assert_eq!(requested().len(), 1);
    wish(&[], &[reply, liked]);
    world.reply("eve", &posted, "and again").expect("it fits");
    for is_liked in [false, true, false, true] {
        world.like("cat", &posted, is_liked).expect("it is shown");
    }
    assert_eq!(requested().len(), 3, "the same is told once");
    assert_eq!(requested()[1].leave_token, token, "links of before stay good");
    let event = AccountErased { user_id: "eve".to_owned(), erased_at_ms: 7 };
    world.harness.publish(&world.user, event);
    world.heard("AccountErased", "eve");
    world.harness.eventually("what named her to be forgotten", || async {
        let sql = "SELECT COUNT(*) FROM notifications WHERE actor_id = 'eve'";
        let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
        (read.await.ok()? == Some(0)).then_some(())
    });
    assert!(requested().iter().all(|one| one.actor_id != "eve"), "what was told is struck");
}

#[test]
fn nobody_is_told_of_kinds_that_they_do_not_want() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let request = SaveWishesRequest { unwanted: vec![Commented.into(), 99, 0], mailed: Vec::new() };
    world.harness.run(world.client.save_wishes(&by("ada"), request)).expect("it is hers");
    world.post("bob", "one").expect("it fits");
    world.rate("bob", "v", Rating::Like).expect("it may be watched");
    assert_eq!(world.kinds("ada"), [VideoLiked, Published]);
    let told = world.harness.run(world.client.get_wishes(&by("ada"), Default::default()));
    assert_eq!(told.expect("it is hers").unwanted, [i32::from(Commented)]);
}

#[test]
fn an_owner_is_told_what_was_decided_of_their_video() {
    let world = World::new();
    let decided = |package_id: &str, action: Action, is_by_person: bool, is_on_appeal: bool| {
        let event = ReviewDecided {
            video_id: "v".to_owned(),
            owner_id: "ada".to_owned(),
            package_id: package_id.to_owned(),
            action: action.into(),
            is_by_person,
            is_on_appeal,
            note: "because".to_owned(),
            ..ReviewDecided::default()
        };
        world.tick();
        world.harness.publish(&world.judge, event);
    };
    let told = |expected: i64| {
        world.harness.eventually("it to be told", || async {
            let sql = "SELECT COUNT(*) FROM notifications WHERE user_id = 'ada'";
            let read = world.db.read(move |view| view.value::<i64>(sql, &[]));
            (read.await.ok()? == Some(expected)).then_some(())
        });
    };
    decided("p1", Action::Pass, false, false);
    decided("p2", Action::Review, false, false);
    told(1);
    decided("p3", Action::Pass, true, true);
    told(2);
    let told = world.told("ada");
    let told: Vec<_> =
        told.iter().map(|one| (one.kind(), one.has_passed, one.text.as_str())).collect();
    assert_eq!(told, [(Appeal, true, "because"), (Review, false, "because")]);
}
