//! Renders every page with samples in every language. It must not test what a page means to a
//! browser; the browser journey does that.

use askama::Template;

use super::words::zh;
use crate::gateway::admin::views::{
    AdminPage, DomainsPage, EventsPage, GalleryPage, SettingsFormPage, SettingsHistoryPage,
    SettingsPage, SettingsPreviewPage, SettingsVersionPage,
};
use crate::gateway::community::views::{
    FavouritesPage, FeedPage, FolderPage, HeldCommentsPage, LeaveMailPage, PeoplePage, ToldPage,
};
use crate::gateway::core::assets::icons;
use crate::gateway::core::views::{BusyPage, ErrorPage, Frame, NotFoundPage, format};
use crate::gateway::core::words::Language;
use crate::gateway::home::views::{HomePage, TagPage, UserPage};
use crate::gateway::ingest::views::UploadPage;
use crate::gateway::playback::views::HistoryPage;
use crate::gateway::studio::views::StudioPage;
use crate::gateway::user::views::{
    AccountPage, BlocksPage, ClosedPage, ConfirmAddressPage, ConfirmPage, ErasePage, ErasedPage,
    ForbiddenPage, ForgotPage, InvitationsPage, LinkState, NoForm, ProvePage, QuotaPage,
    RecoveryCodesPage, ResetLinkPage, ResetPage, RolesPage, SecondFactorPage, SecondStepPage,
    SetupPage, SignInPage, SignUpPage, TotpSetupPage, UsersPage,
};
use crate::gateway::video::views::EditPage;
use crate::gateway::watch::views::WatchPage;

/// 2026-11-23T04:05:06Z
pub(in crate::gateway) const NOW_MS: i64 = 1_795_406_706_000;

pub(crate) fn pages(language: Language) -> Vec<(&'static str, String)> {
    let mut pages = community(language);
    pages.extend(others(language));
    pages
}

fn show(name: &'static str, page: &dyn askama::DynTemplate) -> (&'static str, String) {
    (name, page.dyn_render().expect("writing to a string cannot fail"))
}

fn community(language: Language) -> Vec<(&'static str, String)> {
    vec![
        show("feed", &FeedPage::sample(language)),
        show("feed-empty", &FeedPage::sample_empty(language)),
        show("people", &PeoplePage::sample(language)),
        show("people-empty", &PeoplePage::sample_empty(language)),
        show("favourites", &FavouritesPage::sample(language)),
        show("favourites-empty", &FavouritesPage::sample_empty(language)),
        show("folder", &FolderPage::sample(language)),
        show("folder-empty", &FolderPage::sample_empty(language)),
        show("notifications", &ToldPage::sample(language)),
        show("notifications-empty", &ToldPage::sample_empty(language)),
        show("leave-mail", &LeaveMailPage::sample(language)),
        show("leave-mail-done", &LeaveMailPage::sample_done(language)),
        show("leave-mail-gone", &LeaveMailPage::sample_gone(language)),
        show("comments-held", &HeldCommentsPage::sample(language)),
        show("comments-held-empty", &HeldCommentsPage::sample_empty(language)),
    ]
}

