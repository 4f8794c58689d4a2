//! Ports for the suites of domains that use none of them.

use crate::adapters::letters::Letters;
use crate::kernel::ports::Ports;
use crate::kernel::ports::letter::LetterLink;
use crate::kernel::ports::mail::{HeaderText, Mail, MailFault, MailWork, Mailer};
use crate::kernel::ports::media::{
    Cancel, EncodedLadder, LadderPlan, MediaFault, MediaSource, MediaTool, MediaWork, PictureCount,
    ProbeReport, Progress, StillPlan, StoryboardPlan,
};
use crate::kernel::ports::picture::SquarePlan;
use crate::kernel::ports::reading::{TextLine, TextReader};
use crate::kernel::ports::scoring::{
    Picture, Readiness, Scorer, Scores, ScoringFault, ScoringWork,
};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// Ports behind which there is no tool, and a letterbox.
pub(crate) fn no_ports() -> Ports {
    Ports {
        media: Arc::new(NoMedia),
        scorer: Arc::new(NoScorer),
        reader: Arc::new(NoReader),
        letters: Arc::new(letters()),
        mailer: Arc::new(Letterbox::default()),
    }
}

/// Whoever words messages, for a site at `https://site.example`.
fn letters() -> Letters {
    let name = HeaderText::new("Shoal").expect("it is a name");
    Letters::new(name, LetterLink::new("https://site.example").expect("it is an address"))
}

/// Takes every message, unless it is told what goes wrong first.
#[derive(Default)]
pub(crate) struct Letterbox {
    taken: Mutex<Vec<Mail>>,
    faults: Mutex<VecDeque<MailFault>>,
}

impl Letterbox {
    /// What was taken, in its order.
    pub(crate) fn taken(&self) -> Vec<Mail> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The next message is answered so.
    pub(crate) fn break_next(&self, fault: MailFault) {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).push_back(fault);
    }
}

impl Mailer for Letterbox {
    fn send<'a>(&'a self, mail: &'a Mail) -> MailWork<'a> {
        let fault = self.faults.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        if fault.is_none() {
            self.taken.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
        }
        Box::pin(async { fault.map_or(Ok(()), Err) })
    }

    fn is_outward(&self) -> bool {
        true
    }
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

struct NoReader;

impl TextReader for NoReader {
    fn read(&self, _: Picture) -> ScoringWork<'_, Vec<TextLine>> {
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

    fn squares<'a>(&'a self, _: &'a SquarePlan, _: Cancel) -> MediaWork<'a, ()> {
        missing()
    }

    fn storyboard<'a>(&'a self, _: &'a StoryboardPlan, _: Cancel) -> MediaWork<'a, ()> {
        missing()
    }
}
