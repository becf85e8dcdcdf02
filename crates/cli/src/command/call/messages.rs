//! The messages of a call: arguments, lines of a file, lines of standard input; and its headers.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use dubbors::{Error, StreamSender, Streaming, context};
use tokio::runtime::Handle;

use crate::output::Failure;

enum Source {
    Text(String),
    Reader { name: String, reader: Box<dyn BufRead + Send> },
}

/// The messages that `args` say. Without `streams` what a file or standard input holds is one message, and nothing is the
/// empty one.
pub(super) fn open(args: &[String], streams: bool) -> Result<Streaming<String>, Failure> {
    if args.is_empty() {
        return Ok(Streaming::from_values((!streams).then(|| "{}".to_owned())));
    }
    if is_at_hand(args) {
        return Ok(Streaming::from_values(args.to_vec()));
    }
    let sources = args.iter().map(|arg| source(arg)).collect::<Result<Vec<_>, Failure>>()?;
    let (sender, messages) = Streaming::channel(1);
    let runtime = Handle::current();
    // Files block. The thread ends with the process when nothing more comes.
    tokio::task::spawn_blocking(move || {
        for source in sources {
            if let Err(error) = feed(source, streams, &runtime, &sender) {
                // Nobody may read on, and then nobody wants to know.
                let _ = runtime.block_on(sender.fail(error));
                return;
            }
        }
    });
    Ok(messages)
}

/// Whether the messages can be given once more.
pub(super) fn is_at_hand(args: &[String]) -> bool {
    !args.iter().any(|arg| arg == "-" || arg.starts_with('@'))
}

fn source(arg: &str) -> Result<Source, Failure> {
    if arg == "-" {
        let reader = Box::new(BufReader::new(std::io::stdin()));
        return Ok(Source::Reader { name: "standard input".to_owned(), reader });
    }
    let Some(name) = arg.strip_prefix('@') else { return Ok(Source::Text(arg.to_owned())) };
    let file = File::open(name).map_err(|error| {
        Failure::usage(
            format!("cannot read {name}: {error}"),
            "@FILE is a file with one message a line; - is standard input",
        )
    })?;
    Ok(Source::Reader { name: name.to_owned(), reader: Box::new(BufReader::new(file)) })
}

fn feed(source: Source, streams: bool, runtime: &Handle, sender: &StreamSender<String>) -> Result<(), Error> {
    let send = |message: String| runtime.block_on(sender.send(message));
    let (name, mut reader) = match source {
        Source::Text(text) => return send(text),
        Source::Reader { name, reader } => (name, reader),
    };
    let broken =
        |error: std::io::Error| Error::invalid(format!("cannot read {name}: {error}")).with_source(error);
    if !streams {
        let mut text = String::new();
        reader.read_to_string(&mut text).map_err(broken)?;
        return send(if text.trim().is_empty() { "{}".to_owned() } else { text });
    }
    for line in reader.lines() {
        let line = line.map_err(broken)?;
        if !line.trim().is_empty() {
            send(line)?;
        }
    }
    Ok(())
}

/// Sends headers with the calls of this context. What stands under a name with `-bin` is Base64 already, as it travels.
pub(super) fn headers(headers: &[(String, String)]) -> Result<(), Error> {
    for (name, value) in headers {
        context::attach_with(|attachments| attachments.append(name.clone(), value.clone()))?;
    }
    Ok(())
}
