//! `java.math.BigInteger`: a sign and a magnitude in words of 32 bits, the most significant first. Spec section 7.2.

use std::fmt;
use std::str::FromStr;

use super::JavaArray;
use super::object::object;
use crate::decode::{Decode, Decoder};
use crate::encode::{Encode, Encoder};
use crate::error::Error;

/// The most digits that a word is multiplied by at once.
const CHUNK: usize = 9;
const TEN_TO_THE_NINTH: u64 = 1_000_000_000;

/// A `java.math.BigInteger`; nothing is computed with it here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct BigInteger {
    negative: bool,
    /// The most significant word first, which is not 0.
    words: Vec<u32>,
}

/// A text is not an integer in decimal digits, or has too many of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an integer of at most {} decimal digits", BigInteger::MAX_WORDS * CHUNK)]
pub struct BadInteger;

impl BigInteger {
    /// The most words that are converted from and to decimal digits, close to 10 000 of these: the work grows with the
    /// square.
    pub(crate) const MAX_WORDS: usize = 1024;

    /// A number from its sign and the words of its magnitude, the most significant first.
    pub fn from_words(negative: bool, words: &[u32]) -> Self {
        let zeros = words.iter().take_while(|word| **word == 0).count();
        let words = words.get(zeros..).unwrap_or_default().to_vec();
        Self { negative: negative && !words.is_empty(), words }
    }

    /// Whether it is below 0.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The words of its magnitude, the most significant first; none for 0.
    pub fn words(&self) -> &[u32] {
        &self.words
    }

    pub(crate) fn signum(&self) -> i32 {
        match (self.negative, self.words.is_empty()) {
            (_, true) => 0,
            (true, _) => -1,
            (false, _) => 1,
        }
    }

    pub(crate) fn from_fields(signum: i32, words: &[i32]) -> Option<Self> {
        let words: Vec<u32> = words.iter().map(|word| word.cast_unsigned()).collect();
        let number = Self::from_words(signum < 0, &words);
        (number.signum() == signum).then_some(number)
    }
}

// Java writes what it keeps in advance too, such as the number of bits, and reckons it again when it is missing.
object! {
    BigInteger, "Ljava/math/BigInteger;", "java.math.BigInteger",
    |it| {
        "signum" => signum: i32 = it.signum(),
        "mag" => words: Words = Words(it.words.iter().map(|word| word.cast_signed()).collect()),
    } => BigInteger::from_fields(signum, &words.0), or parsed
}

/// An `int[]`. dubbo-go has longs without a sign in it, of which Java takes the lower half.
struct Words(JavaArray<i32>);

impl Encode for Words {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        self.0.encode(to)
    }
}

impl<'de> Decode<'de> for Words {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        let words = JavaArray::<i64>::decode(from)?;
        Ok(Self(words.into_iter().map(|word| word as i32).collect()))
    }
}

impl From<i64> for BigInteger {
    fn from(value: i64) -> Self {
        let size = u128::from(value.unsigned_abs());
        Self { negative: value < 0, ..Self::from(size) }
    }
}

impl From<u128> for BigInteger {
    fn from(value: u128) -> Self {
        let words = [value >> 96, value >> 64, value >> 32, value].map(|word| word as u32);
        Self::from_words(false, &words)
    }
}

/// Fails for a number that takes more bits.
impl TryFrom<&BigInteger> for i128 {
    type Error = BadInteger;

    fn try_from(number: &BigInteger) -> Result<Self, BadInteger> {
        if number.words.len() > 4 {
            return Err(BadInteger);
        }
        let size = number.words.iter().fold(0_u128, |size, word| size << 32 | u128::from(*word));
        let value =
            if number.negative { 0_i128.checked_sub_unsigned(size) } else { Self::try_from(size).ok() };
        value.ok_or(BadInteger)
    }
}

/// Decimal digits; above some 10 000 of them hexadecimal ones after `0x`, which cost less to find.
impl fmt::Display for BigInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        if self.words.len() > Self::MAX_WORDS {
            text.push_str("0x");
            self.words.iter().for_each(|word| text.push_str(&format!("{word:08x}")));
        } else {
            let mut chunks = chunks(self.words.clone()).into_iter().rev();
            text.push_str(&chunks.next().unwrap_or_default().to_string());
            chunks.for_each(|chunk| text.push_str(&format!("{chunk:09}")));
        }
        f.pad_integral(!self.negative, "", &text)
    }
}

