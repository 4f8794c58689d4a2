//! A room as DPlayer speaks of it (`danmaku.api`, version 3): it reads a room, and sends with the
//! account of whoever watches. It puts what it reads into a page as HTML, and looks at `code` where
//! others look at the status. It must not believe what a player says of its author.

use super::dialects::{for_anybody, html_escaped, in_seconds, newest, place};
use crate::contract::danmaku::{Bullet, Mode, Refusal, SendDanmakuRequest, Size, Standing};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use crate::kernel::fault::{Error, RefusalCode as _};
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};
use std::time::Duration;
use utoipa::ToSchema;

const WHITE: u64 = 0x00ff_ffff;

/// What DPlayer says beside the address.
#[derive(serde::Deserialize)]
struct PlayerQuery {
    id: String,
    #[serde(default)]
    play: String,
    /// The newest so many. The player says `max`, servers of others read `limit`.
    max: Option<u32>,
    limit: Option<u32>,
}

/// A room as DPlayer reads it.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct DplayerJson {
    /// 0, or 1 with a reason.
    code: u8,
    /// Each is time in seconds, type (0 scroll, 1 top, 2 bottom), colour as a number, author and
    /// text; the last two are escaped for HTML.
    #[schema(value_type = Vec<Vec<Object>>)]
    data: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    msg: Option<String>,
}

/// A text as DPlayer sends it. Values of another kind are refused one by one, in words that the
/// player shows.
#[derive(serde::Deserialize, ToSchema)]
pub(in crate::gateway) struct NewDplayerJson {
    /// The token of a play session of the video: `danmaku.token` of the player.
    #[serde(default)]
    #[schema(value_type = String)]
    token: Value,
    /// The video.
    #[schema(value_type = String)]
    id: Value,
    /// Nothing is read out of it: the author is whoever is signed in.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    #[expect(dead_code, reason = "the player sends it; the document shows that it may")]
    author: Value,
    /// In seconds.
    #[schema(value_type = f64)]
    time: Value,
    #[schema(value_type = String)]
    text: Value,
    /// `0xRRGGBB` as a number; white if it is left out.
    #[serde(default = "white")]
    #[schema(value_type = Option<u32>)]
    color: Value,
    /// 0 scroll, 1 top, 2 bottom; scroll if it is left out.
    #[serde(default = "scroll", rename = "type")]
    #[schema(value_type = Option<u32>)]
    kind: Value,
}

fn white() -> Value {
    WHITE.into()
}

fn scroll() -> Value {
    0.into()
}

/// What became of a text that DPlayer has sent.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct DplayerSentJson {
    /// 0, or 1 with a reason.
    code: u8,
    data: Option<DplayerTextJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    msg: Option<String>,
}

/// A text that is written. The player does not look at it.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct DplayerTextJson {
    danmaku_id: String,
    /// `shown`, or `held` until it is looked at.
    state: &'static str,
}

/// `GET /api/v1/danmaku/dplayer/v3/`
#[utoipa::path(
    get, path = "/api/v1/danmaku/dplayer/v3/", tag = "danmaku",
    operation_id = "getDanmakuForDplayer",
    params(
        ("id" = String, Query, description = "The video"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
        ("max" = Option<u32>, Query, description = "The newest so many"),
        ("limit" = Option<u32>, Query, description = "The same"),
    ),
    responses((status = 200, description = "The room, or why it is none", body = DplayerJson))
)]
pub(in crate::gateway) async fn read(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let PlayerQuery { id, play, max, limit } = asked(&request)?;
    let said = match newest(&front, &req, (id, play), max.or(limit).unwrap_or_default()).await {
        Ok(bullets) => {
            let data = bullets.iter().map(item).collect();
            DplayerJson { code: 0, data, msg: None }
        },
        Err(error) => {
            DplayerJson { code: 1, data: Vec::new(), msg: Some(reason(&req, error.into())?) }
        },
    };
    Ok(for_anybody().json(said))
}

/// `GET /api/v1/danmaku/dplayer/v3`
#[utoipa::path(
    get, path = "/api/v1/danmaku/dplayer/v3", tag = "danmaku",
    operation_id = "getDanmakuForDplayerBare",
    params(
        ("id" = String, Query, description = "The video"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
        ("max" = Option<u32>, Query, description = "The newest so many"),
        ("limit" = Option<u32>, Query, description = "The same"),
    ),
    responses((status = 200, description = "As with a slash at the end", body = DplayerJson))
)]
pub(in crate::gateway) async fn read_bare(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    read(front, req, request).await
}

/// `POST /api/v1/danmaku/dplayer/v3/`
#[utoipa::path(
    post, path = "/api/v1/danmaku/dplayer/v3/", tag = "danmaku",
    operation_id = "sendDanmakuByDplayer", request_body = NewDplayerJson,
    responses(
        (status = 200, description = "It is written, or why it is not", body = DplayerSentJson),
    )
)]
pub(in crate::gateway) async fn send(
    front: FrontData,
    req: RequestContext,
    new: Result<Json<NewDplayerJson>, HttpError>,
) -> Answer {
    let said = match write(&front, &req, new).await {
        Ok(data) => DplayerSentJson { code: 0, data: Some(data), msg: None },
        Err(trouble) => DplayerSentJson { code: 1, data: None, msg: Some(reason(&req, trouble)?) },
    };
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(said))
}

