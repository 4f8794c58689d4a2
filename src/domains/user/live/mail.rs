//! The way of a message from what happened to whoever carries it. It must not hold up whoever
//! caused it: what is written waits in the store.

use crate::contract::user::Owner;
use crate::domains::user::actor::{Fresh, User, fresh};
use crate::domains::user::engine::token;
use crate::domains::user::model::{
    self, Account, AddressClaim, AskedReset, Fate, Options, Outgoing, Recipient,
};
use crate::domains::user::store;
use crate::kernel::clock::Clock;
use crate::kernel::context::Context;
use crate::kernel::db::{Db, Tx, View};
use crate::kernel::domain_context::DomainContext;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::id::{Ids, UserId};
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::letter::{Letter, LetterLink, LetterWriter};
use crate::kernel::ports::mail::{
    AddressFlaw, BodyText, HeaderText, Mail, MailAddress, MailFault, MailStage, Mailer,
};
use crate::kernel::rpc::Domain as _;
use std::sync::Arc;

/// Messages of one round.
const ROUND_MAX: u32 = 16;

/// Words messages, and makes the links in them.
#[derive(Clone)]
pub(in crate::domains::user) struct Scribe {
    letters: Arc<dyn LetterWriter>,
    clock: Clock,
    ids: Ids,
}

impl Scribe {
    pub(in crate::domains::user) fn new(
        domain: &DomainContext<Owner>,
        letters: &Arc<dyn LetterWriter>,
    ) -> Self {
        let (clock, ids) = (domain.clock.clone(), domain.ids.clone());
        Self { letters: Arc::clone(letters), clock, ids }
    }

    /// A message to somebody, which begins to wait once it is in the store.
    pub(in crate::domains::user) fn write(
        &self,
        to: &Recipient,
        letter: &Letter,
    ) -> Reply<Outgoing> {
        let written = self.letters.write(letter, &to.language).map_err(Fault::internal)?;
        Ok(model::make_outgoing(self.ids.fresh(), to, (written, self.clock.now_ms())))
    }

    /// An address of the site.
    pub(in crate::domains::user) fn link(&self, path: &str) -> Reply<LetterLink> {
        let link = self.letters.link(path);
        Ok(link.ok_or_else(|| Fault::internal("the address of the site makes no link"))?)
    }
}

/// A claim to an address, with its messages.
#[derive(Clone)]
pub(in crate::domains::user) struct Claimed {
    claim: AddressClaim,
    letters: Vec<Outgoing>,
}

impl Claimed {
    /// How many messages it sends.
    pub(in crate::domains::user) fn letters(&self) -> u64 {
        u64::try_from(self.letters.len()).unwrap_or(u64::MAX)
    }

    pub(in crate::domains::user) fn keep(&self, tx: &Tx<'_, Owner>) -> Reply<()> {
        store::put_claim(tx, &self.claim)?;
        self.letters.iter().try_for_each(|letter| store::queue(tx, letter))
    }
}

impl User {
    /// A message to whoever an account belongs to, if they are reached by mail.
    pub(in crate::domains::user) async fn write_to(
        &self,
        user_id: &UserId,
        letter: impl FnOnce(String) -> Letter,
    ) -> Reply<Option<Outgoing>> {
        let user_id = user_id.clone();
        let found = self.domain.db.read(move |view| store::recipient(view, &user_id)).await?;
        let Some(to) = found else { return Ok(None) };
        self.scribe.write(&to, &letter(to.name.clone())).map(Some)
    }

    /// A claim to an address, and its messages: to the new one, and to the one that is left.
    pub(in crate::domains::user) fn claim(
        &self,
        (to, address_key): (Recipient, String),
        left: Option<&Recipient>,
        valid_ms: i64,
    ) -> Reply<Claimed> {
        let left = left.filter(|left| left.address != to.address);
        let (new, old) = (self.fresh_token()?, self.fresh_token()?);
        let name = to.name.clone();
        let link = self.scribe.link(&format!("/confirm/{}", new.token))?;
        let verify = Letter::VerifyAddress { name: name.clone(), link, valid_ms };
        let mut letters = vec![self.scribe.write(&to, &verify)?];
        if let Some(left) = left {
            let link = self.scribe.link(&format!("/confirm/{}", old.token))?;
            let address = to.address.clone();
            let leave = Letter::LeaveAddress { name, address, link, valid_ms };
            letters.push(self.scribe.write(left, &leave)?);
        }
        let claim = AddressClaim {
            user_id: to.user_id,
            address: to.address,
            address_key,
            language: to.language,
            new_token_hash: new.digest,
            old_token_hash: old.digest,
            is_new_waiting: true,
            is_old_waiting: left.is_some(),
            expires_at_ms: self.domain.clock.now_ms().saturating_add(valid_ms),
        };
        Ok(Claimed { claim, letters })
    }

    /// A claim to the address that somebody gives with a new account, if they give one.
    pub(in crate::domains::user) fn claim_first(
        &self,
        account: &Account,
        (address, language): (Option<MailAddress>, String),
        options: &Options,
    ) -> Reply<Option<Claimed>> {
        let Some(wanted) = address else { return Ok(None) };
        let to = Recipient {
            user_id: account.user_id.clone(),
            name: account.name.clone(),
            address: wanted.as_str().to_owned(),
            language,
            confirmed_at_ms: 0,
        };
        self.claim((to, wanted.key()), None, options.address_link_ms).map(Some)
    }
}

