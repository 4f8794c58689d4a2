//! What administrators ask of the site itself, as JSON. It must not decide who is one; the routes
//! and the kernel do.

pub(in crate::gateway) mod backup;
pub(in crate::gateway) mod config;
pub(in crate::gateway) mod domains;
pub(in crate::gateway) mod events;

use utoipa::OpenApi;

/// The operations of the document.
#[derive(OpenApi)]
#[openapi(
    paths(
        config::get, config::change, config::diff, config::versions, config::version,
        config::roll_back, events::readings, events::parked, events::replay, events::retry,
        domains::now, domains::follow, backup::begin, backup::status,
    ),
    tags((name = "admin", description = "The site itself: for administrators"))
)]
pub(in crate::gateway) struct Operations;
