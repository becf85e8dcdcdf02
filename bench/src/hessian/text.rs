//! The texts. The program in `bench/hessian-rs/` includes this file; those in `bench/java/` and `bench/go/` build the same.

/// The length of every text in UTF-8.
pub const TEXT: usize = 1024;

/// Texts of exactly one KiB in UTF-8, by name.
pub fn texts() -> [(&'static str, String); 3] {
    [
        ("ascii", text("The quick brown fox jumps over the lazy dog. ")),
        ("chinese", text("远程过程调用框架让服务像本地方法一样")),
        ("emoji", text("ok 服务 🚀 done 😀 é ")),
    ]
}

/// `piece` again and again, up to one KiB, and the last bytes filled with `x`.
fn text(piece: &str) -> String {
    let mut text = String::new();
    for char in piece.chars().cycle() {
        if text.len() + char.len_utf8() > TEXT {
            break;
        }
        text.push(char);
    }
    let missing = TEXT.saturating_sub(text.len());
    text + &"x".repeat(missing)
}
