//! What `tri://` puts into HTTP bodies and headers: Triple, gRPC, gRPC-Web and Connect.
//!
//! - Bodies: [`MessageDecoder`] and [`begin_message`] for messages behind their prefix of five bytes, [`TextDecoder`]
//!   and [`TextEncoder`] for gRPC-Web's text form, [`RequestWrapper`] and [`ResponseWrapper`] for what is no protobuf.
//! - Headers: time-outs, the text and details of a status ([`RpcStatus`]), binary values.
//! - The path of a call: [`RpcPath`].
//!
//! Header values are read as the bytes that came, since nothing says that they are text.

mod binary;
mod excerpt;
mod message;
mod message_text;
mod message_write;
mod path;
mod protobuf;
mod rpc_status;
mod status_details;
mod timeout;
mod web_text;
mod wrapper;
mod wrapper_write;

pub use binary::{Base64Error, binary_values, read_binary, read_url_binary, write_binary, write_url_binary};
pub use message::{Message, MessageDecoder, MessageError, PREFIX_LEN, flag};
pub use message_text::{read_message_text, write_message_text};
pub use message_write::{MessageStart, Oversize, begin_message, message_prefix};
pub use path::{PathError, PathProblem, RpcPath, is_same_method};
pub use protobuf::{FieldStart, ProtobufError};
pub use rpc_status::{Any, MAX_DETAILS, RpcStatus};
pub use status_details::{DebugInfo, ErrorInfo, MAX_METADATA, MAX_STACK_ENTRIES};
pub use timeout::{
    CONNECT_TIMEOUT, GRPC_TIMEOUT, TimeoutError, read_grpc_timeout, read_millis, write_grpc_timeout,
    write_millis,
};
pub use web_text::{TextDecoder, TextEncoder};
pub use wrapper::{MAX_ARGS, RequestWrapper, ResponseWrapper};
pub use wrapper_write::{begin_value, put_serialize_type, put_type, put_value};
