//! A video as pages of other sites ask for it, by oEmbed (oembed.com). It must not tell of what is
//! not shown to everybody.

use super::views::Outside;
use crate::contract::video::GetVideoRequest;
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::request::RequestContext;
use crate::gateway::video::calls as video;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::{HttpResponse, web};

const WIDTH: u64 = 640;

/// What `GET /oembed` asks.
#[derive(serde::Deserialize)]
pub(in crate::gateway) struct OEmbedQuery {
    url: String,
    format: Option<String>,
    maxwidth: Option<u64>,
}

/// A video, as oEmbed tells of one (oembed.com, 2.3.4.2).
#[derive(serde::Serialize)]
struct OEmbedJson {
    version: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    author_name: String,
    author_url: String,
    provider_name: String,
    provider_url: String,
    thumbnail_url: String,
    thumbnail_width: u64,
    thumbnail_height: u64,
    width: u64,
    height: u64,
    html: String,
}

/// `GET /oembed`
pub(in crate::gateway) async fn oembed(
    front: FrontData,
    req: RequestContext,
    asked: web::Query<OEmbedQuery>,
) -> Answer {
    let asked = asked.into_inner();
    if asked.format.is_some_and(|format| format != "json") {
        return Err(HttpError::not_found());
    }
    let base = req.site_url(&front);
    let id = asked.url.strip_prefix(&format!("{base}/watch/")).ok_or_else(HttpError::not_found)?;
    let id = id.split(['?', '#']).next().unwrap_or_default();
    let json = told(&front, &req, &base, id, asked.maxwidth).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(json))
}

async fn told(
    front: &Front,
    req: &RequestContext,
    base: &str,
    id: &str,
    width_max: Option<u64>,
) -> Result<OEmbedJson, HttpError> {
    let asked = GetVideoRequest { video_id: id.to_owned() };
    let card = front.clients().video.get_video(&req.cx(), asked).await?.video;
    let card = card.filter(|card| card.is_shown).ok_or_else(HttpError::not_found)?;
    let names = video::names(front, req, std::slice::from_ref(&card)).await;
    let author = video::author(&card, &names);
    let width = WIDTH.min(width_max.unwrap_or(WIDTH)).max(160);
    let size = (u64::from(card.width.max(1)), u64::from(card.height.max(1)));
    let height = (width * size.1 / size.0).clamp(90, width * 2);
    let outside = Outside::new(base, &card.video_id, &card.title);
    Ok(OEmbedJson {
        version: "1.0",
        kind: "video",
        author_url: outside.user(&author),
        author_name: author,
        provider_name: front.site().settings.name.clone(),
        provider_url: base.to_owned(),
        thumbnail_url: outside.cover(),
        thumbnail_width: 1280,
        thumbnail_height: 720,
        width,
        height,
        html: outside.code(width, height),
        title: card.title,
    })
}
