//! Mail by SMTP (RFC 5321) to the one server that the operator has chosen: encrypted, or else to
//! this machine. It must not queue, try again or choose words; whoever sends keeps the mail.

mod fault;
#[cfg(test)]
mod tests;
mod wire;

use super::mail_message::{address, compose};
use crate::kernel::ports::mail::{
    Mail, MailFault, MailSender, MailStage, MailWork, Mailer, ascii_domain,
};
use fault::fault;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters, TlsVersion,
};
use lettre::transport::smtp::commands::{Data, Mail as From, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::time::timeout;
use wire::Wire;

/// How many addresses of the server are tried.
const ADDRESSES_MAX: usize = 4;
/// How long the server may take for a good-bye that nothing depends on.
const FAREWELL: Duration = Duration::from_secs(2);

/// How the way to the server is kept secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Security {
    /// Encrypted from the first byte, usually port 465 (RFC 8314).
    Tls,
    /// Encrypted before anything is said, usually port 587. A server that offers none gets nothing.
    StartTls,
    /// Not at all: only to a server on this machine.
    None,
}

/// How we sign in to the server.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) user: String,
    pub(crate) password: String,
}

/// How long the steps may take. RFC 5321 (4.5.3.2) grants minutes to a server that works.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// For connecting, and for encrypting.
    pub(crate) connect: Duration,
    /// For each answer.
    pub(crate) answer: Duration,
    /// For the answer to the whole message. Who gives up early sends twice: the RFC says ten
    /// minutes.
    pub(crate) verdict: Duration,
    /// For waiting until the mail before it is done, and again for all before the message itself.
    pub(crate) whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_mins(1),
            verdict: Duration::from_mins(10),
            whole: Duration::from_mins(5),
        }
    }
}

/// Which server, and how it is spoken to.
#[derive(Clone)]
pub(crate) struct SmtpOptions {
    /// A name, which its certificate must have, or an address.
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    pub(crate) login: Option<Login>,
    pub(crate) sender: MailSender,
    /// Authorities besides those that browsers trust, in PEM; usually empty.
    pub(crate) authorities_pem: Vec<u8>,
    pub(crate) patience: Patience,
}

/// The settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SmtpFlaw {
    #[error("the certificate of the authority cannot be read: {0}")]
    Authority(#[source] Error),
    #[error("encryption cannot be set up: {0}")]
    Tls(#[source] Error),
    #[error("the sender's address cannot be used: {0}")]
    Sender(String),
}

/// Hands mails to one server, one at a time.
pub(crate) struct Smtp {
    options: SmtpOptions,
    tls: TlsParameters,
    from: From,
    hello: ClientId,
    turn: Mutex<()>,
}

/// What the steps of one conversation have in common.
struct Talk<'a> {
    line: AsyncSmtpConnection,
    answer: Duration,
    recipient: &'a str,
}

impl Talk<'_> {
    /// One command and its answer.
    async fn say(
        &mut self,
        stage: MailStage,
        command: impl std::fmt::Display,
    ) -> Result<(), MailFault> {
        let said = timeout(self.answer, self.line.command(command)).await;
        let answer = said.map_err(|_| silence(stage, self.answer))?;
        answer.map(drop).map_err(|error| fault(stage, &error, self.recipient))
    }
}

fn silence(stage: MailStage, waited: Duration) -> MailFault {
    let cause = format!("no answer within {} ms", waited.as_millis());
    MailFault::Later { stage, cause }
}

impl Smtp {
    /// # Errors
    /// When the certificate of the authority, or the sender, cannot be used.
    pub(crate) fn new(mut options: SmtpOptions) -> Result<Self, SmtpFlaw> {
        // As certificates and the DNS have it; what is no domain name stays as it is.
        options.host = ascii_domain(&options.host).unwrap_or(options.host);
        let mut tls = TlsParameters::builder(options.host.clone())
            .certificate_store(CertificateStore::WebpkiRoots)
            .set_min_tls_version(TlsVersion::Tlsv12);
        if !options.authorities_pem.is_empty() {
            let more = Certificate::from_pem(&options.authorities_pem);
            tls = tls.add_root_certificate(more.map_err(SmtpFlaw::Authority)?);
        }
        let from = address(&options.sender.address);
        let from = from.map_err(|error| SmtpFlaw::Sender(error.to_string()))?;
        Ok(Self {
            tls: tls.build().map_err(SmtpFlaw::Tls)?,
            from: From::new(Some(from), Vec::new()),
            hello: ClientId::Domain(options.sender.address.domain().to_owned()),
            turn: Mutex::new(()),
            options,
        })
    }

