//! The table of `cargo xtask bench triple`, and the same as lines with tabs.

use super::Effort;
use super::cost::Cost;
use super::measure::{Figure, Results, Spread};
use super::peer::Kind;

/// One part of a measure.
type Part = fn(&Figure) -> Option<f64>;

/// What is shown of a measure.
const SHOWN: [(&str, Part); 4] = [
    ("calls or messages a second", |figure| Some(figure.rate)),
    ("p50, microseconds", |figure| figure.p50),
    ("p99, microseconds", |figure| figure.p99),
    (
        "processor time of client and server, microseconds a call or message, which are seconds a million",
        |figure| Some(figure.client + figure.server),
    ),
];

pub(super) fn text(
    machine: &[String],
    effort: &Effort,
    columns: &[Kind],
    results: &Results,
    costs: &[Cost],
) -> String {
    let mut out = String::new();
    for line in machine {
        out.push_str(&format!("{line}\n"));
    }
    out.push_str(&format!(
        "\ngRPC over one connection, server and client a process on a core each; medians of {} rounds of {} ms in \
         turns,\nafter ± how far the rounds reach from it; the ratio is dubbors to tonic.\n",
        effort.rounds, effort.milliseconds
    ));
    for (title, what) in SHOWN {
        let rows = results.cases().into_iter().map(|case| {
            let cells: Vec<Option<f64>> =
                columns.iter().map(|kind| results.of(case, *kind, what).median()).collect();
            let spread = |kind| results.of(case, kind, what);
            row(case, columns, &cells, |kind| mark(&spread(kind)))
        });
        let rows: Vec<String> = rows.flatten().collect();
        out.push_str(&block(title, columns, &rows));
    }
    let mut titles: Vec<&str> = Vec::new();
    for cost in costs {
        if !titles.contains(&cost.title.as_str()) {
            titles.push(&cost.title);
        }
    }
    let rows = titles.into_iter().filter_map(|title| {
        let of = |kind: &Kind| costs.iter().find(|cost| cost.title == title && cost.kind == *kind);
        let cells: Vec<Option<f64>> = columns.iter().map(|kind| of(kind).map(|cost| cost.figure)).collect();
        row(title, columns, &cells, |_| String::new())
    });
    let rows: Vec<String> = rows.collect();
    out.push_str(&block(
        "a call of 1 KiB, both sides in one process; a connection, in the memory of its server",
        columns,
        &rows,
    ));
    out
}

fn block(title: &str, columns: &[Kind], rows: &[String]) -> String {
    let heads: Vec<String> = columns.iter().map(|kind| format!("{:>16}", kind.name())).collect();
    format!("\n{title}\n{:38} | {} | ratio\n{}", "", heads.join(" "), rows.concat())
}

/// `None` when nobody has a figure.
fn row(name: &str, columns: &[Kind], cells: &[Option<f64>], mark: impl Fn(Kind) -> String) -> Option<String> {
    cells.iter().any(Option::is_some).then(|| {
        let texts: Vec<String> = columns
            .iter()
            .zip(cells)
            .map(|(kind, cell)| match cell {
                Some(figure) => format!("{:>10} {:5}", short(*figure), mark(*kind)),
                None => format!("{:>10} {:5}", "-", ""),
            })
            .collect();
        let of = |kind| columns.iter().zip(cells).find(|(of, _)| **of == kind).and_then(|(_, cell)| *cell);
        let ratio = of(Kind::Dubbors).zip(of(Kind::Tonic));
        let ratio = ratio.map_or_else(|| "-".to_owned(), |(ours, theirs)| format!("{:.2}", ours / theirs));
        format!("{name:38} | {} | {ratio}\n", texts.join(" "))
    })
}

fn mark(spread: &Spread) -> String {
    spread.per_cent().map(|per_cent| format!("±{per_cent:.0}%")).unwrap_or_default()
}

/// Digits that are worth reading.
fn short(figure: f64) -> String {
    if figure >= 100.0 { format!("{figure:.0}") } else { format!("{figure:.2}") }
}

/// A line for each round: `round`, case, peer, rate, p50, p99, processor time of client and of server; and one for each
/// cost: `cost`, what, peer, figure.
pub(crate) fn tsv(results: &Results, costs: &[Cost]) -> String {
    let mut out = String::new();
    let optional = |figure: Option<f64>| figure.map_or_else(|| "-".to_owned(), |figure| figure.to_string());
    for (case, kind, figure) in &results.all {
        let Figure { rate, p50, p99, client, server } = *figure;
        let (p50, p99, name) = (optional(p50), optional(p99), kind.name());
        out.push_str(&format!("round\t{case}\t{name}\t{rate}\t{p50}\t{p99}\t{client}\t{server}\n"));
    }
    for Cost { title, kind, figure } in costs {
        out.push_str(&format!("cost\t{title}\t{}\t{figure}\n", kind.name()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_all_columns_and_the_ratio() {
        let columns = [Kind::Dubbors, Kind::Tonic, Kind::H2];
        let row = row("x", &columns, &[Some(150.0), Some(100.0), None], |_| "±1%".to_owned());
        let expected = format!("{:38} |        150 ±1%          100 ±1%            -       | 1.50\n", "x");
        assert_eq!(row, Some(expected));
        assert_eq!(super::row("x", &columns, &[None; 3], |_| String::new()), None);
    }

    #[test]
    fn every_round_has_a_line() {
        let figure = Figure { rate: 5.0, p50: Some(1.5), p99: None, client: 2.0, server: 3.0 };
        let results =
            Results { all: vec![("a case".to_owned(), Kind::GrpcGo, figure)], failures: Vec::new() };
        let costs = [Cost { title: "allocations".to_owned(), kind: Kind::H2, figure: 7.0 }];
        let expected = "round\ta case\tgrpc-go\t5\t1.5\t-\t2\t3\ncost\tallocations\th2\t7\n";
        assert_eq!(tsv(&results, &costs), expected);
    }
}
