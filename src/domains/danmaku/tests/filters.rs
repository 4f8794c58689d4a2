//! What viewers do not want to see, and what an account is told of its own.

use super::{World, by, code, visitor};
use crate::contract::danmaku::{
    ExportAccountRequest, Filter, FilterKind, FilterList, GetFiltersRequest, SaveFiltersRequest,
    Standing,
};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::wire::Page;

fn filter(kind: FilterKind, value: &str) -> Filter {
    Filter { kind: kind.into(), value: value.to_owned() }
}

impl World {
    fn save(&self, cx: &Context, filters: Vec<Filter>) -> Reply<()> {
        let request = SaveFiltersRequest { list: Some(FilterList { filters }) };
        self.harness.run(self.client.save_filters(cx, request)).map(drop)
    }

    fn filters(&self, cx: &Context) -> Reply<Vec<Filter>> {
        let told = self.harness.run(self.client.get_filters(cx, GetFiltersRequest {}))?;
        Ok(told.list.expect("there is a list").filters)
    }
}

#[test]
fn filters_follow_their_account_and_nobody_else() {
    let world = World::new();
    let good = vec![
        filter(FilterKind::Word, "剧透"),
        filter(FilterKind::Regex, "^6+$"),
        filter(FilterKind::Sender, "9f3c-AB_"),
        filter(FilterKind::Mode, "reverse"),
        filter(FilterKind::Color, "ff00CC"),
    ];
    world.save(&by("bob"), good.clone()).expect("all can be applied");
    assert_eq!(world.filters(&by("bob")).expect("they are his"), good);
    assert_eq!(world.filters(&by("eve")).expect("she has none"), []);
    assert_eq!(code(world.filters(&visitor())), "kernel.SIGN_IN_FIRST");
    assert_eq!(code(world.save(&visitor(), Vec::new())), "kernel.SIGN_IN_FIRST");
    world.save(&by("bob"), Vec::new()).expect("he wants to see everything");
    assert_eq!(world.filters(&by("bob")).expect("they are his"), []);
}

#[test]
fn what_cannot_be_applied_is_not_kept() {
    let world = World::new();
    let twice = vec![filter(FilterKind::Word, "a"), filter(FilterKind::Word, "a")];
    let many = (0..301).map(|at| filter(FilterKind::Word, &at.to_string())).collect();
    let one = |kind, value| vec![filter(kind, value)];
    for bad in [
        twice,
        many,
        one(FilterKind::Unspecified, "a"),
        one(FilterKind::Word, " "),
        one(FilterKind::Word, &"x".repeat(101)),
        one(FilterKind::Regex, "("),
        one(FilterKind::Regex, "(a{99}){99}{99}"),
        one(FilterKind::Sender, "no mark!"),
        one(FilterKind::Mode, "sideways"),
        one(FilterKind::Color, "red"),
    ] {
        let count = bad.len();
        assert_eq!(code(world.save(&by("bob"), bad)), "danmaku.FILTERS_INVALID", "{count}");
    }
    assert_eq!(world.filters(&by("bob")).expect("they are his"), []);
}

#[test]
fn an_export_has_what_its_account_has_written_and_filters() {
    let world = World::new();
    let word = vec![filter(FilterKind::Word, "剧透")];
    world.save(&by("bob"), word.clone()).expect("it can be applied");
    world.send("bob", "v", 5, "shown").expect("it fits");
    world.send("bob", "w", 7, "an odd word").expect("it is held");
    world.send("eve", "v", 5, "hers").expect("it fits");
    let export = |cx: &Context, cursor: &str| {
        let page = Some(Page { cursor: cursor.to_owned(), limit: 1 });
        world.harness.run(world.client.export_account(cx, ExportAccountRequest { page }))
    };
    let first = export(&by("bob"), "").expect("it is his");
    assert_eq!(first.list.expect("on the first page").filters, word);
    let last = export(&by("bob"), &first.next_cursor).expect("it goes on");
    assert_eq!((last.list, &*last.next_cursor), (None, ""));
    let mut all: Vec<_> = first.sent.into_iter().chain(last.sent).collect();
    all.sort_by_key(|one| one.video_id.clone());
    let standings: Vec<_> = all.iter().map(|one| (&*one.video_id, one.standing())).collect();
    assert_eq!(standings, [("v", Standing::Shown), ("w", Standing::Held)]);
    assert_eq!(code(export(&visitor(), "")), "kernel.SIGN_IN_FIRST");
}
