//! How loaded a server is, as a test tells it: ORCA's reports, with an answer and on a stream of their own.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use dubbors::protobuf::prost::Message as _;
use dubbors::{Result, Streaming, Value, context};

use super::messages::LOAD_TRAILER;
use crate::protos::grpc::testing::TestOrcaReport;
use crate::protos::xds::data::orca::v3::OrcaLoadReport;
use crate::protos::xds::service::orca::v3::{OpenRcaService, OrcaLoadReportRequest};

/// How often a report goes out at most.
const MOST_OFTEN: Duration = Duration::from_secs(1);

/// The load that was told last. All clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Load(Arc<Mutex<OrcaLoadReport>>);

impl Load {
    pub(crate) fn set(&self, told: &TestOrcaReport) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = report(told);
    }

    fn get(&self) -> OrcaLoadReport {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl OpenRcaService for Load {
    async fn stream_core_metrics(&self, request: OrcaLoadReportRequest) -> Result<Streaming<OrcaLoadReport>> {
        let wanted = request.report_interval.and_then(|interval| Duration::try_from(interval).ok());
        let mut ticks = tokio::time::interval(wanted.unwrap_or_default().max(MOST_OFTEN));
        let (sender, reports) = Streaming::channel(1);
        let load = self.clone();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = ticks.tick() => {}
                    () = sender.closed() => return,
                }
                if sender.send(load.get()).await.is_err() {
                    return;
                }
            }
        });
        Ok(reports)
    }
}

/// Sends what a caller tells back behind the answer.
pub(crate) fn reply(told: &TestOrcaReport) -> Result<()> {
    let bytes = report(told).encode_to_vec();
    context::reply_with(|attachments| attachments.set_object(LOAD_TRAILER, Value::Binary(bytes)))
}

/// What came behind an answer.
pub(crate) fn read(bytes: &[u8]) -> Option<OrcaLoadReport> {
    OrcaLoadReport::decode(Bytes::copy_from_slice(bytes)).ok()
}

/// What the server makes of what it was told.
pub(crate) fn report(told: &TestOrcaReport) -> OrcaLoadReport {
    OrcaLoadReport {
        cpu_utilization: told.cpu_utilization,
        mem_utilization: told.memory_utilization,
        request_cost: told.request_cost.clone(),
        utilization: told.utilization.clone(),
        ..OrcaLoadReport::default()
    }
}
