//! The pages of the settings as an administrator uses them, and as nobody else can.

use super::wire::{Ask, Said, ask};
use super::world::World;
use crate::gateway::Site;
use crate::gateway::core::words::Language;
use crate::kernel::settings::LongText;
use std::collections::BTreeSet;

fn of_admin(method: &str, path: &str) -> Ask {
    ask(method, path).with("cookie", "shoal_session=admin")
}

fn post(world: &World, path: &str, fields: &[(&str, &str)]) -> Said {
    let csrf = world.send(&of_admin("GET", "/admin")).csrf();
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend_from_slice(fields);
    world.send(&of_admin("POST", path).form(&all))
}

#[test]
fn a_change_is_shown_then_put_in_force_then_brought_back() {
    let world = World::new();
    let page = world.send(&of_admin("GET", "/admin/settings/user")).text();
    assert!(page.contains("name=\"version\" value=\"0\"") && page.contains("30 days"), "{page}");
    let form = [("version", "0"), ("value.sign_up", "closed"), ("value.hash_lanes", "1")];
    let form = [&form[..], &[("note", "spam & more")]].concat();
    let previewed =
        post(&world, "/admin/settings/user", &[&form[..], &[("step", "preview")]].concat());
    let text = previewed.text();
    assert_eq!(previewed.status, 200, "{text}");
    assert!(text.contains("data-key=\"user.sign_up\"") && text.contains("spam &#38; more"));
    assert!(!text.contains("data-key=\"user.hash_lanes\""), "what is the same is not shown");
    assert_eq!(world.config.version(), 0, "a preview changes nothing");
    let again = post(&world, "/admin/settings/user", &[&form[..], &[("step", "edit")]].concat());
    assert!(again.text().contains("<option value=\"closed\" selected>"), "{}", again.text());
    let applied = post(&world, "/admin/settings/user", &[&form[..], &[("step", "apply")]].concat());
    let place = "/admin/settings?notice=admin.settings-changed#user";
    assert_eq!((applied.status, applied.header("location")), (303, Some(place)));
    let kept = world.config.history();
    let version = kept.find(1).expect("it is kept");
    assert_eq!((version.by.name.as_str(), version.note.as_str()), ("root", "spam & more"));
    let shown = world.send(&of_admin("GET", "/admin/settings")).text();
    assert!(shown.contains("live, version 1") && shown.contains("Overrides open (default)."));
    let history = world.send(&of_admin("GET", "/admin/settings/history")).text();
    assert!(history.contains("Version 1") && history.contains("/admin/settings/history/0"));
    let back = post(&world, "/admin/settings/history/0", &[("version", "1")]);
    let place = "/admin/settings/history?notice=admin.settings-back";
    assert_eq!(back.header("location"), Some(place), "{}", back.text());
    assert_eq!(world.config.version(), 2);
    let unknown = world.send(&of_admin("GET", "/admin/settings/history/77"));
    assert_eq!(unknown.status, 404, "{}", unknown.text());
    for path in ["/admin/settings/storage", "/admin/settings/nothing"] {
        assert_eq!(world.send(&of_admin("GET", path)).status, 404, "nothing to change in {path}");
    }
}

#[test]
fn what_is_wrong_stands_beside_its_field_with_what_was_typed() {
    let world = World::new();
    let form = [("version", "0"), ("value.sessions_max", "<many>"), ("step", "apply")];
    let said = post(&world, "/admin/settings/user", &form);
    let text = said.text();
    assert_eq!(said.status, 422, "{text}");
    assert!(text.contains("value=\"&#60;many&#62;\"") && text.contains("write a whole number"));
    let csrf = world.send(&of_admin("GET", "/admin")).csrf();
    let fields = [&form[..], &[("csrf", csrf.as_str())]].concat();
    let ask = of_admin("POST", "/admin/settings/user").with("accept-language", "zh-CN");
    let text = world.send(&ask.form(&fields)).text();
    assert!(text.contains("：请填写整数，例如 50"), "{text}");
    assert_eq!(world.config.version(), 0);
}

#[test]
fn a_form_that_is_behind_comes_back_with_what_was_typed() {
    let world = World::new();
    let set = |value| [("version", "0"), ("value.drafts_max", value), ("step", "apply")];
    assert_eq!(post(&world, "/admin/settings/video", &set("7")).status, 303);
    let late = post(&world, "/admin/settings/video", &set("9"));
    let text = late.text();
    assert_eq!(late.status, 409, "{text}");
    assert!(text.contains("root saved version 1") && text.contains("value=\"9\""), "{text}");
    assert!(text.contains("name=\"version\" value=\"1\""), "the next try is against version 1");
}

