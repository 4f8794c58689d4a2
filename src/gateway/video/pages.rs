//! The edit page of a video, and the buttons that delete and publish it.

use super::api::{privacy_named, privacy_of};
use super::calls::{DESCRIPTION, TAGS_CHARS_MAX, TITLE};
use super::views::{EditPage, Privacy};
use crate::contract::video::{
    self, DeleteVideoRequest, GetVideoRequest, PublishVideoRequest, UpdateVideoRequest,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{self, Form};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{comes_back, page, refusal, see_other_telling, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::studio::views::way;
use actix_web::web;
use sha2::{Digest as _, Sha256};

/// What the edit form shows.
struct Fields {
    title: String,
    description: String,
    tags: String,
    privacy: Privacy,
}

impl Fields {
    fn of(card: &video::VideoCard) -> Self {
        Self {
            title: card.title.clone(),
            description: card.description.clone(),
            tags: card.tags.join(", "),
            privacy: privacy_of(card.privacy()),
        }
    }

    fn typed(form: &Form) -> Self {
        Self {
            title: form.text("title").to_owned(),
            description: form.text("description").replace("\r\n", "\n"),
            tags: form.text("tags").to_owned(),
            privacy: Privacy::from_code(form.text("privacy")).unwrap_or(Privacy::Private),
        }
    }

    /// A mark of each field, by which the form tells later what its reader has changed.
    fn marks(&self) -> [String; 4] {
        let mark =
            |text: &str| hex::encode(Sha256::digest(text.trim()).get(..4).unwrap_or_default());
        [&self.title, &self.description, &self.tags, self.privacy.code()].map(mark)
    }

    /// What is stored now, with what the reader has changed since the form was loaded.
    fn merged(self, loaded: &str, stored: Self) -> Self {
        let marks = self.marks();
        let mut was = loaded.split('.');
        let [title, description, tags, privacy] =
            marks.map(|mark| was.next().is_none_or(|was| was != mark));
        Self {
            title: if title { self.title } else { stored.title },
            description: if description { self.description } else { stored.description },
            tags: if tags { self.tags } else { stored.tags },
            privacy: if privacy { self.privacy } else { stored.privacy },
        }
    }
}

/// A video of the caller's, or nothing.
async fn own(front: &Front, req: &RequestContext, id: &str) -> Result<video::VideoCard, HttpError> {
    let request = GetVideoRequest { video_id: id.to_owned() };
    let card = front.clients().video.get_video(&req.cx(), request).await?.video;
    let card = card.filter(|card| {
        card.owner_id.parse().is_ok_and(|owner_id| req.caller.may_act_for(&owner_id))
    });
    card.ok_or_else(HttpError::not_found)
}

fn edit_page(
    front: &Front,
    req: &RequestContext,
    card: &video::VideoCard,
    fields: Fields,
    refusal: Option<String>,
) -> EditPage {
    let state = way::state(card);
    EditPage {
        frame: req.frame(front),
        key: front.key(),
        delete_key: front.key(),
        id: card.video_id.clone(),
        version: card.version,
        loaded: Fields::of(card).marks().join("."),
        title: fields.title,
        description: fields.description,
        tags: fields.tags,
        privacy: fields.privacy,
        state,
        has_cover: state.is_playable(),
        title_chars_max: TITLE.max_chars,
        description_chars_max: DESCRIPTION.max_chars,
        tags_chars_max: TAGS_CHARS_MAX,
        refusal,
    }
}

/// `GET /studio/{id}/edit`
pub(in crate::gateway) async fn edit(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let card = own(&front, &req, &id).await?;
    let fields = Fields::of(&card);
    shown(&edit_page(&front, &req, &card, fields, None))
}

/// `POST /studio/{id}/edit`
pub(in crate::gateway) async fn save(
    front: FrontData,
    req: RequestContext,
    form: Form,
    id: web::Path<String>,
) -> Answer {
    let request = UpdateVideoRequest {
        video_id: id.to_string(),
        title: Some(form.text("title").to_owned()),
        description: Some(form.text("description").replace("\r\n", "\n")),
        tags: form::tags(form.text("tags")),
        clears_tags: true,
        privacy: privacy_named(form.text("privacy"))?.into(),
        // A form states everything, so it must not undo what was changed since it was loaded.
        if_version: form.text("version").parse().unwrap_or_default(),
        hold: None,
    };
    let saved = front.clients().video.update_video(&req.keyed_cx(&front), request).await;
    let Err(error) = saved else {
        return Ok(see_other_telling("/studio", notices::video::SAVED));
    };
    let trouble = HttpError::from(error);
    if !comes_back(&trouble) {
        return Err(trouble);
    }
    let card = own(&front, &req, &id).await?;
    // What was changed elsewhere meanwhile is shown, so that the next try does not undo it.
    let fields = Fields::typed(&form).merged(form.text("loaded"), Fields::of(&card));
    let refusal = refusal(&req, &trouble);
    page(trouble.status, &edit_page(&front, &req, &card, fields, refusal))
}

/// `POST /studio/{id}/delete`
pub(in crate::gateway) async fn delete(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = DeleteVideoRequest { video_id: id.into_inner(), ..Default::default() };
    front.clients().video.delete_video(&req.cx(), request).await?;
    Ok(see_other_telling("/studio", notices::video::DELETED))
}

/// `POST /studio/{id}/publish`
pub(in crate::gateway) async fn publish(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = PublishVideoRequest { video_id: id.into_inner() };
    front.clients().video.publish_video(&req.cx(), request).await?;
    Ok(see_other_telling("/studio", notices::video::PUBLISHED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_comes_back_undoes_nothing_that_was_changed_meanwhile() {
        let fields = |title: &str, tags: &str, privacy| Fields {
            title: title.to_owned(),
            description: "two\nlines".to_owned(),
            tags: tags.to_owned(),
            privacy,
        };
        let loaded = fields("a", "x, y", Privacy::Public).marks().join(".");
        let typed = || fields(" b ", "x, y ", Privacy::Public);
        let stored = || fields("c", "z", Privacy::Private);
        let merged = typed().merged(&loaded, stored());
        assert_eq!((merged.title.as_str(), merged.tags.as_str()), (" b ", "z"));
        assert_eq!(merged.privacy, Privacy::Private, "it was not touched here");
        let merged = typed().merged("", stored());
        assert_eq!((merged.title.as_str(), merged.privacy), (" b ", Privacy::Public));
    }
}
