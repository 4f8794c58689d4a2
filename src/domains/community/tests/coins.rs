//! Coins: how they are had, what they are given to, and the three things that are done in one.

use super::{World, by, code, quick, token, visitor};
use crate::contract::community::{
    ClaimCoinsRequest, GetWalletRequest, GiveCoinsRequest, GiveCoinsResponse, ListFoldersRequest,
    NotificationKind, Rating, SupportVideoRequest, SupportVideoResponse, Wallet,
};
use crate::contract::video::Privacy;
use crate::domains::community::model::Options;
use crate::kernel::fault::Reply;
use futures_util::StreamExt as _;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl World {
    fn claim(&self, name: &str) -> u64 {
        let told = self.harness.run(self.client.claim_coins(&by(name), ClaimCoinsRequest {}));
        told.expect("it has an account").wallet.expect("it has one").coins
    }

    fn wallet(&self, name: &str) -> Wallet {
        let told = self.harness.run(self.client.get_wallet(&by(name), GetWalletRequest {}));
        told.expect("it has an account").wallet.expect("it has one")
    }

    fn give(&self, name: &str, video_id: &str, coins: u32) -> Reply<GiveCoinsResponse> {
        let media_token = token(video_id);
        let request = GiveCoinsRequest { video_id: video_id.to_owned(), media_token, coins };
        self.harness.run(self.client.give_coins(&by(name), request))
    }

    fn support(&self, name: &str, video_id: &str) -> Reply<SupportVideoResponse> {
        let request = SupportVideoRequest {
            video_id: video_id.to_owned(),
            media_token: token(video_id),
            folder_name: "Favourites".to_owned(),
        };
        self.harness.run(self.client.support_video(&by(name), request))
    }

    fn coins_of(&self, video_id: &str) -> u64 {
        let told = self.thread_as(&by("ada"), video_id).expect("it is hers");
        told.counts.expect("they are counted").coins
    }
}

fn wallet(coins: u64, is_claimed: bool) -> Wallet {
    Wallet { coins, is_claimed, video_coins_max: 2 }
}

fn frugal() -> World {
    World::with(Options { daily_coins_max: 3, coins_kept_max: 7, ..quick() })
}

#[test]
fn coins_are_had_once_a_day_and_no_more_than_fit() {
    let world = frugal();
    assert_eq!(world.wallet("bob"), wallet(0, false));
    assert_eq!((world.claim("bob"), world.claim("bob")), (3, 3));
    assert_eq!(world.wallet("bob"), wallet(3, true));
    world.harness.clock.turn(DAY_MS);
    assert_eq!(world.wallet("bob"), wallet(3, false));
    assert_eq!(world.claim("bob"), 6);
    world.harness.clock.turn(DAY_MS);
    assert_eq!((world.claim("bob"), world.claim("eve")), (7, 3), "the purse is full");
    let refused = world.harness.run(world.client.claim_coins(&visitor(), ClaimCoinsRequest {}));
    assert_eq!(code(refused), "kernel.SIGN_IN_FIRST");
}

