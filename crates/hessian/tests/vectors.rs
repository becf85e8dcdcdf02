//! What `interop/java/hessian` wrote with real codecs (`testdata/hessian`): every value is decoded to what Java says it
//! is, and written again as Java wrote it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "vectors/text.rs"]
mod text;
#[path = "vectors/tsv.rs"]
mod tsv;

use dubbors_hessian::{Value, from_bytes, to_bytes};

use text::{Detail, text};
use tsv::Vector;

/// The lines of one file.
fn vectors(set: &str) -> Vec<Vector> {
    tsv::vectors(&format!("{}/../../testdata/hessian/{set}.tsv", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Names, and why what is written or read differs there.
type Known = &'static [(&'static str, &'static [&'static str])];

const TYPES: &str = "Java writes a type that was there before by its number, we by its name again";
const CHUNKS: &str = "Java cuts binaries where its buffer ends";
const MARKED: &str = "a list with an end marker; we write its length";
const HALVES: &str = "half a surrogate pair is no Rust text: it becomes U+FFFD";
const NAMED: &str = "hessian-lite 3 names a collection that cannot be serialized, 4 and the text do not";
const STAND_IN: &str =
    "hessian-lite 3 writes the stand-in that Java serializes List.of and its like with, without the items";

/// The vectors of a set, how many there are at least, and where our text or our bytes are others than Java's.
struct Set {
    name: &'static str,
    least: usize,
    texts: Known,
    bytes: Known,
}

impl Set {
    fn check(&self) {
        let vectors = vectors(self.name);
        assert!(vectors.len() >= self.least, "{}: {}", self.name, vectors.len());
        let mut wrong = Vec::new();
        let mut differ = |known: Known, name: &str, differs: bool, what: String| {
            let reason = known.iter().find(|(_, names)| names.contains(&name)).map(|(reason, _)| *reason);
            if differs != reason.is_some() {
                wrong.push(reason.map_or(format!("{name}: {what}"), |it| format!("{name}: no longer: {it}")));
            }
        };
        for Vector { name, text: expected, bytes } in &vectors {
            let value: Value =
                from_bytes(bytes).unwrap_or_else(|error| panic!("{} {name}: {error}", self.name));
            let is = text(&value, Detail::Java);
            differ(self.texts, name, is != *expected, format!("\n  Java {expected}\n  ours {is}"));
            let written = to_bytes(&value).unwrap();
            differ(self.bytes, name, written[..] != bytes[..], "other bytes".to_owned());
            let again: Value = from_bytes(&written).unwrap();
            assert_eq!(text(&again, Detail::Java), is, "{} {name}", self.name);
        }
        assert!(
            wrong.is_empty(),
            "{}: {} of {}\n{}",
            self.name,
            wrong.len(),
            vectors.len(),
            wrong.join("\n")
        );
    }
}

#[test]
fn names_of_the_test_servlet() {
    let bytes: Known = &[(CHUNKS, &["replyBinary_65536", "argBinary_65536"])];
    Set { name: "caucho", least: 175, texts: &[], bytes }.check();
}

#[test]
fn names_of_dubbo_go() {
    let bytes: Known = &[
        (
            MARKED,
            &[
                "customReplyTypedVariableListHasNull",
                "customReplyUntypedVariableListHasNull",
                "customReplyTypedVariableList_A0",
                "customReplyTypedVariableList_boolean",
                "customReplyTypedVariableList_char",
                "customReplyTypedVariableList_date",
                "customReplyTypedVariableList_double",
                "customReplyTypedVariableList_float",
                "customReplyTypedVariableList_int",
                "customReplyTypedVariableList_long",
                "customReplyTypedVariableList_short",
            ],
        ),
        (
            TYPES,
            &[
                "customArgTypedFixedList_A0arrays",
                "customArgTypedFixedList_Test",
                "customArgTypedFixedList_arrays",
                "customReplyListMapListMap",
                "customReplyTypedFixedList_A0arrays",
                "customReplyTypedFixedList_BigInteger",
                "customReplyTypedFixedList_Test",
                "customReplyTypedFixedList_arrays",
            ],
        ),
    ];
    Set { name: "custom", least: 82, texts: &[], bytes }.check();
}

#[test]
fn values_of_hessian_lite_4() {
    let bytes: Known = &[
        (CHUNKS, &["byte[].8190", "byte[].20000"]),
        (HALVES, &["String.half", "String.otherHalf"]),
        (
            TYPES,
            &[
                "Catalogue",
                "Dog[][]",
                "Grid",
                "Object[][]",
                "String[][]",
                "int[][]",
                "int[][][]",
                "list.linked",
                "list.trees",
                "thrown.IOException",
                "thrown.UncheckedIO",
                "thrown.cause",
                "thrown.list",
                "thrown.suppressed",
            ],
        ),
    ];
    Set { name: "values40", least: 208, texts: &[], bytes }.check();
}

#[test]
fn values_of_hessian_lite_3() {
    let texts: Known = &[
        (
            STAND_IN,
            &[
                "List.of.0",
                "List.of.2",
                "List.of.3",
                "List.copyOf",
                "Set.of.1",
                "Map.of.0",
                "Map.of.1",
                "toList",
            ],
        ),
        (NAMED, &["subList", "keySet", "values"]),
    ];
    let bytes: Known = &[
        (CHUNKS, &["byte[].4094", "byte[].8189", "byte[].8190", "byte[].20000"]),
        (HALVES, &["String.half", "String.otherHalf"]),
        (
            TYPES,
            &[
                "Catalogue",
                "Dog[][]",
                "Grid",
                "HashMap.listKey",
                "Object[][]",
                "String[][]",
                "array.nodes",
                "chain",
                "cycle.pair",
                "diamond",
                "int[][]",
                "int[][][]",
                "list.deep",
                "list.linked",
                "list.nested",
                "list.same",
                "list.sameBytes",
                "list.sameClass",
                "list.sameDate",
                "list.sameDecimal",
                "list.sameDog",
                "list.sameEnum",
                "list.sameInts",
                "list.sameText",
                "list.trees",
                "thrown.IOException",
                "thrown.UncheckedIO",
                "thrown.cause",
                "thrown.list",
                "thrown.suppressed",
            ],
        ),
    ];
    Set { name: "values32", least: 208, texts, bytes }.check();
}
