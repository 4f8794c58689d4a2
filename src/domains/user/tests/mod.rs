//! The domain through its own client, on its own database.

mod accounts;
mod avatars;
mod erasure;
mod exports;
mod invitations;
mod mail;
mod notices;
mod oversight;
mod passkeys;
mod passwords;
mod profiles;
mod quotas;
mod relations;
mod second_factor;
mod sessions;
mod setup;
mod sign_in;
mod sign_ups;
mod tokens;

use crate::boot::harness::{Harness, Letterbox, by, by_visitor, no_ports};
use crate::contract::user::{
    AddUserRequest, Client, Owner, ResolveCredentialRequest, Role, SignInRequest, SignInResponse,
    SignUpRequest, SignUpResponse, UserCard, resolve_credential_request::Credential,
};
use crate::domains::user::{self, Options};
use crate::kernel::context::{Caller, Context, Role as CallerRole};
use crate::kernel::db::Db;
use crate::kernel::fault::Reply;
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::Ports;
use crate::kernel::ports::mail::{Mail, Mailer};
use crate::kernel::ports::media::MediaTool;
use crate::kernel::settings::Section as _;
use crate::kernel::tasks::sleep;
use crate::kernel::trace::Trace;
use futures_util::StreamExt as _;
use futures_util::stream;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use avatars::FakeEasel;

const PASSWORD: &str = "correct horse battery";

/// The domain with a cheap hash and quick sweeps.
struct World {
    harness: Harness,
    db: Db<Owner>,
    user: Client,
    options: LiveSettings<Options>,
    letterbox: Arc<Letterbox>,
    easel: Arc<FakeEasel>,
    /// The last session of each account that signed up or in.
    sessions: RefCell<HashMap<String, String>>,
}

fn quick() -> Options {
    Options {
        hash_memory_kib: 64,
        hash_passes: 1,
        hashes_waiting_max: 256,
        use_noted_every_ms: 10,
        sweep_every_ms: 10,
        ..Options::default()
    }
}

impl World {
    fn new() -> Self {
        Self::with(quick())
    }

    fn with(options: Options) -> Self {
        assert_eq!(options.judge("user"), [], "tests use settings that can be in force");
        Self::begin(Harness::new(), LiveSettings::new(options), Arc::default())
    }

    /// Stops the domain and starts it again on the same database.
    fn restart(self) -> Self {
        let Self { mut harness, db, options, letterbox, .. } = self;
        drop(db);
        harness.stop();
        harness.await_free::<Owner>();
        Self::begin(harness, options, letterbox)
    }

    fn begin(
        mut harness: Harness,
        options: LiveSettings<Options>,
        letterbox: Arc<Letterbox>,
    ) -> Self {
        let (live, mailer) = (options.clone(), Arc::clone(&letterbox));
        let easel: Arc<FakeEasel> = Arc::default();
        let media = Arc::clone(&easel) as Arc<dyn MediaTool>;
        let db = harness.start_domain(move |domain| {
            let mailer = Arc::clone(&mailer) as Arc<dyn Mailer>;
            let media = Arc::clone(&media);
            user::start(domain, live.clone(), &Ports { mailer, media, ..no_ports() })
        });
        let user = Client::dial(&harness.route_table, &harness.key);
        let sessions = RefCell::default();
        let world = Self { harness, db, user, options, letterbox, easel, sessions };
        world.harness.eventually("the domain", || async {
            let request = ResolveCredentialRequest::default();
            world.user.resolve_credential(&by_visitor(), request).await.ok()
        });
        world
    }

    fn sign_up(&self, name: &str) -> Reply<SignUpResponse> {
        let entered = self.harness.run(self.user.sign_up(&by_visitor(), sign_up(name)))?;
        self.note_session(entered.user.as_ref(), &entered.session_token);
        Ok(entered)
    }

    fn sign_in(&self, name: &str, password: &str) -> Reply<SignInResponse> {
        let request = sign_in(name, password);
        let entered = self.harness.run(self.user.sign_in(&by_visitor(), request))?;
        self.note_session(entered.user.as_ref(), &entered.session_token);
        Ok(entered)
    }

    fn note_session(&self, user: Option<&UserCard>, token: &str) {
        if let Some(user) = user {
            self.sessions.borrow_mut().insert(user.user_id.clone(), token.to_owned());
        }
    }

    /// The session of a caller; empty for whoever has none.
    fn session_of(&self, cx: &Context) -> String {
        let user_id = cx.caller.user_id().map(ToString::to_string).unwrap_or_default();
        self.sessions.borrow().get(&user_id).cloned().unwrap_or_default()
    }

    /// An administrator with a session.
    fn admin(&self, name: &str) -> Context {
        let (name, password) = (name.to_owned(), PASSWORD.to_owned());
        let new = AddUserRequest {
            name: name.clone(),
            role: Role::Admin.into(),
            password,
            ..Default::default()
        };
        self.harness.run(self.user.add_user(&by_operator(), new)).expect("the name is free");
        let entered = self.sign_in(&name, PASSWORD).expect("it is right");
        by(&entered.user.expect("a card").user_id, CallerRole::Admin)
    }

    /// Runs calls all at once.
    fn race<F: Future>(&self, calls: impl Iterator<Item = F>) -> Vec<F::Output> {
        self.harness.run(stream::iter(calls).buffer_unordered(64).collect())
    }

    /// Whose session it is.
    fn session(&self, token: &str) -> Option<UserCard> {
        self.resolve(Credential::SessionToken(token.to_owned()))
    }

    /// Whose API token it is.
    fn api_token(&self, token: &str) -> Option<UserCard> {
        self.resolve(Credential::ApiToken(token.to_owned()))
    }

    fn resolve(&self, credential: Credential) -> Option<UserCard> {
        let request = ResolveCredentialRequest { credential: Some(credential) };
        let resolved = self.harness.run(self.user.resolve_credential(&by_visitor(), request));
        resolved.expect("it is a query of a running domain").user
    }

    /// The messages that were taken, once there are so many.
    fn mails(&self, count: usize) -> Vec<Mail> {
        self.harness.eventually("the messages", || async {
            Some(self.letterbox.taken()).filter(|taken| taken.len() >= count)
        })
    }

    /// Waits until something is so.
    fn wait(&self, what: &str, is_so: impl Fn() -> bool) {
        for _ in 0..1_000 {
            if is_so() {
                return;
            }
            self.harness.run(sleep(Duration::from_millis(10)));
        }
        panic!("waited ten seconds for {what}");
    }

    /// One number out of the database.
    fn number(&self, sql: &'static str) -> i64 {
        let read = self.db.read(move |view| view.value(sql, &[]));
        self.harness.run(read).expect("it reads").expect("it gives a row")
    }
}

fn sign_up(name: &str) -> SignUpRequest {
    let (name, password) = (name.to_owned(), PASSWORD.to_owned());
    SignUpRequest { name, password, ..SignUpRequest::default() }
}

fn sign_in(name: &str, password: &str) -> SignInRequest {
    let (name, password) = (name.to_owned(), password.to_owned());
    SignInRequest { name, password, ..SignInRequest::default() }
}

fn by_operator() -> Context {
    Context::new(Caller::Operator, Trace::none())
}
