//! The files to compile, and where imports are looked for.

use std::path::{Component, Path, PathBuf};

use crate::Error;

/// What is compiled. Files have the names that imports use: relative to the folder they were found in, with `/`.
pub(crate) struct Inputs {
    pub(crate) includes: Vec<PathBuf>,
    /// The places of the files, sorted by their names: the order in which they were named shall not matter.
    pub(crate) files: Vec<PathBuf>,
}

impl Inputs {
    /// # Errors
    /// A file or folder that is not there, and a file that is in no folder.
    pub(crate) fn find(includes: &[PathBuf], protos: &[&Path]) -> Result<Self, Error> {
        if protos.is_empty() {
            return Err(Error::new("no .proto file is named: compile_protos(&[\"proto/greeter.proto\"])"));
        }
        if let Some(missing) = includes.iter().find(|folder| !folder.is_dir()) {
            return Err(Error::new(format!(
                "the folder {} of include(..) does not exist{}",
                missing.display(),
                relative_to(missing)
            )));
        }
        let mut found = Vec::new();
        for proto in protos {
            found.push(locate(includes, proto)?);
        }
        let includes = if includes.is_empty() { common_folder(&found) } else { includes.to_vec() };
        let mut files = Vec::new();
        for path in found {
            let (name, place) = includes
                .iter()
                .find_map(|folder| name_in(folder, &path).map(|name| (name.clone(), folder.join(name))))
                .ok_or_else(|| outside(&includes, &path))?;
            files.push((name, place));
        }
        files.sort();
        files.dedup();
        Ok(Self { includes, files: files.into_iter().map(|(_, place)| place).collect() })
    }

    /// Where the file that imports call `name` is; `None` for those that come with the compiler.
    pub(crate) fn place(&self, name: &str) -> Option<PathBuf> {
        self.includes.iter().map(|folder| folder.join(name)).find(|place| place.is_file())
    }
}

/// Where `proto` is: as it was named, or within a folder of imports, as `protoc` takes it.
fn locate(includes: &[PathBuf], proto: &Path) -> Result<PathBuf, Error> {
    let within = includes.iter().map(|folder| folder.join(proto));
    let place = std::iter::once(proto.to_owned()).chain(within).find(|place| place.is_file());
    // `./proto` and `proto` are one folder.
    let plain = place.map(|place| place.components().filter(|part| *part != Component::CurDir).collect());
    plain.ok_or_else(|| {
        let what = if proto.is_dir() { "is a folder; name its files" } else { "does not exist" };
        Error::new(format!("{} {what}{}", proto.display(), relative_to(proto)))
    })
}

/// What a relative path is relative to, as it may be wrong.
fn relative_to(path: &Path) -> String {
    match std::env::current_dir() {
        Ok(here) if path.is_relative() => format!(" (looked for in {})", here.display()),
        _ => String::new(),
    }
}

fn outside(includes: &[PathBuf], path: &Path) -> Error {
    let includes: Vec<String> = includes.iter().map(|folder| folder.display().to_string()).collect();
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    Error::new(format!(
        "{} is in none of the folders of imports ({})\n  = help: name the folder that its imports start from: \
         include(\"{}\")",
        path.display(),
        includes.join(", "),
        folder.display()
    ))
}

/// The name of the file at `path` when it is in `folder`.
fn name_in(folder: &Path, path: &Path) -> Option<String> {
    let (folder, path) = (std::path::absolute(folder).ok()?, std::path::absolute(path).ok()?);
    let parts: Option<Vec<&str>> = path
        .strip_prefix(folder)
        .ok()?
        .components()
        .map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect();
    Some(parts?.join("/"))
}

/// The innermost folder that holds all files. Empty for files that have none in common, such as those of two drives.
fn common_folder(files: &[PathBuf]) -> Vec<PathBuf> {
    let folders: Vec<&Path> = files.iter().filter_map(|file| file.parent()).collect();
    let Some(first) = folders.first() else { return Vec::new() };
    let common =
        first.ancestors().find(|candidate| folders.iter().all(|folder| folder.starts_with(candidate)));
    match common {
        Some(folder) if folder == Path::new("") => vec![PathBuf::from(".")],
        Some(folder) => vec![folder.to_owned()],
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_imports_is_the_innermost_one() {
        let common = |files: &[&str]| {
            let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
            common_folder(&files).first().map(|folder| folder.display().to_string())
        };
        assert_eq!(common(&["proto/a.proto"]).as_deref(), Some("proto"));
        assert_eq!(common(&["proto/a/x.proto", "proto/b/y.proto"]).as_deref(), Some("proto"));
        assert_eq!(common(&["a.proto"]).as_deref(), Some("."));
        assert_eq!(common(&["proto/a.proto", "other/b.proto"]).as_deref(), Some("."));
        assert_eq!(common(&["/x/proto/a.proto", "/x/proto/b/c.proto"]).as_deref(), Some("/x/proto"));
    }

    #[test]
    fn names_are_relative_to_their_folder() {
        let name = |folder: &str, path: &str| name_in(Path::new(folder), Path::new(path));
        assert_eq!(name("proto", "./proto/a/x.proto").as_deref(), Some("a/x.proto"));
        assert_eq!(name(".", "x.proto").as_deref(), Some("x.proto"));
        assert_eq!(name("proto", "other/x.proto"), None);
    }
}
