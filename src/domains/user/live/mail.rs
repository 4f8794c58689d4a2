//! The way of a message from what happened to whoever carries it. It must not hold up whoever
//! caused it: what is written waits in the store.

use crate::contract::user::Owner;
use crate::domains::user::actor::User;
use crate::domains::user::model::{self, Fate, Options, Outgoing, Recipient};
use crate::domains::user::store;
use crate::kernel::clock::Clock;
use crate::kernel::context::Context;
use crate::kernel::db::{Db, Tx, View};
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::letter::{Letter, LetterLink};
use crate::kernel::ports::mail::{
    AddressFlaw, BodyText, HeaderText, Mail, MailFault, MailStage, Mailer,
};
use crate::kernel::rpc::Domain as _;
use std::sync::Arc;

/// Messages of one round.
const ROUND_MAX: u32 = 16;

impl User {
    /// A message to somebody, which begins to wait once it is in the store.
    pub(in crate::domains::user) fn write(
        &self,
        to: &Recipient,
        letter: &Letter,
    ) -> Reply<Outgoing> {
        let written = self.letters.write(letter, &to.language).map_err(Fault::internal)?;
        let now_ms = self.domain.clock.now_ms();
        Ok(model::make_outgoing(self.domain.ids.fresh(), to, (written, now_ms)))
    }

    /// An address of the site.
    pub(in crate::domains::user) fn link(&self, path: &str) -> Reply<LetterLink> {
        let link = self.letters.link(path);
        Ok(link.ok_or_else(|| Fault::internal("the address of the site makes no link"))?)
    }
}

/// Hands over what waits.
#[derive(Clone)]
pub(in crate::domains::user) struct Postman {
    db: Db<Owner>,
    clock: Clock,
    mailer: Arc<dyn Mailer>,
    options: LiveSettings<Options>,
}

impl Postman {
    pub(in crate::domains::user) fn of(user: &User) -> Self {
        Self {
            db: user.domain.db.clone(),
            clock: user.domain.clock.clone(),
            mailer: Arc::clone(&user.mailer),
            options: user.options.clone(),
        }
    }

    /// Tries the messages that are due, one after the other; says how many wait no more.
    pub(in crate::domains::user) async fn send_some(self) -> Reply<usize> {
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
    })
}
