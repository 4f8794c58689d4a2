//! What whoever asks does not want to see, as JSON. It must not apply a filter: players do.

use crate::contract::danmaku::{
    Filter, FilterKind, FilterList, GetFiltersRequest, SaveFiltersRequest,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use actix_web::HttpResponse;
use utoipa::ToSchema;

/// What is not shown to you.
#[derive(serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DanmakuFiltersJson)]
pub(in crate::gateway) struct FiltersJson {
    filters: Vec<FilterJson>,
}

/// One filter.
#[derive(serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DanmakuFilterJson)]
pub(in crate::gateway) struct FilterJson {
    /// `word`, `regex`, `sender`, `mode` or `color`.
    kind: FilterKindJson,
    value: String,
}

/// What a filter looks at.
#[derive(Clone, Copy, serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DanmakuFilterKindJson)]
pub(in crate::gateway) enum FilterKindJson {
    Word,
    Regex,
    Sender,
    Mode,
    Color,
}

impl FilterKindJson {
    fn of(kind: FilterKind) -> Self {
        match kind {
            FilterKind::Unspecified | FilterKind::Word => Self::Word,
            FilterKind::Regex => Self::Regex,
            FilterKind::Sender => Self::Sender,
            FilterKind::Mode => Self::Mode,
            FilterKind::Color => Self::Color,
        }
    }

    fn kind(self) -> FilterKind {
        match self {
            Self::Word => FilterKind::Word,
            Self::Regex => FilterKind::Regex,
            Self::Sender => FilterKind::Sender,
            Self::Mode => FilterKind::Mode,
            Self::Color => FilterKind::Color,
        }
    }
}

/// The word of a kind of filter.
pub(in crate::gateway) fn filter_word(kind: FilterKind) -> &'static str {
    match kind {
        FilterKind::Unspecified | FilterKind::Word => "word",
        FilterKind::Regex => "regex",
        FilterKind::Sender => "sender",
        FilterKind::Mode => "mode",
        FilterKind::Color => "color",
    }
}

/// `GET /api/v1/danmaku/filters`
#[utoipa::path(
    get, path = "/api/v1/danmaku/filters", tag = "danmaku",
    operation_id = "getDanmakuFilters",
    responses((status = 200, description = "What is not shown to you", body = FiltersJson))
)]
pub(in crate::gateway) async fn list(front: FrontData, req: RequestContext) -> Answer {
    let told = front.clients().danmaku.get_filters(&req.cx(), GetFiltersRequest {}).await?;
    let filter =
        |one: Filter| FilterJson { kind: FilterKindJson::of(one.kind()), value: one.value };
    let filters = told.list.unwrap_or_default().filters.into_iter().map(filter).collect();
    Ok(fresh(&FiltersJson { filters }))
}

/// `PUT /api/v1/danmaku/filters`
#[utoipa::path(
    put, path = "/api/v1/danmaku/filters", tag = "danmaku",
    operation_id = "saveDanmakuFilters", request_body = FiltersJson,
    responses(
        (status = 204, description = "They follow your account"),
        (status = 422, description = "One cannot be applied, is there twice, or there are too many",
            body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn save(
    front: FrontData,
    req: RequestContext,
    filters: Json<FiltersJson>,
) -> Answer {
    let filter = |one: FilterJson| Filter { kind: one.kind.kind().into(), value: one.value };
    let list = FilterList { filters: filters.0.filters.into_iter().map(filter).collect() };
    let asked = SaveFiltersRequest { list: Some(list) };
    front.clients().danmaku.save_filters(&req.cx(), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}
