//! Letters about what others do: who gets them, how many, and how they are left.

use super::mail::reached;
use super::{World, quick};
use crate::contract::community::{self, MailRequested, NotificationKind};
use crate::domains::user::Options;
use crate::kernel::context::Context;
use crate::kernel::db::Db;

fn id_of(cx: &Context) -> String {
    cx.caller.user_id().expect("it is of an account").to_string()
}

fn request(of: &Context, actor: &Context, number: usize) -> MailRequested {
    MailRequested {
        notification_id: format!("n{number}"),
        user_id: id_of(of),
        kind: NotificationKind::Reply.into(),
        actor_id: id_of(actor),
        video_id: "v1".to_owned(),
        comment_id: "c1".to_owned(),
        leave_token: "aB3".to_owned(),
    }
}

fn heard(world: &World, source: &Db<community::Owner>, event: MailRequested) {
    let key = event.notification_id.clone();
    world.harness.publish(source, event);
    world.harness.eventually("it to be heard", || async {
        let sql = "SELECT 1 FROM kernel_seen WHERE kind = 'MailRequested' AND entity_key = $1";
        let values = crate::kernel::db::values![key.clone()].to_vec();
        let read = world.db.read(move |view| view.exists(sql, &values));
        read.await.ok().filter(|heard| *heard).map(drop)
    });
}

#[test]
fn what_others_do_is_told_by_mail_to_whoever_asked_for_it() {
    let mut world =
        World::with(Options { notices_per_hour_max: 2, letters_per_hour_max: 3, ..quick() });
    let community = world.harness.source::<community::Owner>();
    let alice = reached(&world, "alice", "alice@example.com");
    let bob = super::mail::account(&world, "bob");
    let before = world.mails(1).len();
    heard(&world, &community, request(&bob, &alice, 0));
    heard(&world, &community, request(&alice, &bob, 1));
    let mails = world.mails(before + 1);
    let mail = &mails[before];
    assert_eq!(mail.to.as_str(), "alice@example.com", "bob has no address");
    assert!(mail.subject.as_str().contains("bob"), "{:?}", mail.subject);
    assert!(mail.text.as_str().contains("/watch/v1#comment-c1"), "{:?}", mail.text);
    let leave = mail.leave.as_ref().expect("it can be left").as_str();
    assert!(leave.ends_with("/api/v1/notifications/leave/aB3"), "{leave}");
    assert!(mails[..before].iter().all(|mail| mail.leave.is_none()), "others cannot be left");
    let gone = MailRequested { actor_id: "nobody".to_owned(), ..request(&alice, &bob, 2) };
    heard(&world, &community, gone);
    let odd = MailRequested { kind: 99, ..request(&alice, &bob, 3) };
    heard(&world, &community, odd);
    let notices = "SELECT COUNT(*) FROM letters WHERE is_notice = 1";
    assert_eq!(world.number(notices), 1, "nothing is told of whoever has gone");
    for number in 4..8 {
        heard(&world, &community, request(&alice, &bob, number));
    }
    assert_eq!(world.number(notices), 2);
    assert_eq!(world.mails(before + 2).len(), before + 2, "no more than fit into an hour");
    super::mail::ask_reset(&world, "alice", "192.0.2.1").expect("it says nothing");
    let mails = world.mails(before + 3);
    assert!(mails[before + 2].leave.is_none(), "what she needs comes all the same");
    let left = "SELECT COUNT(*) FROM letters WHERE leave_link <> '' AND ended_at_ms > 0";
    assert_eq!(world.number(left), 0, "what opens something goes with the content");
}
