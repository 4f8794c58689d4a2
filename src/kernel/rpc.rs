//! What a contract says about one rpc and about its domain.
//! It must not name a domain.

/// What repeating a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Changes nothing: may be repeated and cancelled at will.
    Query,
    /// The first reply is kept with its effects and given again.
    Key,
    /// Repeating changes nothing by itself.
    Natural,
    /// Losing or doubling one is harmless.
    None,
}

/// Who goes first when a domain is full, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Play,
    Browse,
    Stats,
    Prefetch,
}

impl Class {
    /// The share of a domain's places that this class may fill, in percent.
    pub(crate) fn share_percent(self) -> usize {
        match self {
            Self::Play => 100,
            Self::Browse => 90,
            Self::Stats => 70,
            Self::Prefetch => 50,
        }
    }
}

/// One rpc as its contract states it.
#[derive(Debug)]
pub(crate) struct Rpc {
    pub(crate) index: usize,
    pub(crate) domain: &'static str,
    pub(crate) name: &'static str,
    /// `/package.Service/Rpc`, as a wire asks for it.
    pub(crate) path: &'static str,
    pub(crate) timeout_ms: u64,
    pub(crate) repeat: Repeat,
    pub(crate) class: Class,
    /// Whether the request, and whether the reply, is a stream.
    pub(crate) streams: (bool, bool),
    /// Between processes its caller is proven for this very call.
    pub(crate) is_fresh: bool,
}

impl Rpc {
    /// An rpc by its number and its streams, without what its contract states in words.
    pub(crate) const fn of(
        (index, streams): (usize, (bool, bool)),
        names: (&'static str, &'static str, &'static str),
        timeout_ms: u64,
        repeat: Repeat,
        class: Class,
    ) -> Self {
        let (domain, name, path) = names;
        let is_fresh = false;
        Self { index, domain, name, path, timeout_ms, repeat, class, streams, is_fresh }
    }

    /// The same, for an rpc that makes credentials or roles, or deletes.
    pub(crate) const fn fresh(mut self) -> Self {
        self.is_fresh = true;
        self
    }
}

/// What a contract says of its domain: implemented by its `Owner`, which nobody can make.
pub(crate) trait Domain: Sized + 'static {
    const NAME: &'static str;
    const RPCS: &'static [Rpc];
    /// Source domain and event name of everything it hears.
    const HEARS: &'static [(&'static str, &'static str)];
}

/// Clears the fields that are never stored or logged.
pub(crate) trait Secrets {
    fn clear_secrets(&mut self);
}

/// One row of the topology.
#[derive(Debug)]
pub(crate) struct TopologyRow {
    pub(crate) word: &'static str,
    pub(crate) purpose: &'static str,
    pub(crate) calls: &'static [&'static str],
    /// `domain.Event`, one for each event it hears.
    pub(crate) hears: &'static [&'static str],
}
