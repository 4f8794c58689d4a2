//! Who words and who carries the mail of the site, from the configuration. It must not send any.

use super::config::Settings;
use super::config::mail::{Mail, MailSecurity, MailTransport};
use crate::adapters::letters::Letters;
use crate::adapters::mail_files::MailFiles;
use crate::adapters::smtp::{Login, Patience, Security, Smtp, SmtpOptions};
use crate::kernel::ports::letter::{LetterLink, LetterWriter};
use crate::kernel::ports::mail::{HeaderText, MailSender, Mailer};
use anyhow::{Context as _, Result, anyhow, bail};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::runtime::Handle;

/// Whoever words messages. Links in them lead to where the site is reached.
pub(super) fn letters(settings: &Settings) -> Result<Arc<dyn LetterWriter>> {
    let here = format!("http://{}", settings.serve.listen);
    let address = settings.gateway.public_url.as_deref().unwrap_or(&here);
    let link = LetterLink::new(address)
        .ok_or_else(|| anyhow!("gateway.public_url is {address}; messages cannot lead there"))?;
    Ok(Arc::new(Letters::new(name(settings)?, link)))
}

/// Whoever carries messages.
pub(super) fn mailer(settings: &Settings, data: &Path, io: Handle) -> Result<Arc<dyn Mailer>> {
    let stated = &settings.mail;
    let address = stated.from.parse().map_err(|flaw| anyhow!("mail.from: {flaw}"))?;
    let name = match stated.from_name.as_str() {
        "" => name(settings)?,
        named => HeaderText::new(named).context("mail.from_name")?,
    };
    let sender = MailSender { name, address };
    match stated.transport {
        MailTransport::Files => {
            let folder = folder(stated, data);
            let files = MailFiles::open(folder.clone(), stated.files_max, sender, io);
            let opened = files.with_context(|| format!("opening {}", folder.display()))?;
            Ok(Arc::new(opened))
        },
        MailTransport::Smtp => {
            if settings.gateway.public_url.is_none() {
                bail!(
                    "mail.transport is \"smtp\", and gateway.public_url is not stated: links in \
                     messages lead there. State the address by which people reach the site"
                );
            }
            Ok(Arc::new(smtp(stated, sender)?))
        },
    }
}

/// Where messages are written that are not sent.
pub(super) fn folder(stated: &Mail, data: &Path) -> PathBuf {
    if stated.folder.as_os_str().is_empty() { data.join("mail") } else { stated.folder.clone() }
}

fn name(settings: &Settings) -> Result<HeaderText> {
    HeaderText::new(&settings.site.name).context("site.name")
}

fn smtp(stated: &Mail, sender: MailSender) -> Result<Smtp> {
    let read =
        |path: &Path| std::fs::read(path).with_context(|| format!("reading {}", path.display()));
    let login = match stated.user.as_str() {
        "" => None,
        user => {
            let bytes = read(&stated.password_file).context("mail.password_file")?;
            let text = String::from_utf8(bytes).context("mail.password_file")?;
            let password = text.lines().next().unwrap_or_default().to_owned();
            Some(Login { user: user.to_owned(), password })
        },
    };
    let authorities_pem = match stated.authority_file.as_os_str().is_empty() {
        true => Vec::new(),
        false => read(&stated.authority_file).context("mail.authority_file")?,
    };
    let security = match stated.security {
        MailSecurity::StartTls => Security::StartTls,
        MailSecurity::Tls => Security::Tls,
        MailSecurity::Unencrypted => Security::None,
    };
    let at = stated
        .host_and_port()
        .ok_or_else(|| anyhow!("mail.transport is \"smtp\", and mail.server is not stated"))?;
    let (host, port) = (at.0.to_owned(), at.1);
    let patience = Patience::default();
    let options = SmtpOptions { host, port, security, login, sender, authorities_pem, patience };
    Smtp::new(options).context("setting up mail")
}
