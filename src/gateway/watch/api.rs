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

/// Of the player where nobody asks for less, and of the picture that stands for it.
const WIDTH: u64 = 640;

/// What `GET /oembed` asks.
#[derive(serde::Deserialize)]
pub(in crate::gateway) struct OEmbedQuery {
    url: String,
    format: Option<String>,
    maxwidth: Option<u64>,
    maxheight: Option<u64>,
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
    let json = told(&front, &req, &base, (id, (asked.maxwidth, asked.maxheight))).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(json))
}

async fn told(
    front: &Front,
    req: &RequestContext,
    base: &str,
    (id, most): (&str, (Option<u64>, Option<u64>)),
) -> Result<OEmbedJson, HttpError> {
    let asked = GetVideoRequest { video_id: id.to_owned() };
    let card = front.clients().video.get_video(&req.cx(), asked).await?.video;
    let card = card.filter(|card| card.is_shown).ok_or_else(HttpError::not_found)?;
    let names = video::names(front, req, std::slice::from_ref(&card)).await;
    let author = video::author(&card, &names);
    let picture = (u64::from(card.width), u64::from(card.height));
    let (width, height) = fitted(picture, (WIDTH, WIDTH), most);
    let (thumbnail_width, thumbnail_height) = fitted(picture, picture, (Some(WIDTH), None));
    let outside = Outside::new(base, &card.video_id, &card.title);
    Ok(OEmbedJson {
        version: "1.0",
        kind: "video",
        author_url: outside.user(&author),
        author_name: author,
        provider_name: front.site().settings.name.clone(),
        provider_url: base.to_owned(),
        thumbnail_url: outside.thumbnail(),
        thumbnail_width,
        thumbnail_height,
        width,
        height,
        html: outside.code(width, height),
        title: card.title,
    })
}

/// The largest size of a picture's shape that is within both bounds.
fn fitted(picture: (u64, u64), within: (u64, u64), most: (Option<u64>, Option<u64>)) -> (u64, u64) {
    let (wide, high) = (picture.0.max(1), picture.1.max(1));
    let width = within.0.max(1).min(most.0.unwrap_or(u64::MAX));
    let height = within.1.max(1).min(most.1.unwrap_or(u64::MAX));
    let by_height = height.saturating_mul(wide) / high;
    if by_height < width {
        (by_height.max(1), height.max(1))
    } else {
        (width.max(1), (width.saturating_mul(high) / wide).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_player_keeps_its_shape_within_what_is_asked() {
        let of = |picture, most| fitted(picture, (640, 640), most);
        assert_eq!(of((1920, 1080), (None, None)), (640, 360));
        assert_eq!(of((1080, 1920), (None, None)), (360, 640));
        assert_eq!(of((1920, 1080), (Some(100), None)), (100, 56));
        assert_eq!(of((1920, 1080), (Some(400), Some(90))), (160, 90));
        assert_eq!(of((0, 0), (Some(0), Some(0))), (1, 1));
        assert_eq!(of((9000, 1), (None, None)), (640, 1));
    }
}
