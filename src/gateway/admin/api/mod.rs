//! What administrators ask of the site itself, as JSON. It must not decide who is one; the routes
//! and the kernel do.

pub(in crate::gateway) mod backup;
pub(in crate::gateway) mod configuration;
pub(in crate::gateway) mod domains;
pub(in crate::gateway) mod events;

use utoipa::OpenApi;

/// The operations of the document.
#[derive(OpenApi)]
#[openapi(
    paths(
        configuration::get, configuration::change, configuration::diff,
        configuration::versions, configuration::version, configuration::roll_back,
        events::readings, events::parked, events::replay, events::retry,
        domains::now, domains::follow, backup::begin, backup::status,
    ),
    tags((name = "admin", description = "The site itself: for administrators"))
)]
pub(in crate::gateway) struct Operations;
