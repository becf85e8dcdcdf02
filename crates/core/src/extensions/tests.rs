use std::sync::Mutex;

use crate::{Filter, Invocation, Next, Response, ServiceDescriptor, ServiceKey, Url};

use super::*;

#[test]
fn an_unknown_name_lists_what_exists_and_the_nearest() {
    let mut table: Table<u8> = Table::new("filter");
    table.add("token", Arc::new(1));
    table.add("echo", Arc::new(2));
    let error = table.get("tokne").unwrap_err();
    assert_eq!(error.message(), "unknown filter `tokne`; did you mean `token`? known: echo, token");
    assert_eq!(table.get("zzzzzz").unwrap_err().message(), "unknown filter `zzzzzz` known: echo, token");
}

struct Pass;

impl Filter for Pass {
    async fn filter(&self, call: &mut Invocation<'_>, next: Next<'_>) -> Result<Response> {
        next.run(call).await
    }
}

/// Extensions whose filters write their name down when they are built.
fn recording() -> (Extensions, Arc<Mutex<Vec<&'static str>>>) {
    let built = Arc::new(Mutex::new(Vec::new()));
    let mut ext = Extensions::new();
    for (name, side, scope, order, default) in [
        ("echo", Side::Provider, Scope::Call, -10, true),
        ("timeout", Side::Provider, Scope::Attempt, 0, true),
        ("exception", Side::Provider, Scope::Call, 0, true),
        ("token", Side::Provider, Scope::Call, 5, false),
        ("idle", Side::Provider, Scope::Call, 7, true),
        ("consumercontext", Side::Consumer, Scope::Call, -10, true),
        ("sign", Side::Consumer, Scope::Attempt, 0, true),
    ] {
        let log = Arc::clone(&built);
        let mut entry = FilterEntry::new(side, scope, order, move |_| {
            if name == "idle" {
                return Ok(None);
            }
            log.lock().unwrap().push(name);
            Ok(Some(AnyFilter::new(Pass)))
        });
        entry.default = default;
        ext.filters.add(name, Arc::new(entry));
    }
    (ext, built)
}

/// The names of the filters that are built, or the error.
fn check(side: Side, scope: Scope, named: &str) -> String {
    let (ext, built) = recording();
    let (service, settings) = (ServiceDescriptor::new(ServiceKey::new("a.B"), vec![]), Url::default());
    let target = FilterScope { service: &service, application: "", settings: &settings };
    match ext.filters(side, scope, &target, named) {
        Ok(filters) => {
            let built = built.lock().unwrap();
            assert_eq!(filters.len(), built.len());
            built.join(" ")
        }
        Err(error) => error.message().to_owned(),
    }
}

#[test]
fn a_list_extends_and_trims_the_defaults() {
    let known = "known: consumercontext, echo, exception, idle, sign, timeout, token";
    for (named, expected) in [
        ("", "echo exception timeout"),
        ("token", "echo exception timeout token"),
        ("token,token, default ,", "echo exception timeout token"),
        ("-timeout", "echo exception"),
        ("-default", ""),
        ("-default,token,echo", "echo token"),
        ("token,-token", "echo exception timeout"),
        ("tokem", &format!("unknown filter `tokem`; did you mean `token`? {known}")),
        ("-monitoring", &format!("unknown filter `monitoring` {known}")),
        ("sign", "filter `sign` runs on the consumer's side, not on the provider's"),
    ] {
        assert_eq!(check(Side::Provider, Scope::Call, named), expected, "{named}");
    }
}

#[test]
fn a_consumers_filters_are_split_by_scope() {
    assert_eq!(check(Side::Consumer, Scope::Call, ""), "consumercontext");
    assert_eq!(check(Side::Consumer, Scope::Attempt, ""), "sign");
    assert_eq!(check(Side::Consumer, Scope::Attempt, "-sign,consumercontext"), "");
    assert_eq!(
        check(Side::Consumer, Scope::Call, "echo"),
        "filter `echo` runs on the provider's side, not on the consumer's"
    );
}

#[test]
fn a_filter_that_refuses_its_settings_is_named() {
    let mut ext = Extensions::new();
    let entry =
        FilterEntry::new(Side::Provider, Scope::Call, 0, |_| Err(Error::invalid("no key"))).by_default();
    ext.filters.add("auth", Arc::new(entry));
    let (service, settings) = (ServiceDescriptor::new(ServiceKey::new("a.B"), vec![]), Url::default());
    let target = FilterScope { service: &service, application: "", settings: &settings };
    let error = ext.filters(Side::Provider, Scope::Call, &target, "").unwrap_err();
    assert_eq!(error.message(), "filter `auth`: no key");
}
