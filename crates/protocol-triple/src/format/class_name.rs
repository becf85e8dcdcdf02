//! Java's two spellings of a type: descriptors as in class files, and what `Class.getName()` says.

/// Letters of descriptors and names of Java's primitive types.
const PRIMITIVES: [(&str, &str); 9] = [
    ("V", "void"),
    ("Z", "boolean"),
    ("B", "byte"),
    ("C", "char"),
    ("S", "short"),
    ("I", "int"),
    ("J", "long"),
    ("F", "float"),
    ("D", "double"),
];

/// The name of the type that `descriptor` describes: `java.lang.String` for `Ljava/lang/String;`, `[I` for `[I`.
pub(crate) fn class_name(descriptor: &str) -> String {
    if descriptor.starts_with('[') {
        return descriptor.replace('/', ".");
    }
    if let Some((_, name)) = PRIMITIVES.iter().find(|(letter, _)| *letter == descriptor) {
        return (*name).to_owned();
    }
    let inside = descriptor.strip_prefix('L').and_then(|rest| rest.strip_suffix(';')).unwrap_or(descriptor);
    inside.replace('/', ".")
}

/// The descriptor of the type that is called `name`.
pub(crate) fn descriptor_of(name: &str) -> String {
    if name.starts_with('[') {
        return name.replace('.', "/");
    }
    match PRIMITIVES.iter().find(|(_, known)| *known == name) {
        Some((letter, _)) => (*letter).to_owned(),
        None => format!("L{};", name.replace('.', "/")),
    }
}

/// The descriptors that stand back to back in the descriptor of a method's parameters.
pub(crate) fn each(descriptors: &str) -> impl Iterator<Item = &str> {
    let mut rest = descriptors;
    std::iter::from_fn(move || {
        let dimensions = rest.find(|letter| letter != '[').unwrap_or(rest.len());
        let end = match rest.as_bytes().get(dimensions)? {
            b'L' => rest.find(';')? + 1,
            _ => dimensions + 1,
        };
        let (one, more) = rest.split_at_checked(end)?;
        rest = more;
        Some(one)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_a_type() {
        for (descriptor, name) in [
            ("Ljava/lang/String;", "java.lang.String"),
            ("I", "int"),
            ("V", "void"),
            ("[I", "[I"),
            ("[[Ljava/lang/String;", "[[Ljava.lang.String;"),
        ] {
            assert_eq!((class_name(descriptor).as_str(), descriptor_of(name).as_str()), (name, descriptor));
        }
        assert_eq!(
            each("I[[Ljava/lang/String;[JLa/B;").collect::<Vec<_>>(),
            ["I", "[[Ljava/lang/String;", "[J", "La/B;"]
        );
    }
}
