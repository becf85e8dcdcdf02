// hot path
//! The body of a request frame: five strings, the arguments, the attachments (spec dubbo-tcp, section 3).

use std::borrow::Cow;
use std::ops::Range;

use bytes::Bytes;
use dubbors_core::{Args, Attachments, Error, Invocation, Method, Result, ServiceDescriptor, Writer};
use dubbors_hessian::{Decoder, Encoder, Limits};
use tokio::time::Instant;

use crate::attachments;

/// The protocol version that Java 2.7, Java 3.x and dubbo-go write. Not the release.
pub(crate) const PROTOCOL_VERSION: &str = "2.0.2";
/// What Java writes for a service without a version.
const NO_VERSION: &str = "0.0.0";
/// The most arguments that a descriptor may announce: the JVM's own limit.
const MAX_ARGS: usize = 255;

/// The parts of a request that are the same for every call, encoded once for each reference.
#[derive(Debug)]
pub(crate) struct Template {
    /// The five strings for each method index.
    heads: Box<[Bytes]>,
    /// For methods outside of the contract, such as `$echo`.
    path: Box<str>,
    version: Box<str>,
    /// The beginning of the attachments: a map with path, interface, version and group.
    attachments: Bytes,
}

impl Template {
    /// The template of `service` at a provider that exports it under `path`.
    pub(crate) fn new(service: &ServiceDescriptor, path: &str) -> Self {
        let key = service.key();
        let version = if key.version().is_empty() { NO_VERSION } else { key.version() };
        let heads = service
            .methods()
            .iter()
            .map(|method| {
                let mut encoder = Encoder::new();
                write_head(&mut encoder, path, version, method);
                encoder.into_inner().freeze()
            })
            .collect();
        let mut encoder = Encoder::new();
        encoder.map_begin(None);
        attachments::write_pair(&mut encoder, "path", path);
        attachments::write_pair(&mut encoder, "interface", key.interface());
        attachments::write_pair(&mut encoder, "version", version);
        if !key.group().is_empty() {
            attachments::write_pair(&mut encoder, "group", key.group());
        }
        Self { heads, path: path.into(), version: version.into(), attachments: encoder.into_inner().freeze() }
    }

    /// Appends the body of `call`, sent at `now`.
    pub(crate) fn write(&self, call: &Invocation<'_>, encoder: &mut Encoder, now: Instant) -> Result<()> {
        match self.heads.get(call.method().index) {
            Some(head) => encoder.raw(head),
            None => write_head(encoder, &self.path, &self.version, call.method()),
        }
        match call.args() {
            Args::Typed(args) => args.encode(&mut Writer::Hessian(encoder))?,
            Args::Encoded(payload) => encoder.raw(payload.bytes()),
            _ => {
                return Err(Error::unimplemented(format!(
                    "{} streams, which dubbo:// cannot",
                    call.display_name()
                ))
                .with_next("call it over tri://"));
            }
        }
        encoder.raw(&self.attachments);
        if let Some(deadline) = call.deadline() {
            let left = deadline.saturating_duration_since(now).as_millis();
            encoder.string("timeout");
            encoder.string(Decimal::of(u64::try_from(left).unwrap_or(u64::MAX)).as_str());
        }
        attachments::write_pairs(encoder, call.attachments(), |key| {
            !matches!(key, "path" | "interface" | "version" | "group" | "timeout")
        })?;
        encoder.map_end();
        Ok(())
    }
}

fn write_head(encoder: &mut Encoder, path: &str, version: &str, method: &Method) {
    for text in [PROTOCOL_VERSION, path, version, &method.name, &method.descriptor] {
        encoder.string(text);
    }
}

/// A number as text without an allocation.
struct Decimal {
    digits: [u8; 20],
    from: usize,
}

impl Decimal {
    fn of(mut number: u64) -> Self {
        let mut decimal = Self { digits: [b'0'; 20], from: 20 };
        for (index, digit) in decimal.digits.iter_mut().enumerate().rev() {
            *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
            decimal.from = index;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        decimal
    }

    fn as_str(&self) -> &str {
        self.digits.get(self.from..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or("0")
    }
}

/// The five strings at the front of a received request.
#[derive(Debug)]
pub(crate) struct Head<'a> {
    /// Dubbo's protocol version.
    pub(crate) protocol: Cow<'a, str>,
    /// The path that the service is exported under.
    pub(crate) path: Cow<'a, str>,
    /// The version of the service.
    pub(crate) version: Cow<'a, str>,
    /// The method.
    pub(crate) method: Cow<'a, str>,
    /// The descriptors of the parameters.
    pub(crate) descriptor: Cow<'a, str>,
}

impl<'a> Head<'a> {
    /// Reads the head; the decoder then stands at the first argument. Null counts as empty.
    pub(crate) fn read(decoder: &mut Decoder<'a>) -> Result<Self> {
        let mut string = || -> Result<Cow<'a, str>> {
            if decoder.null()? { Ok(Cow::Borrowed("")) } else { Ok(decoder.string()?) }
        };
        Ok(Self {
            protocol: string()?,
            path: string()?,
            version: string()?,
            method: string()?,
            descriptor: string()?,
        })
    }
}

