use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use dubbors_core::{Code, Registry, ServiceKey};
use dubbors_registry::file::FileRegistry;
use dubbors_testkit::registry::{provider, shows};
use tempfile::TempDir;

struct World(TempDir);

impl World {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    async fn connect(&self) -> FileRegistry {
        FileRegistry::new(self.0.path().join("registry"))
    }
}

dubbors_testkit::registry_suite!(World::new());

const CHILD: &str = "DUBBORS_TEST_FILE_REGISTRY_CHILD";

/// The other process of the test below: announces, says so, and waits to be killed.
#[tokio::test]
async fn child() {
    let Ok(folder) = std::env::var(CHILD) else { return };
    let service = ServiceKey::new("a.B");
    let registry = FileRegistry::new(folder.into());
    registry.register(&service, &provider(&service, 7)).await.unwrap();
    let mut out = std::io::stdout();
    writeln!(out, "announced").unwrap();
    out.flush().unwrap();
    std::future::pending::<()>().await;
}

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["file::child", "--exact", "--nocapture"])
        .env(CHILD, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.contains("announced")));

    let service = ServiceKey::new("a.B");
    let mut watch = FileRegistry::new(folder.path().to_owned()).watch(&service).await.unwrap();
    assert_eq!(watch.current().len(), 1, "another process is seen");
    let registry = FileRegistry::new(folder.path().to_owned());
    let mut watch = registry.watch(&service).await.unwrap();
    shows(&mut watch, &[7]).await;
    child.kill().unwrap();
    child.wait().unwrap();
    shows(&mut watch, &[]).await;
    assert_eq!(files(folder.path()), 0, "the dead process's file is removed");
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_files_do_not_hide_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let service = ServiceKey::new("a.B");
    let registry = FileRegistry::new(folder.path().to_owned());
    registry.register(&service, &provider(&service, 1)).await.unwrap();
    let broken: [(&str, &[u8]); 4] = [
        ("a.provider", b"dubbo://h:1/a.B?weight=abc"),
        ("b.provider", b"\xff\xfe"),
        ("c.provider", &[b'x'; 100_000]),
        ("readme.txt", b"dubbo://h:2/a.B"),
    ];
    let mut locked = Vec::new();
    for (name, text) in broken {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let file = std::fs::File::open(path).unwrap();
        file.lock().unwrap();
        locked.push(file);
    }
    std::fs::create_dir(folder.path().join("d.provider")).unwrap();
    let mut watch = registry.watch(&service).await.unwrap();
    shows(&mut watch, &[1]).await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_named_with_the_fix() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("taken");
    std::fs::write(&path, "a file").unwrap();
    let service = ServiceKey::new("a.B");
    let registry = FileRegistry::new(path.clone());
    let error = registry.register(&service, &provider(&service, 1)).await.unwrap_err();
    assert_eq!(error.code(), Code::Invalid);
    assert!(error.to_string().contains(path.to_str().unwrap()) && error.next().is_some(), "{error}");
    let error = registry.watch(&service).await.unwrap_err();
    assert!(error.to_string().contains(path.to_str().unwrap()) && error.next().is_some(), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_swept_away_is_announced_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry");
    let service = ServiceKey::new("a.B");
    let (provider_side, consumer_side) = (FileRegistry::new(path.clone()), FileRegistry::new(path.clone()));
    for port in [1, 2] {
        provider_side.register(&service, &provider(&service, port)).await.unwrap();
    }
    let before: Vec<_> = std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect();
    std::fs::remove_dir_all(&path).unwrap();
    let mut watch = consumer_side.watch(&service).await.unwrap();
    shows(&mut watch, &[1, 2]).await;
    assert!(before.iter().all(|file| !file.exists()), "the files are new ones");
    provider_side.unregister(&service, &provider(&service, 1)).await.unwrap();
    shows(&mut watch, &[2]).await;
    provider_side.close().await;
    assert_eq!(files(&path), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_announced_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry");
    std::fs::write(&path, "a file").unwrap();
    let service = ServiceKey::new("a.B");
    let registry = FileRegistry::new(path.clone());
    registry.register(&service, &provider(&service, 1)).await.unwrap_err();
    registry.register(&service, &provider(&service, 2)).await.unwrap_err();
    registry.unregister(&service, &provider(&service, 2)).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    let mut watch = registry.watch(&service).await.unwrap();
    shows(&mut watch, &[1]).await;
}

/// The task that looks at the folder ends and starts again beneath them.
#[tokio::test(flavor = "multi_thread")]
async fn watches_that_come_and_go_all_the_time_see_changes() {
    let folder = tempfile::tempdir().unwrap();
    let service = ServiceKey::new("a.B");
    let (provider_side, consumer_side) =
        (FileRegistry::new(folder.path().to_owned()), FileRegistry::new(folder.path().to_owned()));
    for port in 1..=5 {
        let mut watch = consumer_side.watch(&service).await.unwrap();
        shows(&mut watch, &[]).await;
        provider_side.register(&service, &provider(&service, port)).await.unwrap();
        shows(&mut watch, &[port]).await;
        provider_side.unregister(&service, &provider(&service, port)).await.unwrap();
        shows(&mut watch, &[]).await;
    }
}

#[cfg(unix)]
#[tokio::test]
async fn every_user_may_announce_and_nobody_remove_another_ones_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry");
    let service = ServiceKey::new("a.B");
    let registry = FileRegistry::new(path.clone());
    registry.register(&service, &provider(&service, 1)).await.unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o1777);
    let file = std::fs::read_dir(&path).unwrap().next().unwrap().unwrap();
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o644);
}
