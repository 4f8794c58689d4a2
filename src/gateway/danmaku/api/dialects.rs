//! A room as players of others read it: the JSON of DPlayer (`danmaku.api`, version 3) and the
//! public XML format with `<d p="…">`. Each dialect has its own escaping: DPlayer puts what it
//! reads into a page as HTML. It must not say more of a room than our own API does.

use crate::contract::danmaku::{Bullet, ListNewestRequest, Mode, Size};
use crate::gateway::core::api::ErrorJson;
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use crate::kernel::fault::Reply;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};
use std::fmt::Write as _;
use utoipa::ToSchema;

/// As much as one answer has; these players take a room as a whole.
const ITEMS_MAX: u64 = ListNewestRequest::LIMIT.max;
/// Players on other pages may read what anybody may; it is of this moment.
const FOR_ANYBODY: (&str, &str) = ("*", "no-store");

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

#[derive(serde::Deserialize)]
struct PlayQuery {
    #[serde(default)]
    play: String,
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
pub(in crate::gateway) async fn dplayer(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let PlayerQuery { id, play, max, limit } = asked(&request)?;
    let said = match newest(&front, &req, (id, play), max.or(limit).unwrap_or_default()).await {
        Ok(bullets) => {
            let data = bullets.iter().map(dplayer_item).collect();
            DplayerJson { code: 0, data, msg: None }
        },
        Err(error) => {
            // The player shows `msg` and looks at no status.
            let trouble = HttpError::from(error);
            let msg = req.language.refusal(&trouble.code, &trouble.details);
            let msg = msg.unwrap_or_else(|| trouble.message.clone());
            DplayerJson { code: 1, data: Vec::new(), msg: Some(html_escaped(&msg)) }
        },
    };
    let (origin, kept) = FOR_ANYBODY;
    let mut answer = HttpResponse::Ok();
    answer.insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, origin));
    Ok(answer.insert_header((CACHE_CONTROL, kept)).json(said))
}

fn dplayer_item(one: &Bullet) -> Value {
    let kind = match one.mode() {
        Mode::Top => 1,
        Mode::Bottom => 2,
        Mode::Unspecified | Mode::Scroll | Mode::Reverse | Mode::Positioned => 0,
    };
    // A number for the player; nothing is lost of a moment in milliseconds.
    let time_s = seconds(one.time_ms).parse::<f64>().unwrap_or_default();
    json!([time_s, kind, one.color, html_escaped(&one.sender), html_escaped(&one.text)])
}

/// `GET /api/v1/videos/{id}/danmaku.xml`
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/danmaku.xml", tag = "danmaku",
    operation_id = "getDanmakuXml",
    params(
        ("id" = String, Path, description = "The video"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 200, description = "`<i>` with a `<d p=\"seconds,mode,size,colour,sent,pool,\
            sender,id\">` for each text", content_type = "text/xml", body = String),
        (status = 404, description = "No such video, or not for you", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn xml(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    let PlayQuery { play } = asked(&request)?;
    let id = id.into_inner();
    let bullets = newest(&front, &req, (id.clone(), play), 0).await?;
    let (origin, kept) = FOR_ANYBODY;
    let mut answer = HttpResponse::Ok();
    answer.content_type("text/xml; charset=utf-8");
    answer.insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, origin));
    Ok(answer.insert_header((CACHE_CONTROL, kept)).body(document(&id, &bullets)))
}

