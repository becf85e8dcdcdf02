//! The way through an installed `protoc`.

use std::fs;
use std::path::Path;

use crate::Error;
use crate::inputs::Inputs;

/// Runs `protoc` and gives what it wrote: an encoded `google.protobuf.FileDescriptorSet`.
///
/// # Errors
/// There is no `protoc`, or what it complains about.
pub(crate) fn run(inputs: &Inputs, out_dir: &Path) -> Result<Vec<u8>, Error> {
    let place = out_dir.join("dubbors-protoc.descriptor.bin");
    let mut config = prost_build::Config::new();
    config.file_descriptor_set_path(&place);
    let result = config.load_fds(&inputs.files, &inputs.includes);
    let set = fs::read(&place);
    // Whether or not it is there: it is not for others.
    let _ = fs::remove_file(&place);
    result.map_err(|error| Error::new(error.to_string()))?;
    set.map_err(|error| Error::file("read", &place, &error))
}
