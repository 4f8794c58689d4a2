//! The domains as the front's tests know them: each answers from the folder of its word, and what
//! was asked is noted here.

use crate::boot::harness::Harness;
use crate::contract::{each_domain, transcode, user, video};
use crate::kernel::bus::Call as _;
use crate::kernel::context::Context;
use crate::kernel::threads;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

/// What the fakes saw.
#[derive(Clone, Default)]
pub(in crate::gateway) struct Seen {
    log: Arc<Mutex<Vec<String>>>,
    pub(in crate::gateway) uploaded: Arc<Mutex<Vec<u8>>>,
    pub(in crate::gateway) job: Arc<Mutex<Option<transcode::Job>>>,
    pub(in crate::gateway) video_state: Arc<Mutex<Option<video::VideoState>>>,
    /// Videos in the studio, one at least.
    pub(in crate::gateway) rows: Arc<Mutex<usize>>,
    /// Whether `transcode` is out of reach.
    pub(in crate::gateway) is_idle: Arc<Mutex<bool>>,
    pub(in crate::gateway) is_out: Arc<Mutex<bool>>,
    /// Whether `video` cannot say anything about a video now.
    pub(in crate::gateway) is_video_lost: Arc<Mutex<bool>>,
    pub(in crate::gateway) is_revoked: Arc<Mutex<bool>>,
    /// From where somebody came to sign in last.
    pub(in crate::gateway) place: Arc<Mutex<Option<user::Place>>>,
    /// Who may sign up; anybody where a test says nothing.
    pub(in crate::gateway) sign_up_mode: Arc<Mutex<user::SignUpMode>>,
    /// Whether the site has its administrator.
    pub(in crate::gateway) is_claimed: Arc<Mutex<bool>>,
    /// What `playback` was told of playing and sending, as it came.
    pub(in crate::gateway) told: Arc<Mutex<Vec<String>>>,
}

pub(in crate::gateway) fn held<T>(value: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Seen {
    fn note(&self, cx: &Context, rpc: &str) {
        let key = cx.key.as_deref().map(|key| format!(" key={key}")).unwrap_or_default();
        held(&self.log).push(format!("{rpc} by {}{key}", cx.caller.scope()));
    }

    /// The calls so far, as `video.GetVideo by user:u1 key=…`.
    pub(in crate::gateway) fn calls(&self, rpc: &str) -> Vec<String> {
        held(&self.log).iter().filter(|call| call.starts_with(rpc)).cloned().collect()
    }
}

macro_rules! fakes {
    ($($word:ident)*) => {
        /// Puts a fake in the place of every domain.
        pub(in crate::gateway) fn place(harness: &Harness, seen: &Seen) {
            $(
                let by = seen.clone();
                let answer = move |cx, call: crate::contract::$word::Call| {
                    by.note(&cx, &format!(concat!(stringify!($word), ".{}"), call.rpc().name));
                    crate::gateway::$word::fake::answer(&by, &cx, call);
                };
                harness.route_table.fake::<crate::contract::$word::Owner>(&harness.key, answer);
            )*
        }
    };
}
each_domain!(fakes);

/// Goes on with work of a fake beside its answer.
pub(in crate::gateway) fn spin(name: &str, work: impl Future<Output = ()> + Send + 'static) {
    let run = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        runtime.expect("a runtime").block_on(work);
    };
    drop(threads::start(name.into(), run).expect("a thread"));
}
