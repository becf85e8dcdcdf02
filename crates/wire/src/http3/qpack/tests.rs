use proptest::prelude::*;

use super::*;

fn read(hex: &str) -> Result<Vec<(String, String)>, SectionError> {
    let hex: String = hex.split_whitespace().collect();
    let bytes: Vec<u8> =
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    let fields = read_section(&bytes.into(), 1000)?;
    let text = |bytes: &Bytes| String::from_utf8(bytes.to_vec()).unwrap();
    Ok(fields.iter().map(|field| (text(&field.name), text(&field.value))).collect())
}

#[test]
fn sections_of_the_standards() {
    for (hex, name, value) in [
        // RFC 9204, B.1.
        ("0000 510b 2f69 6e64 6578 2e68 746d 6c", ":path", "/index.html"),
        // Texts of RFC 7541, C.4 and C.6.
        ("0000 50 8c f1e3 c2e5 f23a 6ba0 ab90 f4ff", ":authority", "www.example.com"),
        ("0000 2f 01 25a8 49e9 5ba9 7d7f 89 25a8 49e9 5bb8 e8b4 bf", "custom-key", "custom-value"),
        (
            "0000 56 96 d07a be94 1054 d444 a820 0595 040b 8166 e082 a62d 1bff",
            "date",
            "Mon, 21 Oct 2013 20:13:21 GMT",
        ),
        // Entries by index: 17, 63.
        ("0000 d1", ":method", "GET"),
        ("0000 ff00", ":status", "100"),
    ] {
        assert_eq!(read(hex).unwrap(), [(name.to_owned(), value.to_owned())], "{hex}");
    }
    assert_eq!(read("0000").unwrap(), []);
}

#[test]
fn what_cannot_be_read_is_an_error() {
    for hex in [
        "",
        "00",
        "0000 80",
        "0000 10",
        "0000 00",
        "0200",
        "0000 ff",
        "0000 ff80",
        "0000 ffff ffff ffff",
        "0000 ff24",
        "0000 5f",
        "0000 5102 2f",
        "0000 27",
        "0000 2101",
        "0000 5181 00",
        "0000 5185 ffff ffff ff",
        "0000 5182 1fff",
    ] {
        assert!(matches!(read(hex), Err(SectionError::Malformed(_))), "{hex}: {:?}", read(hex));
    }
}

#[test]
fn a_bomb_is_noticed_before_it_grows() {
    // Two bytes for a hundred.
    let bomb = [&[0, 0][..], &[0xff, 0x16].repeat(5000)].concat();
    assert_eq!(read_section(&bomb.into(), 32 * 1024), Err(SectionError::TooLarge));
    // A text that unpacks to more than may be: 'a' has five bits.
    let mut packed = vec![0, 0, 0x50, 0xff, 0x81 + 0x50, 0x0e];
    packed.extend([0x18, 0xc6, 0x31, 0x8c, 0x63].repeat(400));
    assert_eq!(read_section(&packed.into(), 1000), Err(SectionError::TooLarge));
}

#[test]
fn fields_survive() {
    let fields = [
        (":status", "200"),
        ("content-type", "application/grpc"),
        ("grpc-status", "0"),
        ("x-long", &"v".repeat(500)),
        ("user-agent", ""),
    ];
    for is_secret in [false, true] {
        let mut writer = SectionWriter::new();
        fields.iter().for_each(|(name, value)| writer.field(name, value.as_bytes(), is_secret));
        let read = read_section(&writer.finish(), 4096).unwrap();
        let read: Vec<_> = read.iter().map(|field| (&*field.name, &*field.value)).collect();
        assert_eq!(read, fields.map(|(name, value)| (name.as_bytes(), value.as_bytes())));
    }
}

proptest! {
    #[test]
    fn any_fields_survive(fields in prop::collection::vec(("[a-z-]{1,40}", prop::collection::vec(any::<u8>(), 0..300)), 0..20)) {
        let mut writer = SectionWriter::new();
        fields.iter().for_each(|(name, value)| writer.field(name, value, false));
        let read = read_section(&writer.finish(), usize::MAX).unwrap();
        let read: Vec<_> = read.iter().map(|field| (String::from_utf8(field.name.to_vec()).unwrap(), field.value.to_vec())).collect();
        prop_assert_eq!(read, fields);
    }

    #[test]
    fn anything_may_come(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_section(&bytes.into(), 1000);
    }
}
