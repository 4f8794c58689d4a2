//! The lists of known pictures and of known files, and the forms that put a picture of a case, or
//! its source, on them. It must not show what is listed: only hashes are kept.

use super::view;
use crate::contract::moderation::{
    AddKnownFileRequest, AddKnownPictureRequest, KnownFile, KnownPicture, ListKnownFilesRequest,
    ListKnownPicturesRequest, RemoveKnownFileRequest, RemoveKnownPictureRequest,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{Form, encoded};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{
    PAGE_MAX, comes_back, cursor, page, refusal, see_other_telling, shown,
};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices::moderation as notices;
use crate::gateway::moderation::views::{KnownKind, KnownPage, KnownRow};
use crate::gateway::user::calls::names;
use crate::kernel::fault::Reply;
use crate::kernel::wire::Page;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};

/// A page of one of the lists; the rows name accounts by their ids.
struct Listed {
    rows: Vec<KnownRow>,
    next_cursor: String,
    count: u64,
}

impl From<KnownPicture> for KnownRow {
    fn from(one: KnownPicture) -> Self {
        let KnownPicture { picture_id: id, hash: mark, label, added_by, added_at_ms: added_ms } =
            one;
        Self { id, mark, label, added_by, added_ms }
    }
}

impl From<KnownFile> for KnownRow {
    fn from(one: KnownFile) -> Self {
        let KnownFile { file_id: id, sha256: mark, label, added_by, added_at_ms: added_ms } = one;
        Self { id, mark, label, added_by, added_ms }
    }
}

async fn list_known(
    front: &Front,
    req: &RequestContext,
    kind: KnownKind,
    cursor: String,
) -> Reply<Listed> {
    let page = Some(Page { cursor, limit: PAGE_MAX });
    let (client, cx) = (&front.clients().moderation, req.cx());
    match kind {
        KnownKind::Pictures => {
            let told = client.list_known_pictures(&cx, ListKnownPicturesRequest { page }).await?;
            let rows = told.pictures.into_iter().map(Into::into).collect();
            Ok(Listed { rows, next_cursor: told.next_cursor, count: told.count })
        },
        KnownKind::Files => {
            let told = client.list_known_files(&cx, ListKnownFilesRequest { page }).await?;
            let rows = told.files.into_iter().map(Into::into).collect();
            Ok(Listed { rows, next_cursor: told.next_cursor, count: told.count })
        },
    }
}

async fn listed(
    front: &Front,
    req: &RequestContext,
    kind: KnownKind,
    cursor: String,
    refusal: Option<String>,
) -> Result<KnownPage, HttpError> {
    let Listed { mut rows, next_cursor, count } = list_known(front, req, kind, cursor).await?;
    let known = names(front, req, rows.iter().map(|row| row.added_by.clone()).collect()).await;
    for row in &mut rows {
        row.added_by = known.get(&row.added_by).cloned().unwrap_or_default();
    }
    let [mark, label] = match kind {
        KnownKind::Pictures => [AddKnownPictureRequest::HASH, AddKnownPictureRequest::LABEL],
        KnownKind::Files => [AddKnownFileRequest::SHA256, AddKnownFileRequest::LABEL],
    };
    Ok(KnownPage {
        frame: req.frame(front),
        key: front.key(),
        kind,
        refusal,
        rows,
        count,
        more: (!next_cursor.is_empty())
            .then(|| format!("{}?cursor={}", kind.address(), encoded(&next_cursor))),
        typed_mark: String::new(),
        typed_label: String::new(),
        mark_chars_max: mark.max_chars,
        label_chars_max: label.max_chars,
    })
}

/// `GET /moderation/known`
pub(in crate::gateway) async fn pictures(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    shown(&listed(&front, &req, KnownKind::Pictures, cursor(&request), None).await?)
}

/// `GET /moderation/files`
pub(in crate::gateway) async fn files(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    shown(&listed(&front, &req, KnownKind::Files, cursor(&request), None).await?)
}

/// `POST /moderation/known`
pub(in crate::gateway) async fn add_picture(
    front: FrontData,
    req: RequestContext,
    form: Form,
) -> Answer {
    add(&front, &req, KnownKind::Pictures, &form).await
}

