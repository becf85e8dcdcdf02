//! `cargo xtask conformance`: the suites others judge gRPC, Connect, HTTP/2 and HTTP/3 by, against our server and our client.
//! Every suite ends in one line, `name: N passed, N failed`; a suite whose tool is not here has failed, or is skipped where
//! there is no package manager of ours to get it by.
//!
//! A suite is a variant of `Suite` and a file; the quick form, which `.ci/run` has, is the same suites with
//! `Place::quick`.

mod browser;
mod certificates;
mod connect;
mod curl;
mod grpc;
mod grpcio;
mod grpcurl;
mod h2spec;
mod http2;
mod http3;
mod install;
mod place;
mod report;
mod service;
mod smuggling;
mod soak;
mod subject;
pub(crate) mod tcp;
mod victim;

pub(crate) use self::install::grpcurl;

use std::time::Instant;

use clap::{Args, ValueEnum};

use self::place::Place;
use self::report::Report;
use self::subject::Subject;
use crate::Result;
use crate::process::Groups;
use crate::tools::{self, APT, CHROMIUM, CURL, GO, OPENSSL, Tool, VENV};
use crate::workspace::Workspace;

#[derive(Debug, Default, Args)]
pub(crate) struct Options {
    /// These suites alone.
    #[arg(value_enum)]
    suites: Vec<Suite>,
    /// Print one JSON object instead of lines.
    #[arg(long)]
    json: bool,
    /// Cleartext alone, and of the largest suites a part.
    #[arg(long)]
    quick: bool,
    /// How long the suite `soak` calls, in seconds; 1800, and 20 with `--quick` or when all suites run.
    #[arg(long)]
    seconds: Option<u64>,
    /// One side alone, in the suites that judge both.
    #[arg(long, value_enum)]
    side: Option<Side>,
    /// Who is judged. Anyone but ourselves is there to judge the suites.
    #[arg(long, value_enum, default_value_t)]
    against: Subject,
}

/// A side of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Side {
    Server,
    Client,
}

/// One judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Suite {
    /// grpc-go's interop client and server.
    Grpc,
    /// The interop cases grpc-go lacks, with Google's C core for Python.
    Grpcio,
    /// connectconformance.
    Connect,
    /// A server of HTTP/2 that misbehaves, with grpc-go's client and ours.
    Http2,
    /// grpc-go's client for as long as it is told to.
    Soak,
    /// Requests of HTTP/1.1 that proxies and we might cut differently, through haproxy and nginx.
    Smuggling,
    /// What attacks do to the calls of others.
    Victim,
    /// HTTP/2 frame by frame.
    H2spec,
    /// HTTP/3 with aioquic, call by call and attack by attack, and connectconformance over quic-go.
    Http3,
    /// The command line every gRPC developer has.
    Grpcurl,
    /// JSON from the shell.
    Curl,
    /// fetch, CORS and gRPC-Web in Chromium.
    Browser,
}

impl Suite {
    fn name(self) -> &'static str {
        match self {
            Self::Grpc => "grpc",
            Self::Grpcio => "grpcio",
            Self::Connect => "connect",
            Self::Http2 => "http2",
            Self::Soak => "soak",
            Self::Smuggling => "smuggling",
            Self::Victim => "victim",
            Self::H2spec => "h2spec",
            Self::Http3 => "http3",
            Self::Grpcurl => "grpcurl",
            Self::Curl => "curl",
            Self::Browser => "browser",
        }
    }

    /// What it cannot do without; whatever else it needs it installs itself.
    fn needs(self) -> &'static [Tool] {
        match self {
            Self::Grpc | Self::Connect | Self::H2spec | Self::Grpcurl => &[GO, OPENSSL],
            Self::Http2 | Self::Soak => &[GO],
            Self::Http3 => &[GO, VENV, OPENSSL],
            Self::Grpcio => &[VENV, OPENSSL],
            Self::Curl => &[CURL, OPENSSL],
            Self::Browser => &[CHROMIUM, OPENSSL],
            Self::Smuggling | Self::Victim => &[],
        }
    }

    fn run(self, place: &Place<'_>, report: &mut Report) -> Result<()> {
        match self {
            Self::Grpc => grpc::run(place, report),
            Self::Grpcio => grpcio::run(place, report),
            Self::Connect => connect::run(place, report),
            Self::Http2 => http2::run(place, report),
            Self::Soak => soak::run(place, report),
            Self::Smuggling => smuggling::run(place, report),
            Self::Victim => victim::run(place, report),
            Self::H2spec => h2spec::run(place, report),
            Self::Http3 => http3::run(place, report),
            Self::Grpcurl => grpcurl::run(place, report),
            Self::Curl => curl::run(place, report),
            Self::Browser => browser::run(place, report),
        }
    }
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let suites = if options.suites.is_empty() { Suite::value_variants() } else { &options.suites };
    let seconds = options.seconds.or(options.suites.is_empty().then_some(soak::QUICK));
    let groups = Groups::default();
    groups.end_at_interrupt()?;
    subject::build(workspace, options.against)?;
    let mut reports = Vec::new();
    for suite in suites {
        let start = Instant::now();
        let mut report = Report::new(suite.name());
        let logs = workspace.target.join("conformance").join(suite.name());
        let place =
            Place::new(workspace, &groups, options.against, logs).of(options.side, options.quick, seconds);
        let missing = tools::missing(suite.needs(), "; ");
        if missing.is_empty() {
            let result = place.fresh_logs().and_then(|()| suite.run(&place, &mut report));
            if let Err(problem) = result {
                report.fail("run", problem);
            }
        } else if APT.is_here() {
            report.fail("run", format!("not on this machine: {}", missing.join(", ")));
        } else {
            report.unavailable(missing.join(", "));
        }
        report.took(start.elapsed());
        if !options.json {
            print!("{report}");
        }
        reports.push(report);
    }
    if options.json {
        println!("{}", report::json(&reports));
    }
    if reports.iter().all(Report::is_good) { Ok(()) } else { Err(String::new()) }
}