#[test]
fn nobody_else_comes_in() {
    let world = World::new();
    for path in ["/admin", "/admin/settings", "/admin/settings/user", "/admin/settings/history"] {
        let stranger = world.send(&ask("GET", path));
        assert_eq!(stranger.status, 303, "{path}");
        let creator = world.send(&ask("GET", path).with("cookie", "shoal_session=good"));
        assert_eq!(creator.status, 403, "{path}");
        assert!(!creator.text().contains("qps_per_ip"), "{path}");
    }
    let csrf = world.send(&ask("GET", "/account").with("cookie", "shoal_session=good")).csrf();
    let form = [("csrf", csrf.as_str()), ("value.drafts_max", "7"), ("step", "apply")];
    for path in ["/admin/settings/video", "/admin/settings", "/admin/settings/history/0"] {
        let ask = ask("POST", path).with("cookie", "shoal_session=good").form(&form);
        assert_eq!(world.send(&ask).status, 403, "{path}");
    }
    assert_eq!(world.config.version(), 0);
    let mira = world.send(&ask("GET", "/").with("cookie", "shoal_session=good")).text();
    assert!(!mira.contains("nav-admin"));
    assert!(world.send(&of_admin("GET", "/")).text().contains("nav-admin"));
}

#[test]
fn every_setting_and_section_is_told_in_every_language() {
    let world = World::new();
    let views = world.config.views();
    let all: BTreeSet<String> = views.iter().map(|view| view.key.full()).collect();
    let sections: BTreeSet<&str> =
        world.config.sections().iter().map(|(word, _)| word.as_str()).collect();
    // The source language stands where a setting is declared.
    for language in Language::all().filter(|language| *language != Language::SOURCE) {
        let code = language.code();
        let said = all.iter().map(String::as_str).chain(sections.iter().copied());
        let missing: Vec<_> = said.filter(|name| language.setting(name).is_none()).collect();
        assert!(missing.is_empty(), "words/{code}: give these a text: {missing:?}");
        let gone = |(_, key): &(&str, String)| match key.strip_prefix("setting-") {
            Some(name) => !all.contains(&name.replacen('-', ".", 1)),
            None => !sections.contains(key.trim_start_matches("section-")),
        };
        let keys = [language.keys("setting-"), language.keys("section-")].concat();
        let gone: Vec<_> = keys.into_iter().filter(gone).collect();
        assert!(gone.is_empty(), "words/{code}: nothing has these names any more: {gone:?}");
    }
}

#[test]
fn the_site_is_called_as_its_owner_says_and_has_their_pages() {
    let world = World::new();
    let page = |path: &str| world.send(&ask("GET", path));
    assert_eq!(
        (page("/about").status, page("/site.css").status, page("/logo").status),
        (404, 404, 404)
    );
    let (logo, about) = ("data:image/png;base64,AAAA", "One.\r\n\r\n<b>Two</b>.");
    world.site.set(Site {
        name: "Reef & Co".to_owned(),
        accent: "#8a2be2".to_owned(),
        logo: logo.to_owned(),
        about: LongText(about.to_owned()),
        home_text: LongText("Hello.".to_owned()),
        ..Site::default()
    });
    let home = page("/").text();
    for mark in ["· Reef &#38; Co</title>", "/site.css?v=", "/logo?v=", "href=\"/about\"", "Hello."]
    {
        assert!(home.contains(mark), "{mark} is not in {home}");
    }
    assert!(!home.contains("href=\"/terms\""), "there are none");
    assert!(page("/about").text().contains("<p>&#60;b&#62;Two&#60;/b&#62;.</p>"));
    let sheet = page("/site.css");
    assert_eq!(sheet.header("content-type"), Some("text/css; charset=utf-8"));
    assert!(sheet.text().contains("--water: light-dark(#8a2be2, "), "{}", sheet.text());
    let mark = page("/logo");
    assert_eq!((mark.header("content-type"), mark.body.len()), (Some("image/png"), 3));
    let kept = |path: &str| page(path).header("cache-control").expect("it says").to_owned();
    let address = home.split("src=\"/logo?v=").nth(1).and_then(|rest| rest.split('"').next());
    let address = format!("/logo?v={}", address.expect("the header has it"));
    assert!(kept(&address).contains("immutable"), "{address}");
    for other in ["/logo", "/logo?v=0", "/site.css"] {
        assert!(!kept(other).contains("immutable"), "the next logo would not be seen at {other}");
    }
}
