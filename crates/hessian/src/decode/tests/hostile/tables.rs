//! S11: the tables of a stream, and what types keep beyond it.

use super::limit_of;
use crate::{ClassDef, Decode, Decoder, Error, Limits, Shape, from_bytes};

#[test]
fn s11_tables_are_bounded() {
    let classes = [&b"C\x01x\x90"[..]; 5000].concat();
    assert_eq!(limit_of(&classes, Limits::DEFAULT), "classes");
    let fields = [&b"C\x01x\xcc\x01"[..], &[0; 2000]].concat();
    assert_eq!(limit_of(&fields, Limits::DEFAULT), "fields_per_class");
    let types = [&[0x57][..], &[&[0x70, 1, b'x'][..]; 70_000].concat()].concat();
    assert_eq!(limit_of(&types, Limits::DEFAULT), "type_names");
    let lists = [&[0x57][..], &[0x78; 3 << 20]].concat();
    assert!(matches!(limit_of(&lists, Limits::DEFAULT), "references" | "memory"));
    let mut few = Limits::DEFAULT;
    few.elements = 10;
    assert_eq!(limit_of(&[&[0x57][..], &[0x90; 20]].concat(), few), "elements");
    few = Limits::DEFAULT;
    few.string_bytes = 10;
    assert_eq!(limit_of(&[&[20][..], &[b'a'; 20]].concat(), few), "string_bytes");
    few.binary_bytes = 10;
    assert_eq!(limit_of(&[&[0x2f][..], &[b'a'; 15]].concat(), few), "binary_bytes");
    few = Limits::DEFAULT;
    few.memory = 1000;
    assert_eq!(limit_of(&[&[0x57][..], &[0x90; 2000]].concat(), few), "memory");
}

#[test]
fn s11_a_million_definitions_in_a_message_are_refused() {
    let definitions: Vec<u8> =
        (0..1_000_000).flat_map(|at| [format!("C\x06{at:06}").as_bytes(), b"\x90"].concat()).collect();
    assert_eq!(limit_of(&definitions, Limits::DEFAULT), "classes");
    let error = Decoder::new(&definitions).skip_value().unwrap_err();
    assert!(error.to_string().contains("classes"), "{error}");
}

/// A type of this test alone, as what types keep stays.
#[derive(Debug, PartialEq)]
struct Kept(i32);

static CLASS: ClassDef = ClassDef::new("t.Kept", &["a"]);
static SHAPE: Shape = Shape::new(&CLASS, &[]);

impl<'de> Decode<'de> for Kept {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        let mut head = from.object_begin(Some(&SHAPE))?.unwrap();
        let mut read = 0;
        while from.next_field(&mut head)?.is_some() {
            read = from.int()?;
        }
        Ok(Self(read))
    }
}

#[test]
fn s11_a_type_keeps_few_definitions_of_its_peers() {
    let mut most = 0;
    for at in 0..10_000 {
        let name = format!("C\x08com.{at:04}");
        let bytes = [name.as_bytes(), b"\x93\x01b\x01a\x01c\x60\x95\x95\x95"].concat();
        assert_eq!(from_bytes::<Kept>(&bytes).unwrap(), Kept(5));
        most = most.max(SHAPE.layouts.all().count());
    }
    assert_eq!(most, 4);
    // A definition with a long name, or without a field of the type, is not kept at all.
    assert!(SHAPE.layouts.all().all(|layout| layout.class.len() == 3));
}
