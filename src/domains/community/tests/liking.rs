//! Likes of comments and videos: each counts once, however often and however fast.

use super::{World, by, code};
use crate::contract::community::{LikeCommentRequest, Rating};
use crate::contract::video::Privacy;
use futures_util::StreamExt as _;

#[test]
fn a_like_counts_once_and_can_be_taken_back() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let posted = world.post("bob", "hi").expect("it fits");
    for _ in 0..2 {
        assert_eq!(world.like("eve", &posted, true).expect("it is shown"), 1);
    }
    assert_eq!(world.like("amy", &posted, true).expect("it is shown"), 2);
    for _ in 0..2 {
        assert_eq!(world.like("eve", &posted, false).expect("it is shown"), 1);
    }
    let listed = world.list_as(&by("amy"), crate::contract::community::CommentOrder::Hot);
    assert_eq!((listed[0].like_count, listed[0].is_liked), (1, true));
    let listed = world.list();
    assert!(!listed[0].is_liked, "a visitor likes nothing");
    world.delete("bob", &posted).expect("it is his");
    assert_eq!(code(world.like("eve", &posted, true)), "community.COMMENT_UNKNOWN");
}

#[test]
fn a_rating_counts_once_and_turns_into_the_other() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let told = |rating: Rating, expected: (u64, u64)| {
        world.rate("bob", "v", rating).expect("it may be watched");
        let counts = world.counts();
        assert_eq!((counts.likes, counts.dislikes), expected, "{rating:?}");
    };
    told(Rating::Like, (1, 0));
    told(Rating::Like, (1, 0));
    told(Rating::Dislike, (0, 1));
    let seen = world.thread_as(&by("bob"), "v").expect("it is open");
    assert_eq!(seen.rating(), Rating::Dislike);
    assert_eq!(seen.counts.expect("they are counted").dislikes, 0, "they are for the owner");
    told(Rating::Unspecified, (0, 0));
    told(Rating::Unspecified, (0, 0));
}

#[test]
fn likes_and_their_withdrawals_at_the_same_time_leave_exact_counts() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    let posted = world.post("bob", "hi").expect("it fits");
    let people: Vec<_> = (0..5).map(|at| by(&format!("p{at}"))).collect();
    let like = |at: usize| {
        let request = LikeCommentRequest {
            video_id: "v".to_owned(),
            comment_id: posted.comment_id.clone(),
            is_liked: !at.is_multiple_of(3),
            ..LikeCommentRequest::default()
        };
        let cx = people[at % 5].clone();
        let client = world.client.clone();
        async move {
            // A wire that loses calls is one more reason for the same to be asked twice.
            for _ in 0..20 {
                if client.like_comment(&cx, request.clone()).await.is_ok() {
                    return true;
                }
            }
            false
        }
    };
    let all = futures_util::stream::iter(0..1000).map(like).buffer_unordered(16);
    let all: Vec<bool> = world.harness.run(all.collect());
    assert!(all.into_iter().all(|is_answered| is_answered), "each is answered in the end");
    let rows = world.count("SELECT COUNT(*) FROM comment_likes");
    assert_eq!(world.count("SELECT likes FROM comments"), rows);
    assert_eq!(world.count("SELECT heat FROM comments"), rows);
}
