//! Exceptions with fields and causes.

use dubbors::java::{Exception, LocalDate};
use dubbors::{Error, Result, StatusCode, Value, hessian};

use super::{Service, of};
use crate::cases::Peer;
use crate::check::{Outcome, failed, refused, same, that, value};
use crate::consumer::Target;
use crate::known::Skips;

/// Methods that throw.
#[dubbors::service("org.dubbors.interop.Failures")]
pub(crate) trait Failures {
    async fn raise(&self, kind: String) -> Result<Option<String>>;
}

impl Failures for Service {
    async fn raise(&self, kind: String) -> Result<Option<String>> {
        let exception = match kind.as_str() {
            "sql" => sql(),
            "parse" => parse(),
            "resource" => resource(),
            "chain" => chain(),
            "order" => order(),
            _ => return Err(Error::invalid(kind)),
        };
        Err(exception.into())
    }
}

pub(super) fn sql() -> Exception {
    Exception::new("java.sql.SQLException", "bad sql")
        .with_field("SQLState", "42000")
        .with_field("vendorCode", 7)
}

pub(super) fn parse() -> Exception {
    Exception::new("java.time.format.DateTimeParseException", "bad")
        .with_field("parsedString", "x1")
        .with_field("errorIndex", 3)
}

pub(super) fn resource() -> Exception {
    Exception::new("java.util.MissingResourceException", "gone")
        .with_field("className", "C")
        .with_field("key", "k")
}

pub(super) fn chain() -> Exception {
    let inner = Exception::new("java.io.FileNotFoundException", "inner");
    let middle = Exception::new("java.io.IOException", "middle").with_cause(inner);
    Exception::new("java.lang.IllegalStateException", "outer").with_cause(middle)
}

pub(super) fn order() -> Exception {
    let missing = Value::List(hessian::List::new(vec!["tea".into(), "茶".into()]));
    let until = hessian::to_bytes(&of::<LocalDate>("2024-02-29"));
    let until = until.and_then(|bytes| hessian::from_bytes::<Value>(&bytes)).unwrap_or_default();
    Exception::new("org.dubbors.interop.OrderException", "no stock")
        .with_field("code", 42)
        .with_field("missing", missing)
        .with_field("until", until)
}

/// What of an exception has to travel: class, message, its fields, and the same of its cause. What Java does not set is
/// null, and the class of a list is its own affair.
pub(super) fn seen(exception: &Exception) -> String {
    let mut fields: Vec<String> = Vec::new();
    for (name, value) in exception.fields.iter().filter(|(_, value)| !value.is_null()) {
        let text = match (value.items(), value) {
            (Some(items), _) => format!("{items:?}"),
            // The order of the fields is the sender's.
            (_, Value::Object(object)) => {
                let date =
                    hessian::to_bytes(value).and_then(|bytes| hessian::from_bytes::<LocalDate>(&bytes));
                date.map_or(object.class.name().to_owned(), |date| date.to_string())
            }
            _ => format!("{value:?}"),
        };
        fields.push(format!("{name}={text}"));
    }
    fields.sort();
    let cause = exception.cause.as_deref().map_or_else(|| "none".to_owned(), seen);
    format!("{exception} {fields:?}, cause: {cause}")
}

/// A kind, what is thrown, classes it extends, and one that it does not.
fn all() -> [(&'static str, Exception, &'static [&'static str], &'static str); 5] {
    [
        ("sql", sql(), &["java.sql.SQLException", "java.lang.Exception"], "java.lang.RuntimeException"),
        (
            "parse",
            parse(),
            &["java.time.DateTimeException", "java.lang.RuntimeException"],
            "java.io.IOException",
        ),
        ("resource", resource(), &["java.lang.RuntimeException", "java.lang.Throwable"], "java.lang.Error"),
        ("chain", chain(), &["java.lang.RuntimeException"], "java.lang.IllegalArgumentException"),
        ("order", order(), &["java.lang.Throwable"], "java.lang.RuntimeException"),
    ]
}

pub(crate) async fn thrown(target: &Target, peer: &Peer, skips: &mut Skips) -> Outcome {
    let failures = value("connect", target.refer().connect::<FailuresClient>().await)?;
    for (kind, expected, supers, other) in all() {
        if skips.leaves_out(peer, kind) {
            continue;
        }
        let error = refused(kind, failures.raise(kind.to_owned()).await)?;
        if peer.throws_by_status(target) {
            failed(kind, &error, StatusCode::Unknown, expected.message.as_deref().unwrap_or_default())?;
            continue;
        }
        let thrown = error.as_exception().ok_or_else(|| format!("{kind}: no exception: {error:?}"))?;
        same(kind, &seen(&expected), &seen(thrown))?;
        for class in supers {
            that(format!("{kind} is no {class}"), thrown.is(class))?;
        }
        that(format!("{kind} is a {other}"), !thrown.is(other))?;
        let root = std::iter::successors(Some(thrown), |it| it.cause.as_deref()).last();
        let is_file = root.is_some_and(|root| root.is("java.io.IOException"));
        that(format!("{kind}: the first cause"), is_file == (kind == "chain"))?;
    }
    Ok(())
}