/// Arguments and attachments of a received request.
#[derive(Debug)]
pub(crate) struct Tail {
    /// The arguments, as they came.
    pub(crate) args: Bytes,
    /// What came with them.
    pub(crate) attachments: Attachments,
    /// The place in the body of the pairs that name the service.
    pub(crate) routing: Range<usize>,
    /// Those pairs were the known ones, and are not among the attachments.
    pub(crate) is_known: bool,
}

impl Tail {
    /// Reads what follows the head that ends at `from` in `body`.
    ///
    /// The arguments are only walked over: they are decoded by the service, after the filters let the call pass.
    ///
    /// `known` are the bytes of the pairs that named the service before.
    pub(crate) fn read(
        body: &Bytes,
        from: usize,
        arity: usize,
        known: &[u8],
        limits: Limits,
    ) -> Result<Self> {
        let rest = body.slice(from.min(body.len())..);
        let mut decoder = Decoder::with_limits(&rest, limits);
        for _ in 0..arity {
            decoder.skip_value()?;
        }
        let args = rest.slice(..decoder.position().min(rest.len()));
        let read = attachments::read_request(&mut decoder, &rest, known)?;
        let routing = from + read.routing.start..from + read.routing.end;
        Ok(Self { args, attachments: read.attachments, routing, is_known: read.is_known })
    }
}

/// How many parameters a descriptor names.
///
/// dubbo-go writes slices of dates as `[Ljava/util/Date` without the semicolon and null as `V`; both count as one.
pub(crate) fn arity(descriptor: &str) -> Result<usize> {
    let mut count = 0;
    let mut rest = descriptor.as_bytes();
    while !rest.is_empty() {
        while let Some((b'[', after)) = rest.split_first() {
            rest = after;
        }
        rest = match rest.split_first() {
            Some((b'L', class)) => match class.iter().position(|byte| *byte == b';') {
                Some(end) => class.get(end + 1..).unwrap_or_default(),
                None => &[],
            },
            Some((b'Z' | b'B' | b'C' | b'S' | b'I' | b'J' | b'F' | b'D' | b'V', after)) => after,
            _ => return Err(Error::serialization("the parameter descriptor is malformed")),
        };
        count += 1;
        if count > MAX_ARGS {
            return Err(Error::limit_exceeded(format!("more than {MAX_ARGS} parameters")));
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use dubbors_core::{HessianArgs, Method, Ref, ServiceKey};

    use super::*;

    #[test]
    fn arity_of_descriptors_good_and_bad() {
        for (descriptor, count) in [
            ("", 0),
            ("I", 1),
            ("Ljava/lang/String;I[J[[Ljava/util/Map;", 4),
            ("[Ljava/util/Date", 1),
            ("VJ", 2),
        ] {
            assert_eq!(arity(descriptor).unwrap(), count, "{descriptor}");
        }
        assert!(arity("X").is_err() && arity("[").is_err() && arity(&"I".repeat(256)).is_err());
    }

    #[test]
    fn decimal_prints_every_length() {
        for number in [0, 9, 10, 1000, u64::MAX] {
            assert_eq!(Decimal::of(number).as_str(), number.to_string());
        }
    }

    #[test]
    fn a_request_is_read_as_it_was_written() {
        let method = Method::new("sayHello", "Ljava/lang/String;", "Ljava/lang/String;", 1);
        let service = ServiceDescriptor::new(ServiceKey::parse("g/a.B:1.0.0"), vec![method]);
        let template = Template::new(&service, "a.B");
        let name = "world".to_owned();
        let args = HessianArgs((&name,));
        let mut attachments = Attachments::new();
        attachments.set("k", "v");
        attachments.set("path", "evil");
        let call = Invocation::new(
            Ref::Borrowed(service.key()),
            Ref::Borrowed(&service.methods()[0]),
            Args::Typed(&args),
        )
        .with_attachments(attachments);
        let mut encoder = Encoder::new();
        template.write(&call, &mut encoder, Instant::now()).unwrap();
        let body = encoder.into_inner().freeze();
        let mut decoder = Decoder::new(&body);
        let head = Head::read(&mut decoder).unwrap();
        assert_eq!((&*head.path, &*head.version, &*head.method), ("a.B", "1.0.0", "sayHello"));
        let tail =
            Tail::read(&body, decoder.position(), arity(&head.descriptor).unwrap(), &[], Limits::DEFAULT)
                .unwrap();
        assert_eq!(&tail.args[..], b"\x05world");
        let pairs: Vec<_> = tail.attachments.iter().collect();
        assert_eq!(
            pairs,
            [("path", "a.B"), ("interface", "a.B"), ("version", "1.0.0"), ("group", "g"), ("k", "v")]
        );
    }
}
