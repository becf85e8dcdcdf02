//! What `tri://` puts into HTTP bodies and headers: Triple, gRPC, gRPC-Web and Connect.
//!
//! - Bodies: [`MessageDecoder`] and [`begin_message`] for messages behind their prefix of five bytes, [`TextDecoder`]
//!   and [`TextEncoder`] for gRPC-Web's text form.
//! - Headers: time-outs, the text of a status, binary values.
//! - The path of a call: [`RpcPath`].
//!
//! Header values are read as the bytes that came, since nothing says that they are text.

mod binary;
mod excerpt;
mod message;
mod message_text;
mod message_write;
mod path;
mod timeout;
mod web_text;

pub use binary::{Base64Error, binary_values, read_binary, read_url_binary, write_binary, write_url_binary};
pub use message::{Message, MessageDecoder, MessageError, PREFIX_LEN, flag};
pub use message_text::{read_message_text, write_message_text};
pub use message_write::{MessageStart, Oversize, begin_message, message_prefix};
pub use path::{PathError, PathProblem, RpcPath, is_same_method};
pub use timeout::{
    CONNECT_TIMEOUT, GRPC_TIMEOUT, TimeoutError, read_grpc_timeout, read_millis, write_grpc_timeout,
    write_millis,
};
pub use web_text::{TextDecoder, TextEncoder};
