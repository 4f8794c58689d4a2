//! The ears of accounts: what moderators decide is told to owners by mail. It must not decide
//! anything about a video.

use super::actor::User;
use super::model;
use super::store;
use crate::contract::moderation::ReviewDecided;
use crate::contract::user::{Owner, Reactions};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

impl Reactions for User {
    async fn on_review_decided(&self, cx: Context, event: ReviewDecided) -> Reply<()> {
        let owner_id: UserId = event.owner_id.parse()?;
        let letter =
            match self.domain.db.read(move |view| store::recipient(view, &owner_id)).await? {
                Some(to) => {
                    let link = self.scribe.link(&format!("/studio/{}", event.video_id))?;
                    let letter = model::make_decision_letter(&event, to.name.clone(), link);
                    letter.map(|letter| self.scribe.write(&to, &letter)).transpose()?
                },
                None => None,
            };
        let tell = move |tx: &Tx<'_, Owner>| {
            letter.as_ref().map_or(Ok(()), |letter| store::queue(tx, letter))
        };
        self.domain.db.react(&cx, tell).await?;
        self.mailing.notify_one();
        Ok(())
    }
}
