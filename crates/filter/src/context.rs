//! Who calls, and what of a call's attachments is the framework's own business.

use dubbors_core::{AnyFilter, Filter, FilterScope, Invocation, Part, Result, Text};

/// The attachment that names the calling application.
const REMOTE_APPLICATION: Text = Text::from_static("remote.application");

/// Attachments that carry the call itself; a service does not see them and cannot pass them on by mistake (Java's
/// `ContextFilter.UNLOADING_KEYS`).
const UNLOADED: [&str; 12] = [
    "path",
    "interface",
    "group",
    "version",
    "dubbo",
    "token",
    "timeout",
    "_TO",
    "async",
    "dubbo.tag",
    "dubbo.force.tag",
    "input",
];

#[derive(Debug)]
struct Provider;

pub(crate) fn build_provider(_: &FilterScope<'_>) -> Result<Option<AnyFilter>> {
    Ok(Some(AnyFilter::new(Provider)))
}

impl Filter for Provider {
    fn before(&self, call: &mut Invocation<'_>) -> Result<Part> {
        call.attachments_mut().retain(|key, _| !UNLOADED.contains(&key));
        Ok(Part::Done)
    }
}

#[derive(Debug)]
struct Consumer {
    application: Text,
}

/// Nothing to tell without the name of an application.
pub(crate) fn build_consumer(scope: &FilterScope<'_>) -> Result<Option<AnyFilter>> {
    Ok(match scope.application {
        "" => None,
        name => Some(AnyFilter::new(Consumer { application: Text::from(name) })),
    })
}

impl Filter for Consumer {
    fn before(&self, call: &mut Invocation<'_>) -> Result<Part> {
        call.attachments_mut().set(REMOTE_APPLICATION, self.application.clone());
        Ok(Part::Done)
    }
}

#[cfg(test)]
mod tests {
    use dubbors_core::Method;

    use super::*;
    use crate::testing::{Stub, call, run, scope};

    #[tokio::test]
    async fn a_service_sees_the_users_attachments_only() {
        let filter = build_provider(&scope("").scope()).unwrap().unwrap();
        let mut call = call(Method::new("m", "", "V", 0), "");
        for key in ["path", "timeout", "user-id", "generic", "remote.application"] {
            call.attachments_mut().set(key, "x");
        }
        run(&filter, &Stub::answers(""), &mut call).await.unwrap();
        let seen: Vec<&str> = call.attachments().iter().map(|(key, _)| key).collect();
        assert_eq!(seen, ["user-id", "generic", "remote.application"]);
    }

    #[tokio::test]
    async fn the_provider_is_told_who_calls() {
        assert!(build_consumer(&scope("").scope()).unwrap().is_none());
        let scope = scope("").with_application("shop");
        let filter = build_consumer(&scope.scope()).unwrap().unwrap();
        let mut call = call(Method::new("m", "", "V", 0), "");
        run(&filter, &Stub::answers(""), &mut call).await.unwrap();
        assert_eq!(call.attachments().get("remote.application"), Some("shop"));
    }
}
