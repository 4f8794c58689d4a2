//! The ears of accounts: what moderators decide is told to owners by mail, and what they say of a
//! profile decides what others see of it. It must not decide anything about a video.

use super::actor::User;
use super::model;
use super::store;
use crate::contract::moderation::{ProfileJudged, ReviewDecided};
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

    async fn on_profile_judged(&self, cx: Context, event: ProfileJudged) -> Reply<()> {
        let user_id: UserId = event.user_id.parse()?;
        let of = user_id.clone();
        let to = self.domain.db.read(move |view| store::recipient(view, &of)).await?;
        let (scribe, link) = (self.scribe.clone(), self.scribe.link("/account")?);
        let apply = move |tx: &Tx<'_, Owner>| {
            // It may have been erased since.
            if !store::lock(tx, &user_id)? {
                return Ok(());
            }
            let before = store::portrait_of(tx, &user_id)?;
            let Some(after) = model::after_judged(before.clone(), &event) else { return Ok(()) };
            store::put_portrait(tx, &user_id, &after)?;
            let Some(to) = to else { return Ok(()) };
            let letters = model::make_letters((&before, &after), &to.name, &link);
            letters.iter().try_for_each(|letter| store::queue(tx, &scribe.write(&to, letter)?))
        };
        self.domain.db.react(&cx, apply).await?;
        self.mailing.notify_one();
        self.littering.notify_one();
        Ok(())
    }
}
