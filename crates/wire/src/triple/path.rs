//! The path of a call.

use super::excerpt::excerpt;
use super::message_text::nibble;

/// What `:path` of a call says: `/service/method`, behind a prefix of any number of segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RpcPath<'a> {
    /// What stands before the service without the slashes around it; empty in most cases. Java calls it context path.
    pub prefix: &'a str,
    /// Name of the service.
    pub service: &'a str,
    /// Name of the method.
    pub method: &'a str,
}

/// A path is no call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("path `{path}`: {problem}")]
pub struct PathError {
    /// The start of the path, with everything but plain characters escaped.
    pub path: String,
    /// What is wrong with it.
    pub problem: PathProblem,
}

/// Why a path is no call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathProblem {
    /// It does not begin with a slash.
    #[error("expected a slash at its start")]
    Relative,
    /// It has only one segment.
    #[error("expected /service/method")]
    Short,
    /// Two slashes behind each other, or one at the end.
    #[error("empty segment at byte {0}, expected a name")]
    Empty(usize),
    /// A segment is `.` or `..`.
    #[error("`.` or `..` at byte {0}, expected a name")]
    Dots(usize),
    /// A percent sign without two upper-case hexadecimal digits.
    #[error("`%` at byte {0}, expected two digits of 0-9, A-F behind it")]
    Escape(usize),
    /// An escape stands for a letter, a digit or one of `-._~`, which stand for themselves.
    #[error("needless escape at byte {0}, expected the character itself")]
    NeedlessEscape(usize),
    /// A byte that a path cannot have.
    #[error("byte 0x{byte:02x} at {at}, expected one that a path can have")]
    Byte {
        /// The byte.
        byte: u8,
        /// Where it stands.
        at: usize,
    },
}

impl<'a> RpcPath<'a> {
    /// Takes a path apart, without a query.
    ///
    /// Only the normal form of RFC 3986 is accepted: whoever guards a service by its path sees the same path as we do.
    /// Escapes are not resolved.
    ///
    /// # Errors
    /// [`PathError`] when the path is in another form or has less than two segments.
    pub fn parse(path: &'a str) -> Result<RpcPath<'a>, PathError> {
        Self::split(path).map_err(|problem| PathError { path: excerpt(path.as_bytes()), problem })
    }

    fn split(path: &'a str) -> Result<RpcPath<'a>, PathProblem> {
        let inner = path.strip_prefix('/').ok_or(PathProblem::Relative)?;
        let mut at = 1;
        for segment in inner.split('/') {
            check(segment, at)?;
            at += segment.len() + 1;
        }
        let (before, method) = inner.rsplit_once('/').ok_or(PathProblem::Short)?;
        let (prefix, service) = before.rsplit_once('/').unwrap_or(("", before));
        Ok(RpcPath { prefix, service, method })
    }
}

/// Whether two names mean the same method: Java and Go begin them with either case.
pub fn is_same_method(one: &str, other: &str) -> bool {
    match (one.as_bytes(), other.as_bytes()) {
        ([a, one @ ..], [b, other @ ..]) => a.eq_ignore_ascii_case(b) && one == other,
        (one, other) => one == other,
    }
}

/// Checks a segment that begins at byte `start` of the path.
fn check(segment: &str, start: usize) -> Result<(), PathProblem> {
    match segment {
        "" => return Err(PathProblem::Empty(start)),
        "." | ".." => return Err(PathProblem::Dots(start)),
        _ => {}
    }
    let mut bytes = segment.bytes().zip(start..);
    while let Some((byte, at)) = bytes.next() {
        match byte {
            b'%' => {
                let mut digit = || {
                    let digit = bytes.next().map(|(digit, _)| digit);
                    digit.filter(|digit| !digit.is_ascii_lowercase()).and_then(nibble)
                };
                let (Some(high), Some(low)) = (digit(), digit()) else { return Err(PathProblem::Escape(at)) };
                if is_unreserved(high << 4 | low) {
                    return Err(PathProblem::NeedlessEscape(at));
                }
            }
            byte if is_unreserved(byte) || b"!$&'()*+,;=:@".contains(&byte) => {}
            byte => return Err(PathProblem::Byte { byte, at }),
        }
    }
    Ok(())
}

const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_are_taken_apart() {
        for (path, prefix, service, method) in [
            ("/helloworld.Greeter/SayHello", "", "helloworld.Greeter", "SayHello"),
            ("/org.acme.Outer$Inner/$invoke", "", "org.acme.Outer$Inner", "$invoke"),
            ("/api/v1/org.acme.Greeter/greet", "api/v1", "org.acme.Greeter", "greet"),
            ("/a%2Fb/c~d/e:1,f", "a%2Fb", "c~d", "e:1,f"),
            ("/.../..a", "", "...", "..a"),
        ] {
            assert_eq!(RpcPath::parse(path), Ok(RpcPath { prefix, service, method }));
        }
    }

    #[test]
    fn other_forms_are_refused() {
        use PathProblem as P;
        for (path, problem) in [
            ("", P::Relative),
            ("a/b", P::Relative),
            ("http://host/a/b", P::Relative),
            ("*", P::Relative),
            ("/", P::Empty(1)),
            ("/a", P::Short),
            ("/a/", P::Empty(3)),
            ("//a/b", P::Empty(1)),
            ("/a//b", P::Empty(3)),
            ("/a/b/", P::Empty(5)),
            ("/a/../b/c", P::Dots(3)),
            ("/a/./b", P::Dots(3)),
            ("/a/b%", P::Escape(4)),
            ("/a/b%2", P::Escape(4)),
            ("/a/b%2/c", P::Escape(4)),
            ("/a/b%2f", P::Escape(4)),
            ("/a/%zz", P::Escape(3)),
            ("/a/%2E%2E", P::NeedlessEscape(3)),
            ("/a/say%48ello", P::NeedlessEscape(6)),
            ("/a/b?c=d", P::Byte { byte: b'?', at: 4 }),
            ("/a/b c", P::Byte { byte: b' ', at: 4 }),
            ("/a\\b/c", P::Byte { byte: b'\\', at: 2 }),
            ("/a/\u{e9}", P::Byte { byte: 0xc3, at: 3 }),
            ("/a/b\0", P::Byte { byte: 0, at: 4 }),
        ] {
            assert_eq!(RpcPath::parse(path).unwrap_err().problem, problem, "{path}");
        }
        assert_eq!(
            RpcPath::parse("/a//b").unwrap_err().to_string(),
            "path `/a//b`: empty segment at byte 3, expected a name"
        );
        assert_eq!(
            RpcPath::parse("/a\x1b/b").unwrap_err().to_string(),
            "path `/a\\x1b/b`: byte 0x1b at 2, expected one that a path can have"
        );
    }

    #[test]
    fn methods_begin_with_either_case() {
        assert!(is_same_method("sayHello", "SayHello"));
        assert!(is_same_method("$invoke", "$invoke"));
        assert!(is_same_method("", ""));
        assert!(!is_same_method("sayHello", "sayhello"));
        assert!(!is_same_method("a", ""));
        assert!(!is_same_method("\u{e9}a", "\u{c9}a"));
    }

    proptest! {
        #[test]
        fn any_text_is_taken_apart_or_refused(path in "(/[a-c.%2F]{0,4}){0,4}/?") {
            if let Ok(RpcPath { prefix, service, method }) = RpcPath::parse(&path) {
                let slash = if prefix.is_empty() { "" } else { "/" };
                prop_assert_eq!(format!("{slash}{prefix}/{service}/{method}"), path);
            }
        }
    }
}
