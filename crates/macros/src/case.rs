//! Names in the style of the other language.

/// A style of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Camel,
    Pascal,
    Snake,
    ScreamingSnake,
}

impl Case {
    /// What `rename_all` accepts.
    pub(crate) const NAMES: &str = "`camelCase`, `PascalCase`, `snake_case`, `SCREAMING_SNAKE_CASE`";

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "camelCase" => Self::Camel,
            "PascalCase" => Self::Pascal,
            "snake_case" => Self::Snake,
            "SCREAMING_SNAKE_CASE" => Self::ScreamingSnake,
            _ => return None,
        })
    }

    /// `name`, a Rust identifier in snake_case or PascalCase, in this style.
    pub(crate) fn apply(self, name: &str) -> String {
        let words = words(name);
        match self {
            Self::Camel => {
                let first = words.first().map(|word| word.to_lowercase()).unwrap_or_default();
                first + &words.iter().skip(1).map(|word| capitalized(word)).collect::<String>()
            }
            Self::Pascal => words.iter().map(|word| capitalized(word)).collect(),
            Self::Snake => words.join("_").to_lowercase(),
            Self::ScreamingSnake => words.join("_").to_uppercase(),
        }
    }
}

fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in name.split('_').filter(|part| !part.is_empty()) {
        let mut word = String::new();
        let mut before_lower = false;
        for letter in part.chars() {
            if letter.is_uppercase() && before_lower {
                words.push(std::mem::take(&mut word));
            }
            before_lower = !letter.is_uppercase();
            word.push(letter);
        }
        words.push(word);
    }
    words
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_change_style() {
        for (name, camel, pascal, snake, screaming) in [
            ("say_hello", "sayHello", "SayHello", "say_hello", "SAY_HELLO"),
            ("find", "find", "Find", "find", "FIND"),
            ("DarkGreen", "darkGreen", "DarkGreen", "dark_green", "DARK_GREEN"),
            ("RED", "red", "Red", "red", "RED"),
            ("line_2", "line2", "Line2", "line_2", "LINE_2"),
            ("_x", "x", "X", "x", "X"),
        ] {
            assert_eq!(Case::Camel.apply(name), camel);
            assert_eq!(Case::Pascal.apply(name), pascal);
            assert_eq!(Case::Snake.apply(name), snake);
            assert_eq!(Case::ScreamingSnake.apply(name), screaming);
        }
    }
}
