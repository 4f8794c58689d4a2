//! The list of known files, and the form that puts the source of a case on it. It must not show a
//! file: only its digest is kept.

use super::view;
use crate::contract::moderation::{
    AddKnownFileRequest, KnownFile, ListKnownFilesRequest, RemoveKnownFileRequest,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{Form, encoded};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{
    PAGE_MAX, comes_back, cursor, page, refusal, see_other_telling, shown,
};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::moderation::views::{FilesPage, KnownRow};
use crate::gateway::user::calls::names;
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};

/// Where the list stands.
const HERE: &str = "/moderation/files";

async fn listed(
    front: &Front,
    req: &RequestContext,
    cursor: String,
    refusal: Option<String>,
) -> Result<FilesPage, HttpError> {
    let page = Some(Page { cursor, limit: PAGE_MAX });
    let (client, asked) = (&front.clients().moderation, ListKnownFilesRequest { page });
    let told = client.list_known_files(&req.cx(), asked).await?;
    let adders = told.files.iter().map(|one| one.added_by.clone()).collect();
    let known = names(front, req, adders).await;
    let row = |one: KnownFile| KnownRow {
        added_by: known.get(&one.added_by).cloned().unwrap_or_default(),
        id: one.file_id,
        hash: one.sha256,
        label: one.label,
        added_ms: one.added_at_ms,
    };
    Ok(FilesPage {
        frame: req.frame(front),
        key: front.key(),
        refusal,
        rows: told.files.into_iter().map(row).collect(),
        count: told.count,
        more: (!told.next_cursor.is_empty())
            .then(|| format!("{HERE}?cursor={}", encoded(&told.next_cursor))),
        typed_digest: String::new(),
        typed_label: String::new(),
        digest_chars_max: AddKnownFileRequest::SHA256.max_chars,
        label_chars_max: AddKnownFileRequest::LABEL.max_chars,
    })
}

/// `GET /moderation/files`
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    shown(&listed(&front, &req, cursor(&request), None).await?)
}

/// `POST /moderation/files`
pub(in crate::gateway) async fn add(front: FrontData, req: RequestContext, form: Form) -> Answer {
    let sha256 = form.text("sha256").trim().to_owned();
    let label = form.text("label").to_owned();
    let (client, cx) = (&front.clients().moderation, req.keyed_cx(&front));
    if sha256.is_empty() {
        // Without one the domain would look for the source of a case.
        let told = req.language.words().moderation.files_digest_missing().to_owned();
        let view = listed(&front, &req, String::new(), Some(told)).await?;
        let view = FilesPage { typed_label: label, ..view };
        return page(actix_web::http::StatusCode::UNPROCESSABLE_ENTITY, &view);
    }
    let asked =
        AddKnownFileRequest { sha256: sha256.clone(), label: label.clone(), ..<_>::default() };
    match client.add_known_file(&cx, asked).await {
        Ok(_) => Ok(see_other_telling(HERE, notices::moderation::FILE_ADDED)),
        Err(error) => {
            let trouble = HttpError::from(error);
            if !comes_back(&trouble) {
                return Err(trouble);
            }
            let told = refusal(&req, &trouble);
            let view = listed(&front, &req, String::new(), told).await?;
            page(trouble.status, &FilesPage { typed_digest: sha256, typed_label: label, ..view })
        },
    }
}

/// `POST /moderation/files/{id}/remove`
pub(in crate::gateway) async fn remove(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    _: Form,
) -> Answer {
    let asked = RemoveKnownFileRequest { file_id: id.into_inner() };
    front.clients().moderation.remove_known_file(&req.cx(), asked).await?;
    Ok(see_other_telling(HERE, notices::moderation::FILE_REMOVED))
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
    match front.clients().moderation.add_known_file(&req.cx(), asked).await {
        Ok(_) => {
            let back = format!("/moderation/{}", encoded(&id));
            Ok(see_other_telling(&back, notices::moderation::FILE_ADDED))
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
