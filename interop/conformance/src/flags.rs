//! Options as grpc-go's programs take them: `-name=value`, `--name=value`, `--name value`.

use std::collections::HashMap;
use std::str::FromStr;

use dubbors::{Error, Result};

/// The options of one program.
#[derive(Debug, Default)]
pub struct Flags(HashMap<String, String>);

impl Flags {
    /// Those of this process.
    ///
    /// # Errors
    /// `Code::Invalid` for what is no option.
    pub fn of_process() -> Result<Self> {
        Self::read(std::env::args().skip(1))
    }

    fn read(arguments: impl IntoIterator<Item = String>) -> Result<Self> {
        let mut flags = HashMap::new();
        let mut arguments = arguments.into_iter().peekable();
        while let Some(argument) = arguments.next() {
            let name = argument
                .strip_prefix("--")
                .or_else(|| argument.strip_prefix('-'))
                .ok_or_else(|| Error::invalid(format!("`{argument}` is no option")))?;
            let (name, value) = match name.split_once('=') {
                Some((name, value)) => (name, value.to_owned()),
                None => match arguments.next_if(|next| !next.starts_with('-')) {
                    Some(value) => (name, value),
                    None => (name, "true".to_owned()),
                },
            };
            flags.insert(name.to_owned(), value);
        }
        Ok(Self(flags))
    }

    /// The text of an option.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The text of an option that has to be there.
    ///
    /// # Errors
    /// `Code::Invalid` when it is not.
    pub fn require(&self, name: &str) -> Result<&str> {
        self.get(name).ok_or_else(|| Error::invalid(format!("--{name} is missing")))
    }

    /// The value of an option.
    ///
    /// # Errors
    /// `Code::Invalid` when the text is no such value.
    pub fn or<T: FromStr>(&self, name: &str, default: T) -> Result<T> {
        match self.get(name) {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| Error::invalid(format!("--{name} is `{text}`"))),
        }
    }

    /// Whether a switch is on.
    #[must_use]
    pub fn is_on(&self, name: &str) -> bool {
        self.get(name).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_as_go_reads_them() {
        let line = ["-port=1", "--use_tls", "--case", "a", "-x=b=c"].map(str::to_owned);
        let flags = Flags::read(line).unwrap();
        assert_eq!((flags.or("port", 0).unwrap(), flags.or("soak", 7).unwrap()), (1, 7));
        assert!(flags.is_on("use_tls") && !flags.is_on("use_alts"));
        assert_eq!((flags.get("case"), flags.get("x")), (Some("a"), Some("b=c")));
        assert!(flags.require("none").is_err());
        assert!(Flags::read(["word".to_owned()]).is_err());
        assert!(flags.or("case", 1).is_err());
    }
}
