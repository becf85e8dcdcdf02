//! Writes the messages and the service of `proto/helloworld.proto`.

fn main() -> Result<(), dubbors_build::Error> {
    dubbors_build::compile_protos("proto/helloworld.proto")
}
