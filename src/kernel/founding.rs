//! Seals the kernel: what only the composition root may build takes its key by reference.
//! The kernel must not name the root; coherence lets exactly one `impl Founding for Founder` exist,
//! and `boot` writes it with a key type whose field is private to it.

/// The one that founds a process.
pub(crate) struct Founder;

/// Says which type is the key. Implemented once, in `boot`.
pub(crate) trait Founding {
    type Key;
}

/// What a caller must hold to build seats, boards, databases and clients.
pub(crate) type Key = <Founder as Founding>::Key;