/// Nine decimal digits each, the least significant first.
fn chunks(mut words: Vec<u32>) -> Vec<u64> {
    let mut chunks = Vec::new();
    while words.iter().any(|word| *word != 0) {
        let mut rest = 0;
        for word in &mut words {
            let whole = (rest << 32) | u64::from(*word);
            // The quotient fits a word, as `rest` is below the divisor.
            *word = (whole / TEN_TO_THE_NINTH) as u32;
            rest = whole % TEN_TO_THE_NINTH;
        }
        chunks.push(rest);
    }
    chunks
}

/// Decimal digits with an optional sign.
impl FromStr for BigInteger {
    type Err = BadInteger;

    fn from_str(text: &str) -> Result<Self, BadInteger> {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let too_long = digits.len() > Self::MAX_WORDS.saturating_mul(CHUNK);
        if digits.is_empty() || too_long || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(BadInteger);
        }
        // The least significant word first, until the end.
        let mut words: Vec<u32> = Vec::new();
        for chunk in digits.as_bytes().chunks(CHUNK) {
            // At most nine digits: neither leaves 32 bits, so no step below leaves 64.
            let factor = chunk.iter().fold(1_u64, |factor, _| factor.wrapping_mul(10));
            let number = chunk.iter().fold(0_u64, |sum, byte| {
                sum.wrapping_mul(10).wrapping_add(u64::from(byte.wrapping_sub(b'0')))
            });
            let mut carry = number;
            for word in &mut words {
                let whole = u64::from(*word).wrapping_mul(factor).wrapping_add(carry);
                *word = whole as u32;
                carry = whole >> 32;
            }
            if carry != 0 {
                words.push(carry as u32);
            }
        }
        words.reverse();
        Ok(Self::from_words(text.starts_with('-'), &words))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;
    use crate::{from_bytes, to_bytes};

    #[test]
    fn words_are_as_java_writes_them() {
        for (text, negative, words) in [
            ("0", false, &[][..]),
            ("-1", true, &[1]),
            ("18446744073709551616", false, &[1, 0, 0]),
            ("-340282366920938463463374607431", true, &[0x4, 0x4b82_fa09, 0xb5a5_2cb9, 0x8b40_5447]),
        ] {
            let number: BigInteger = text.parse().unwrap();
            assert_eq!((number.is_negative(), number.words()), (negative, words), "{text}");
            assert_eq!(number.to_string(), text);
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in ["", "-", "1.5", "--1", "0x1", &"9".repeat(BigInteger::MAX_WORDS * CHUNK + 1)] {
            assert_eq!(text.parse::<BigInteger>(), Err(BadInteger), "{text}");
        }
        assert_eq!(BigInteger::from_fields(0, &[1]), None);
        assert_eq!(BigInteger::from_fields(1, &[0]), None);
        assert!(
            BigInteger::from_words(true, &vec![1; BigInteger::MAX_WORDS + 1])
                .to_string()
                .starts_with("-0x00000001")
        );
    }

    #[test]
    fn native_integers_convert() {
        for value in [0, 1, -1, i64::MIN, i64::MAX] {
            let number = BigInteger::from(value);
            assert_eq!(number.to_string(), value.to_string());
            assert_eq!(i128::try_from(&number), Ok(value.into()));
        }
        assert_eq!(BigInteger::from(u128::MAX).to_string(), u128::MAX.to_string());
        assert!(i128::try_from(&BigInteger::from(u128::MAX)).is_err());
        let least: BigInteger = i128::MIN.to_string().parse().unwrap();
        assert_eq!(i128::try_from(&least), Ok(i128::MIN));
    }

    proptest! {
        #[test]
        fn digits_come_back(text in "-?[1-9][0-9]{0,200}") {
            let number: BigInteger = text.parse().unwrap();
            prop_assert_eq!(number.to_string(), text);
            prop_assert_eq!(from_bytes::<BigInteger>(&to_bytes(&number).unwrap()), Ok(number));
        }
    }
}
