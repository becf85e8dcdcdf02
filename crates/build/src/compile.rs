//! The whole way, from the named files to those that are written.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::{env, fs};

use prost_build::Module;
use prost_types::FileDescriptorProto;

use crate::inputs::Inputs;
use crate::output::Package;
use crate::schema::Schema;
use crate::service::{Services, Traits};
use crate::{Builder, Error, comments, diagnostics, output, protoc};

pub(crate) fn run(mut builder: Builder, protos: &[&Path]) -> Result<(), Error> {
    absolute("crate_path", &builder.crate_path)?;
    for (path, rust) in &builder.extern_paths {
        if !path.starts_with('.') {
            return Err(Error::new(format!(
                "extern_path: `{path}` is no full name; start it with a dot: \".{path}\""
            )));
        }
        absolute("extern_path", rust)?;
    }
    let out_dir = out_dir(builder.out_dir.as_deref())?;
    let inputs = Inputs::find(&builder.includes, protos)?;
    let schema = read(&inputs, builder.protoc, &out_dir)?;
    check(&schema, &inputs)?;
    let packages = generate(&mut builder, &schema)?;
    output::write(&out_dir, &packages, builder.include_file.as_deref())?;
    if env::var_os("OUT_DIR").is_some() {
        tell_cargo(&schema, &inputs, builder.protoc);
    }
    Ok(())
}

/// A relative path would mean another place in each module.
fn absolute(what: &str, path: &str) -> Result<(), Error> {
    if path.starts_with("::") || path == "crate" || path.starts_with("crate::") {
        return Ok(());
    }
    Err(Error::new(format!(
        "{what}: `{path}` is relative, and there are several modules; start it with `::` or `crate::`"
    )))
}

fn out_dir(set: Option<&Path>) -> Result<PathBuf, Error> {
    let Some(folder) = set.map(Path::to_owned).or_else(|| env::var_os("OUT_DIR").map(PathBuf::from)) else {
        return Err(Error::new(
            "OUT_DIR is not set, as this is no build script; say where to write: out_dir(\"src/generated\")",
        ));
    };
    fs::create_dir_all(&folder).map_err(|error| Error::file("make the folder", &folder, &error))?;
    Ok(folder)
}

fn read(inputs: &Inputs, protoc: bool, out_dir: &Path) -> Result<Schema, Error> {
    let set = if protoc {
        protoc::run(inputs, out_dir)?
    } else {
        let compile = || -> Result<Vec<u8>, protox::Error> {
            let mut compiler = protox::Compiler::new(&inputs.includes)?;
            compiler.include_imports(true).include_source_info(true).open_files(&inputs.files)?;
            Ok(compiler.encode_file_descriptor_set())
        };
        compile().map_err(|error| diagnostics::explain(&error, inputs))?
    };
    Schema::decode(&set)
}

/// What the generator of messages cannot take.
fn check(schema: &Schema, inputs: &Inputs) -> Result<(), Error> {
    for file in schema.files() {
        if !matches!(file.syntax(), "" | "proto2" | "proto3") {
            let place = inputs.place(file.name()).unwrap_or_else(|| file.name().into());
            return Err(Error::new(format!(
                "{}: editions are not supported: write syntax = \"proto3\"; or \"proto2\" in place of the edition",
                place.display()
            )));
        }
    }
    let mut modules: BTreeMap<String, &str> = BTreeMap::new();
    for package in schema.packages() {
        let module = Module::from_protobuf_package_name(package).to_string();
        if let Some(other) = modules.insert(module.clone(), package) {
            return Err(Error::new(format!(
                "the packages `{other}` and `{package}` are one module in Rust, `{module}`; rename one of them"
            )));
        }
    }
    Ok(())
}

fn generate(builder: &mut Builder, schema: &Schema) -> Result<Vec<Package>, Error> {
    let services = Rc::new(RefCell::new(Services::default()));
    let crate_path = builder.crate_path.clone();
    builder.prost.prost_path(format!("{crate_path}::protobuf::prost"));
    builder.prost.prost_types_path(format!("{crate_path}::protobuf::prost_types"));
    builder.prost.service_generator(Box::new(Traits {
        crate_path,
        names: builder.service_names.clone(),
        found: Rc::clone(&services),
    }));
    let requests = schema.files().cloned().map(|mut proto| {
        drop_foreign_services(&mut proto, &builder.extern_paths);
        comments::clean(&mut proto);
        (Module::from_protobuf_package_name(proto.package()), proto)
    });
    let mut code =
        builder.prost.generate(requests.collect()).map_err(|error| Error::new(error.to_string()))?;
    let services = services.borrow();
    services.check_names(&builder.service_names)?;
    let mut packages = Vec::new();
    for package in schema.packages() {
        let module = Module::from_protobuf_package_name(package);
        // Packages that are taken from elsewhere have no code.
        if let Some(code) = code.remove(&module) {
            services.check_clashes(package, &code)?;
            packages.push(Package {
                name: package.to_owned(),
                modules: module.parts().map(str::to_owned).collect(),
                files: schema.files_of(package).into_iter().map(str::to_owned).collect(),
                code,
                descriptors: schema.set_of(package),
            });
        }
    }
    Ok(packages)
}

/// Services of a package that is taken from elsewhere are there too.
fn drop_foreign_services(file: &mut FileDescriptorProto, extern_paths: &[(String, String)]) {
    let package = file.package().to_owned();
    file.service.retain(|service| {
        let name = format!(".{package}.{}", service.name());
        !extern_paths.iter().any(|(path, _)| {
            name.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    });
}

/// Which files the result depends on.
#[allow(clippy::print_stdout, reason = "this is how build scripts talk to Cargo")]
fn tell_cargo(schema: &Schema, inputs: &Inputs, protoc: bool) {
    for place in schema.files().filter_map(|file| inputs.place(file.name())) {
        println!("cargo:rerun-if-changed={}", place.display());
    }
    if protoc {
        println!("cargo:rerun-if-env-changed=PROTOC");
    }
}
