//! Java's `BigInteger` as an object, and its digits.

use crate::java::BigInteger;
use crate::value::{List, Object, Value};

/// Its class.
pub(super) const CLASS: &str = "java.math.BigInteger";

/// How much work its digits are: the square of its words, and none where there are too many.
pub(super) fn work(object: &Object) -> usize {
    let words = object.get("mag").and_then(Value::items).map_or(0, <[_]>::len);
    if words > BigInteger::MAX_WORDS { 0 } else { words.saturating_mul(words) }
}

/// The decimal digits of an object of the class `java.math.BigInteger`; `None` if its fields are not as Java writes them, or too long.
pub fn big_integer_to_text(object: &Object) -> Option<String> {
    let signum = object.get("signum")?.as_i32()?;
    let words = object.get("mag")?.items()?;
    if words.len() > BigInteger::MAX_WORDS {
        return None;
    }
    let words: Vec<i32> = words.iter().map(Value::as_i32).collect::<Option<_>>()?;
    BigInteger::from_fields(signum, &words).map(|number| number.to_string())
}

/// The `java.math.BigInteger` that has these decimal digits, with an optional sign; `None` for anything else, or too many digits.
pub fn big_integer_from_text(text: &str) -> Option<Value> {
    let number: BigInteger = text.parse().ok()?;
    let mag = number.words().iter().map(|word| Value::Int(word.cast_signed())).collect();
    let fields = [("signum", Value::Int(number.signum())), ("mag", Value::List(List::typed("[int", mag)))];
    Some(Value::Object(Object::new(CLASS, fields)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn object(text: &str) -> Object {
        match big_integer_from_text(text) {
            Some(Value::Object(object)) => object,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn words_are_as_java_writes_them() {
        // From the golden values of Java.
        for (text, signum, words) in [
            ("0", 0, vec![]),
            ("-1", -1, vec![1]),
            ("18446744073709551616", 1, vec![1, 0, 0]),
            (
                "-340282366920938463463374607431",
                -1,
                vec![0x4, 0x4b82_fa09, 0xb5a5_2cb9_u32.cast_signed(), 0x8b40_5447_u32.cast_signed()],
            ),
        ] {
            let object = object(text);
            assert_eq!(object.get("signum"), Some(&Value::Int(signum)), "{text}");
            let words = words.into_iter().map(Value::Int).collect();
            assert_eq!(object.get("mag"), Some(&Value::List(List::typed("[int", words))), "{text}");
            assert_eq!(big_integer_to_text(&object).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in ["", "-", "1.5", "--1", "0x1", &"9".repeat(9 * BigInteger::MAX_WORDS + 1)] {
            assert_eq!(big_integer_from_text(text), None, "{text}");
        }
        let long = Value::List(List::typed("[int", vec![Value::Int(-1); BigInteger::MAX_WORDS + 1]));
        assert_eq!(
            big_integer_to_text(&Object::new(CLASS, [("signum", Value::Int(1)), ("mag", long)])),
            None
        );
        assert_eq!(big_integer_to_text(&Object::new(CLASS, [("signum", Value::Int(1))])), None);
    }

    proptest! {
        #[test]
        fn digits_come_back(text in "-?[1-9][0-9]{0,200}") {
            prop_assert_eq!(big_integer_to_text(&object(&text)), Some(text));
        }
    }
}