fn others(language: Language) -> Vec<(&'static str, String)> {
    vec![
        show("home", &HomePage::sample(language)),
        show("home-young", &HomePage::sample_young(language)),
        show("home-empty", &HomePage::sample_empty(language)),
        show("profile", &UserPage::sample(language)),
        show("tag", &TagPage::sample(language)),
        show("watch", &WatchPage::sample(language)),
        show("history", &HistoryPage::sample(language)),
        show("history-empty", &HistoryPage::sample_empty(language)),
        show("watch-unready", &WatchPage::sample_unready(language)),
        show("upload", &UploadPage::sample(language)),
        show("studio", &StudioPage::sample(language)),
        show("studio-empty", &StudioPage::sample_empty(language)),
        show("edit", &EditPage::sample(language)),
        show("sign-in", &SignInPage::sample(language)),
        show("second-step", &SecondStepPage::sample(language, false)),
        show("second-step-recovery", &SecondStepPage::sample(language, true)),
        show("prove", &ProvePage::sample(language)),
        show("two-step-off", &SecondFactorPage::sample(language, false)),
        show("two-step-on", &SecondFactorPage::sample(language, true)),
        show("totp-setup", &TotpSetupPage::sample(language)),
        show("recovery-codes", &RecoveryCodesPage::sample(language)),
        show("sign-up", &SignUpPage::sample(language)),
        show("setup", &SetupPage::sample(language)),
        show("account", &AccountPage::sample(language)),
        show("sign-up-asking", &SignUpPage::sample_asking(language)),
        show("sign-up-invited", &SignUpPage::sample_invited(language)),
        show("sign-up-closed", &ClosedPage::sample(language, NoForm::Closed)),
        show("sign-up-invited-only", &ClosedPage::sample(language, NoForm::InvitedOnly)),
        show("sign-up-gone", &ClosedPage::sample(language, NoForm::Gone)),
        show("sign-up-waiting", &ClosedPage::sample(language, NoForm::Waiting)),
        show("blocks", &BlocksPage::sample(language)),
        show("blocks-empty", &BlocksPage::sample_empty(language)),
        show("quota", &QuotaPage::sample(language)),
        show("roles", &RolesPage::sample(language)),
        show("invitations", &InvitationsPage::sample(language)),
        show("invitations-empty", &InvitationsPage::sample_empty(language)),
        show("reset", &ResetPage::sample(language)),
        show("reset-gone", &ResetPage::sample_gone(language)),
        show("erase", &ErasePage::sample(language)),
        show("erased", &ErasedPage::sample(language)),
        show("forgot", &ForgotPage::sample(language, false)),
        show("forgot-asked", &ForgotPage::sample(language, true)),
        show("confirm-address", &ConfirmAddressPage::sample_question(language)),
        show("confirm-gone", &ConfirmAddressPage::sample(language, LinkState::Gone)),
        show("confirm-half", &ConfirmAddressPage::sample(language, LinkState::Half)),
        show("confirm-done", &ConfirmAddressPage::sample(language, LinkState::Done)),
        show("confirm", &ConfirmPage::sample(language)),
        show("confirm-role", &ConfirmPage::sample_role(language)),
        show("users", &UsersPage::sample(language)),
        show("users-empty", &UsersPage::sample_empty(language)),
        show("reset-link", &ResetLinkPage::sample(language)),
        show("forbidden", &ForbiddenPage::sample(language)),
        show("admin", &AdminPage::sample(language)),
        show("domains", &DomainsPage::sample(language)),
        show("events", &EventsPage::sample(language)),
        show("gallery", &GalleryPage::new(Frame::sample(language, "/admin/gallery"), icons())),
        show("settings", &SettingsPage::sample(language)),
        show("settings-form", &SettingsFormPage::sample(language)),
        show("settings-preview", &SettingsPreviewPage::sample(language)),
        show("settings-history", &SettingsHistoryPage::sample(language)),
        show("settings-version", &SettingsVersionPage::sample(language)),
        show("busy", &BusyPage::new(language, 503)),
        show("too-many", &BusyPage::new(language, 429)),
        show("error", &ErrorPage::sample(language)),
        show("not-found", &NotFoundPage::sample(language)),
    ]
}

#[test]
fn every_page_has_one_heading_one_main_and_no_script_of_its_own() {
    for language in Language::all() {
        for (name, html) in pages(language) {
            let place = format!("{name} in {}", language.code());
            assert_eq!(html.matches("<h1").count(), 1, "headings of {place}");
            assert_eq!(html.matches("<main").count(), 1, "landmarks of {place}");
            assert!(html.contains(&format!("<html lang=\"{}\"", language.code())), "{place}");
            for script in html.split("<script").skip(1) {
                assert!(script.starts_with(" src=\"/static/"), "inline script in {place}");
            }
            for handler in [" onclick=", " onload=", " onsubmit=", " onerror=", "javascript:"] {
                assert!(!html.contains(handler), "{handler} in {place}");
            }
        }
    }
}

#[test]
fn every_form_that_changes_something_carries_its_tokens() {
    for (name, html) in pages(Language::SOURCE) {
        for form in html.split("<form method=\"post\"").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            assert!(form.contains("name=\"csrf\" value=\"csrf-sample\""), "csrf in {name}");
            assert!(form.contains("name=\"key\" value=\"key-"), "key in {name}: {form}");
        }
    }
}

#[test]
fn what_people_typed_is_escaped() {
    let html = WatchPage::sample(Language::SOURCE).render().expect("a string");
    assert!(!html.contains("<script>alert"));
    assert!(html.contains("alert(1)"));
    let html = EditPage::sample(Language::SOURCE).render().expect("a string");
    assert!(!html.contains("<tagged>"));
}

#[test]
fn a_page_in_chinese_leaves_no_english_sentence() {
    let html = SignUpPage::sample(zh()).render().expect("a string");
    assert!(html.contains("注册账号") && html.contains("至少 10 个字符"));
    assert!(!html.contains("Password") && !html.contains("Sign "));
}

