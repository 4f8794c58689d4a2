//! The port to the reading of pictures: which text stands in one, and where.
//! It must not know which runtime or model says so, nor what follows from a text.

use std::sync::Arc;

use super::scoring::{Picture, Readiness, ScoringWork};

/// One line of text in a picture.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TextLine {
    pub(crate) text: String,
    /// From 0 to 1: how sure the model is of its letters, on average.
    pub(crate) confidence: f32,
    /// Corners in pixels of the picture, across and down: where the line begins above, ends above,
    /// ends below, begins below.
    pub(crate) corners: [[f32; 2]; 4],
}

/// Reads pictures. Every call is bounded in time and memory by the adapter's limits, and runs on
/// threads of the adapter, so that whoever asks may go on.
pub(crate) trait TextReader: Send + Sync {
    /// The lines of a picture from above to below; none where there is no text. Dropping the answer
    /// before it comes takes the picture out of the queue.
    fn read(&self, picture: Picture) -> ScoringWork<'_, Vec<TextLine>>;

    /// Reads the manifests and the models again. When anything is wrong with them, what was in
    /// force stays in force. Gives the name of the models in force.
    fn reload(&self) -> ScoringWork<'_, Arc<str>>;

    /// What reads now, and what is missing.
    fn readiness(&self) -> Readiness;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_object_safe() {
        fn takes(_reader: Option<&dyn TextReader>) {}
        takes(None);
    }
}
