//! `transcode` as the front's tests know it: the job that a test sets, or nobody.

use crate::contract::transcode;
use crate::gateway::tests::exported;
use crate::gateway::tests::fakes::{Seen, held, spin};
use crate::kernel::bus::{Call as _, Flow};
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, RefusalCode as _};

pub(in crate::gateway) fn answer(seen: &Seen, _: &Context, call: transcode::Call) {
    let job = held(&seen.job).clone();
    if *held(&seen.is_idle) {
        return call.fail(Fault::Unavailable("nobody is there".to_owned()).into());
    }
    match call {
        transcode::Call::GetJobs(request, reply_to) => {
            let of = |video_id: String| job.clone().map(|job| transcode::Job { video_id, ..job });
            let jobs = request.video_ids.into_iter().filter_map(of).collect();
            reply_to.send(Ok(transcode::GetJobsResponse { jobs }));
        },
        transcode::Call::WatchJob(_, reply_to) => {
            let (sender, flow) = Flow::new();
            reply_to.send(Ok(flow));
            spin("fake-transcode", async move {
                sender.send(transcode::WatchJobResponse { job, ..<_>::default() }).await;
                sender.abandoned().await;
            });
        },
        transcode::Call::ExportAccount(_, reply_to) => reply_to.send(Ok(exported::jobs())),
        transcode::Call::GetJob(_, reply_to) => {
            reply_to.send(Ok(transcode::GetJobResponse { job }));
        },
        transcode::Call::RetryJob(request, reply_to) if request.video_id == "v1" => {
            reply_to.send(Ok(transcode::RetryJobResponse { job }));
        },
        other => other.fail(transcode::Refusal::JobUnknown.because("there is no such job").into()),
    }
}
