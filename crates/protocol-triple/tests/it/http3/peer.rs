//! A peer of HTTP/3 that says whatever it likes, and a provider for it.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use dubbors_core::AnyProtocol;
use dubbors_protocol_triple::Triple;
use dubbors_transport::{
    Pem, Port, PortSettings, QuicConnection, QuicError, QuicRecv, QuicSend, QuicSettings, TlsClient,
    TlsClientSettings, TlsServer, TlsServerSettings, connect_quic,
};
use dubbors_wire::http3::{
    Code, FrameReader, Part, SectionWriter, control_stream, data_head, put_varint, read_section, section_head,
};

use crate::raw::message;
use crate::service::{Memory, Provider};

pub const HEADERS: u64 = 1;
pub const SETTINGS: u64 = 4;
pub const RESERVED: u64 = 0x21;

/// Names and values.
pub type Fields = Vec<(&'static str, String)>;

/// A provider that is reached over QUIC, and what its callers trust.
pub struct Quic {
    pub provider: Provider,
    pub tls: TlsClient,
}

/// Both sides of TLS for 127.0.0.1.
pub fn tls() -> (TlsServer, TlsClient) {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap().pem();
    let server = TlsServerSettings::new(Pem::text(&certificate), Pem::text(key.serialize_pem()));
    let client = TlsClientSettings::new().with_ca(Pem::text(certificate));
    (TlsServer::new(server).unwrap(), TlsClient::new(client).unwrap())
}

/// Where packets come, for this protocol.
pub async fn bind(protocol: AnyProtocol, settings: &str) -> (Port, Arc<Memory>, TlsClient) {
    let (server, client) = tls();
    let (services, memory) = Provider::services(settings);
    let port = PortSettings { tls: Some(server), http3: true, ..PortSettings::default() };
    let port = Port::bind(&"127.0.0.1:0".parse().unwrap(), vec![protocol], services, port).await.unwrap();
    (port, memory, client)
}

impl Quic {
    pub async fn start(settings: &str) -> Self {
        Self::serve(Triple::new("tri"), settings).await
    }

    pub async fn serve(protocol: Triple, settings: &str) -> Self {
        let (port, memory, tls) = bind(AnyProtocol::new(protocol), settings).await;
        Self { provider: Provider { port, memory }, tls }
    }

    /// A connection on which nothing was said.
    pub async fn silent(&self, settings: &QuicSettings) -> Peer {
        let address = self.provider.address();
        let limit = Duration::from_secs(20);
        let connection = connect_quic(&address, &self.tls, "h3", settings, limit).await.unwrap();
        Peer { connection, control: None }
    }

    /// A connection with a control stream.
    pub async fn open(&self) -> Peer {
        self.narrow(u32::MAX).await
    }

    /// The same, with so many bytes of a stream before they are read.
    pub async fn narrow(&self, window: u32) -> Peer {
        let mut settings = QuicSettings::default();
        settings.stream_window = settings.stream_window.min(window);
        let mut peer = self.silent(&settings).await;
        peer.control = Some(peer.one_way(control_stream(32 * 1024)).await);
        peer
    }

    /// Waits until so many calls run.
    pub async fn until_running(&self, calls: usize) {
        while self.provider.memory.running.load(std::sync::atomic::Ordering::SeqCst) != calls {
            tokio::task::yield_now().await;
        }
    }
}

/// The hostile end of a connection.
pub struct Peer {
    pub connection: QuicConnection,
    pub control: Option<QuicSend>,
}

/// A stream of a request.
pub struct Stream {
    pub send: QuicSend,
    pub recv: QuicRecv,
}

/// What came on a stream that ended well.
#[derive(Debug, Default)]
pub struct Answer {
    pub fields: Vec<(String, String)>,
    pub data: Vec<u8>,
}

impl Answer {
    pub fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}

/// A frame; `length` is what it says, whatever it has.
pub fn frame_of(kind: u64, length: u64, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_varint(&mut bytes, kind);
    put_varint(&mut bytes, length);
    bytes.extend_from_slice(payload);
    bytes
}

pub fn frame(kind: u64, payload: &[u8]) -> Vec<u8> {
    frame_of(kind, payload.len() as u64, payload)
}

/// The fields of a call of gRPC.
pub fn grpc(method: &str) -> Fields {
    vec![
        (":method", "POST".to_owned()),
        (":scheme", "https".to_owned()),
        (":authority", "victim".to_owned()),
        (":path", format!("/demo.Test/{method}")),
        ("content-type", "application/grpc".to_owned()),
        ("te", "trailers".to_owned()),
    ]
}

/// A HEADERS frame.
pub fn head(fields: &[(&str, String)]) -> Vec<u8> {
    let mut section = SectionWriter::new();
    for (name, value) in fields {
        section.field(name, value.as_bytes(), false);
    }
    let section = section.finish();
    [section_head(section.len()), section].concat()
}

pub fn data(bytes: &[u8]) -> Vec<u8> {
    [&data_head(bytes.len())[..], bytes].concat()
}

/// A whole call of gRPC.
pub fn call(method: &str, body: &[u8]) -> Vec<u8> {
    [head(&grpc(method)), data(&message(body))].concat()
}

impl Peer {
    /// A stream of one direction, which stays open as long as it is kept.
    pub async fn one_way(&self, bytes: impl Into<Bytes>) -> QuicSend {
        let mut send = self.connection.open_send().await.unwrap();
        // Where this fails, the test sees why.
        let _ = send.write(&mut [bytes.into()]).await;
        send
    }

    /// The stream of a request that begins so. `None` when the connection is over.
    pub async fn begin(&self, bytes: impl Into<Bytes>) -> Option<Stream> {
        let (mut send, recv) = self.connection.open().await.ok()?;
        let _ = send.write(&mut [bytes.into()]).await;
        Some(Stream { send, recv })
    }

    /// The same with nothing behind.
    pub async fn send(&self, bytes: impl Into<Bytes>) -> Option<Stream> {
        let mut stream = self.begin(bytes).await?;
        stream.send.finish();
        Some(stream)
    }

    /// A call and its answer.
    pub async fn ask(&self, method: &str, body: &[u8]) -> Result<Answer, QuicError> {
        self.send(call(method, body)).await.unwrap().answer().await
    }

    /// Whether a call on this connection is answered well.
    pub async fn works(&self) {
        let answer = self.ask("Echo", b"\x0a\x02on").await.unwrap();
        assert_eq!((answer.field("grpc-status"), &answer.data[5..]), ("0", &b"\x0a\x02on"[..]), "{answer:?}");
    }

    /// What the provider closes the connection with.
    pub async fn closed(&self) -> Code {
        match self.connection.closed().await {
            QuicError::Lost { code: Some(code), .. } => Code(code),
            other => panic!("{other:?}"),
        }
    }

    /// Whether it is over already.
    pub async fn is_closed(&self) -> bool {
        let mut closed = std::pin::pin!(self.connection.closed());
        poll_fn(|cx| Poll::Ready(closed.as_mut().poll(cx).is_ready())).await
    }
}

impl Stream {
    pub async fn write(&mut self, bytes: impl Into<Bytes>) -> bool {
        self.send.write(&mut [bytes.into()]).await.is_ok()
    }

    pub async fn read(&mut self) -> Result<Option<Bytes>, QuicError> {
        poll_fn(|cx| self.recv.poll_read(cx)).await
    }

    /// The answer, to its end.
    pub async fn answer(&mut self) -> Result<Answer, QuicError> {
        let (mut reader, mut answer) = (FrameReader::client(64 * 1024), Answer::default());
        while let Some(mut bytes) = self.read().await? {
            while let Some(part) = reader.next(&mut bytes).unwrap() {
                match part {
                    Part::Data(data) => answer.data.extend_from_slice(&data),
                    Part::Section(section) => {
                        let text = |bytes: &Bytes| String::from_utf8(bytes.to_vec()).unwrap();
                        let fields = read_section(&section, 64 * 1024).unwrap();
                        answer
                            .fields
                            .extend(fields.iter().map(|field| (text(&field.name), text(&field.value))));
                    }
                    Part::LongSection => panic!("a long section"),
                }
            }
        }
        Ok(answer)
    }

    /// What the answer is broken off with.
    pub async fn reset(&mut self) -> Code {
        match self.answer().await {
            Err(QuicError::Broken(code)) => Code(code),
            other => panic!("{other:?}"),
        }
    }
}
