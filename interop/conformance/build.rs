//! Messages, clients and servers of the services in `interop/proto`.

fn main() -> Result<(), dubbors_build::Error> {
    let protos = [
        "connectrpc/conformance/v1/client_compat.proto",
        "connectrpc/conformance/v1/server_compat.proto",
        "grpc/testing/test.proto",
        "xds/service/orca/v3/orca.proto",
    ];
    dubbors_build::configure()
        .include("../proto")
        .include_file("protos.rs")
        .bytes(".")
        .compile_protos(&protos.map(|proto| format!("../proto/{proto}")))
}
