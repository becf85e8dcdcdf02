//! What a consumer and a provider agree on for a connection.

use dubbors_core::{Instance, Url, param};

/// A consumer's settings, and where they say nothing of payload, heartbeat or connecting, what the provider says.
///
/// What cannot be read is passed over when the provider wrote it: a provider must not be able to stop its consumers.
#[must_use]
pub fn agreed(settings: &Url, instance: &Instance) -> Url {
    let theirs = instance.to_url();
    let mut agreed = settings.clone();
    for (key, theirs_is_read) in [
        (param::PAYLOAD.key, param::PAYLOAD.of(&theirs).map(drop)),
        (param::HEARTBEAT.key, param::HEARTBEAT.of(&theirs).map(drop)),
        (param::CONNECT_TIMEOUT.key, param::CONNECT_TIMEOUT.of(&theirs).map(drop)),
    ] {
        match (settings.param(key), theirs_is_read) {
            (Some(_), _) => {}
            (None, Ok(())) => theirs.param(key).into_iter().for_each(|value| agreed.set_param(key, value)),
            (None, Err(error)) => tracing::debug!(%error, "a provider's setting is ignored"),
        }
    }
    agreed
}

#[cfg(test)]
mod tests {
    use dubbors_core::Address;

    use super::*;

    #[test]
    fn a_consumer_goes_first_and_a_provider_is_believed_what_can_be_read() {
        let theirs =
            [("payload", "9"), ("heartbeat", "no number"), ("connect.timeout", "7"), ("timeout", "5")];
        let instance = theirs
            .into_iter()
            .fold(Instance::new(Address::new("h", 1), "tri"), |it, (key, value)| it.with_param(key, value));
        let agreed = agreed(&"tri://h:1?payload=8&x=y".parse().unwrap(), &instance);
        let said = ["payload", "heartbeat", "connect.timeout", "timeout", "x"].map(|key| agreed.param(key));
        assert_eq!(said, [Some("8"), None, Some("7"), None, Some("y")]);
    }
}
