use proptest::prelude::*;

use super::*;

#[test]
fn plain_text_is_passed_on() {
    for text in ["", "not found", "~!@#$^&*()_={}[]:;'\"<>?/.,|\\`-"] {
        assert!(matches!(write_message_text(text, 100), Cow::Borrowed(same) if same == text), "{text}");
    }
    assert!(matches!(read_message_text(b"not found"), Cow::Borrowed("not found")));
}

#[test]
fn everything_else_is_escaped_in_upper_case() {
    for (text, written) in [
        ("100% + 1", "100%25 %2B 1"),
        ("t\u{e9}l\u{20ac}\u{1f600}", "t%C3%A9l%E2%82%AC%F0%9F%98%80"),
        ("a\r\nb\0\u{7f}", "a%0D%0Ab%00%7F"),
        (" a ", "%20a%20"),
        (" ", "%20"),
        ("  ", "%20%20"),
    ] {
        assert_eq!(write_message_text(text, 100), written);
        assert_eq!(read_message_text(written.as_bytes()), text);
    }
}

#[test]
fn long_text_is_cut_between_characters() {
    let text = "ab\u{20ac}cd";
    for (limit, written) in
        [(0, ""), (1, "a"), (2, "ab"), (10, "ab"), (11, "ab%E2%82%AC"), (13, "ab%E2%82%ACcd")]
    {
        assert_eq!(write_message_text(text, limit), written, "{limit}");
    }
    assert_eq!(write_message_text("abc", 2), "ab");
    assert_eq!(write_message_text("ab  cd", 4), "ab", "no blanks at the end");
}

#[test]
fn reading_is_lenient() {
    for (value, text) in [
        (&b"50% of a%2"[..], "50% of a%2"),
        (b"%zz%4%%41", "%zz%4%A"),
        (b"a+b", "a+b"),
        (b"%e2%82%ac", "\u{20ac}"),
        (b"%ff!", "\u{fffd}!"),
        (b"\xff!", "\u{fffd}!"),
        ("é".as_bytes(), "é"),
        (b"%", "%"),
    ] {
        assert_eq!(read_message_text(value), text);
    }
}

proptest! {
    #[test]
    fn text_comes_back(text in any::<String>()) {
        let written = write_message_text(&text, usize::MAX);
        prop_assert!(written.bytes().all(|byte| (0x20..=0x7e).contains(&byte) && byte != b'+'));
        prop_assert_eq!(written.trim(), &written);
        prop_assert_eq!(read_message_text(written.as_bytes()), text.as_str());
    }

    #[test]
    fn a_cut_text_is_the_start_of_it(text in ".{0,40}", limit in 0..60_usize) {
        let written = write_message_text(&text, limit);
        prop_assert!(written.len() <= limit);
        prop_assert!(text.starts_with(&*read_message_text(written.as_bytes())));
    }
}
