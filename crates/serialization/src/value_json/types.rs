//! JVM descriptors as the names of types.

/// The full name of each parameter: `Ljava/lang/String;[I` is `java.lang.String` and `int[]`. What is no descriptor ends
/// the list.
pub(super) fn split(descriptor: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = descriptor;
    while let Some((name, after)) = next(rest) {
        names.push(name);
        rest = after;
    }
    names
}

fn next(descriptor: &str) -> Option<(String, &str)> {
    let element = descriptor.trim_start_matches('[');
    let dimensions = descriptor.len().saturating_sub(element.len());
    let (name, rest) = match element.strip_prefix('L') {
        Some(class) => {
            let (class, rest) = class.split_once(';')?;
            (class.replace('/', "."), rest)
        }
        None => {
            let mut chars = element.chars();
            (primitive(chars.next()?)?.to_owned(), chars.as_str())
        }
    };
    Some((format!("{name}{}", "[]".repeat(dimensions)), rest))
}

fn primitive(letter: char) -> Option<&'static str> {
    Some(match letter {
        'Z' => "boolean",
        'B' => "byte",
        'C' => "char",
        'S' => "short",
        'I' => "int",
        'J' => "long",
        'F' => "float",
        'D' => "double",
        _ => return None,
    })
}

/// Whether an array of JSON is the value itself.
pub(super) fn is_array_of_json(name: &str) -> bool {
    // The type of a collection is declared as one of Java's, or as a class of which nothing is known.
    name.ends_with("[]")
        || matches!(
            name,
            "" | "java.lang.Object" | "java.util.List" | "java.util.Collection" | "java.util.Set"
        )
        || COLLECTIONS.contains(&name)
}

/// Whether an object of JSON is the value itself, whatever its names.
pub(super) fn is_map_of_json(name: &str) -> bool {
    matches!(name, "" | "java.lang.Object") || (name.starts_with("java.util.") && name.ends_with("Map"))
}

const COLLECTIONS: [&str; 11] = [
    "java.lang.Iterable",
    "java.util.ArrayList",
    "java.util.LinkedList",
    "java.util.ArrayDeque",
    "java.util.Queue",
    "java.util.Deque",
    "java.util.Vector",
    "java.util.Stack",
    "java.util.HashSet",
    "java.util.LinkedHashSet",
    "java.util.TreeSet",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_split() {
        assert_eq!(
            split("Ljava/lang/String;I[J[[Lcom/x/User;Z"),
            ["java.lang.String", "int", "long[]", "com.x.User[][]", "boolean"]
        );
        assert!(split("").is_empty());
        for odd in ["X", "L", "Lcom/x", "[", "V", ";"] {
            assert!(split(odd).is_empty(), "{odd}");
        }
        assert_eq!(split("IX"), ["int"]);
    }
}
