//! The cases: names that all peers share, each a function here.

mod calls;
mod connection;
mod formats;
mod ports;
mod streams;
mod talk;
mod talk_streams;
mod values;

use crate::check::{self, Outcome};
use crate::consumer::Target;
use crate::contract::TypesClient;
use crate::exchange::{containers, failures, families, library, times};
use crate::known::{self, Skips};

/// All cases in the order in which they run.
const NAMES: [&str; 46] = [
    "primitives",
    "wrappers",
    "strings",
    "bytes",
    "arrays",
    "nulls",
    "collections",
    "pojo",
    "enum",
    "date",
    "decimal",
    "exception-checked",
    "exception-runtime",
    "void",
    "one-way",
    "attachments",
    "group-version",
    "generic",
    "overloads",
    "async",
    "echo",
    "heartbeat",
    "timeout",
    "payload",
    "payload-provider",
    "unknown-method",
    "unknown-service",
    "java-time",
    "big-integer",
    "uuid",
    "java-sql",
    "locale-currency-calendar",
    "class",
    "bit-set",
    "atomics",
    "inet-uri-file",
    "library-fields",
    "java-collections",
    "enum-collections",
    "java-arrays",
    "inheritance",
    "record",
    "sealed",
    "cycles",
    "exceptions",
    "thrown",
];

/// Those over `tri://` alone.
const TRIPLE_NAMES: [&str; 27] = [
    "proto-messages",
    "proto-status",
    "proto-detail",
    "proto-exception",
    "proto-timeout",
    "proto-large",
    "proto-too-large",
    "proto-attachments",
    "proto-binary-attachments",
    "proto-concurrent",
    "proto-json",
    "wrapper-msgpack",
    "wrapper-json",
    "proto-server-stream",
    "proto-server-stream-fails",
    "proto-client-stream",
    "proto-client-stream-fails",
    "proto-bidi",
    "proto-bidi-fails",
    "proto-bidi-ends-early",
    "proto-cancel",
    "proto-gzip",
    "wrapper-server-stream",
    "wrapper-server-stream-fails",
    "wrapper-client-stream",
    "wrapper-bidi",
    "wrapper-bidi-fails",
];

/// Those about the connections and limits of `dubbo://`.
const NOT_TRIPLE_NAMES: [&str; 3] = ["heartbeat", "payload", "payload-provider"];

/// The cases of a protocol.
pub(crate) fn names(is_triple: bool) -> Vec<&'static str> {
    if !is_triple {
        return NAMES.to_vec();
    }
    let others = NAMES.iter().filter(|name| !NOT_TRIPLE_NAMES.contains(name));
    others.chain(&TRIPLE_NAMES).copied().collect()
}

/// Who provides: a few cases expect of each peer what it really does.
pub(crate) struct Peer(String);

impl Peer {
    async fn ask(types: &TypesClient) -> Result<Self, String> {
        check::value("whoami", types.whoami().await).map(Self)
    }

    /// Whether this is `java33`, `java27`, `go` or `rust`.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.0.split('|').next() == Some(name)
    }

    /// Whether an exception comes as a status with its text: over Triple dubbo-go names no class.
    pub(crate) fn throws_by_status(&self, target: &Target) -> bool {
        target.is_triple && self.is("go")
    }
}

