//! Perceptual hashes of pictures (PDQ) and lists of them.
//! It must not decode pictures, touch files or decide what follows from a match.

pub(crate) mod border;
#[cfg(test)]
pub(crate) mod drawing;
pub(crate) mod file;
mod filter;
pub(crate) mod hash;
mod index;
pub(crate) mod list;
pub(crate) mod picture;
mod spectrum;
