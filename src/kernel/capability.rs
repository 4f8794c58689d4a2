//! Seals the kernel: what only the composition root may build takes its key by reference. The
//! kernel must not name the root; coherence lets exactly one `impl RootKey for RootCapability`
//! exist, and `boot` writes it with a key type whose field is private to it.

/// Whom the root capability belongs to.
pub(crate) struct RootCapability;

/// Says which type is the key. Implemented once, in `boot`.
pub(crate) trait RootKey {
    type Key;
}

/// What a caller must hold to build domain contexts, route tables, databases and clients.
pub(crate) type Key = <RootCapability as RootKey>::Key;
