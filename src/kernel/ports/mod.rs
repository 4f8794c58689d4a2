//! Ports: what the program needs from the outside, as traits. Adapters implement them.

pub(crate) mod config;
pub(crate) mod letter;
pub(crate) mod mail;
pub(crate) mod media;
pub(crate) mod picture;
pub(crate) mod reading;
pub(crate) mod scoring;

use std::sync::Arc;

/// What is outside of the program, for the domains that need it.
#[derive(Clone)]
pub(crate) struct Ports {
    pub(crate) media: Arc<dyn media::MediaTool>,
    pub(crate) scorer: Arc<dyn scoring::Scorer>,
    pub(crate) reader: Arc<dyn reading::TextReader>,
    pub(crate) letters: Arc<dyn letter::LetterWriter>,
    pub(crate) mailer: Arc<dyn mail::Mailer>,
}
