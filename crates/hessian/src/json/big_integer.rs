//! Java's `BigInteger`: a sign and a magnitude in words of 32 bits, the most significant first.

use crate::value::{List, Object, Value};

/// Its class.
pub(super) const CLASS: &str = "java.math.BigInteger";
/// The most words that are converted, close to 10 000 digits; the work grows with their square.
const MAX_WORDS: usize = 1024;
/// The most digits that a word is multiplied by at once.
const CHUNK: usize = 9;

/// How much work its digits are: the square of its words, and none where there are too many.
pub(super) fn work(object: &Object) -> usize {
    let words = object.get("mag").and_then(Value::items).map_or(0, <[_]>::len);
    if words > MAX_WORDS { 0 } else { words.saturating_mul(words) }
}

/// The decimal digits of an object of the class `java.math.BigInteger`; `None` if its fields are not as Java writes them, or too long.
pub fn big_integer_to_text(object: &Object) -> Option<String> {
    let signum = object.get("signum")?.as_i64()?;
    let words = object.get("mag")?.items()?;
    if words.len() > MAX_WORDS {
        return None;
    }
    let mut words: Vec<u32> =
        words.iter().map(|word| word.as_i32().map(i32::cast_unsigned)).collect::<Option<_>>()?;
    let mut chunks = Vec::new();
    while words.iter().any(|word| *word != 0) {
        let mut rest = 0;
        for word in &mut words {
            let whole = (rest << 32) | u64::from(*word);
            // The quotient fits a word, as `rest` is below the divisor.
            *word = u32::try_from(whole / 1_000_000_000).ok()?;
            rest = whole % 1_000_000_000;
        }
        chunks.push(rest);
    }
    let mut text = if signum < 0 { "-".to_owned() } else { String::new() };
    let mut chunks = chunks.into_iter().rev();
    text.push_str(&chunks.next().unwrap_or(0).to_string());
    chunks.for_each(|chunk| text.push_str(&format!("{chunk:09}")));
    Some(text)
}

/// The `java.math.BigInteger` that has these decimal digits, with an optional sign; `None` for anything else, or too many digits.
pub fn big_integer_from_text(text: &str) -> Option<Value> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty()
        || digits.len() > MAX_WORDS * CHUNK
        || !digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    // The least significant word first, until the end.
    let mut words: Vec<u32> = Vec::new();
    for chunk in digits.as_bytes().chunks(CHUNK) {
        let factor = chunk.iter().fold(1, |factor: u64, _| factor.saturating_mul(10));
        let mut carry = chunk.iter().fold(0_u64, |sum, byte| {
            sum.saturating_mul(10).saturating_add(u64::from(byte.saturating_sub(b'0')))
        });
        for word in &mut words {
            // A word times a billion is far below 2^64: nothing saturates.
            let whole = u64::from(*word).saturating_mul(factor).saturating_add(carry);
            *word = u32::try_from(whole & u64::from(u32::MAX)).ok()?;
            carry = whole >> 32;
        }
        if carry != 0 {
            words.push(u32::try_from(carry).ok()?);
        }
    }
    let signum = match (words.is_empty(), text.starts_with('-')) {
        (true, _) => 0,
        (false, true) => -1,
        (false, false) => 1,
    };
    let mag = words.into_iter().rev().map(|word| Value::Int(word.cast_signed())).collect();
    let fields = [("signum", Value::Int(signum)), ("mag", Value::List(List::typed("[int", mag)))];
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
        for text in ["", "-", "1.5", "--1", "0x1", &"9".repeat(MAX_WORDS * CHUNK + 1)] {
            assert_eq!(big_integer_from_text(text), None, "{text}");
        }
        let long = Value::List(List::typed("[int", vec![Value::Int(-1); MAX_WORDS + 1]));
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
