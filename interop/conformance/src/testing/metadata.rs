//! The case of headers and trailers.

use dubbors::{Attachments, Result, Streaming, Value, context};

use super::messages::{ECHO_HEADER, ECHO_TRAILER, check, output, simple};
use super::streams::{is_over, next_has_size};
use crate::protos::grpc::testing::TestServiceClient;

const HEADER: &str = "test_initial_metadata_value";
const TRAILER: [u8; 6] = [0x0a, 0x0b, 0x0a, 0x0b, 0x0a, 0x0b];

pub(crate) async fn custom(test: &TestServiceClient) -> Result<()> {
    context::scope(async {
        context::attach(ECHO_HEADER, HEADER)?;
        let trailer = || Value::Binary(TRAILER.to_vec());
        context::attach_with(|attachments| attachments.set_object(ECHO_TRAILER, trailer()))?;
        test.unary_call(simple(1, 1)).await?;
        let returned = context::reply_attachments();
        has_both(&returned, &returned)?;

        let mut replies = test.full_duplex_call(Streaming::from_values([output(1, 1)])).await?;
        next_has_size(&mut replies, 1).await?;
        is_over(&mut replies).await?;
        has_both(&replies.headers().clone(), &replies.trailers())
    })
    .await
}

fn has_both(headers: &Attachments, trailers: &Attachments) -> Result<()> {
    check("the header", &headers.get_all(ECHO_HEADER).collect::<Vec<_>>(), &vec![HEADER])?;
    check("the trailer", &trailers.object(ECHO_TRAILER), &Some(&Value::Binary(TRAILER.to_vec())))
}
