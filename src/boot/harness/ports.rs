//! Ports for the suites of domains that use none of them.

use crate::kernel::ports::Ports;
use crate::kernel::ports::media::{
    Cancel, EncodedLadder, LadderPlan, MediaFault, MediaSource, MediaTool, MediaWork, PictureCount,
    ProbeReport, Progress, StillPlan, StoryboardPlan,
};
use crate::kernel::ports::scoring::{
    Picture, Readiness, Scorer, Scores, ScoringFault, ScoringWork,
};
use std::sync::Arc;
use tokio::sync::watch;

/// Ports behind which there is nothing.
pub(crate) fn no_ports() -> Ports {
    Ports { media: Arc::new(NoMedia), scorer: Arc::new(NoScorer) }
}

struct NoScorer;

fn no_library() -> ScoringFault {
    ScoringFault::NoLibrary { path: "none".into(), cause: "there is none".to_owned() }
}

impl Scorer for NoScorer {
    fn score(&self, _: Picture) -> ScoringWork<'_, Scores> {
        Box::pin(async { Err(no_library()) })
    }

    fn decode(&self, _: Picture) -> ScoringWork<'_, Picture> {
        Box::pin(async { Err(no_library()) })
    }

    fn reload(&self) -> ScoringWork<'_, Arc<str>> {
        Box::pin(async { Err(no_library()) })
    }

    fn readiness(&self) -> Readiness {
        Readiness { model: None, lack: Some(no_library()) }
    }
}

struct NoMedia;

fn missing<'a, T: Send + 'a>() -> MediaWork<'a, T> {
    Box::pin(async { Err(MediaFault::ToolMissing { tool: "none".to_owned() }) })
}

impl MediaTool for NoMedia {
    fn probe<'a>(&'a self, _: &'a MediaSource, _: Cancel) -> MediaWork<'a, ProbeReport> {
        missing()
    }

    fn count_pictures<'a>(&'a self, _: &'a MediaSource, _: Cancel) -> MediaWork<'a, PictureCount> {
        missing()
    }

    fn encode_ladder<'a>(
        &'a self,
        _: &'a LadderPlan,
        _: watch::Sender<Progress>,
        _: Cancel,
    ) -> MediaWork<'a, EncodedLadder> {
        missing()
    }

    fn stills<'a>(&'a self, _: &'a StillPlan, _: Cancel) -> MediaWork<'a, ()> {
        missing()
    }

    fn storyboard<'a>(&'a self, _: &'a StoryboardPlan, _: Cancel) -> MediaWork<'a, ()> {
        missing()
    }
}
