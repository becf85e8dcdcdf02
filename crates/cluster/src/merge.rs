//! A consumer's settings laid over what a provider's URL says.

use dubbors_core::{Instance, Url, param};

/// What concerns the provider alone (Java's `DefaultProviderURLMergeProcessor`, spec governance, section 6).
const PROVIDER_ONLY: [&str; 7] =
    ["threadname", "threadpool", "corethreads", "threads", "queues", "alive", "transporter"];
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
