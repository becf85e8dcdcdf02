//! Which exceptions of Java's library and of Dubbo are of which others. `exceptions.tsv` is what the JDK itself says;
//! `interop/README.md` has the command.

use std::collections::HashMap;
use std::sync::LazyLock;

const ROOT: &str = "java.lang.Throwable";

static SUPER: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("exceptions.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).collect()
});

/// What an exception of Java's library or of Dubbo extends; `None` for `java.lang.Throwable` and for other classes.
pub fn super_class(class: &str) -> Option<&'static str> {
    SUPER.get(class).copied()
}

/// Whether `class` is `wanted` or extends it. Of other classes than those of Java's library and Dubbo it is only known
/// that they are throwable.
pub(super) fn extends(class: &str, wanted: &str) -> bool {
    let parents = std::iter::successors(super_class(class), |class| super_class(class));
    class == wanted || wanted == ROOT || parents.into_iter().any(|parent| parent == wanted)
}

/// All of these classes, in no order.
pub fn exception_classes() -> impl Iterator<Item = &'static str> {
    SUPER.keys().copied()
}

#[cfg(test)]
mod tests;