/// The document. Its head has what readers of the format look for.
fn document(id: &str, bullets: &[Bullet]) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<i><chatserver></chatserver>\
         <chatid>{}</chatid><mission>0</mission><maxlimit>{ITEMS_MAX}</maxlimit><state>0</state>\
         <real_name>0</real_name><source>k-v</source>\n",
        xml_escaped(id),
    );
    for one in bullets {
        let mode = match one.mode() {
            Mode::Bottom => 4,
            Mode::Top => 5,
            Mode::Reverse => 6,
            Mode::Positioned => 7,
            Mode::Unspecified | Mode::Scroll => 1,
        };
        let size = match one.size() {
            Size::Small => 18,
            Size::Unspecified | Size::Medium => 25,
            Size::Large => 36,
        };
        // Writing to a text cannot fail.
        let _ = writeln!(
            text,
            "<d p=\"{},{mode},{size},{},{},0,{},{}\">{}</d>",
            seconds(one.time_ms),
            one.color,
            one.sent_at_ms.div_euclid(1000),
            xml_escaped(&one.sender),
            xml_escaped(&one.danmaku_id),
            xml_escaped(&said(one)),
        );
    }
    text.push_str("</i>\n");
    text
}

/// What stands between the tags: of those that are positioned a list with where they stand (from 0
/// to 1), how they fade, how long they are shown, and the text.
fn said(one: &Bullet) -> String {
    let Some(at) = one.position else { return one.text.clone() };
    let part = |thousandths: u32| f64::from(thousandths) / 1000.0;
    let shown_s = f64::from(at.duration_ms) / 1000.0;
    json!([part(at.x), part(at.y), "1-1", shown_s, one.text]).to_string()
}

/// The newest of a room, in the order of the video.
async fn newest(
    front: &FrontData,
    req: &RequestContext,
    (video_id, media_token): (String, String),
    limit: u32,
) -> Reply<Vec<Bullet>> {
    let asked = ListNewestRequest { video_id, media_token, limit };
    Ok(front.clients().danmaku.list_newest(&req.cx(), asked).await?.bullets)
}

/// Milliseconds as seconds, exactly.
fn seconds(time_ms: u64) -> String {
    format!("{}.{:03}", time_ms / 1000, time_ms % 1000)
}

/// For a player that takes it for HTML.
fn html_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#x27;"),
            '/' => escaped.push_str("&#x2F;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// For XML 1.0, without the letters that it cannot have at all (2.2).
fn xml_escaped(text: &str) -> String {
    let allowed = |letter: &char| {
        matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
            || *letter >= '\u{10000}'
    };
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars().filter(allowed) {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::danmaku::Position;

    fn bullet(text: &str, mode: Mode) -> Bullet {
        Bullet {
            danmaku_id: "d1".into(),
            time_ms: 61_007,
            mode: mode.into(),
            color: 255,
            size: Size::Large.into(),
            text: text.into(),
            sender: "a-_Z".into(),
            sent_at_ms: 1_700_000_000_999,
            ..Bullet::default()
        }
    }

    #[test]
    fn each_dialect_escapes_what_would_be_read_as_more_than_text() {
        let text = "<img src=x onerror='a(\"b\")'> & 弹幕 ]]>\u{0}\u{fffe}";
        let item = dplayer_item(&bullet(text, Mode::Bottom));
        let said = item[4].as_str().expect("a text");
        assert!(!said.contains(['<', '>', '"', '\'', '/']), "{said}");
        assert_eq!((&item[0], &item[1], &item[2]), (&json!(61.007), &json!(2), &json!(255)));
        let document = document("v<1>", &[bullet(text, Mode::Reverse)]);
        let line = document.lines().find(|line| line.starts_with("<d ")).expect("a text");
        let head = "<d p=\"61.007,6,36,255,1700000000,0,a-_Z,d1\">&lt;img ";
        assert!(line.starts_with(head), "{line}");
        assert!(line.ends_with("&amp; 弹幕 ]]&gt;</d>"), "{line}");
        assert!(document.contains("<chatid>v&lt;1&gt;</chatid>"), "{document}");
        let position = Some(Position { x: 250, y: 1_000, duration_ms: 4_500 });
        let placed = Bullet { position, ..bullet("a\"b", Mode::Positioned) };
        let document = super::document("v", &[placed]);
        let said = "0,a-_Z,d1\">[0.25,1.0,&quot;1-1&quot;,4.5,&quot;a\\&quot;b&quot;]</d>";
        assert!(document.contains(said), "{document}");
    }
}