/// `POST /moderation/files`
pub(in crate::gateway) async fn add_file(
    front: FrontData,
    req: RequestContext,
    form: Form,
) -> Answer {
    add(&front, &req, KnownKind::Files, &form).await
}

async fn add(front: &Front, req: &RequestContext, kind: KnownKind, form: &Form) -> Answer {
    let mark = form.text(kind.mark()).trim().to_owned();
    let label = form.text("label").to_owned();
    let (client, cx) = (&front.clients().moderation, req.keyed_cx(front));
    let words = req.language.words().moderation;
    if mark.is_empty() {
        // Without one the domain would look for a case.
        let told = match kind {
            KnownKind::Pictures => words.known_hash_missing(),
            KnownKind::Files => words.files_digest_missing(),
        };
        let view = listed(front, req, kind, String::new(), Some(told.to_owned())).await?;
        let view = KnownPage { typed_label: label, ..view };
        return page(StatusCode::UNPROCESSABLE_ENTITY, &view);
    }
    let (hash, sha256) = (mark.clone(), mark.clone());
    let added = match kind {
        KnownKind::Pictures => {
            let asked = AddKnownPictureRequest { hash, label: label.clone(), ..<_>::default() };
            client.add_known_picture(&cx, asked).await.map(|_| notices::KNOWN_ADDED)
        },
        KnownKind::Files => {
            let asked = AddKnownFileRequest { sha256, label: label.clone(), ..<_>::default() };
            client.add_known_file(&cx, asked).await.map(|_| notices::FILE_ADDED)
        },
    };
    match added.map_err(HttpError::from) {
        Ok(notice) => Ok(see_other_telling(kind.address(), notice)),
        Err(trouble) if comes_back(&trouble) => {
            let told = refusal(req, &trouble);
            let view = listed(front, req, kind, String::new(), told).await?;
            page(trouble.status, &KnownPage { typed_mark: mark, typed_label: label, ..view })
        },
        Err(trouble) => Err(trouble),
    }
}

/// `POST /moderation/known/{id}/remove`
pub(in crate::gateway) async fn remove_picture(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    _: Form,
) -> Answer {
    let asked = RemoveKnownPictureRequest { picture_id: id.into_inner() };
    front.clients().moderation.remove_known_picture(&req.cx(), asked).await?;
    Ok(see_other_telling(KnownKind::Pictures.address(), notices::KNOWN_REMOVED))
}

/// `POST /moderation/files/{id}/remove`
pub(in crate::gateway) async fn remove_file(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    _: Form,
) -> Answer {
    let asked = RemoveKnownFileRequest { file_id: id.into_inner() };
    front.clients().moderation.remove_known_file(&req.cx(), asked).await?;
    Ok(see_other_telling(KnownKind::Files.address(), notices::FILE_REMOVED))
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
    let added = front.clients().moderation.add_known_picture(&req.cx(), asked).await;
    of_case(&front, &req, &id, added.map(|_| notices::KNOWN_ADDED)).await
}

/// `POST /moderation/{id}/file`
pub(in crate::gateway) async fn add_source(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let label = form.text("file_label").to_owned();
    let asked = AddKnownFileRequest { video_id: id.to_string(), label, ..<_>::default() };
    let added = front.clients().moderation.add_known_file(&req.cx(), asked).await;
    of_case(&front, &req, &id, added.map(|_| notices::FILE_ADDED)).await
}

/// Back to the case, with what came of a form of its page.
async fn of_case(
    front: &Front,
    req: &RequestContext,
    id: &str,
    added: Reply<&'static str>,
) -> Answer {
    match added.map_err(HttpError::from) {
        Ok(notice) => Ok(see_other_telling(&format!("/moderation/{}", encoded(id)), notice)),
        Err(trouble) if comes_back(&trouble) => {
            let case = super::find(front, req, id).await?;
            page(trouble.status, &view(front, req, case, refusal(req, &trouble)).await?)
        },
        Err(trouble) => Err(trouble),
    }
}
