//! The names of Java types: as people write them, as `Class.getName` prints them, as the JVM describes them.

/// `Class.getName`'s form of a type: `int[]` becomes `[I`, `com.x.User[]` becomes `[Lcom.x.User;`; others stay.
pub(super) fn class_name(name: &str) -> String {
    let name = name.trim();
    if name.ends_with("[]") { descriptor(name).replace('/', ".") } else { name.to_owned() }
}

/// The JVM descriptor of a type in either form.
pub(super) fn descriptor(name: &str) -> String {
    let mut element = name.trim();
    let mut text = String::new();
    while let Some(inner) = element.strip_suffix("[]") {
        text.push('[');
        element = inner.trim_end();
    }
    if element.starts_with('[') {
        text.push_str(&element.replace('.', "/"));
        return text;
    }
    match element {
        "boolean" => text.push('Z'),
        "byte" => text.push('B'),
        "char" => text.push('C'),
        "short" => text.push('S'),
        "int" => text.push('I'),
        "long" => text.push('J'),
        "float" => text.push('F'),
        "double" => text.push('D'),
        class => {
            text.push('L');
            text.push_str(&class.replace('.', "/"));
            text.push(';');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_type_is_understood() {
        for (name, class, jvm) in [
            ("int", "int", "I"),
            ("java.lang.String", "java.lang.String", "Ljava/lang/String;"),
            ("int[]", "[I", "[I"),
            ("long[][]", "[[J", "[[J"),
            ("com.x.User[]", "[Lcom.x.User;", "[Lcom/x/User;"),
            ("[Lcom.x.User;", "[Lcom.x.User;", "[Lcom/x/User;"),
            ("[I", "[I", "[I"),
        ] {
            assert_eq!((class_name(name).as_str(), descriptor(name).as_str()), (class, jvm), "{name}");
        }
    }
}