/// Hands over what waits.
#[derive(Clone)]
pub(in crate::domains::user) struct Postman {
    db: Db<Owner>,
    clock: Clock,
    mailer: Arc<dyn Mailer>,
    options: LiveSettings<Options>,
    scribe: Scribe,
}

impl Postman {
    pub(in crate::domains::user) fn of(user: &User) -> Self {
        Self {
            db: user.domain.db.clone(),
            clock: user.domain.clock.clone(),
            mailer: Arc::clone(&user.mailer),
            options: user.options.clone(),
            scribe: user.scribe.clone(),
        }
    }

    /// Looks at requests for a new password, then tries the messages that are due, one after the
    /// other; says how many of both wait no more.
    pub(in crate::domains::user) async fn work(self) -> Reply<usize> {
        Ok(self.answer_asked().await? + self.send_some().await?)
    }

    async fn answer_asked(&self) -> Reply<usize> {
        let waiting = |view: &View<'_, Owner>| store::asked_resets(view, ROUND_MAX);
        let waiting = self.db.read(waiting).await?;
        let count = waiting.len();
        for asked in waiting {
            self.answer(asked).await?;
        }
        Ok(count)
    }

    /// Sends the link for a new password to whom the account belongs, if there is one.
    async fn answer(&self, asked: AskedReset) -> Reply<()> {
        let AskedReset { asked_id, name_key, address_key } = asked;
        let find =
            move |view: &View<'_, Owner>| store::recipient_by_key(view, &name_key, &address_key);
        let found = self.db.read(find).await?;
        let options = self.options.get();
        let valid_ms = options.mailed_reset_link_ms;
        let written = found.map(|to| {
            let Fresh { token, digest } = fresh(token::plain(self.scribe.ids.bytes()))?;
            let link = self.scribe.link(&format!("/reset/{token}"))?;
            let reset = Letter::ResetPassword { name: to.name.clone(), link, valid_ms };
            let letter =
                Outgoing { letter_id: asked_id.clone(), ..self.scribe.write(&to, &reset)? };
            Reply::Ok((digest, letter))
        });
        let written = written.transpose()?;
        let answer = move |tx: &Tx<'_, Owner>| {
            let is_taken = store::take_asked(tx, &asked_id)?;
            let Some((digest, letter)) = written.as_ref().filter(|_| is_taken) else {
                return Ok(());
            };
            let now_ms = tx.now_ms();
            let since_ms = now_ms - model::LETTERS_COUNTED_MS;
            if store::count_letters(tx, &letter.user_id, since_ms)? < options.letters_per_hour_max {
                let expires_at_ms = now_ms.saturating_add(valid_ms);
                store::put_reset_link(tx, &letter.user_id, digest, expires_at_ms)?;
                store::queue(tx, letter)?;
            }
            Ok(())
        };
        self.db.write(&Context::of_domain(Owner::NAME), answer).await
    }

    async fn send_some(&self) -> Reply<usize> {
        let now_ms = self.clock.now_ms();
        let due = move |view: &View<'_, Owner>| store::due_letters(view, now_ms, ROUND_MAX);
        let mut ended = 0;
        for one in self.db.read(due).await? {
            let sent = match mail(&one) {
                Ok(mail) => self.mailer.send(&mail).await,
                Err(cause) => Err(MailFault::Never { stage: MailStage::Written, cause }),
            };
            let is_out_of_reach = sent.as_ref().is_err_and(is_of_server);
            let fate = model::decide_fate(&sent, &one, (self.clock.now_ms(), &self.options.get()));
            ended += usize::from(!matches!(fate, Fate::Due(_)));
            self.note(one, fate, sent.err()).await?;
            // The others would wait as long for the same answer.
            if is_out_of_reach {
                break;
            }
        }
        Ok(ended)
    }

    async fn note(&self, one: Outgoing, fate: Fate, fault: Option<MailFault>) -> Reply<()> {
        let fault = fault.map(|fault| fault.to_string()).unwrap_or_default();
        let (letter_id, tries) = (one.letter_id, one.tries + 1);
        if !fault.is_empty() {
            tracing::warn!(%letter_id, tries, %fault, ?fate, "a mail was not taken");
        }
        let note = move |tx: &Tx<'_, Owner>| store::note_try(tx, &letter_id, &fate, &fault);
        self.db.write(&Context::of_domain(Owner::NAME), note).await
    }
}

/// Whether a fault lies with the server, and not with one message.
fn is_of_server(fault: &MailFault) -> bool {
    let MailFault::Later { stage, .. } = fault else { return false };
    matches!(
        stage,
        MailStage::Resolved
            | MailStage::Connected
            | MailStage::Encrypted
            | MailStage::SignedIn
            | MailStage::Talked
    )
}

fn mail(one: &Outgoing) -> Result<Mail, String> {
    Ok(Mail {
        id: one.letter_id.clone(),
        at_ms: one.written_at_ms,
        to: one.address.parse().map_err(|flaw: AddressFlaw| flaw.to_string())?,
        subject: HeaderText::new(&one.subject).map_err(|flaw| flaw.to_string())?,
        text: BodyText::new(&one.body_text).map_err(|flaw| flaw.to_string())?,
        html: BodyText::new(&one.body_html).map_err(|flaw| flaw.to_string())?,
        leave: LetterLink::new(&one.leave_link),
    })
}
