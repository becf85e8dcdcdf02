//! The cases of load reports.

use std::collections::HashMap;
use std::time::Duration;

use dubbors::{Result, Streaming, Value, context};

use super::cases::{Clients, Target};
use super::load;
use super::messages::{LOAD_TRAILER, check, failed, output};
use super::streams::next_has_size;
use crate::protos::grpc::testing::{
    SimpleRequest, StreamingOutputCallRequest, TestOrcaReport, TestServiceClient,
};
use crate::protos::xds::service::orca::v3::{OpenRcaServiceClient, OrcaLoadReportRequest};

/// How long a report may take to show what the server was told.
const WAIT: Duration = Duration::from_secs(10);

/// The load comes behind the answer.
pub(crate) async fn per_call(test: &TestServiceClient) -> Result<()> {
    let told = TestOrcaReport {
        request_cost: HashMap::from([("cost".to_owned(), 3456.32)]),
        ..told(0.8210, 0.5847, 0.30499)
    };
    context::scope(async {
        let request = SimpleRequest { orca_per_query_report: Some(told.clone()), ..SimpleRequest::default() };
        test.unary_call(request).await?;
        let found = match context::reply_attachments().object(LOAD_TRAILER) {
            Some(Value::Binary(bytes)) => load::read(bytes),
            _ => None,
        };
        check("the report", &found, &Some(load::report(&told)))
    })
    .await
}

/// The load comes on a stream of its own.
pub(crate) async fn out_of_band(target: &Target, clients: &Clients) -> Result<()> {
    let orca: OpenRcaServiceClient = target.other(clients).await?;
    let mut reports = orca.stream_core_metrics(OrcaLoadReportRequest::default()).await?;
    let (sender, requests) = Streaming::channel(1);
    let mut replies = None;
    let mut requests = Some(requests);
    for told in [told(0.8210, 0.5847, 0.30499), told(0.29309, 0.2, 0.2039)] {
        let request = StreamingOutputCallRequest { orca_oob_report: Some(told.clone()), ..output(0, 1) };
        sender.send(request).await?;
        if let Some(requests) = requests.take() {
            replies = Some(clients.test.full_duplex_call(requests).await?);
        }
        if let Some(replies) = &mut replies {
            next_has_size(replies, 1).await?;
        }
        let wanted = load::report(&told);
        let shows = async {
            while let Some(report) = reports.next().await {
                if report? == wanted {
                    return Ok(());
                }
            }
            failed("the stream of reports ended".to_owned())
        };
        match tokio::time::timeout(WAIT, shows).await {
            Ok(shows) => shows?,
            Err(_) => return failed(format!("no report within {WAIT:?} shows {wanted:?}")),
        }
    }
    Ok(())
}

fn told(cpu_utilization: f64, memory_utilization: f64, util: f64) -> TestOrcaReport {
    TestOrcaReport {
        cpu_utilization,
        memory_utilization,
        utilization: HashMap::from([("util".to_owned(), util)]),
        ..TestOrcaReport::default()
    }
}
