//! What Java writes, byte for byte: the vectors of the notation table.

use super::*;

fn hex(write: impl FnOnce(&mut Encoder)) -> String {
    let mut to = Encoder::new();
    write(&mut to);
    to.buffer().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn ints() {
    for (value, bytes) in [
        (0, "90"),
        (-16, "80"),
        (47, "bf"),
        (48, "c8 30"),
        (-17, "c7 ef"),
        (-2048, "c0 00"),
        (2047, "cf ff"),
        (-2049, "d3 f7 ff"),
        (2048, "d4 08 00"),
        (-262_144, "d0 00 00"),
        (262_143, "d7 ff ff"),
        (262_144, "49 00 04 00 00"),
        (-262_145, "49 ff fb ff ff"),
        (i32::MAX, "49 7f ff ff ff"),
        (i32::MIN, "49 80 00 00 00"),
    ] {
        assert_eq!(hex(|to| to.int(value)), bytes, "{value}");
        assert_eq!(crate::from_bytes::<i32>(&crate::to_bytes(&value).unwrap()).unwrap(), value);
    }
}

#[test]
fn longs() {
    for (value, bytes) in [
        (0, "e0"),
        (-8, "d8"),
        (15, "ef"),
        (16, "f8 10"),
        (-9, "f7 f7"),
        (-2048, "f0 00"),
        (2047, "ff ff"),
        (2048, "3c 08 00"),
        (-2049, "3b f7 ff"),
        (262_143, "3f ff ff"),
        (-262_144, "38 00 00"),
        (262_144, "59 00 04 00 00"),
        (-262_145, "59 ff fb ff ff"),
        (2_147_483_647, "59 7f ff ff ff"),
        (-2_147_483_648, "59 80 00 00 00"),
        (2_147_483_648, "4c 00 00 00 00 80 00 00 00"),
        (-2_147_483_649, "4c ff ff ff ff 7f ff ff ff"),
        (i64::MIN, "4c 80 00 00 00 00 00 00 00"),
    ] {
        assert_eq!(hex(|to| to.long(value)), bytes, "{value}");
        assert_eq!(crate::from_bytes::<i64>(&crate::to_bytes(&value).unwrap()).unwrap(), value);
    }
}

// 3.14 is a vector of the notation, not an approximation of anything.
#[allow(clippy::approx_constant)]
#[test]
fn doubles() {
    for (value, bytes) in [
        (0.0, "5b"),
        (1.0, "5c"),
        (-1.0, "5d ff"),
        (127.0, "5d 7f"),
        (-128.0, "5d 80"),
        (128.0, "5e 00 80"),
        (-32768.0, "5e 80 00"),
        (32768.0, "5f 01 f4 00 00"),
        (12.25, "5f 00 00 2f da"),
        (3.14, "5f 00 00 0c 44"),
        (0.001, "5f 00 00 00 01"),
        (0.0001, "44 3f 1a 36 e2 eb 1c 43 2d"),
        (-0.0, "44 80 00 00 00 00 00 00 00"),
        (f64::INFINITY, "44 7f f0 00 00 00 00 00 00"),
        (1e300, "44 7e 37 e4 3c 88 00 75 9c"),
    ] {
        assert_eq!(hex(|to| to.double(value)), bytes, "{value}");
        let back = crate::from_bytes::<f64>(&crate::to_bytes(&value).unwrap()).unwrap();
        assert_eq!(back.to_bits(), value.to_bits(), "{value}");
    }
    assert_eq!(hex(|to| to.double(f64::NAN)), "44 7f f8 00 00 00 00 00 00");
    assert_eq!(hex(|to| to.float(0.1)), "44 3f b9 99 99 a0 00 00 00");
    assert_eq!(hex(|to| to.float(1.5)), "5f 00 00 05 dc");
}

#[test]
fn dates_and_constants() {
    assert_eq!(hex(|to| to.date_millis(894_621_091_000)), "4a 00 00 00 d0 4b 92 84 b8");
    assert_eq!(hex(|to| to.date_millis(894_621_060_000)), "4b 00 e3 83 8f");
    assert_eq!(hex(|to| to.date_millis(-60_000)), "4b ff ff ff ff");
    assert_eq!(hex(|to| to.date_millis(i64::MIN)), "4a 80 00 00 00 00 00 00 00");
    assert_eq!(hex(Encoder::null), "4e");
    assert_eq!(hex(|to| to.bool(true)), "54");
    assert_eq!(hex(|to| to.bool(false)), "46");
}

#[test]
fn strings() {
    assert_eq!(hex(|to| to.string("")), "00");
    assert_eq!(hex(|to| to.string("hello")), "05 68 65 6c 6c 6f");
    assert_eq!(hex(|to| to.string("a😀é")), "04 61 ed a0 bd ed b8 80 c3 a9");
    assert_eq!(hex(|to| to.char('中')), "01 e4 b8 ad");
    assert!(hex(|to| to.string(&"x".repeat(31))).starts_with("1f 78"));
    assert!(hex(|to| to.string(&"x".repeat(32))).starts_with("30 20 78"));
    assert!(hex(|to| to.string(&"é".repeat(32))).starts_with("30 20 c3 a9"));
    assert!(hex(|to| to.string(&"x".repeat(1023))).starts_with("33 ff 78"));
    assert!(hex(|to| to.string(&"x".repeat(1024))).starts_with("53 04 00 78"));
    assert!(hex(|to| to.string(&"x".repeat(0x8000))).starts_with("53 80 00 78"));
}

#[test]
fn long_strings_are_chunked_and_no_pair_is_cut() {
    let plain = hex(|to| to.string(&"x".repeat(0x8001)));
    assert!(plain.starts_with("52 80 00 78") && plain.ends_with("78 01 78"));
    // One unit, then pairs: the 0x8000th unit would be a high surrogate.
    let text = format!("a{}", "😀".repeat(0x4000));
    let mut to = Encoder::new();
    to.string(&text);
    assert_eq!(to.buffer()[..4], [b'R', 0x7f, 0xff, b'a']);
    assert_eq!(to.buffer()[to.len() - 7..to.len() - 6], [2]);
    assert_eq!(crate::from_bytes::<String>(to.buffer()).unwrap(), text);
}

#[test]
fn binaries() {
    assert_eq!(hex(|to| to.binary(&[])), "20");
    assert_eq!(hex(|to| to.binary(&[1, 2, 3])), "23 01 02 03");
    assert!(hex(|to| to.binary(&[0; 16])).starts_with("34 10 00"));
    assert!(hex(|to| to.binary(&[0; 1023])).starts_with("37 ff 00"));
    assert!(hex(|to| to.binary(&[0; 1024])).starts_with("42 04 00 00"));
    let two = hex(|to| to.binary(&[7; 0x8001]));
    assert!(two.starts_with("41 80 00 07") && two.ends_with("07 21 07"));
    assert!(hex(|to| to.binary(&[7; 0x8000])).starts_with("42 80 00 07"));
}

#[test]
fn lists_and_maps() {
    let list = hex(|to| {
        to.list_begin(2, None);
        to.int(1);
        to.string("a");
    });
    assert_eq!(list, "7a 91 01 61");
    let array = hex(|to| {
        to.list_begin(1, Some("[string"));
        to.string("a");
    });
    assert_eq!(array, "71 07 5b 73 74 72 69 6e 67 01 61");
    assert_eq!(hex(|to| to.list_begin(8, None)), "58 98");
    assert_eq!(hex(|to| to.list_begin(8, Some("[int"))), "56 04 5b 69 6e 74 98");
    let map = hex(|to| {
        to.map_begin(None);
        to.string("a");
        to.int(1);
        to.map_end();
    });
    assert_eq!(map, "48 01 61 91 5a");
}

#[test]
fn a_class_is_defined_once_in_a_stream() {
    static CAR: ClassDef = ClassDef::new("e.Car", &["color"]);
    let cars = hex(|to| {
        to.object_begin(&CAR);
        to.string("red");
        to.reference(0);
        // The same definition at another address.
        to.object_begin_shared(&Arc::new(ClassDef::shared("e.Car", ["color"])));
        to.string("red");
    });
    assert_eq!(cars, "43 05 65 2e 43 61 72 91 05 63 6f 6c 6f 72 60 03 72 65 64 51 90 60 03 72 65 64");
}

#[test]
fn many_classes_keep_their_numbers() {
    let class = |n| Arc::new(ClassDef::shared(format!("c.C{n}"), ["f"]));
    let classes: Vec<_> = (0..100).map(class).collect();
    let mut to = Encoder::new();
    for _ in 0..2 {
        for class in &classes {
            to.object_begin_shared(class);
            to.null();
        }
    }
    // The second time no definitions: 16 short heads, 32 with a short number, 52 with a long one, and a null each.
    let expected: usize = 16 * 2 + 32 * 3 + 52 * 4;
    let second = &to.buffer()[to.len() - expected..];
    assert_eq!(second[..2], [0x60, b'N']);
    assert_eq!(to.object_count(), 200);
    // A class of the same name and other fields is another class.
    to.object_begin_shared(&Arc::new(ClassDef::shared("c.C0", ["g"])));
    assert_eq!(to.buffer()[to.len() - 3..], [b'O', 0xc8, 100]);
}

#[test]
fn a_stream_can_begin_anew_in_the_same_buffer() {
    let mut to = Encoder::with_buffer(BytesMut::from(&b"head"[..]));
    to.list_begin(0, None);
    assert_eq!((to.object_count(), to.len(), to.is_empty()), (1, 5, false));
    to.begin_stream();
    to.raw(&[0x91]);
    assert_eq!((to.object_count(), &to.into_inner()[..]), (0, &b"head\x78\x91"[..]));
}

/// Each exception brings a class of its own that says the same as others. Looked for one by one, they would be compared
/// billions of times, and this test would take minutes.
#[test]
fn s13_classes_that_say_the_same_are_found_at_once() {
    let name = |at: usize| format!("c.E{}", if at < 30_000 { 0 } else { at % 100 });
    let mut to = Encoder::new();
    for at in 0..60_000 {
        crate::java::Exception::new(name(at), "x").encode(&mut to).unwrap();
    }
    let bytes = to.into_inner();
    let mut from = crate::Decoder::new(&bytes);
    for at in 0..60_000 {
        assert_eq!(from.decode::<crate::java::Exception>().unwrap().class, name(at));
    }
    // A definition for each class alone: it takes as much as the rest of an exception.
    assert!(bytes.len() < 60_000 * 50, "{}", bytes.len());
}
