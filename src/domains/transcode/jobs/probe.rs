//! The first stage: reads the source once more, in the cage, decides the ladder and what it may
//! cost.

use super::super::model::{Probed, StageFailure, Verdict, decide_worth, make_ladder};
use super::work::{StageWork, store_as};

pub(super) async fn run(bench: &StageWork<'_>) -> Result<String, StageFailure> {
    let source = bench.source().await?;
    let media = &bench.service.media;
    let mut report = media.probe(&source, bench.cancel.clone()).await?;
    let options = bench.service.options.get();
    let size_bytes = bench.job.source.size_bytes;
    let mut ladder = make_ladder(&report, None, &options);
    let mut verdict = decide_worth(&report, &ladder, (size_bytes, None), &options)?;
    if verdict == Verdict::Count {
        let counted = media.count_pictures(&source, bench.cancel.clone()).await?;
        report.pictures = counted.all;
        ladder = make_ladder(&report, Some(counted), &options);
        verdict = decide_worth(&report, &ladder, (size_bytes, Some(counted)), &options)?;
    }
    let cpu_ms_max = match verdict {
        Verdict::Go { cpu_ms_max } => cpu_ms_max,
        Verdict::Count => {
            return Err(StageFailure::ours("pictures were counted and are not known"));
        },
    };
    store_as(&Probed {
        report,
        rungs: ladder.rungs,
        fps: ladder.fps,
        audio: ladder.audio,
        gop_ms: options.gop_ms,
        segment_ms: options.segment_ms,
        cpu_ms_max,
    })
}
