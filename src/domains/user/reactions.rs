//! The ears of accounts: what moderators decide is told to owners by mail, and so is what others
//! do, to whoever wants that; what moderators say of a profile decides what others see of it. It
//! must not decide anything about a video.

use super::actor::User;
use super::model::{self, Outgoing, Recipient};
use super::store;
use crate::contract::community::MailRequested;
use crate::contract::moderation::{ProfileJudged, ReviewDecided};
use crate::contract::user::{Owner, Reactions};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::ports::letter::Letter;

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

    async fn on_mail_requested(&self, cx: Context, event: MailRequested) -> Reply<()> {
        let user_id: UserId = event.user_id.parse()?;
        let actor_id: Option<UserId> = event.actor_id.parse().ok();
        let of = user_id.clone();
        let read = self.domain.db.read(move |view| {
            let actor = actor_id.map(|id| store::by_id(view, &id)).transpose()?.flatten();
            Ok((store::recipient(view, &of)?, actor.map(|one| one.name).unwrap_or_default()))
        });
        let letter = match read.await? {
            (Some(to), actor) => self.notice(&to, &event, actor)?,
            (None, _) => None,
        };
        let most = self.options.get().notices_per_hour_max;
        let tell = move |tx: &Tx<'_, Owner>| {
            let Some(letter) = &letter else { return Ok(()) };
            let since_ms = tx.now_ms() - model::LETTERS_COUNTED_MS;
            // On the page they are told of all.
            if store::count_notices(tx, &user_id, since_ms)? >= most {
                return Ok(());
            }
            store::queue(tx, letter)
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

impl User {
    /// A letter about what others did; nothing where there is nothing to tell.
    fn notice(
        &self,
        to: &Recipient,
        event: &MailRequested,
        actor: String,
    ) -> Reply<Option<Outgoing>> {
        let Some((kind, path)) = model::decide_notice(event, &actor) else { return Ok(None) };
        let link = self.scribe.link(&path)?;
        let token = &event.leave_token;
        let (name, leave) =
            (to.name.clone(), self.scribe.link(&format!("/notifications/leave/{token}"))?);
        let letter = Letter::Notice { name, kind, actor, link, leave };
        // A mail program sends there, and has no page before it.
        let press = self.scribe.link(&format!("/api/v1/notifications/leave/{token}"))?;
        Ok(Some(model::make_notice(self.scribe.write(to, &letter)?, &press)))
    }
}
