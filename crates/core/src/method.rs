//! The contract of a service: its name and its methods.

use std::borrow::Cow;
use std::sync::Arc;

use crate::ServiceKey;

/// One method of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Method {
    /// The name on the wire, such as `sayHello`.
    pub name: Cow<'static, str>,
    /// The JVM descriptors of the parameters, back to back: `Ljava/lang/String;I`; empty for none.
    pub descriptor: Cow<'static, str>,
    /// The JVM descriptor of the result, `V` for none.
    pub returns: Cow<'static, str>,
    /// How many parameters there are.
    pub arity: usize,
    /// The place in [`ServiceDescriptor::methods`] and in `Snapshot::methods`; `usize::MAX` outside of a contract.
    pub index: usize,
    /// Whether running the method twice does no harm. Told to filters and strategies; those that come with the
    /// framework do not ask: failover repeats any method, as in Java.
    pub idempotent: bool,
    /// Whether the caller wants no answer.
    pub one_way: bool,
}

impl Method {
    /// A method called `name` with the given parameter and result descriptors.
    #[must_use]
    pub fn new(
        name: impl Into<Cow<'static, str>>,
        descriptor: impl Into<Cow<'static, str>>,
        returns: impl Into<Cow<'static, str>>,
        arity: usize,
    ) -> Self {
        Self {
            name: name.into(),
            descriptor: descriptor.into(),
            returns: returns.into(),
            arity,
            index: usize::MAX,
            idempotent: false,
            one_way: false,
        }
    }

    /// The same method, safe to run twice.
    #[must_use]
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// The same method, called without waiting for an answer.
    #[must_use]
    pub fn one_way(mut self) -> Self {
        self.one_way = true;
        self
    }
}

/// A service's contract. Built once per program by generated code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceDescriptor {
    key: ServiceKey,
    methods: Box<[Method]>,
}

impl ServiceDescriptor {
    /// The contract `key` with `methods`, whose indexes are set to their places.
    #[must_use]
    pub fn new(key: ServiceKey, methods: Vec<Method>) -> Arc<Self> {
        let mut methods = methods.into_boxed_slice();
        for (index, method) in methods.iter_mut().enumerate() {
            method.index = index;
        }
        Arc::new(Self { key, methods })
    }

    /// The same contract under another group and version.
    #[must_use]
    pub fn with_key(&self, key: ServiceKey) -> Arc<Self> {
        Arc::new(Self { key, methods: self.methods.clone() })
    }

    /// The service's name, group and version.
    #[must_use]
    pub fn key(&self) -> &ServiceKey {
        &self.key
    }

    /// The methods, in the order of their indexes.
    #[must_use]
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// The method that a request names: exact descriptor first, else the only one of that name and arity.
    ///
    /// The second rule exists for callers whose descriptors are not exact: dubbo-go sends `V` for null, `J` for
    /// every `int` and `[Ljava/lang/Object;` for slices of structs (spec dubbo-tcp, section 3).
    #[must_use]
    pub fn find(&self, name: &str, descriptor: &str, arity: usize) -> Option<&Method> {
        let named = || self.methods.iter().filter(move |method| method.name == name);
        if let Some(exact) = named().find(|method| method.descriptor == descriptor) {
            return Some(exact);
        }
        let mut close = named().filter(|method| method.arity == arity);
        match (close.next(), close.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_is_found_exactly_or_by_name_and_arity() {
        let descriptor = ServiceDescriptor::new(
            ServiceKey::new("a.B"),
            vec![
                Method::new("m", "Ljava/lang/String;", "V", 1),
                Method::new("m", "I", "V", 1),
                Method::new("n", "I", "V", 1),
            ],
        );
        let index = |name, types, arity| descriptor.find(name, types, arity).map(|method| method.index);
        assert_eq!(index("m", "I", 1), Some(1));
        assert_eq!(index("m", "J", 1), None, "two overloads are ambiguous");
        assert_eq!(index("n", "J", 1), Some(2));
        assert_eq!(index("n", "J", 2), None);
        assert_eq!(index("x", "", 0), None);
    }
}
