use super::*;
use crate::{ConnectSettings, connect};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn echo_once(listener: &mut Listener, mut near: BoxStream) {
    let mut far = listener.accept().await.unwrap();
    near.write_all(b"ping").await.unwrap();
    let mut got = [0; 4];
    far.read_exact(&mut got).await.unwrap();
    far.write_all(&got).await.unwrap();
    near.read_exact(&mut got).await.unwrap();
    assert_eq!(&got, b"ping");
}

#[tokio::test]
async fn tcp_takes_any_port_and_names_both_ends() {
    let address: Address = "127.0.0.1:0".parse().unwrap();
    let mut listener = Listener::bind(&address, &ListenSettings::default()).await.unwrap();
    assert_ne!(listener.address().port(), 0);
    let near = connect(listener.address(), &ConnectSettings::default()).await.unwrap();
    assert_eq!(*near.peer().remote, listener.address().to_string());
    echo_once(&mut listener, near).await;
}

#[tokio::test]
async fn a_taken_port_is_told_with_what_to_do() {
    let address: Address = "127.0.0.1:0".parse().unwrap();
    let first = Listener::bind(&address, &ListenSettings::default()).await.unwrap();
    let error = Listener::bind(first.address(), &ListenSettings::default()).await.unwrap_err();
    assert!(error.message().starts_with(&format!("cannot listen at {}", first.address())), "{error}");
    assert_eq!(error.next(), Some("choose another port, or stop who listens there"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_unix_socket_comes_and_goes_with_its_listener() {
    let directory = tempfile::tempdir().unwrap();
    let path: std::sync::Arc<std::path::Path> = directory.path().join("socket").into();
    let address = Address::Unix(path.clone());
    let mut listener = Listener::bind(&address, &ListenSettings::default()).await.unwrap();
    let near = connect(&address, &ConnectSettings::default()).await.unwrap();
    echo_once(&mut listener, near).await;
    // Somebody listens: the second one must not steal the path.
    assert!(Listener::bind(&address, &ListenSettings::default()).await.is_err());
    drop(listener);
    assert!(!path.exists());
    // What a killed process leaves behind: a file, and nobody behind it.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(path.exists());
    let mut listener = Listener::bind(&address, &ListenSettings::default()).await.unwrap();
    let near = connect(&address, &ConnectSettings::default()).await.unwrap();
    echo_once(&mut listener, near).await;
}

#[tokio::test]
async fn memory_needs_no_port() {
    let (connector, mut listener) = memory(1024);
    let near = connector.connect().await.unwrap();
    echo_once(&mut listener, near).await;
    drop(listener);
    assert!(connector.connect().await.is_err());
}

#[test]
fn lack_of_descriptors_is_waited_out_and_one_broken_connection_is_not() {
    assert_eq!(pause_after(&io::ErrorKind::ConnectionAborted.into(), 0), Duration::ZERO);
    // EMFILE
    let none_left = io::Error::from_raw_os_error(24);
    let pauses: Vec<u128> = (0..9).map(|n| pause_after(&none_left, n).as_millis()).collect();
    assert_eq!(pauses, [10, 20, 40, 80, 160, 320, 640, 640, 640]);
}
