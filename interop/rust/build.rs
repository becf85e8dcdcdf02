//! Messages, client and server of the protobuf contract that all peers share.

fn main() -> Result<(), dubbors_build::Error> {
    dubbors_build::configure().include("../proto").compile_protos(&["../proto/dubbors/interop/talk.proto"])
}