#[test]
fn the_language_follows_the_weights() {
    let cases = [
        ("", Language::SOURCE),
        ("tlh, qaa;q=0.9", Language::SOURCE),
        ("zh-CN,zh;q=0.9,en;q=0.8", zh()),
        ("en;q=0.4, zh-Hans;q=0.5", zh()),
        ("zh;q=0, en;q=0.1", Language::SOURCE),
        ("qaa, zh;q=0.2, en;q=0.1", zh()),
    ];
    for (header, language) in cases {
        assert_eq!(Language::from_accept_language(header), language, "{header}");
    }
}

#[test]
fn durations_sizes_and_letters() {
    assert_eq!(format::duration(5_280), "0:05");
    assert_eq!(format::duration(3_723_999), "1:02:03");
    assert_eq!(format::bytes(0), "0 B");
    assert_eq!(format::bytes(1023), "1023 B");
    assert_eq!(format::bytes(1536), "1.5 KB");
    assert_eq!(format::bytes(4 << 30), "4 GB");
    assert_eq!(format::bytes(u64::MAX), "16777215.9 TB");
    for (us, text) in [(730, "730 µs"), (1_260, "1.2 ms"), (85_900, "85 ms"), (2_000_000, "2.0 s")]
    {
        assert_eq!(format::short_time(us), text);
    }
    for (amount, text) in [(0.0, "0"), (0.04, "<0.1"), (3.44, "3.4"), (9.97, "10"), (120.4, "120")]
    {
        assert_eq!(format::per_s(amount), text);
    }
    assert_eq!(format::initials("reef lab"), "RL");
    assert_eq!(format::initials("海边的阿星"), "海");
    assert_eq!(format::initials("--"), "?");
}

#[test]
fn views_are_cut_short_as_each_language_counts() {
    let said = |code: &str, count| {
        let language = Language::from_code(code).expect("it is spoken");
        format::views(language.words().gateway, count)
    };
    for (count, en, zh) in [
        (0, "0 views", "0 次播放"),
        (1, "1 view", "1 次播放"),
        (1_234, "1,234 views", "1,234 次播放"),
        (9_999, "9,999 views", "9,999 次播放"),
        (10_000, "10,000 views", "1万次播放"),
        (19_999, "19,999 views", "1.9万次播放"),
        (999_999, "999,999 views", "99.9万次播放"),
        (1_000_000, "1M views", "100万次播放"),
        (1_299_999, "1.2M views", "129万次播放"),
        (123_456_789, "123M views", "1.2亿次播放"),
        (99_999_999, "99.9M views", "9,999万次播放"),
        (1_000_000_000, "1B views", "10亿次播放"),
        (u64::MAX, "18,446,744,073B views", "184,467,440,737亿次播放"),
    ] {
        assert_eq!((said("en", count), said("zh-CN", count)), (en.to_owned(), zh.to_owned()));
    }
}

#[test]
fn days_are_named_while_they_are_near() {
    const DAY_MS: i64 = 86_400_000;
    let units = Language::SOURCE.words().gateway;
    let midnight_ms = NOW_MS - NOW_MS.rem_euclid(DAY_MS);
    let day = |then_ms| format::day(units, then_ms, NOW_MS);
    assert_eq!(day(NOW_MS + DAY_MS), "Today", "clocks differ");
    assert_eq!((day(NOW_MS), day(midnight_ms)), ("Today".into(), "Today".into()));
    assert_eq!(day(midnight_ms - 1), "Yesterday");
    assert_eq!(day(midnight_ms - DAY_MS - 1), "2026-11-21");
}

#[test]
fn ages_and_dates() {
    let units = Language::SOURCE.words().gateway;
    let age = |passed_ms| format::age(units, NOW_MS - passed_ms, NOW_MS);
    assert_eq!(age(-5_000), "just now");
    assert_eq!(age(59_999), "just now");
    assert_eq!(age(60_000), "1 minute ago");
    assert_eq!(age(7_200_000), "2 hours ago");
    assert_eq!(age(86_400_000), "yesterday");
    assert_eq!(age(3 * 86_400_000), "3 days ago");
    assert_eq!(age(7 * 86_400_000), "2026-11-16");
    assert_eq!(format::moment_iso(NOW_MS), "2026-11-23T04:05:06Z");
    assert_eq!(format::date(951_782_400_000), "2000-02-29");
    assert_eq!(format::date(-1), "1969-12-31");
}