    async fn deliver(&self, mail: &Mail) -> Result<(), MailFault> {
        let stage = MailStage::Written;
        let broken = |error: &dyn std::error::Error| {
            let cause = error.to_string();
            MailFault::Never { stage, cause }
        };
        let message = compose(mail, &self.options.sender).map_err(|error| broken(&error))?;
        let to = address(&mail.to).map_err(|error| broken(&error))?;
        let Patience { whole, verdict, .. } = self.options.patience;
        let turn = timeout(whole, self.turn.lock()).await;
        let _turn = turn.map_err(|_| silence(MailStage::Waited, whole))?;
        let before = async {
            let mut talk = self.open(mail.to.as_str()).await?;
            talk.say(MailStage::SenderNamed, &self.from).await?;
            talk.say(MailStage::RecipientNamed, Rcpt::new(to, Vec::new())).await?;
            talk.say(MailStage::ContentSent, Data).await.map_err(before_content)?;
            Ok(talk)
        };
        let ready = timeout(whole, before).await;
        let mut talk = ready.map_err(|_| silence(MailStage::Talked, whole))??;
        let sent = timeout(verdict, talk.line.message(&message)).await;
        let Ok(answer) = sent else {
            let cause = format!("no answer to the message within {} ms", verdict.as_millis());
            return Err(MailFault::Unknown { cause });
        };
        answer.map_err(|error| fault(MailStage::ContentSent, &error, talk.recipient))?;
        drop(timeout(FAREWELL, talk.line.quit()).await);
        Ok(())
    }

    /// Connected, encrypted and signed in.
    async fn open<'a>(&self, recipient: &'a str) -> Result<Talk<'a>, MailFault> {
        let mut last = None;
        for server in self.addresses().await? {
            match self.connect(server).await {
                Ok(line) => {
                    let answer = self.options.patience.answer;
                    let mut talk = Talk { line, answer, recipient };
                    self.sign_in(&mut talk).await?;
                    return Ok(talk);
                },
                Err(fault) => last = Some(fault),
            }
        }
        Err(last.unwrap_or_else(|| refuse(MailStage::Resolved, "the name has no address")))
    }

    async fn addresses(&self) -> Result<Vec<SocketAddr>, MailFault> {
        let stage = MailStage::Resolved;
        let SmtpOptions { host, port, patience, .. } = &self.options;
        let asked = timeout(patience.answer, tokio::net::lookup_host((host.as_str(), *port)));
        let found = asked.await.map_err(|_| silence(stage, patience.answer))?;
        let found = found.map_err(|error| refuse(stage, &error.to_string()))?;
        Ok(found.take(ADDRESSES_MAX).collect())
    }

    async fn connect(&self, server: SocketAddr) -> Result<AsyncSmtpConnection, MailFault> {
        let Patience { connect, answer, .. } = self.options.patience;
        let stage = MailStage::Connected;
        match self.options.security {
            Security::Tls => {
                let (hello, tls) = (&self.hello, Some(self.tls.clone()));
                let opened = AsyncSmtpConnection::connect_tokio1(server, None, hello, tls, None);
                within(stage, connect + answer, opened).await
            },
            Security::StartTls => {
                let mut line = self.greet(server).await?;
                if !line.can_starttls() {
                    let cause = "the server offers no STARTTLS";
                    return Err(refuse(MailStage::Encrypted, cause));
                }
                let encrypted = line.starttls(self.tls.clone(), &self.hello);
                within(MailStage::Encrypted, connect + answer, encrypted).await?;
                Ok(line)
            },
            Security::None if !is_here(server.ip()) => {
                Err(refuse(stage, "mail leaves this machine only encrypted"))
            },
            Security::None => self.greet(server).await,
        }
    }

    /// Connects without encryption and hears what the server offers.
    async fn greet(&self, server: SocketAddr) -> Result<AsyncSmtpConnection, MailFault> {
        let Patience { connect, answer, .. } = self.options.patience;
        let stage = MailStage::Connected;
        let tcp = timeout(connect, TcpStream::connect(server)).await;
        let tcp = tcp.map_err(|_| silence(stage, connect))?;
        let tcp = tcp.map_err(|error| refuse(stage, &error.to_string()))?;
        // The end of a message is a write of its own, which would else wait for an answer that
        // comes late (RFC 896 against RFC 1122, 4.2.3.2).
        tcp.set_nodelay(true).map_err(|error| refuse(stage, &error.to_string()))?;
        let wire = Box::new(Wire::new(tcp));
        let greeted = AsyncSmtpConnection::connect_with_transport(wire, &self.hello);
        within(stage, answer, greeted).await
    }

    async fn sign_in(&self, talk: &mut Talk<'_>) -> Result<(), MailFault> {
        let Some(Login { user, password }) = &self.options.login else { return Ok(()) };
        let credentials = Credentials::new(user.clone(), password.clone());
        let asked = talk.line.auth(DEFAULT_MECHANISMS, &credentials);
        within(MailStage::SignedIn, talk.answer, asked).await.map(drop)
    }
}

impl Mailer for Smtp {
    fn send<'a>(&'a self, mail: &'a Mail) -> MailWork<'a> {
        Box::pin(self.deliver(mail))
    }

    fn is_outward(&self) -> bool {
        true
    }
}

/// A step before a recipient was named, with the time it may take.
async fn within<T>(
    stage: MailStage,
    time: Duration,
    step: impl Future<Output = Result<T, Error>>,
) -> Result<T, MailFault> {
    let done = timeout(time, step).await.map_err(|_| silence(stage, time))?;
    done.map_err(|error| fault(stage, &error, ""))
}

fn refuse(stage: MailStage, cause: &str) -> MailFault {
    MailFault::Later { stage, cause: cause.to_owned() }
}

/// Nothing of the message was sent yet: whatever the fault, nobody has it.
fn before_content(fault: MailFault) -> MailFault {
    match fault {
        MailFault::Unknown { cause } => MailFault::Later { stage: MailStage::ContentSent, cause },
        known => known,
    }
}

fn is_here(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}
