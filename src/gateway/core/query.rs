//! What stands behind the question mark of an address of the API. It must not judge a value: the
//! domain does.

use super::error::{HttpError, Own};
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};
use serde::de::DeserializeOwned;

/// Which page of a list.
#[derive(serde::Deserialize)]
struct PageQuery {
    #[serde(default)]
    cursor: String,
    #[serde(default)]
    limit: u32,
}

/// The fields after the question mark.
///
/// # Errors
/// `BODY_INVALID` for fields that do not fit.
pub(in crate::gateway) fn asked<T: DeserializeOwned>(
    request: &HttpRequest,
) -> Result<T, HttpError> {
    let parsed = web::Query::<T>::from_query(request.query_string());
    parsed.map(web::Query::into_inner).map_err(|error| {
        HttpError::own(Own::BodyInvalid, format!("The query does not fit: {error}."))
    })
}

/// The page of a list that is asked for.
///
/// # Errors
/// As [`asked`].
pub(in crate::gateway) fn page_of(request: &HttpRequest) -> Result<Page, HttpError> {
    let PageQuery { cursor, limit } = asked(request)?;
    Ok(Page { cursor, limit })
}
