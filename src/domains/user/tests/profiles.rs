//! What people say about themselves.

use super::World;
use crate::boot::harness::{by, by_visitor};
use crate::contract::user::{GetUserRequest, Refusal, UpdateProfileRequest};
use crate::kernel::context::{Context, Role as CallerRole};
use crate::kernel::fault::{Reply, Shared};

fn say(world: &World, cx: &Context, bio: &str) -> Reply<String> {
    let request = UpdateProfileRequest { bio: bio.to_owned() };
    world.harness.run(world.user.update_profile(cx, request)).map(|told| told.bio)
}

fn bio(world: &World, name: &str) -> String {
    let request = GetUserRequest { user_id: String::new(), name: name.to_owned() };
    world.harness.run(world.user.get_user(&by_visitor(), request)).expect("they are there").bio
}

#[test]
fn everybody_reads_what_an_account_says_about_itself() {
    let world = World::new();
    let ada = world.sign_up("ada").unwrap().user.unwrap().user_id;
    world.sign_up("bob").unwrap();
    assert_eq!(bio(&world, "ada"), "");
    let cx = by(&ada, CallerRole::Viewer);
    assert_eq!(say(&world, &cx, " I film\n<b>fish</b> ").unwrap(), "I film\n<b>fish</b>");
    assert_eq!(bio(&world, "ada"), "I film\n<b>fish</b>");
    assert_eq!(bio(&world, "bob"), "");
    say(&world, &cx, "Now birds").unwrap();
    assert_eq!(bio(&world, "ada"), "Now birds");
    assert!(say(&world, &cx, &"x".repeat(501)).unwrap_err().is(Refusal::BioInvalid));
    assert_eq!(bio(&world, "ada"), "Now birds", "what is refused changes nothing");
    say(&world, &cx, "").unwrap();
    assert_eq!(bio(&world, "ada"), "");
    assert_eq!(world.number("SELECT COUNT(*) FROM profiles"), 0);
    assert!(say(&world, &by_visitor(), "x").unwrap_err().is(Shared::SignInFirst));
    let gone = say(&world, &by("nobody", CallerRole::Viewer), "x").unwrap_err();
    assert!(gone.is(Refusal::UserUnknown));
    assert_eq!(world.number("SELECT COUNT(*) FROM profiles"), 0);
}
