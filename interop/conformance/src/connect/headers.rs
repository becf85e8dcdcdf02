//! Headers as the suite names them, and as attachments.

use dubbors::{Attachments, Value};

use crate::protos::connectrpc::conformance::v1::Header;

/// Bytes are headers whose name ends so; the suite sends none.
const BINARY: &str = "-bin";

/// Adds what the suite asks for.
pub(crate) fn add(attachments: &mut Attachments, headers: &[Header]) {
    for header in headers {
        for value in &header.value {
            attachments.append(header.name.to_lowercase(), value.clone());
        }
    }
}

/// All pairs, the values of one name together.
pub(crate) fn of(attachments: &Attachments) -> Vec<Header> {
    let mut headers: Vec<Header> = Vec::new();
    for (name, value) in attachments.iter() {
        put(&mut headers, name, value.to_owned());
    }
    for (name, value) in attachments.objects() {
        if let Value::Binary(bytes) = value {
            put(&mut headers, &format!("{name}{BINARY}"), String::from_utf8_lossy(bytes).into_owned());
        }
    }
    headers
}

fn put(headers: &mut Vec<Header>, name: &str, value: String) {
    match headers.iter_mut().find(|header| header.name == name) {
        Some(header) => header.value.push(value),
        None => headers.push(Header { name: name.to_owned(), value: vec![value] }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_one_name_stay_together_and_in_order() {
        let header = |name: &str, values: &[&str]| Header {
            name: name.to_owned(),
            value: values.iter().map(|&value| value.to_owned()).collect(),
        };
        let mut attachments = Attachments::new();
        add(&mut attachments, &[header("X-A", &["1", "2"]), header("x-b", &[]), header("x-c", &["3"])]);
        add(&mut attachments, &[header("x-a", &["4"])]);
        assert_eq!(of(&attachments), [header("x-a", &["1", "2", "4"]), header("x-c", &["3"])]);
    }
}
