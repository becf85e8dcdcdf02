//! Asking a server what it provides: gRPC's reflection, of today's version and, where that is not there, of the one before.

mod files;

use dubbors_core::{Error, Origin, Result, StatusCode, StreamSender, Streaming};
use dubbors_protocol_triple::reflection::{Answer, Ask, Reply, Request};
use dubbors_serialization::Schema;

use crate::codegen::protobuf_streams;
use crate::reference::Reference;
use files::Files;

/// What a server tells of its services. See [`Dubbo::reflection`](crate::Dubbo::reflection).
#[derive(Clone, Debug)]
pub struct Reflection {
    versions: [Reference; 2],
    place: String,
}

impl Reflection {
    pub(crate) fn new(versions: [Reference; 2], urls: &[String]) -> Self {
        Self { versions, place: urls.join(", ") }
    }

    /// The full names of all services, sorted.
    ///
    /// # Errors
    /// `Code::Unimplemented` when the server has no reflection; otherwise what kept it from answering.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn services(&self) -> Result<Vec<String>> {
        match self.talk().ask(Ask::ListServices("*".to_owned())).await? {
            Answer::Services(list) => {
                let mut names: Vec<String> = list.services.into_iter().map(|service| service.name).collect();
                names.sort();
                names.dedup();
                Ok(names)
            }
            _ => Err(self.senseless()),
        }
    }

    /// The file that declares a service, method or message, by its full name, and everything that it imports.
    ///
    /// # Errors
    /// `Code::Unimplemented` when the server has no reflection; status `not_found` when it does not know the name, or does
    /// not tell of it; `Code::LimitExceeded` when there are more than 4096 files, or more than 32 MiB of them;
    /// `Code::Serialization` when they make no sense; otherwise what kept it from answering.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn schema(&self, name: &str) -> Result<Schema> {
        let mut talk = self.talk();
        let mut files = Files::default();
        files.add(talk.files(Ask::FileContainingSymbol(name.to_owned())).await?)?;
        while let Some((missing, importer)) = files.missing() {
            let (missing, importer) = (missing.to_owned(), importer.to_owned());
            match talk.files(Ask::FileByFilename(missing.clone())).await {
                Ok(found) => files.add(found)?,
                Err(error) if error.status_code() == StatusCode::NotFound => {
                    files.add_well_known(&missing).map_err(|_| {
                        error.context(format_args!(
                            "{importer} imports {missing}, which {} does not tell of",
                            self.place
                        ))
                    })?;
                }
                Err(error) => return Err(error),
            }
            if !files.has(&missing) {
                return Err(self.senseless());
            }
        }
        Schema::parse(&files.into_set()).map_err(|error| error.context(format_args!("{} says", self.place)))
    }

    fn talk(&self) -> Talk<'_> {
        Talk { of: self, left: self.versions.iter(), open: None }
    }

    fn senseless(&self) -> Error {
        Error::status(
            StatusCode::Internal,
            format!("the reflection of {} answers another question", self.place),
        )
    }
}

/// Questions and answers on one stream.
struct Talk<'a> {
    of: &'a Reflection,
    /// Versions that were not tried.
    left: std::slice::Iter<'a, Reference>,
    open: Option<(StreamSender<Request>, Streaming<Reply>)>,
}

impl Talk<'_> {
    async fn files(&mut self, ask: Ask) -> Result<Vec<bytes::Bytes>> {
        match self.ask(ask).await? {
            Answer::Files(files) => Ok(files.files),
            _ => Err(self.of.senseless()),
        }
    }

    async fn ask(&mut self, ask: Ask) -> Result<Answer> {
        loop {
            let was_open = self.open.is_some();
            match self.attempt(&ask).await {
                Err(error) if error.status_code() == StatusCode::Unimplemented && !was_open => {
                    self.open = None;
                    if self.left.len() == 0 {
                        let text =
                            format!("{} does not tell of its services: it has no reflection", self.of.place);
                        return Err(Error::unimplemented(text)
                            .with_origin(Origin::Remote)
                            .with_source(error));
                    }
                }
                Ok(Reply { answer: Some(Answer::Error(failure)), .. }) => {
                    let code = u32::try_from(failure.code).ok().and_then(StatusCode::from_number);
                    return Err(Error::status(code.unwrap_or(StatusCode::Unknown), failure.message));
                }
                Ok(Reply { answer, .. }) => return answer.ok_or_else(|| self.of.senseless()),
                Err(error) => return Err(error),
            }
        }
    }

    async fn attempt(&mut self, ask: &Ask) -> Result<Reply> {
        let (questions, answers) = match &mut self.open {
            Some(open) => open,
            None => {
                let reference = self.left.next().ok_or_else(|| self.of.senseless())?;
                let (questions, stream) = Streaming::channel(1);
                let stream = protobuf_streams::outbound(stream);
                let answers = reference.bidi_streaming(0, stream, protobuf_streams::answer).await?;
                self.open.insert((questions, answers))
            }
        };
        // When nobody reads the question, the answer says why.
        let _ = questions.send(Request { host: String::new(), ask: Some(ask.clone()) }).await;
        answers.next().await.ok_or_else(|| self.of.senseless())?
    }
}
