//! A consumer's settings laid over what a provider's URL says.

use dubbors_core::{Instance, Url, param};

/// What concerns the provider alone (Java's `DefaultProviderURLMergeProcessor`, spec governance, section 6).
const PROVIDER_ONLY: [&str; 12] = [
    "threadname",
    "threadpool",
    "corethreads",
    "threads",
    "queues",
    "alive",
    "transporter",
    param::PEER_SHARE.key,
    param::UNREAD_ANSWERS.key,
    param::MAX_CONCURRENT_STREAMS.key,
    param::MAX_CONNECTION_AGE.key,
    param::MAX_CONNECTION_IDLE.key,
];
type IsRead = fn(&Url) -> bool;

/// What a provider may say of its connections, and whether it can be read. A provider must not be able to stop its
/// consumers with a word they do not know; Java's `codec` means something else, for one.
const OF_CONNECTIONS: [(&str, IsRead); 8] = [
    (param::PAYLOAD.key, |url| param::PAYLOAD.of(url).is_ok()),
    (param::HEARTBEAT.key, |url| param::HEARTBEAT.of(url).is_ok()),
    (param::CONNECT_TIMEOUT.key, |url| param::CONNECT_TIMEOUT.of(url).is_ok()),
    (param::CODEC.key, |url| param::CODEC.of(url).is_ok()),
    (param::FLAVOR.key, |url| param::FLAVOR.of(url).is_ok()),
    (param::HTTP_VERSION.key, |url| param::HTTP_VERSION.of(url).is_ok()),
    (param::HTTP_GET.key, |url| param::HTTP_GET.of(url).is_ok()),
    (param::COMPRESSION.key, |url| {
        url.param(param::COMPRESSION.key).is_none_or(|name| ["gzip", "zstd", "identity"].contains(&name))
    }),
];
/// Where the provider's value always stays.
const PROVIDER_ALWAYS: [&str; 5] = ["release", "dubbo", "methods", "timestamp", "dubbo.tag"];
/// Where the provider's value stays if it has one.
const PROVIDER_FIRST: [&str; 3] = ["group", "version", "generic"];
/// What names extensions of the side that wrote it: a provider's names mean nothing here.
const NAMES_OF_EXTENSIONS: [&str; 5] =
    ["reference.filter", "service.filter", "invoker.listener", "exporter.listener", "serialization"];

/// The settings of a consumer for one provider: the provider's parameters, overlaid with the consumer's.
///
/// Unlike Java, the provider's lists of filters and listeners are left out instead of joined, and so is its serialization: a
/// provider in another language names extensions that do not exist here. Nor may a provider say whom to trust or which files to show: of TLS
/// it says only whether it has it.
pub(crate) fn merge(consumer: &Url, instance: &Instance) -> Url {
    let mut merged = instance.to_url();
    for key in PROVIDER_ONLY.iter().chain(&NAMES_OF_EXTENSIONS) {
        merged.set_param(*key, "");
        merged.set_param(format!("default.{key}"), "");
    }
    for (key, is_read) in OF_CONNECTIONS {
        if !is_read(&merged) {
            tracing::debug!(address = %instance.address(), key, "a provider's setting is ignored: it cannot be read");
            merged.set_param(key, "");
            merged.set_param(format!("default.{key}"), "");
        }
    }
    let about_tls = |key: &&String| {
        let key = key.strip_prefix("default.").unwrap_or(key);
        key.starts_with(param::SSL_PREFIX)
    };
    let theirs: Vec<String> = merged.params().keys().filter(about_tls).cloned().collect();
    for key in theirs {
        merged.set_param(key, "");
    }
    for (key, value) in consumer.params() {
        let key = key.as_str();
        let stays = PROVIDER_ALWAYS.contains(&key)
            || (PROVIDER_FIRST.contains(&key) && merged.params().contains_key(key));
        if !stays {
            merged.set_param(key, value.as_str());
        }
    }
    if let Some(application) = instance.param("application") {
        merged.set_param("remote.application", application);
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_turns_tls_on_and_says_nothing_else_of_it() {
        let provider = "tri://10.0.0.1:1/a.B?default.ssl.key=x&interface=a.B&ssl-enabled=true&ssl.ca=theirs\
            &ssl.dangerous-accept-any-certificate=true";
        let instance = Instance::from_url(&provider.parse().unwrap()).unwrap();
        let merged = |consumer: &str| merge(&consumer.parse().unwrap(), &instance).to_string();
        let start = "tri://10.0.0.1:1/a.B?interface=a.B&ssl-enabled=";
        assert_eq!(merged("x://?ssl.ca=ours"), format!("{start}true&ssl.ca=ours"));
        assert_eq!(merged("x://?ssl-enabled=false"), format!("{start}false"));
    }

    #[test]
    fn what_a_provider_says_and_nobody_can_read_is_passed_over() {
        let provider = "tri://10.0.0.1:1/a.B?codec=dubbo&compression=br&connect.timeout=0&heartbeat=7&interface=a.B\
            &peer-share=200&payload=9";
        let instance = Instance::from_url(&provider.parse().unwrap()).unwrap();
        let merged = |consumer: &str| merge(&consumer.parse().unwrap(), &instance).to_string();
        let start = "tri://10.0.0.1:1/a.B?";
        assert_eq!(merged("x://"), format!("{start}heartbeat=7&interface=a.B&payload=9"));
        // What the consumer itself says is not passed over: it is told.
        assert_eq!(merged("x://?codec=?"), format!("{start}codec=?&heartbeat=7&interface=a.B&payload=9"));
    }

    #[test]
    fn the_consumer_comes_first_except_for_what_only_the_provider_knows() {
        let provider = "dubbo://10.0.0.1:1/a.B?application=shop&dubbo=2.0.2&group=g&interface=a.B&payload=9\
            &service.filter=java&threads=200&timeout=5&timestamp=7";
        let consumer =
            "consumer://h/a.B?application=till&dubbo=x&group=*&side=consumer&timeout=3&timestamp=8&version=1";
        let instance = Instance::from_url(&provider.parse().unwrap()).unwrap();
        assert_eq!(
            merge(&consumer.parse().unwrap(), &instance).to_string(),
            "dubbo://10.0.0.1:1/a.B?application=till&dubbo=2.0.2&group=g&interface=a.B&payload=9\
                &remote.application=shop&side=consumer&timeout=3&timestamp=7&version=1"
        );
    }
}
