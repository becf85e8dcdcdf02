//! Mistakes in contracts and classes: the compiler shows the place and says what to write.

#[test]
fn mistakes_are_explained() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
