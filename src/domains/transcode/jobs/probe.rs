//! The first stage: reads the source once more, in the cage, and decides the ladder.

use super::super::engine::ladder::plan_ladder;
use super::super::model::{Probed, Trouble};
use super::bench::{Bench, store_as};

pub(super) async fn run(bench: &Bench<'_>) -> Result<String, Trouble> {
    let source = bench.source().await?;
    let report = bench.desk.media.probe(&source, bench.cancel.clone()).await?;
    let options = bench.desk.options.get();
    let ladder = plan_ladder(&report, &options.ladder_options());
    store_as(&Probed {
        report,
        rungs: ladder.rungs,
        fps: ladder.fps,
        audio: ladder.audio,
        gop_ms: options.gop_ms,
        segment_ms: options.segment_ms,
    })
}