#[test]
fn coins_given_are_spent_once_and_counted() {
    let world = frugal();
    world.publish("v", Privacy::Public);
    world.publish("w", Privacy::Public);
    let told = world.give("bob", "v", 1).expect("today's are his without asking");
    assert_eq!((told.given_coins, told.wallet.expect("it is told").coins), (1, 2));
    for _ in 0..2 {
        let told = world.give("bob", "v", 2).expect("he has them");
        assert_eq!((told.given_coins, told.wallet.expect("it is told").coins), (2, 1));
    }
    let told = world.give("bob", "v", 1).expect("none is taken back");
    assert_eq!((told.given_coins, told.counts.expect("they are told").coins), (2, 2));
    assert_eq!(code(world.give("bob", "w", 2)), "community.COINS_SHORT");
    assert_eq!(world.wallet("bob").coins, 1, "nothing is spent on it");
    world.harness.clock.turn(DAY_MS);
    let few = World::with(Options { daily_coins_max: 1, ..quick() });
    few.publish("v", Privacy::Public);
    assert_eq!(code(few.give("bob", "v", 2)), "community.COINS_SHORT");
    assert_eq!(few.wallet("bob").coins, 1, "those of this day are his all the same");
    assert_eq!(code(world.give("bob", "w", 3)), "community.COINS_INVALID");
    assert_eq!(code(world.give("bob", "w", 0)), "community.COINS_INVALID");
    assert_eq!(code(world.give("ada", "v", 1)), "community.VIDEO_OWN");
    assert_eq!(code(world.give("pest", "v", 1)), "community.USER_BLOCKED");
    world.give("noise", "v", 1).expect("whoever is muted may");
    assert_eq!((world.coins_of("v"), world.coins_of("w")), (3, 0));
    let told = world.kinds("ada");
    let coins = told.iter().filter(|kind| **kind == NotificationKind::Coins).count();
    assert_eq!(coins, 1, "once of each, and not of whom she has muted");
    let given = world.thread_as(&by("bob"), "v").expect("it is public").given_coins;
    assert_eq!(given, 2);
}

#[test]
fn coins_given_at_the_same_time_are_not_given_twice() {
    let world = World::with(Options { daily_coins_max: 4, video_coins_max: 4, ..quick() });
    let names: Vec<String> = (0..6).map(|at| format!("v{at}")).collect();
    names.iter().for_each(|name| world.publish(name, Privacy::Public));
    let gives = (0..24).map(|at| {
        let (client, video_id) = (world.client.clone(), names[at % 6].clone());
        async move {
            for _ in 0..20 {
                let media_token = token(&video_id);
                let video_id = video_id.clone();
                let request = GiveCoinsRequest { video_id, media_token, coins: 1 };
                match client.give_coins(&by("bob"), request).await {
                    Ok(_) | Err(crate::kernel::fault::Error::Refused(_)) => return true,
                    Err(crate::kernel::fault::Error::Fault(_)) => {},
                }
            }
            false
        }
    });
    let gives = futures_util::stream::iter(gives).buffer_unordered(8).collect::<Vec<bool>>();
    assert!(world.harness.run(gives).into_iter().all(|is_answered| is_answered));
    let given: u64 = names.iter().map(|name| world.coins_of(name)).sum();
    assert_eq!((given, world.wallet("bob").coins), (4, 0));
    assert_eq!(world.count("SELECT SUM(coins) FROM coins_given"), 4);
}

#[test]
fn support_likes_gives_and_keeps_in_one() {
    let world = frugal();
    world.publish("v", Privacy::Public);
    world.publish("w", Privacy::Private);
    for _ in 0..2 {
        let told = world.support("bob", "v").expect("he may");
        let counts = told.counts.expect("they are told");
        assert_eq!((counts.likes, counts.coins, counts.keeps), (1, 2, 1));
        assert_eq!((told.given_coins, told.wallet.expect("it is told").coins), (2, 1));
    }
    let told = world.support("bob", "w").expect("his session proves it");
    assert_eq!(told.given_coins, 1, "as many as he has");
    let request = ListFoldersRequest { video_id: "w".to_owned() };
    let folders = world.harness.run(world.client.list_folders(&by("bob"), request));
    let folders = folders.expect("they are his").folders;
    assert_eq!(folders.len(), 1, "the second goes into the same");
    assert_eq!((folders[0].video_count, folders[0].has_video), (2, true));
    let told = world.support("ada", "v").expect("she likes and keeps her own");
    assert_eq!((told.given_coins, told.counts.expect("they are told").coins), (0, 2));
    let thread = world.thread_as(&by("bob"), "v").expect("it is public");
    assert_eq!((thread.rating(), thread.is_kept), (Rating::Like, true));
    let kinds = [NotificationKind::VideoLiked, NotificationKind::Coins];
    let told = world.told("ada").into_iter().filter(|one| kinds.contains(&one.kind()));
    assert_eq!(told.count(), 4, "of each video, once");
}