/// `POST /api/v1/danmaku/dplayer/v3`
#[utoipa::path(
    post, path = "/api/v1/danmaku/dplayer/v3", tag = "danmaku",
    operation_id = "sendDanmakuByDplayerBare", request_body = NewDplayerJson,
    responses((status = 200, description = "As with a slash at the end", body = DplayerSentJson))
)]
pub(in crate::gateway) async fn send_bare(
    front: FrontData,
    req: RequestContext,
    new: Result<Json<NewDplayerJson>, HttpError>,
) -> Answer {
    send(front, req, new).await
}

async fn write(
    front: &FrontData,
    req: &RequestContext,
    new: Result<Json<NewDplayerJson>, HttpError>,
) -> Result<DplayerTextJson, HttpError> {
    front.take_text(req)?;
    let asked = request_of(&new?.0)?;
    let sent = front.clients().danmaku.send_danmaku(&req.keyed_cx(front), asked).await?;
    let state = if sent.standing() == Standing::Shown { "shown" } else { "held" };
    let danmaku_id = sent.bullet.unwrap_or_default().danmaku_id;
    Ok(DplayerTextJson { danmaku_id, state })
}

/// What a player asks for, unless a value is of no kind that could be taken.
fn request_of(new: &NewDplayerJson) -> Result<SendDanmakuRequest, Error> {
    // A player that was told `id: "…&play=…"`, so that it may read, says the same when it sends.
    let id = new.id.as_str().and_then(|id| id.split('&').next());
    let (Some(id), Some(text)) = (id, new.text.as_str()) else {
        return Err(Refusal::TextInvalid.because("id and text are texts").into());
    };
    let time = new.time.as_f64().and_then(|time| Duration::try_from_secs_f64(time).ok());
    let time_ms = time.and_then(|time| u64::try_from(time.as_millis()).ok());
    let Some(time_ms) = time_ms else {
        return Err(Refusal::TimeInvalid.because("time is a number of seconds").into());
    };
    let color = new.color.as_u64().and_then(|color| u32::try_from(color).ok());
    let mode = match new.kind.as_u64() {
        Some(0) => Some(Mode::Scroll),
        Some(1) => Some(Mode::Top),
        Some(2) => Some(Mode::Bottom),
        _ => None,
    };
    let (Some(color), Some(mode)) = (color, mode) else {
        let reason = "color is a number up to 16777215, type is 0, 1 or 2";
        return Err(Refusal::StyleInvalid.because(reason).into());
    };
    Ok(SendDanmakuRequest {
        video_id: id.to_owned(),
        media_token: new.token.as_str().unwrap_or_default().to_owned(),
        time_ms,
        text: text.to_owned(),
        mode: mode.into(),
        color,
        size: Size::Medium.into(),
        position: None,
    })
}

fn item(one: &Bullet) -> Value {
    let (author, text) = (html_escaped(&one.sender), html_escaped(&one.text));
    json!([in_seconds(one.time_ms), place(one.mode()), one.color, author, text])
}

/// Why not, in words for a player that puts them into a page; what broke on our side stays a
/// status, so that it is logged and counted.
fn reason(req: &RequestContext, trouble: HttpError) -> Result<String, HttpError> {
    if trouble.status.is_server_error() {
        return Err(trouble);
    }
    Ok(html_escaped(&trouble.told_in(req.language)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_player_says_becomes_what_is_asked_for() {
        let new = json!({
            "token": "t1", "id": "v1&play=t1", "author": "DIYgod", "time": 12.3,
            "text": "<b>hi", "color": 0x00e5_4256, "type": 2,
        });
        let new: NewDplayerJson = serde_json::from_value(new).expect("it fits");
        let asked = request_of(&new).expect("it can be taken");
        let expected = SendDanmakuRequest {
            video_id: "v1".into(),
            media_token: "t1".into(),
            time_ms: 12_300,
            text: "<b>hi".into(),
            mode: Mode::Bottom.into(),
            color: 0x00e5_4256,
            size: Size::Medium.into(),
            position: None,
        };
        assert_eq!(asked, expected);
        let least = json!({ "id": "v1", "time": 0, "text": "hi" });
        let least = request_of(&serde_json::from_value(least).expect("it fits"));
        let least = least.expect("it can be taken");
        assert_eq!((least.mode(), u64::from(least.color)), (Mode::Scroll, WHITE));
    }

    #[test]
    fn what_a_player_reads_is_escaped() {
        let text = "<img src=x onerror='a(\"b\")'>";
        let one = Bullet {
            time_ms: 61_007,
            mode: Mode::Bottom.into(),
            color: 255,
            text: text.into(),
            sender: text.into(),
            ..Bullet::default()
        };
        let said = item(&one);
        for at in [3, 4] {
            let text = said[at].as_str().expect("a text");
            assert!(!text.contains(['<', '>', '"', '\'', '/']), "{text}");
        }
        assert_eq!((&said[0], &said[1], &said[2]), (&json!(61.007), &json!(2), &json!(255)));
    }
}
