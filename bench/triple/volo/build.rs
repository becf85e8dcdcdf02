//! The contract in the shape of volo, by volo's own generator.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=../proto/echo.proto");
    volo_build::Builder::protobuf()
        .add_service("../proto/echo.proto")
        .include_dirs(vec!["../proto".into()])
        .write()?;
    Ok(())
}
