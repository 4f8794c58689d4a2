//! The list of known pictures, and the form that puts a picture of a case on it. It must not show a
//! listed picture: only its hash is kept.

use super::view;
use crate::contract::moderation::{
    AddKnownPictureRequest, KnownPicture, ListKnownPicturesRequest, RemoveKnownPictureRequest,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{Form, encoded};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{
    PAGE_MAX, comes_back, cursor, page, refusal, see_other_telling, shown,
};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::moderation::views::{KnownPage, KnownRow};
use crate::gateway::user::calls::names;
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};

/// Where the list stands.
const HERE: &str = "/moderation/known";

async fn listed(
    front: &Front,
    req: &RequestContext,
    cursor: String,
    refusal: Option<String>,
) -> Result<KnownPage, HttpError> {
    let page = Some(Page { cursor, limit: PAGE_MAX });
    let (client, asked) = (&front.clients().moderation, ListKnownPicturesRequest { page });
    let told = client.list_known_pictures(&req.cx(), asked).await?;
    let adders = told.pictures.iter().map(|one| one.added_by.clone()).collect();
    let known = names(front, req, adders).await;
    let row = |one: KnownPicture| KnownRow {
        added_by: known.get(&one.added_by).cloned().unwrap_or_default(),
        id: one.picture_id,
        hash: one.hash,
        label: one.label,
        added_ms: one.added_at_ms,
    };
    Ok(KnownPage {
        frame: req.frame(front),
        key: front.key(),
        refusal,
        rows: told.pictures.into_iter().map(row).collect(),
        count: told.count,
        more: (!told.next_cursor.is_empty())
            .then(|| format!("{HERE}?cursor={}", encoded(&told.next_cursor))),
        typed_hash: String::new(),
        typed_label: String::new(),
        hash_chars_max: AddKnownPictureRequest::HASH.max_chars,
        label_chars_max: AddKnownPictureRequest::LABEL.max_chars,
    })
}

/// `GET /moderation/known`
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    shown(&listed(&front, &req, cursor(&request), None).await?)
}

/// `POST /moderation/known`
pub(in crate::gateway) async fn add(front: FrontData, req: RequestContext, form: Form) -> Answer {
    let hash = form.text("hash").trim().to_owned();
    if hash.is_empty() {
        // Without one the domain would look for a picture of a case.
        let told = req.language.words().moderation.known_hash_missing().to_owned();
        let view = listed(&front, &req, String::new(), Some(told)).await?;
        let view = KnownPage { typed_label: form.text("label").to_owned(), ..view };
        return page(actix_web::http::StatusCode::UNPROCESSABLE_ENTITY, &view);
    }
    let label = form.text("label").to_owned();
    let (client, cx) = (&front.clients().moderation, req.keyed_cx(&front));
    let asked = AddKnownPictureRequest {
        hash: hash.clone(),
        label: label.clone(),
        ..AddKnownPictureRequest::default()
    };
    match client.add_known_picture(&cx, asked).await {
        Ok(_) => Ok(see_other_telling(HERE, notices::moderation::KNOWN_ADDED)),
        Err(error) => {
            let trouble = HttpError::from(error);
            if !comes_back(&trouble) {
                return Err(trouble);
            }
            let told = refusal(&req, &trouble);
            let view = listed(&front, &req, String::new(), told).await?;
            page(trouble.status, &KnownPage { typed_hash: hash, typed_label: label, ..view })
        },
    }
}

/// `POST /moderation/known/{id}/remove`
pub(in crate::gateway) async fn remove(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    _: Form,
) -> Answer {
    let asked = RemoveKnownPictureRequest { picture_id: id.into_inner() };
    front.clients().moderation.remove_known_picture(&req.cx(), asked).await?;
    Ok(see_other_telling(HERE, notices::moderation::KNOWN_REMOVED))
}

/// `POST /moderation/{id}/frames`
pub(in crate::gateway) async fn add_frame(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let asked = AddKnownPictureRequest {
        video_id: id.to_string(),
        at_ms: form.text("at_ms").parse().unwrap_or(u64::MAX),
        label: form.text("label").to_owned(),
        hash: String::new(),
    };
    match front.clients().moderation.add_known_picture(&req.cx(), asked).await {
        Ok(_) => {
            let back = format!("/moderation/{}", encoded(&id));
            Ok(see_other_telling(&back, notices::moderation::KNOWN_ADDED))
        },
        Err(error) => {
            let trouble = HttpError::from(error);
            if !comes_back(&trouble) {
                return Err(trouble);
            }
            let case = super::find(&front, &req, &id).await?;
            page(trouble.status, &view(&front, &req, case, refusal(&req, &trouble)).await?)
        },
    }
}
