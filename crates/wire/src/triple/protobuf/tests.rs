use proptest::prelude::*;

use super::*;

fn read(bytes: &[u8]) -> Result<Vec<(u64, Field<'_>)>, ProtobufError> {
    let mut fields = Fields::new("Some", bytes);
    let mut read = Vec::new();
    while let Some(field) = fields.next()? {
        read.push(field);
    }
    Ok(read)
}

#[test]
fn fields_of_every_kind_are_walked_over() {
    let bytes = b"\x08\x96\x01\x11ABCDEFGH\x1a\x02hi\x25abcd\xfa\xff\xff\xff\x0f\x00";
    let expected = [
        (1, Field::Number(150)),
        (2, Field::Fixed),
        (3, Field::Bytes(b"hi")),
        (4, Field::Fixed),
        (MAX_FIELD, Field::Bytes(b"")),
    ];
    assert_eq!(read(bytes).unwrap(), expected);
    assert_eq!(read(b"").unwrap(), []);
}

#[test]
fn what_is_no_message_is_told() {
    for (bytes, text) in [
        (&b"\x08"[..], "Some: cut off at byte 1: expected 1 bytes, got 0"),
        (b"\x08\x80", "Some: cut off at byte 2: expected 1 bytes, got 0"),
        (b"\x0a\x05hell", "Some: cut off at byte 2: expected 5 bytes, got 4"),
        (
            b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01x",
            "Some: cut off at byte 11: expected 18446744073709551615 bytes, got 1",
        ),
        (b"\x11abc", "Some: cut off at byte 1: expected 8 bytes, got 3"),
        (
            b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",
            "Some: number at byte 1 does not end, expected at most 64 bits",
        ),
        (
            b"\x08\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00",
            "Some: number at byte 1 does not end, expected at most 64 bits",
        ),
        (
            b"\x08\x00\x00\x00",
            "Some: key 0 at byte 2, expected a field number from 1 and wire type 0, 1, 2 or 5",
        ),
        (b"\x0b\x0c", "Some: key 11 at byte 0, expected a field number from 1 and wire type 0, 1, 2 or 5"),
        (
            b"\x80\x80\x80\x80\x10\x00",
            "Some: key 4294967296 at byte 0, expected a field number from 1 and wire type 0, 1, 2 or 5",
        ),
    ] {
        assert_eq!(read(bytes).unwrap_err().to_string(), text);
    }
}

#[test]
fn values_are_asked_for_by_kind() {
    assert_eq!(Field::Number(7).number("Some.count"), Ok(7));
    assert_eq!(Field::Bytes(b"hi").text("Some.name"), Ok("hi"));
    assert_eq!(
        Field::Number(7).bytes("Some.name").unwrap_err().to_string(),
        "Some.name: expected a value of wire type 2, got another"
    );
    assert_eq!(
        Field::Fixed.number("Some.count").unwrap_err().to_string(),
        "Some.count: expected a value of wire type 0, got another"
    );
    assert_eq!(
        Field::Bytes(b"a\xff").text("Some.name").unwrap_err().to_string(),
        "Some.name: not UTF-8 at byte 1 of the text"
    );
}

#[test]
fn a_field_written_in_place_is_the_same_as_one_written_at_once() {
    for length in [0, 1, 127, 128, 16_383, 16_384, 2_097_152] {
        let (mut in_place, mut at_once) = (BytesMut::from(&b"before"[..]), BytesMut::from(&b"before"[..]));
        let value: Vec<u8> = (0..=255).cycle().take(length).collect();
        let field = begin_field(&mut in_place, 20);
        in_place.extend_from_slice(&value);
        assert_eq!(field.value_len(&in_place), length);
        assert_eq!(field.finish(&mut in_place), length);
        put_bytes(&mut at_once, 20, &value);
        assert!(in_place == at_once, "{length}");
        begin_field(&mut in_place, 1).abandon(&mut in_place);
        assert!(in_place == at_once, "{length}");
    }
}

proptest! {
    #[test]
    fn numbers_come_back(field in 1..1_000_u32, number in any::<u64>(), shift in 0..64_u32) {
        let mut buffer = BytesMut::new();
        put_number(&mut buffer, field, number >> shift);
        prop_assert_eq!(read(&buffer).unwrap(), [(u64::from(field), Field::Number(number >> shift))]);
    }
}
