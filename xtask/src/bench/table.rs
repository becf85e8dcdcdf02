//! The table of `cargo xtask bench hessian`, and the targets.

use super::figures::Figure;

/// Instructions of one operation: payload, codec, operation, and the most there may be.
const TARGETS: [(&str, &str, &str, f64); 6] = [
    ("object", "ours typed", "encode", 1_400.0),
    ("object", "ours typed", "decode", 7_000.0),
    ("object", "ours borrowed", "decode", 2_000.0),
    ("object", "ours dynamic", "decode", 11_000.0),
    ("ascii", "ours typed", "encode", 500.0),
    ("ascii", "ours typed", "decode", 400.0),
];

const FAIL: &str = "FAIL";

/// What the payloads are.
const PAYLOADS: [(&str, &str); 4] = [
    (
        "object",
        "an object of 12 fields: 5 numbers, 2 texts, boolean, date, 3 texts in a list, 3 counts in a map, an object",
    ),
    ("ascii", "1 KiB of ASCII"),
    ("chinese", "1 KiB of Chinese"),
    ("emoji", "1 KiB of ASCII, Chinese and emoji"),
];

pub(crate) fn print(figures: &[Figure]) {
    for (payload, text) in PAYLOADS {
        println!("\n{payload}: {text}");
        println!("{:<20} {:^40} | {:^40} |", "", "encode", "decode");
        let half = format!("{:>7} {:>12} {:>8} {:>10}", "bytes", "instructions", "allocs", "ns");
        println!("{:<20} {half} | {half} | targets", "");
        let of = |codec: &str, operation: &str| {
            let same = |it: &&Figure| it.payload == payload && it.codec == codec && it.operation == operation;
            figures.iter().find(same)
        };
        let mut seen: Vec<&str> = Vec::new();
        for codec in figures.iter().filter(|it| it.payload == payload).map(|it| it.codec.as_str()) {
            if seen.contains(&codec) {
                continue;
            }
            seen.push(codec);
            let (encode, decode) = (of(codec, "encode"), of(codec, "decode"));
            let marks: Vec<String> = [encode, decode].into_iter().flatten().flat_map(marks).collect();
            println!("{codec:<20} {} | {} | {}", cells(encode), cells(decode), marks.join("; "));
        }
    }
    let all: Vec<String> = figures.iter().flat_map(marks).collect();
    let missed = all.iter().filter(|mark| mark.ends_with(FAIL)).count();
    println!("\n{} targets, {missed} missed", all.len());
}

fn cells(figure: Option<&Figure>) -> String {
    let some =
        |value: Option<f64>, digits| value.map_or_else(|| "-".to_owned(), |value| grouped(value, digits));
    format!(
        "{:>7} {:>12} {:>8} {:>10}",
        figure.map_or("-", |figure| figure.bytes.as_str()),
        some(figure.and_then(|figure| figure.instructions), 0),
        some(figure.and_then(|figure| figure.allocations), 1),
        some(figure.map(|figure| figure.nanoseconds), 1),
    )
}

/// Whether a figure meets its targets, one text for each.
fn marks(figure: &Figure) -> Vec<String> {
    let mut marks = Vec::new();
    let mut judge = |value: Option<f64>, most: f64, unit: &str| {
        let verdict = match value {
            None => "not counted",
            Some(value) if value <= most => "pass",
            Some(_) => FAIL,
        };
        marks.push(format!("{} <= {}{unit} {verdict}", figure.operation, grouped(most, 0)));
    };
    let its = TARGETS.into_iter().find(|(payload, codec, operation, _)| {
        *payload == figure.payload && *codec == figure.codec && *operation == figure.operation
    });
    if let Some((.., most)) = its {
        judge(figure.instructions, most, "");
    }
    if figure.codec == "ours typed" && figure.operation == "encode" {
        judge(figure.allocations, 0.0, " allocs");
    }
    marks
}

/// With commas between thousands.
fn grouped(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let (whole, rest) =
        text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    rest.map_or(grouped.clone(), |rest| format!("{grouped}.{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_is_judged_and_others_are_not() {
        let mut figure = Figure {
            payload: "object".to_owned(),
            codec: "ours typed".to_owned(),
            operation: "encode".to_owned(),
            bytes: "279".to_owned(),
            nanoseconds: 1.0,
            instructions: Some(1_400.0),
            allocations: Some(0.5),
        };
        assert_eq!(marks(&figure), ["encode <= 1,400 pass", "encode <= 0 allocs FAIL"]);
        figure.instructions = None;
        assert_eq!(marks(&figure)[0], "encode <= 1,400 not counted");
        figure.codec = "prost".to_owned();
        assert!(marks(&figure).is_empty());
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(1_234_567.0, 0), "1,234,567");
        assert_eq!((grouped(999.04, 1), grouped(1000.0, 1)), ("999.0".to_owned(), "1,000.0".to_owned()));
    }
}
