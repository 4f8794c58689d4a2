//! Folders of favourites: made, named anew, deleted; and the videos in one, each of which may be
//! taken out.

use super::more;
use crate::contract::community::{
    DeleteFolderRequest, Folder, KeepVideoRequest, ListFoldersRequest, ListKeptRequest,
    SaveFolderRequest,
};
use crate::gateway::community::views::{FavouritesPage, FolderPage, FolderRow, KeptRow};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{Form, encoded};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{
    PAGE_MAX, comes_back, cursor, page, refusal, see_other_telling, shown,
};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::user::views::{Asked, ConfirmPage};
use crate::gateway::video::calls as video;
use crate::kernel::fault::Error;
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};

const HERE: &str = "/favourites";

/// A form that comes back: what was typed, and why.
type FolderTyped = (String, Option<String>);

fn folder_row(one: Folder) -> FolderRow {
    FolderRow { id: one.folder_id, name: one.name, videos: one.video_count }
}

async fn all(
    front: &Front,
    req: &RequestContext,
    (typed, refusal): FolderTyped,
) -> Result<FavouritesPage, HttpError> {
    let asked = ListFoldersRequest { video_id: String::new() };
    let told = front.clients().community.list_folders(&req.cx(), asked).await?;
    Ok(FavouritesPage {
        frame: req.frame(front),
        key: front.key(),
        refusal,
        typed,
        rows: told.folders.into_iter().map(folder_row).collect(),
    })
}

async fn one(
    front: &Front,
    req: &RequestContext,
    (folder_id, cursor): (String, String),
    typed: Option<FolderTyped>,
) -> Result<FolderPage, HttpError> {
    let here = format!("{HERE}/{}", encoded(&folder_id));
    let page = Some(Page { cursor, limit: PAGE_MAX });
    let asked = ListKeptRequest { folder_id, page };
    let told = front.clients().community.list_kept(&req.cx(), asked).await?;
    let mut cards = video::cards(front, req, told.video_ids.clone()).await?;
    let rows = told.video_ids.into_iter().map(|id| {
        let card = cards.remove(&id);
        KeptRow { id, card }
    });
    let folder = folder_row(told.folder.unwrap_or_default());
    let (typed, refusal) = typed.unwrap_or_else(|| (folder.name.clone(), None));
    Ok(FolderPage {
        frame: req.frame(front),
        key: front.key(),
        refusal,
        folder,
        typed,
        rows: rows.collect(),
        more: more(&here, &told.next_cursor),
    })
}

/// Why a form comes back, and its trouble.
fn refused(req: &RequestContext, error: Error) -> Result<(HttpError, Option<String>), HttpError> {
    let trouble = HttpError::from(error);
    if !comes_back(&trouble) {
        return Err(trouble);
    }
    let told = refusal(req, &trouble);
    Ok((trouble, told))
}

/// `GET /favourites`
pub(in crate::gateway) async fn favourites(front: FrontData, req: RequestContext) -> Answer {
    shown(&all(&front, &req, (String::new(), None)).await?)
}

/// `POST /favourites`
pub(in crate::gateway) async fn create(
    front: FrontData,
    req: RequestContext,
    form: Form,
) -> Answer {
    let name = form.text("name").to_owned();
    let asked = SaveFolderRequest { folder_id: String::new(), name: name.clone() };
    match front.clients().community.save_folder(&req.keyed_cx(&front), asked).await {
        Ok(_) => Ok(see_other_telling(HERE, notices::community::FOLDER_MADE)),
        Err(error) => {
            let (trouble, told) = refused(&req, error)?;
            page(trouble.status, &all(&front, &req, (name, told)).await?)
        },
    }
}

/// `GET /favourites/{folder_id}`
pub(in crate::gateway) async fn folder(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    folder_id: web::Path<String>,
) -> Answer {
    let place = (folder_id.into_inner(), cursor(&request));
    shown(&one(&front, &req, place, None).await?)
}

/// `POST /favourites/{folder_id}/rename`
pub(in crate::gateway) async fn rename(
    front: FrontData,
    req: RequestContext,
    folder_id: web::Path<String>,
    form: Form,
) -> Answer {
    let (folder_id, name) = (folder_id.into_inner(), form.text("name").to_owned());
    let asked = SaveFolderRequest { folder_id: folder_id.clone(), name: name.clone() };
    match front.clients().community.save_folder(&req.keyed_cx(&front), asked).await {
        Ok(_) => {
            let here = format!("{HERE}/{}", encoded(&folder_id));
            Ok(see_other_telling(&here, notices::community::FOLDER_RENAMED))
        },
        Err(error) => {
            let (trouble, told) = refused(&req, error)?;
            let place = (folder_id, String::new());
            page(trouble.status, &one(&front, &req, place, Some((name, told))).await?)
        },
    }
}

/// `GET /favourites/{folder_id}/delete`
pub(in crate::gateway) async fn ask_delete(
    front: FrontData,
    req: RequestContext,
    folder_id: web::Path<String>,
) -> Answer {
    let words = req.language.words().community;
    let here = format!("{HERE}/{}", encoded(&folder_id));
    let place = (folder_id.into_inner(), String::new());
    let folder = one(&front, &req, place, None).await?.folder;
    shown(&ConfirmPage {
        frame: req.frame(&front),
        key: front.key(),
        title: words.favourites_delete_title(folder.name),
        lead: words.favourites_delete_lead().to_owned(),
        action: format!("{here}/delete"),
        button: words.favourites_delete(),
        next: here,
        asked: Asked::Nothing,
        refusal: None,
    })
}

/// `POST /favourites/{folder_id}/delete`
pub(in crate::gateway) async fn delete(
    front: FrontData,
    req: RequestContext,
    folder_id: web::Path<String>,
    _form: Form,
) -> Answer {
    let asked = DeleteFolderRequest { folder_id: folder_id.into_inner() };
    front.clients().community.delete_folder(&req.cx(), asked).await?;
    Ok(see_other_telling(HERE, notices::community::FOLDER_DELETED))
}

/// `POST /favourites/{folder_id}/videos/{id}/remove`: it stays in the other folders that have it.
pub(in crate::gateway) async fn remove(
    front: FrontData,
    req: RequestContext,
    place: web::Path<(String, String)>,
    _form: Form,
) -> Answer {
    let (folder_id, video_id) = place.into_inner();
    let (cx, client) = (req.cx(), &front.clients().community);
    let asked = ListFoldersRequest { video_id: video_id.clone() };
    let told = client.list_folders(&cx, asked).await?;
    let others = told.folders.into_iter().filter(|one| one.has_video && one.folder_id != folder_id);
    let folder_ids = others.map(|one| one.folder_id).collect();
    let asked = KeepVideoRequest { video_id, media_token: String::new(), folder_ids };
    client.keep_video(&cx, asked).await?;
    let here = format!("{HERE}/{}", encoded(&folder_id));
    Ok(see_other_telling(&here, notices::community::FOLDER_REMOVED))
}
