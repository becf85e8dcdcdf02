//! The cases, and their rounds.

use std::time::Duration;

use super::peer::{Kind, Running};
use crate::Result;

/// One row of the table.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) title: String,
    /// What a client is told.
    line: String,
    time: Duration,
}

/// Calls, by bytes and how many at a time.
const UNARY: [(u32, u32); 5] = [(1024, 1), (1024, 10), (1024, 100), (1024, 1000), (100 * 1024, 10)];
/// Streams, by what a client is told, what they are called, and how many messages each has: a stream is short enough
/// to end soon after its time, and long enough that its start is nothing.
const STREAMS: [(&str, &str); 2] = [("download", "server streaming"), ("chat", "bidi streaming")];
const MESSAGES: u32 = 20_000;
const MESSAGE: u32 = 64;

impl Case {
    pub(crate) fn all(milliseconds: u32) -> Vec<Self> {
        let time = Duration::from_millis(milliseconds.into());
        let unary = UNARY.into_iter().map(|(bytes, in_flight)| Self {
            title: format!("unary {} KiB, {in_flight} in flight", bytes / 1024),
            line: format!("unary {bytes} {in_flight} {milliseconds}"),
            time,
        });
        let streams = STREAMS.into_iter().map(|(what, name)| Self {
            title: format!("{name}, messages of {MESSAGE} B"),
            line: format!("{what} {MESSAGE} {MESSAGES} {milliseconds}"),
            time,
        });
        unary.chain(streams).collect()
    }
}

/// One measure of one peer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Figure {
    /// Calls or messages in a second.
    pub(crate) rate: f64,
    /// Microseconds; messages have none.
    pub(crate) p50: Option<f64>,
    pub(crate) p99: Option<f64>,
    /// Processor time of a call, in microseconds.
    pub(crate) client: f64,
    pub(crate) server: f64,
}

/// All measures, a line for each case, peer and round.
#[derive(Debug, Default)]
pub(crate) struct Results {
    pub(crate) all: Vec<(String, Kind, Figure)>,
    pub(crate) failures: Vec<String>,
}

impl Results {
    /// The cases in the order in which they ran.
    pub(crate) fn cases(&self) -> Vec<&str> {
        let mut cases: Vec<&str> = Vec::new();
        for (case, ..) in &self.all {
            if !cases.contains(&case.as_str()) {
                cases.push(case);
            }
        }
        cases
    }

    /// One figure of every round.
    pub(crate) fn of(&self, case: &str, kind: Kind, what: fn(&Figure) -> Option<f64>) -> Spread {
        let its = self.all.iter().filter(|(name, of, _)| name == case && *of == kind);
        Spread::of(its.filter_map(|(_, _, figure)| what(figure)).collect())
    }
}

/// Sorted figures.
#[derive(Debug)]
pub(crate) struct Spread(Vec<f64>);

impl Spread {
    fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        Self(figures)
    }

    pub(crate) fn median(&self) -> Option<f64> {
        self.0.get(self.0.len() / 2).copied()
    }

    /// How far the figures reach to both sides of the median, the farther one, in per cent of it.
    pub(crate) fn per_cent(&self) -> Option<f64> {
        let (first, last, median) = (self.0.first()?, self.0.last()?, self.median()?);
        (median > 0.0).then(|| (median - first).max(last - median) / median * 100.0)
    }
}

/// Rounds of one case; in each another peer is the first.
pub(crate) fn rounds(peers: &[Running], case: &Case, rounds: usize, results: &mut Results) {
    for round in 0..rounds {
        for at in 0..peers.len() {
            let Some(peer) = peers.get((at + round) % peers.len()) else { continue };
            match measure(peer, case) {
                Ok(Some(figure)) => results.all.push((case.title.clone(), peer.kind, figure)),
                Ok(None) => {}
                Err(problem) => {
                    results.failures.push(format!("{}, {}: {problem}", peer.kind.name(), case.title));
                }
            }
        }
    }
}

/// `None` where the peer has nothing like it.
fn measure(peer: &Running, case: &Case) -> Result<Option<Figure>> {
    let (client, server) = peer.spent()?;
    let said = peer.ask(&case.line, case.time)?;
    let after = peer.spent()?;
    read(&said, after.0.saturating_sub(client), after.1.saturating_sub(server))
}

/// What a client said, with the time that both sides spent.
fn read(said: &str, client: Duration, server: Duration) -> Result<Option<Figure>> {
    if said == "none" {
        return Ok(None);
    }
    let fields: Vec<&str> = said.split('\t').collect();
    let [rate, p50, p99, calls] = fields.as_slice() else { return Err(said.to_owned()) };
    let number = |text: &str| text.parse::<f64>().map_err(|_| format!("`{text}` is no number in: {said}"));
    let time = |text: &str| if text == "-" { Ok(None) } else { number(text).map(Some) };
    let each = |spent: Duration, calls: f64| spent.as_secs_f64() * 1e6 / calls;
    let calls = number(calls)?;
    Ok(Some(Figure {
        rate: number(rate)?,
        p50: time(p50)?,
        p99: time(p99)?,
        client: each(client, calls),
        server: each(server, calls),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_says_is_read() {
        let (client, server) = (Duration::from_millis(20), Duration::from_millis(10));
        let expected = Figure { rate: 5.5, p50: Some(7.0), p99: Some(9.0), client: 2000.0, server: 1000.0 };
        assert_eq!(read("5.5\t7\t9\t10", client, server), Ok(Some(expected)));
        let expected = Figure { p50: None, p99: None, ..expected };
        assert_eq!(read("5.5\t-\t-\t10", client, server), Ok(Some(expected)));
        assert_eq!(read("none", client, server), Ok(None));
        assert_eq!(read("error gone", client, server), Err("error gone".to_owned()));
    }

    #[test]
    fn a_spread_is_the_farther_side() {
        let spread = Spread::of(vec![110.0, 80.0, 100.0]);
        assert_eq!((spread.median(), spread.per_cent()), (Some(100.0), Some(20.0)));
        assert_eq!(Spread::of(Vec::new()).per_cent(), None);
    }
}
