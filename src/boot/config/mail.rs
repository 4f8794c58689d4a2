//! How the site sends mail, as the configuration states it. It must not send any.

use crate::kernel::ports::mail::{HeaderText, MailAddress};
use crate::kernel::settings::{Reason, choice, section};
use std::path::PathBuf;

choice! {
    /// Who carries messages.
    pub(in crate::boot) enum MailTransport {
        Files = "files",
        Smtp = "smtp",
    }
}

choice! {
    /// How the way to the mail server is kept secret.
    pub(in crate::boot) enum MailSecurity {
        StartTls = "starttls",
        Tls = "tls",
        Unencrypted = "none",
    }
}

section! {
    /// Mail to the people of the site.
    pub(in crate::boot) struct Mail {
        /// "smtp" sends messages; "files" writes each into a folder, where there is no mail server.
        transport: MailTransport = MailTransport::Files, at_start;
        /// That folder; empty is `mail` in the data folder.
        folder: PathBuf = PathBuf::new(), at_start;
        /// Messages that stay in it.
        files_max: usize = 1_000, at_start, in Count 1..=1_000_000;
        /// The mail server and its port, usually 587 with "starttls" and 465 with "tls". Its
        /// certificate must have this name.
        server: String = String::new(), at_start;
        /// "starttls", "tls", or "none" for a server on this machine.
        security: MailSecurity = MailSecurity::StartTls, at_start;
        /// The account at the mail server; empty signs in to none.
        user: String = String::new(), at_start;
        /// A file with its password on the first line.
        password_file: PathBuf = PathBuf::new(), at_start;
        /// A certificate authority besides the public ones, as PEM; empty for none.
        authority_file: PathBuf = PathBuf::new(), at_start;
        /// The address that messages come from.
        from: String = "shoal@site.invalid".to_owned(), at_start;
        /// The name that they come from; empty is the name of the site.
        from_name: String = String::new(), at_start;
    }
    also Self::odd;
}

impl Mail {
    fn odd(&self) -> Vec<(&'static str, Reason)> {
        let form = |given: &str, like| Reason::Form { given: given.to_owned(), like };
        let mut odd = Vec::new();
        if self.from.parse::<MailAddress>().is_err() {
            odd.push(("from", form(&self.from, "shoal@videos.example")));
        }
        if !self.from_name.is_empty() && HeaderText::new(&self.from_name).is_err() {
            odd.push(("from_name", form(&self.from_name, "Videos of the town")));
        }
        if !self.server.is_empty() && self.host_and_port().is_none() {
            odd.push(("server", form(&self.server, "smtp.example.com:587")));
        }
        odd
    }

    /// Where the mail server is, if that is well said.
    pub(in crate::boot) fn host_and_port(&self) -> Option<(&str, u16)> {
        let (host, port) = self.server.trim().rsplit_once(':')?;
        let port = port.parse().ok().filter(|port| *port > 0)?;
        Some((host, port)).filter(|(host, _)| !host.is_empty())
    }
}
