//! Dependencies point down only, and crates of one floor never see each other.

use crate::workspace::{Package, Workspace};

/// The floor of every crate, by folder. Those that are not named stand above all floors.
const FLOORS: &[(&str, u8)] = &[
    ("crates/build", 0),
    ("crates/hessian", 0),
    ("crates/macros", 0),
    ("crates/wire", 0),
    ("crates/core", 1),
    ("crates/cluster", 2),
    ("crates/filter", 2),
    ("crates/registry", 2),
    ("crates/serialization", 2),
    ("crates/testkit", 2),
    ("crates/transport", 2),
    ("crates/protocol-dubbo", 3),
    ("crates/protocol-triple", 3),
    ("crates/zookeeper", 3),
    ("crates/dubbors", 4),
    ("crates/cli", 6),
];

/// Where sockets may be opened.
const SOCKETS: &str = "crates/transport";

pub(crate) fn check(workspace: &Workspace) -> Vec<String> {
    let mut breaches = Vec::new();
    for package in &workspace.packages {
        let floor = floor(&package.folder);
        if floor.is_none() && package.folder.starts_with("crates/") {
            breaches.push(format!(
                "{} has no floor: give it one in xtask/src/tidy/floors.rs and a line in ARCHITECTURE.md",
                package.folder
            ));
        }
        for dependency in package.dependencies.iter().filter(|dependency| !dependency.dev) {
            let below = workspace.packages.iter().find(|other| other.name == dependency.name);
            if let Some(below) = below {
                breaches.extend(edge(package, floor, below));
            }
            breaches.extend(foreign(package, floor, &dependency.name, &dependency.features));
        }
    }
    breaches
}

fn floor(folder: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == folder).map(|(_, floor)| *floor)
}

/// A dependency between two of our crates.
fn edge(from: &Package, floor_from: Option<u8>, to: &Package) -> Option<String> {
    if to.folder == "crates/testkit" && floor_from.is_some() {
        return Some(format!("{} depends on testkit outside its tests", from.folder));
    }
    match (floor_from, floor(&to.folder)) {
        (None, _) => None,
        (Some(_), None) => Some(format!("{} depends on {}, which stands above it", from.folder, to.folder)),
        (Some(upper), Some(lower)) if lower < upper => None,
        (Some(upper), Some(lower)) => {
            Some(format!("{} (floor {upper}) depends on {} (floor {lower})", from.folder, to.folder))
        }
    }
}

/// A dependency on somebody else's crate.
fn foreign(package: &Package, floor: Option<u8>, name: &str, features: &[String]) -> Option<String> {
    let runtime = ["tokio", "mio", "socket2", "async-io"].contains(&name);
    if floor == Some(0) && runtime {
        return Some(format!("{} (floor 0) depends on {name}: no runtime, no network there", package.folder));
    }
    let library = floor.is_some_and(|floor| floor < 6);
    let sockets =
        name == "socket2" || name == "tokio" && features.iter().any(|it| it == "net" || it == "full");
    if library && sockets && package.folder != SOCKETS {
        return Some(format!("{} can open sockets ({name}): only {SOCKETS} may", package.folder));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(folder: &str) -> Package {
        Package { name: folder.to_owned(), folder: folder.to_owned(), dependencies: Vec::new() }
    }

    #[test]
    fn edges_point_down() {
        let check = |from: &str, to: &str| edge(&package(from), floor(from), &package(to)).is_none();
        assert!(check("crates/core", "crates/hessian"));
        assert!(check("crates/dubbors", "crates/cluster"));
        assert!(check("interop/rust", "crates/dubbors"));
        assert!(!check("crates/core", "crates/cluster"), "upwards");
        assert!(!check("crates/cluster", "crates/filter"), "sideways");
        assert!(!check("crates/dubbors", "crates/testkit"), "the testkit is for tests");
        assert!(!check("crates/cli", "xtask"), "onto something without a floor");
    }

    #[test]
    fn the_ground_floor_has_no_runtime_and_one_crate_has_sockets() {
        let check = |folder: &str, name: &str, features: &[&str]| {
            let features: Vec<String> = features.iter().map(|&feature| feature.to_owned()).collect();
            foreign(&package(folder), floor(folder), name, &features).is_none()
        };
        assert!(check("crates/wire", "bytes", &[]));
        assert!(!check("crates/wire", "tokio", &["sync"]));
        assert!(check("crates/core", "tokio", &["sync"]));
        assert!(!check("crates/core", "tokio", &["sync", "net"]));
        assert!(check("crates/transport", "tokio", &["net"]));
    }
}
