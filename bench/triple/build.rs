//! The contract, for each peer in its own shape.

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    dubbors_build::configure().bytes(".").compile_protos(&["proto/echo.proto"])?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("tonic");
    std::fs::create_dir_all(&out)?;
    let set = protox::compile(["proto/echo.proto"], ["proto"])?;
    tonic_prost_build::configure().out_dir(out).bytes(".").compile_fds(set)?;
    Ok(())
}
