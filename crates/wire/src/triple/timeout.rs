//! Time-outs in headers.

use std::time::Duration;

use super::excerpt::excerpt;

/// The header of gRPC, which [`read_grpc_timeout`] reads.
pub const GRPC_TIMEOUT: &str = "grpc-timeout";
/// The header of Connect, in milliseconds ([`read_millis`]).
pub const CONNECT_TIMEOUT: &str = "connect-timeout-ms";

/// What eight digits can say; the rule of gRPC, and dubbo-go refuses more.
const GRPC_MOST: u64 = 99_999_999;
/// What ten digits can say; the rule of Connect.
const MILLIS_MOST: u128 = 9_999_999_999;

/// A header holds no time-out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{header}: `{value}`, expected {expected}")]
pub struct TimeoutError {
    /// Name of the header.
    pub header: &'static str,
    /// The start of its value, with everything but plain characters escaped.
    pub value: String,
    /// What it should have been.
    pub expected: &'static str,
}

/// Reads the value of `grpc-timeout`: one to eight digits and a unit.
///
/// Zero is read as such: the time of such a call is over when it begins.
///
/// # Errors
/// [`TimeoutError`] when the value is anything else.
pub fn read_grpc_timeout(value: &[u8]) -> Result<Duration, TimeoutError> {
    let read = || {
        let (&unit, digits) = value.split_last()?;
        let number = number(digits, 8)?;
        Some(match unit {
            b'n' => Duration::from_nanos(number),
            b'u' => Duration::from_micros(number),
            b'm' => Duration::from_millis(number),
            b'S' => Duration::from_secs(number),
            // eight digits times 3600 is far from the end of 64 bits
            b'M' => Duration::from_secs(number * 60),
            b'H' => Duration::from_secs(number * 3600),
            _ => return None,
        })
    };
    read().ok_or_else(|| TimeoutError {
        header: GRPC_TIMEOUT,
        value: excerpt(value),
        expected: "1 to 8 digits and one of n, u, m, S, M, H",
    })
}

/// Writes a value of `grpc-timeout` in the finest unit that needs no more than eight digits.
///
/// What the unit cannot say is cut off. No time at all becomes one nanosecond, as zero is refused by some; more than
/// eight digits of hours becomes just that.
pub fn write_grpc_timeout(timeout: Duration) -> String {
    let seconds = timeout.as_secs();
    let units = [
        (timeout.as_nanos().max(1), 'n'),
        (timeout.as_micros(), 'u'),
        (timeout.as_millis(), 'm'),
        (seconds.into(), 'S'),
        ((seconds / 60).into(), 'M'),
        ((seconds / 3600).into(), 'H'),
    ];
    let (number, unit) =
        units.into_iter().find(|(number, _)| *number <= GRPC_MOST.into()).unwrap_or((GRPC_MOST.into(), 'H'));
    format!("{number}{unit}")
}

/// Reads a value in milliseconds: one to ten digits. `header` is for the error.
///
/// # Errors
/// [`TimeoutError`] when the value is anything else.
pub fn read_millis(header: &'static str, value: &[u8]) -> Result<Duration, TimeoutError> {
    number(value, 10).map(Duration::from_millis).ok_or_else(|| TimeoutError {
        header,
        value: excerpt(value),
        expected: "milliseconds, 1 to 10 digits",
    })
}

/// Writes a value in milliseconds: never zero, and at most ten digits.
pub fn write_millis(timeout: Duration) -> String {
    timeout.as_millis().clamp(1, MILLIS_MOST).to_string()
}

/// One to `most` decimal digits; `most` is small enough for 64 bits.
fn number(digits: &[u8], most: usize) -> Option<u64> {
    if digits.is_empty() || digits.len() > most {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + u64::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn grpc_timeouts_are_read_in_every_unit() {
        for (text, expected) in [
            ("10000000u", Duration::from_secs(10)),
            ("2999999u", Duration::from_micros(2_999_999)),
            ("1n", Duration::from_nanos(1)),
            ("007m", Duration::from_millis(7)),
            ("0S", Duration::ZERO),
            ("2M", Duration::from_secs(120)),
            ("99999999H", Duration::from_secs(99_999_999 * 3600)),
        ] {
            assert_eq!(read_grpc_timeout(text.as_bytes()), Ok(expected), "{text}");
        }
        for text in ["", "u", "1", "1s", "-1S", "+1S", "1 S", " 1S", "1.5S", "100000000n", "1S\u{fe}"] {
            let error = read_grpc_timeout(text.as_bytes()).unwrap_err().to_string();
            assert!(error.ends_with("`, expected 1 to 8 digits and one of n, u, m, S, M, H"), "{error}");
        }
        assert_eq!(
            read_grpc_timeout(b"1x\x07").unwrap_err().to_string(),
            "grpc-timeout: `1x\\x07`, expected 1 to 8 digits and one of n, u, m, S, M, H"
        );
    }

    #[test]
    fn grpc_timeouts_are_written_in_the_finest_unit_that_fits() {
        for (timeout, expected) in [
            (Duration::ZERO, "1n"),
            (Duration::from_nanos(99_999_999), "99999999n"),
            (Duration::from_nanos(100_000_999), "100000u"),
            (Duration::from_secs(3), "3000000u"),
            (Duration::from_secs(100), "100000m"),
            (Duration::from_secs(100_000), "100000S"),
            (Duration::from_secs(100_000_000), "1666666M"),
            (Duration::from_secs(6_000_000_000), "1666666H"),
            (Duration::MAX, "99999999H"),
        ] {
            assert_eq!(write_grpc_timeout(timeout), expected);
        }
    }

    #[test]
    fn milliseconds() {
        assert_eq!(read_millis(CONNECT_TIMEOUT, b"5000"), Ok(Duration::from_secs(5)));
        assert_eq!(read_millis(CONNECT_TIMEOUT, b"9999999999"), Ok(Duration::from_millis(9_999_999_999)));
        for text in ["", "12345678901", "5s", "-5", "1e3"] {
            let error = read_millis(CONNECT_TIMEOUT, text.as_bytes()).unwrap_err().to_string();
            assert_eq!(error, format!("connect-timeout-ms: `{text}`, expected milliseconds, 1 to 10 digits"));
        }
        assert_eq!(write_millis(Duration::ZERO), "1");
        assert_eq!(write_millis(Duration::from_micros(2_999_999)), "2999");
        assert_eq!(write_millis(Duration::MAX), "9999999999");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_and_no_longer_than_it_was(nanos in any::<u64>(), shift in 0..64_u32) {
            let timeout = Duration::from_nanos((nanos >> shift).max(1));
            let read = read_grpc_timeout(write_grpc_timeout(timeout).as_bytes()).unwrap();
            prop_assert!(read <= timeout && timeout - read < timeout / 10_000 + Duration::from_nanos(1));
            let read = read_millis(CONNECT_TIMEOUT, write_millis(timeout).as_bytes()).unwrap();
            prop_assert!(read <= timeout.max(Duration::from_millis(1)));
        }
    }
}