/// Runs one case.
pub(crate) async fn run(name: &str, target: &Target, skips: &mut Skips) -> Outcome {
    let types = &check::value("connect", target.connect::<TypesClient>().await)?;
    let peer = &Peer::ask(types).await?;
    if let Some(reason) = known::not_over_triple(peer, name).filter(|_| target.is_triple) {
        return skips.case(reason);
    }
    match name {
        "primitives" => values::primitives(types).await,
        "wrappers" => values::wrappers(types).await,
        "strings" => values::strings(types).await,
        "bytes" => values::bytes(types).await,
        "arrays" => values::arrays(types).await,
        "nulls" => values::nulls(types, peer).await,
        "collections" => values::collections(types).await,
        "pojo" => values::pojo(types).await,
        "enum" => values::enums(types).await,
        "date" => values::dates(types).await,
        "decimal" => values::decimals(types, peer).await,
        "exception-checked" => calls::exception_checked(target, types, peer).await,
        "exception-runtime" => calls::exception_runtime(target, types, peer).await,
        "void" => calls::nothing(types).await,
        "one-way" => calls::one_way(types).await,
        "attachments" => calls::attachments(target, types, peer).await,
        "group-version" => calls::group_version(target, peer).await,
        "generic" => calls::generic(target, peer).await,
        "overloads" => calls::overloads(types).await,
        "async" => calls::later(types).await,
        "echo" => calls::echo(target).await,
        "heartbeat" => connection::heartbeat(target).await,
        "timeout" => connection::timeout(target).await,
        "payload" => connection::payload(types, peer).await,
        "payload-provider" => connection::payload_provider(target, peer).await,
        "unknown-method" => connection::unknown_method(target, types).await,
        "unknown-service" => connection::unknown_service(target, types).await,
        "java-time" => times::java_time(target, peer, skips).await,
        "big-integer" => library::big_integers(target, peer, skips).await,
        "uuid" => library::uuids(target, peer, skips).await,
        "java-sql" => library::java_sql(target, peer, skips).await,
        "locale-currency-calendar" => library::locale_currency_calendar(target, peer, skips).await,
        "class" => library::classes(target, peer, skips).await,
        "bit-set" => library::bit_sets(target, peer, skips).await,
        "atomics" => library::atomics(target, peer, skips).await,
        "inet-uri-file" => library::inet_uri_file(target, peer, skips).await,
        "library-fields" => library::library_fields(target, peer, skips).await,
        "java-collections" => containers::java_collections(target, peer, skips).await,
        "enum-collections" => containers::enum_collections(target, peer, skips).await,
        "java-arrays" => containers::java_arrays(target, peer, skips).await,
        "inheritance" => families::inheritance(target, peer, skips).await,
        "record" => families::records(target, peer, skips).await,
        "sealed" => families::sealed(target, peer, skips).await,
        "cycles" => families::cycles(target, peer, skips).await,
        "exceptions" => families::exceptions(target, peer, skips).await,
        "thrown" => failures::thrown(target, peer, skips).await,
        "proto-messages" => talk::messages(target).await,
        "proto-status" => talk::status(target, peer).await,
        "proto-detail" => talk::detail(target, peer, skips).await,
        "proto-exception" => talk::exception(target).await,
        "proto-timeout" => talk::timeout(target).await,
        "proto-large" => talk::large(target).await,
        "proto-too-large" => talk::too_large(target, peer).await,
        "proto-attachments" => talk::attachments(target, peer).await,
        "proto-binary-attachments" => talk::binary_attachments(target, peer, skips).await,
        "proto-concurrent" => talk::concurrent(target).await,
        "proto-json" => talk::json(target, peer, skips).await,
        "proto-server-stream" => talk_streams::server_stream(target).await,
        "proto-server-stream-fails" => talk_streams::server_stream_fails(target, peer).await,
        "proto-client-stream" => talk_streams::client_stream(target).await,
        "proto-client-stream-fails" => talk_streams::client_stream_fails(target, peer).await,
        "proto-bidi" => talk_streams::bidi(target).await,
        "proto-bidi-fails" => talk_streams::bidi_fails(target, peer).await,
        "proto-bidi-ends-early" => talk_streams::bidi_ends_early(target).await,
        "proto-cancel" => talk_streams::cancel(target).await,
        "proto-gzip" => talk_streams::gzip(target).await,
        "wrapper-server-stream" => streams::server_stream(target, peer, skips).await,
        "wrapper-server-stream-fails" => streams::server_stream_fails(target, peer, skips).await,
        "wrapper-client-stream" => streams::client_stream(target, peer, skips).await,
        "wrapper-bidi" => streams::bidi(target, peer, skips).await,
        "wrapper-bidi-fails" => streams::bidi_fails(target, peer, skips).await,
        "wrapper-msgpack" => formats::packed(target, peer, skips).await,
        "wrapper-json" => formats::json(target, peer, skips).await,
        other => Err(format!("no such case: {other}")),
    }
}
