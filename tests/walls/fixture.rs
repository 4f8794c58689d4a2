//! A small clean tree, and copies of it with violations. Only for proving the rules; the
//! real tree is never touched.

use crate::tree::Tree;

/// A violation that a rule has to find.
pub(crate) struct Fixture {
    /// Files added to the clean tree, or put in the place of its own.
    pub(crate) files: &'static [(&'static str, &'static str)],
    /// `path:line` of the violation.
    pub(crate) found_at: &'static str,
}

const CLEAN: &[(&str, &str)] = &[
    (
        "Cargo.toml",
        "[package]\nname = \"shoal\"\n\n[package.metadata.layers]\neverywhere = [\"thiserror\"]\n\
         kernel = [\"rusqlite\"]\ngateway = [\"actix-web\"]\nboot = [\"anyhow\"]\n\n\
         [dependencies]\nthiserror = \"2\"\nrusqlite = \"0.39\"\nactix-web = \"4\"\nanyhow = \
         \"1\"\nsha2 = \"0.11\"\n",
    ),
    ("config.toml", "[limits]\nbody_bytes_max = 1000\nlease_ms = 5\n"),
    (
        "proto/domains.toml",
        "[user]\npurpose = \"accounts and sessions\"\ncalls = []\nhears = []\nengine_crates = \
            [\"sha2\"]\n\
         placement = \"local\"\n\n[video]\npurpose = \"titles and publishing\"\ncalls = \
         [\"user\"]\n\
         hears = [\"user.AccountErased\"]\nengine_crates = []\nplacement = \"local\"\n",
    ),
    (
        "proto/user.proto",
        "// user: accounts.\nsyntax = \"proto3\";\npackage shoal.user.v1;\nimport \
            \"kernel.proto\";\nservice User {\n\
         \x20 rpc SignUp(SignUpRequest) returns (SignUpResponse) {\n\
         \x20   option (shoal.kernel.v1.rpc) = {timeout_ms: 3000, repeat: REPEAT_KEY};\n  }\n}\n\
         message AccountErased {\n  option (shoal.kernel.v1.event) = {entity_key: \
         \"user_id\"};\n}\n",
    ),
    (
        "proto/video.proto",
        "// video: titles.\nsyntax = \"proto3\";\npackage shoal.video.v1;\nimport \
            \"kernel.proto\";\nservice Video {\n\
         \x20 rpc GetVideo(GetVideoRequest) returns (GetVideoResponse) {\n\
         \x20   option idempotency_level = NO_SIDE_EFFECTS;\n\
         \x20   option (shoal.kernel.v1.rpc) = {timeout_ms: 1000};\n  }\n}\n\
         enum VideoState {\n  VIDEO_STATE_UNSPECIFIED = 0;\n}\n",
    ),
    ("proto/kernel.proto", "// What all share.\npackage shoal.kernel.v1;\n"),
    (
        "migrations/user/0001_accounts.sql",
        "CREATE TABLE accounts (\n  id TEXT NOT NULL PRIMARY KEY\n);\n",
    ),
    (
        "migrations/video/0001_videos.sql",
        "CREATE TABLE videos (\n  id TEXT NOT NULL PRIMARY KEY\n);\n",
    ),
    ("templates/frame/page.html", "<script src=\"/static/shared/site.js\"></script>\n"),
    ("templates/video/watch.html", "<h1>{{ title }}</h1>\n"),
    ("static/shared/site.css", "body { margin: 0 }\n"),
    (
        "src/lib.rs",
        "//! Shoal: boot → {gateway, domains, split, adapters} → contract → kernel.\npub mod \
            boot;\nmod kernel;\n",
    ),
    (
        "src/main.rs",
        "//! Parses the command and calls boot; decides nothing.\nfn main() { shoal::boot::run(); \
            }\n",
    ),
    (
        "src/boot/harness.rs",
        "//! Starts a domain with fakes; it never runs outside tests.\n\
         fn start_domain() { x.expect(\"ok\"); }\n",
    ),
    (
        "src/boot/mod.rs",
        "//! The composition root. It must not decide anything a domain decides.\n\
         use crate::{adapters, domains, gateway};\n#[cfg(test)]\npub(crate) mod harness;\n\
         pub fn run() { domains::video::start(); }\n",
    ),
    ("src/gateway/mod.rs", "//! The HTTP front. It never opens a database.\nuse actix_web::web;\n"),
    (
        "src/gateway/routes.rs",
        "//! Every URL in one screen; no handler is written here.\nfn all(site: &mut Site) { \
            site.route(\"/\", home); }\n",
    ),
    (
        "src/gateway/video/routes.rs",
        "//! What the world reaches of videos; no handler is written here.\nconst ROUTES: Row = \
            row(Page, \"/watch\");\n",
    ),
    (
        "src/gateway/video/pages.rs",
        "//! Pages of videos; rules live in the domain.\nuse crate::contract::video::Client;\nfn \
            home() { get_video(); }\n",
    ),
    (
        "src/adapters/mod.rs",
        "//! What lies behind the ports. It never knows a domain.\nuse \
            crate::kernel::ports::Blobs;\n",
    ),
    (
        "src/contract/mod.rs",
        "//! What build wrote. Nothing is written here by hand; it must not grow.\nuse \
            crate::kernel::bus::Line;\n",
    ),
    (
        "src/kernel/mod.rs",
        "//! The ground under all domains. It never names one.\npub(crate) mod db;\n",
    ),
    (
        "src/kernel/db/mod.rs",
        "//! Databases. No SQL of a domain.\nconst ALL: &str = \"SELECT position FROM outbox\";\n",
    ),
    (
        "src/domains/mod.rs",
        "//! The domains; nothing but their names stands here.\npub(crate) mod user;\npub(crate) \
            mod video;\n",
    ),
    (
        "src/domains/user/mod.rs",
        "//! Owns accounts. It never knows a video.\nmod actor;\nmod engine;\nmod handlers;\n",
    ),
    (
        "src/domains/user/actor.rs",
        "//! The service; no work is done here.\nuse super::handlers;\ndesk!(User: sign_up);\n",
    ),
    (
        "src/domains/user/handlers/mod.rs",
        "//! One file per rpc; no rules here.\npub(super) mod sign_up;\n",
    ),
    (
        "src/domains/user/handlers/sign_up.rs",
        "//! SignUp: an account begins. It must not send mail.\nuse \
            crate::contract::user::AccountErased;\n\
         pub(in crate::domains::user) async fn handle() { AccountErased {}; \
         db.answer(1); }\n",
    ),
    ("src/domains/user/engine.rs", "//! Hashing; no I/O.\nuse sha2::Sha256;\n"),
    (
        "src/domains/video/mod.rs",
        "//! Owns titles. It never touches media files.\nmod handlers;\nmod model;\nmod store;\n",
    ),
    (
        "src/domains/video/handlers/mod.rs",
        "//! One file per rpc; no rules here.\npub(super) mod get_video;\n",
    ),
    (
        "src/domains/video/handlers/get_video.rs",
        "//! GetVideo: one video as its viewer may see it; changes nothing.\nuse \
            super::super::{model, store};\n\
         use crate::contract::{user, video::GetVideoRequest};\nfn handle() { x.expect(\"the store \
         checked this row\"); }\n",
    ),
    (
        "src/domains/video/model.rs",
        "//! The rules; pure.\nuse std::time::Duration;\nuse crate::contract::video::VideoCard;\n",
    ),
    (
        "src/domains/video/store.rs",
        "//! The only SQL of video; no rules.\nuse crate::kernel::db::Tx;\n\
         const ONE: &str = \"SELECT id FROM videos WHERE id = $1\";\n\
         const PUT: &str = \"INSERT INTO videos (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET \
         id = $1\";\n",
    ),
    (
        "src/domains/video/tests.rs",
        "//! Video through its own client; no network.\nuse super::store;\n\
         use crate::boot::harness;\n",
    ),
    (
        "tests/it/main.rs",
        "//! One binary for all integration tests; no inner names.\nuse shoal::boot::World;\n",
    ),
];

pub(crate) fn clean_tree() -> Tree {
    tree_with(&[])
}

pub(crate) fn tree_with(violated: &[(&'static str, &'static str)]) -> Tree {
    let kept = CLEAN.iter().filter(|(path, _)| !violated.iter().any(|(other, _)| other == path));
    Tree::of(kept.chain(violated).copied())
}
