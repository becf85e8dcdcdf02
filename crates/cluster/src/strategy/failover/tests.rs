use std::sync::Arc;
use std::time::Duration;

use dubbors_core::{Clustered, Code, Endpoint, Invoker, MethodConfig, Snapshot};

use super::*;
use crate::balance::RoundRobin;
use crate::strategy::Failfast;
use crate::testing::{Step, answered_by, call, endpoint, fails};

fn directory(endpoints: Vec<Arc<Endpoint>>, retries: u32) -> Arc<Directory> {
    let method = MethodConfig {
        timeout: Some(Duration::from_secs(1)),
        retries,
        load_balance: Arc::new(RoundRobin::new(&endpoints)),
    };
    Arc::new(Directory::new(Snapshot {
        endpoints: endpoints.into(),
        routers: Box::default(),
        methods: vec![method].into(),
        explanation: "looked nowhere".into(),
    }))
}

async fn failover(endpoints: Vec<Arc<Endpoint>>, retries: u32) -> Result<Response> {
    Clustered::new(Failover, directory(endpoints, retries)).invoke(&mut call(0)).await
}

fn away() -> Step {
    fails(|| Error::unavailable("connection refused"))
}

#[tokio::test]
async fn another_provider_is_tried() {
    let answer = failover(vec![endpoint(1, vec![away()]), endpoint(2, vec![])], 2).await.unwrap();
    assert_eq!(answered_by(&answer), "2");
}

#[tokio::test]
async fn a_lone_provider_is_tried_again() {
    let answer = failover(vec![endpoint(1, vec![away(), away()])], 2).await.unwrap();
    assert_eq!(answered_by(&answer), "1");
}

#[tokio::test]
async fn the_error_tells_who_was_tried_and_what_came_last() {
    let last = || fails(|| Error::unavailable("no route"));
    let error =
        failover(vec![endpoint(1, vec![away()]), endpoint(2, vec![last(), last()])], 1).await.unwrap_err();
    assert_eq!(error.code(), Code::Unavailable);
    for part in ["a.B", "first", "10.0.0.1:1", "10.0.0.1:2", "no route"] {
        assert!(error.to_string().contains(part), "`{part}` is not in: {error}");
    }
}

#[tokio::test]
async fn what_another_provider_would_share_is_not_repeated() {
    for error in [
        || Error::exception("x.Oops", "no"),
        || Error::invalid("wrong argument"),
        || Error::unimplemented("no such method"),
        || Error::denied("no"),
    ] {
        let code = error().code();
        let answer =
            failover(vec![endpoint(1, vec![fails(error)]), endpoint(2, vec![])], 2).await.unwrap_err();
        assert_eq!(answer.code(), code);
    }
    let exception = fails(|| Error::exception("x.Oops", "no"));
    let answer = failover(vec![endpoint(1, vec![exception])], 2).await.unwrap_err();
    assert_eq!(answer.message(), "x.Oops: no", "a business exception passes untouched");
}

#[tokio::test]
async fn without_retries_there_is_one_attempt() {
    assert!(failover(vec![endpoint(1, vec![away()]), endpoint(2, vec![])], 0).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn after_the_deadline_there_is_no_attempt() {
    let slow: Step = Box::new(|| {
        Box::pin(async {
            tokio::time::sleep(Duration::from_secs(2)).await;
            Err(Error::deadline_exceeded("too slow"))
        })
    });
    let directory = directory(vec![endpoint(1, vec![slow]), endpoint(2, vec![])], 2);
    let mut call = call(0).with_deadline(Some(Instant::now() + Duration::from_secs(1)));
    let error = Clustered::new(Failover, directory).invoke(&mut call).await.unwrap_err();
    assert_eq!(error.code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn nobody_to_call_says_where_was_looked() {
    let error = failover(vec![], 2).await.unwrap_err();
    assert_eq!(error.code(), Code::NoProvider);
    assert!(error.to_string().contains("looked nowhere"), "{error}");
}

#[tokio::test]
async fn failfast_tries_once_and_counts() {
    let endpoints = vec![endpoint(1, vec![away()]), endpoint(2, vec![])];
    let directory = directory(endpoints.clone(), 2);
    let error = Clustered::new(Failfast, directory).invoke(&mut call(0)).await.unwrap_err();
    assert!(error.to_string().contains("10.0.0.1:1"), "{error}");
    let stats = endpoints[0].stats();
    assert_eq!((stats.active(), stats.failed(), stats.consecutive_failures()), (0, 1, 1));
    assert_eq!(endpoints[1].stats().succeeded(), 0);
}
