//! Makes references to whatever provider the command line names, and runs the cases or the loop on them.

use std::time::{Duration, Instant};

use dubbors::codegen::Client;
use dubbors::{Code, Dubbo, Refer, Result};

use crate::cases;
use crate::check::Outcome;
use crate::contract::TypesClient;
use crate::known::Skips;
use crate::{Consumer, stdin_closed};

/// How long the services of a provider may take from its first to its last.
const REGISTERED: Duration = Duration::from_secs(20);

/// How long one case may take.
const CASE_LIMIT: Duration = Duration::from_secs(60);

/// Where the provider is.
pub(crate) struct Target {
    dubbo: Dubbo,
    pub(crate) direct: Option<String>,
    /// Whether the provider is called over `tri://`.
    pub(crate) is_triple: bool,
    timeout: Duration,
}

impl Target {
    /// A reference with the settings all cases share: no retry, so that one failure is seen as one.
    pub(crate) fn refer(&self) -> Refer<dubbors::Typed> {
        self.at(self.dubbo.refer())
    }

    /// A client as the cases use it. A provider may be up before all of its services are in the registry: that is waited
    /// for, and not for longer than a provider takes to start.
    pub(crate) async fn connect<C: Client>(&self) -> Result<C> {
        let deadline = Instant::now() + REGISTERED;
        loop {
            match self.refer().connect().await {
                Err(error) if error.code() == Code::NoProvider && Instant::now() < deadline => {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                outcome => return outcome,
            }
        }
    }

    /// The same without a contract.
    pub(crate) fn generic(&self, interface: &str) -> Refer<dubbors::Untyped> {
        self.at(self.dubbo.generic(interface))
    }

    fn at<K>(&self, refer: Refer<K>) -> Refer<K> {
        let refer = refer.retries(0).timeout(self.timeout);
        match &self.direct {
            Some(url) => refer.url(url),
            None => refer,
        }
    }
}

pub(crate) async fn run(consumer: Consumer) -> Result<bool> {
    let builder = Dubbo::builder().application("interop-rust-consumer");
    let builder = match &consumer.registry {
        Some(registry) => builder.registry(registry),
        None => builder.without_registry(),
    };
    let is_triple =
        consumer.direct.as_ref().map_or(consumer.protocol == "tri", |url| url.starts_with("tri://"));
    let target = Target {
        dubbo: builder.build().await?,
        direct: consumer.direct,
        is_triple,
        timeout: Duration::from_millis(consumer.timeout),
    };
    if consumer.looping {
        call_in_a_loop(&target).await?;
        return Ok(true);
    }
    let wanted = |name: &str| consumer.cases.iter().any(|case| case == "all" || case == name);
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    let names = cases::names(is_triple);
    for &name in &names {
        if !wanted(name) {
            continue;
        }
        let mut skips = Skips::default();
        let run = tokio::time::timeout(CASE_LIMIT, cases::run(name, &target, &mut skips));
        let outcome: Outcome = match run.await {
            Ok(outcome) => outcome,
            Err(_) => Err(format!("not done within {CASE_LIMIT:?}")),
        };
        match outcome {
            Ok(()) => match skips.whole() {
                Some(reason) => {
                    skipped += 1;
                    println!("CASE {name} SKIP {reason}");
                }
                None => {
                    passed += 1;
                    println!("CASE {name} PASS");
                    for (method, reason) in skips.left_out {
                        skipped += 1;
                        println!("CASE {name}.{} SKIP {reason}", java_name(method));
                    }
                }
            },
            Err(reason) => {
                failed += 1;
                let line: String =
                    reason.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(400).collect();
                println!("CASE {name} FAIL {line}");
            }
        }
    }
    for name in consumer.cases.iter().filter(|name| *name != "all" && !names.contains(&name.as_str())) {
        skipped += 1;
        println!("CASE {name} SKIP no such case in this peer");
    }
    println!("DONE {passed} {failed} {skipped}");
    Ok(failed == 0)
}

/// As the other peers name the method.
fn java_name(method: &str) -> String {
    let mut words = method.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(1.min(word.len()));
        name + &initial.to_uppercase() + rest
    })
}

async fn call_in_a_loop(target: &Target) -> Result<()> {
    let types: TypesClient = target.refer().timeout(Duration::from_secs(1)).check(false).connect().await?;
    let calls = async {
        loop {
            match types.add(1, 2).await {
                Ok(3) => println!("OK"),
                Ok(sum) => println!("ERR wrong sum {sum}"),
                Err(error) => println!("ERR {} {error}", error.code()),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::select! {
        () = calls => {}
        () = stdin_closed() => {}
    }
    Ok(())
}
