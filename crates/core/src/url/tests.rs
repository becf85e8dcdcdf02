use proptest::prelude::*;

use super::*;

#[test]
fn reads_and_prints_javas_form() {
    let text = "dubbo://u:p@127.0.0.1:20880/a.B?application=x&timeout=3000&version=1.0.0";
    let url: Url = text.parse().unwrap();
    assert_eq!(
        (url.protocol(), url.host(), url.port(), url.path()),
        ("dubbo", "127.0.0.1", Some(20880), "a.B")
    );
    assert_eq!((url.username(), url.password()), ("u", "p"));
    assert_eq!(url.param("timeout"), Some("3000"));
    assert_eq!(url.to_string(), text);
}

#[test]
fn parameters_are_sorted_and_empty_ones_left_out() {
    let url: Url = "dubbo://h:1/p?b=2&a=1;c=&=x&flag".parse().unwrap();
    assert_eq!(url.to_string(), "dubbo://h:1/p?a=1&b=2&flag=flag");
}

#[test]
fn method_parameters_have_two_spellings_and_a_default() {
    let url: Url = "dubbo://h:1/p?m.timeout=1&methods.n.timeout=2&default.timeout=3".parse().unwrap();
    assert_eq!(url.method_param("m", "timeout"), Some("1"));
    assert_eq!(url.method_param("n", "timeout"), Some("2"));
    assert_eq!(url.method_param("o", "timeout"), Some("3"));
}

#[test]
fn addresses_of_every_kind() {
    for (text, host, port) in [
        ("zookeeper://[::1]:2181", "::1", Some(2181)),
        ("zookeeper://::1", "::1", None),
        ("zookeeper://a:1,b:2", "a:1,b:2", None),
        ("zookeeper://[::1]:1,[::2]:2", "[::1]:1,[::2]:2", None),
        ("dubbo://[fe80::1%eth0]:1", "fe80::1%eth0", Some(1)),
        ("memory://", "", None),
        ("N/A://x", "", None),
    ] {
        match text.parse::<Url>() {
            Ok(url) => assert_eq!((url.host(), url.port()), (host, port), "{text}"),
            Err(_) => assert!(text.starts_with("N/A")),
        }
    }
    for text in [
        "dubbo://h:70000",
        "dubbo://u:=u]:3",
        "dubbo://[h]:1",
        "dubbo://a:b:1",
        "dubbo://[::1",
        "dubbo://[::1]x",
    ] {
        assert!(text.parse::<Url>().is_err(), "{text}");
    }
    assert!("no url".parse::<Url>().unwrap_err().next().is_some());
}

#[test]
fn encodes_as_javas_urlencoder() {
    assert_eq!(encode("dubbo://a/b?x=1&y=a b~*ü"), "dubbo%3A%2F%2Fa%2Fb%3Fx%3D1%26y%3Da+b%7E*%C3%BC");
    assert!(decode("%zz").is_err() && decode("%").is_err() && decode("%ff").is_err());
}

proptest! {
    #[test]
    fn decode_undoes_encode(text in "\\PC*") {
        prop_assert_eq!(decode(&encode(&text)).unwrap(), text);
    }

    #[test]
    fn printing_and_reading_again_changes_nothing(text in "[a-z]{1,4}://[a-z0-9.]{1,5}(:[0-9]{1,4})?/[a-zA-Z.]{0,8}\\?([a-z]{1,3}=[a-z0-9]{1,3}&?){0,4}") {
        if let Ok(url) = text.parse::<Url>() {
            prop_assert_eq!(url.to_string().parse::<Url>().unwrap(), url);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*") {
        let _ = text.parse::<Url>();
    }
}
