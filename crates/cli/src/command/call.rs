//! `call`: one call, of a service of Java's types or of a `.proto` file.

mod details;
mod generic;
mod messages;
mod proto;

use std::time::Duration;

use dubbors::json::Schema;
use dubbors::{Code, Dubbo, Error, Origin, ServiceKey, context};

use super::contract::{self, Server};
use super::place::Place;
use crate::args::Call;
use crate::output::{self, Failure};

/// How long a call may take when nobody said. One that streams takes its time.
const TIMEOUT: Duration = Duration::from_secs(3);

pub(crate) async fn run(mut call: Call, verbose: bool) -> Result<(), Failure> {
    let places = places(&mut call)?;
    let (service, method) = split(&call.method)?;
    let schema = contract::of_files(&call.contract)?;
    if places.is_empty() {
        return super::as_consumer(&call.registries, async |dubbo| {
            let announced = triple_of(dubbo, &call, service).await?;
            let asked = Asked { dubbo, call: &call, service, method, verbose };
            if let Some(schema) = &schema {
                return match announced.as_slice() {
                    [] => asked.of_nobody().await,
                    places => proto::run(&asked, schema, places).await,
                };
            }
            if let Some((schema, places)) = asked.told(&announced).await? {
                return proto::run(&asked, &schema, places).await;
            }
            match generic::by_registry(&asked).await {
                Err(Failure::Error(error)) => Err(super::with_names(dubbo, service, error).await.into()),
                done => done,
            }
        })
        .await;
    }
    let dubbo = Dubbo::builder().application("dubbors-cli").without_registry().build().await?;
    let asked = Asked { dubbo: &dubbo, call: &call, service, method, verbose };
    if let Some(schema) = &schema {
        return proto::run(&asked, schema, &places).await;
    }
    match asked.told(&places).await? {
        Some((schema, places)) => proto::run(&asked, &schema, places).await,
        None => generic::in_turn(&asked, &places).await,
    }
}

/// A call as it was typed.
struct Asked<'a> {
    dubbo: &'a Dubbo,
    call: &'a Call,
    service: &'a str,
    method: &'a str,
    verbose: bool,
}

impl Asked<'_> {
    /// The contract of the service, where one of `places` tells it, and the places from there on. `None` when there is no
    /// `.proto` file of it: Java's types need no more than names.
    async fn told<'p>(&self, places: &'p [Place]) -> Result<Option<(Schema, &'p [Place])>, Failure> {
        if self.call.types.is_some() || !places.iter().all(Place::is_triple) {
            return Ok(None);
        }
        let mut left = places;
        while let [place, others @ ..] = left {
            let Call { tls, headers, .. } = self.call;
            let server = Server::at(self.dubbo, place, tls, headers, self.timeout()).await?;
            let told = match place.is_grpc() {
                true => server.contract(self.service).await,
                false => server.told(self.service).await,
            };
            match told {
                Ok(schema) => return Ok(Some((schema, left))),
                Err(error) if !place.is_grpc() && contract::is_untold(&error) => return Ok(None),
                Err(error) if !others.is_empty() && was_not_sent(&error) => trying_the_next(&error),
                Err(error) => return Err(error.into()),
            }
            left = others;
        }
        Ok(None)
    }

    async fn of_nobody(&self) -> Result<(), Failure> {
        let error = Error::new(Code::NoProvider, format!("nobody provides {} over tri://", self.key()))
            .with_next("see what there is with: dubbors ls");
        Err(super::with_names(self.dubbo, self.service, error).await.into())
    }

    fn key(&self) -> ServiceKey {
        key(self.call, self.service)
    }

    /// What goes out with the call, inside of a context.
    fn attach(&self) -> Result<(), Error> {
        for (key, value) in &self.call.attach {
            context::attach(key, value)?;
        }
        self.call.headers.attach()
    }

    fn timeout(&self) -> Duration {
        self.call.timeout.unwrap_or(TIMEOUT)
    }
}

fn key(call: &Call, service: &str) -> ServiceKey {
    ServiceKey::new(service)
        .with_group(call.group.as_deref().unwrap_or_default())
        .with_version(call.version.as_deref().unwrap_or_default())
}

/// Those providers in the registries that may have a contract of a `.proto` file.
async fn triple_of(dubbo: &Dubbo, call: &Call, service: &str) -> Result<Vec<Place>, Error> {
    if call.types.is_some() {
        return Ok(Vec::new());
    }
    let providers = dubbo.providers(&key(call, service)).await?;
    let places = providers.iter().map(|one| Place::read(&format!("{}://{}", one.protocol(), one.address())));
    Ok(places.filter(Place::is_triple).collect())
}

/// The URLs that were typed. One may stand in front of the method, and have the method as its path.
fn places(call: &mut Call) -> Result<Vec<Place>, Failure> {
    if call.method.contains("://") {
        if !call.registries.registry.is_empty() {
            return Err(expected(&call.method));
        }
        let mut place = Place::read(&call.method);
        if place.path.contains('/') {
            call.method = std::mem::take(&mut place.path);
        } else if call.args.is_empty() {
            return Err(expected(&call.method));
        } else {
            call.method = call.args.remove(0);
            if !place.path.is_empty() && !call.method.contains(['.', '/']) {
                call.method = format!("{}/{}", place.path, call.method);
            }
        }
        let others = call.url.iter().map(|url| Place::read(url)).collect::<Vec<_>>();
        return Ok(others.into_iter().chain([place]).collect());
    }
    Ok(call.url.iter().map(|url| Place::read(url)).collect())
}

fn expected(url: &str) -> Failure {
    Failure::usage(
        format!("after {url} a service and a method are expected, and no registry"),
        "dubbors call dubbo://10.0.0.7:20880 com.shop.Orders.find 42",
    )
}

/// Whether no provider can have run the call, so that another one may.
fn was_not_sent(error: &Error) -> bool {
    (error.code(), error.origin()) == (Code::Unavailable, Origin::Local)
}

fn trying_the_next(error: &Error) {
    output::note(&format!("{}; trying the next", error.message()));
}

/// `com.x.Service.method` or `x.Service/Method` into its parts.
fn split(text: &str) -> Result<(&str, &str), Failure> {
    let wrong = || {
        Failure::usage(
            format!("`{text}` does not name a service and a method"),
            "write interface and method with a dot between them: com.shop.Orders.find",
        )
    };
    let (service, method) = text.rsplit_once('/').or_else(|| text.rsplit_once('.')).ok_or_else(wrong)?;
    if service.is_empty() || method.is_empty() {
        return Err(wrong());
    }
    Ok((service, method))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_and_method_are_told_apart() {
        assert_eq!(split("com.x.Orders.find").unwrap(), ("com.x.Orders", "find"));
        assert_eq!(split("x.Greeter/SayHello").unwrap(), ("x.Greeter", "SayHello"));
        for text in ["find", ".find", "com.x.Orders.", "com.x.Orders/", ""] {
            assert!(split(text).is_err(), "{text}");
        }
    }
}
