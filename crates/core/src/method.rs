//! The contract of a service: its name and its methods.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;

use crate::ServiceKey;

/// How many messages a method takes and answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum MethodKind {
    /// One for one.
    #[default]
    Unary,
    /// Many for one.
    ClientStreaming,
    /// One for many.
    ServerStreaming,
    /// Many for many, in any order.
    BidiStreaming,
}

impl MethodKind {
    /// Whether the caller sends a stream.
    #[must_use]
    pub fn has_request_stream(self) -> bool {
        matches!(self, Self::ClientStreaming | Self::BidiStreaming)
    }

    /// Whether the provider answers with a stream.
    #[must_use]
    pub fn has_response_stream(self) -> bool {
        matches!(self, Self::ServerStreaming | Self::BidiStreaming)
    }
}

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
    /// Whether running the method changes nothing, so that it may be asked for with GET.
    pub no_side_effects: bool,
    /// Whether the caller wants no answer.
    pub one_way: bool,
    /// How many messages go each way.
    pub kind: MethodKind,
    /// The names of the parameters, for callers that name them; empty where they are not known.
    pub params: &'static [&'static str],
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
            no_side_effects: false,
            one_way: false,
            kind: MethodKind::Unary,
            params: &[],
        }
    }

    /// The same method, safe to run twice.
    #[must_use]
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// The same method, which changes nothing; that makes it idempotent too.
    #[must_use]
    pub fn no_side_effects(mut self) -> Self {
        self.no_side_effects = true;
        self.idempotent()
    }

    /// The same method, called without waiting for an answer.
    #[must_use]
    pub fn one_way(mut self) -> Self {
        self.one_way = true;
        self
    }

    /// The same method with streams.
    #[must_use]
    pub fn with_kind(mut self, kind: MethodKind) -> Self {
        self.kind = kind;
        self
    }

    /// The same method, whose parameters have these names.
    #[must_use]
    pub fn with_params(mut self, names: &'static [&'static str]) -> Self {
        self.params = names;
        self
    }
}

/// A service's contract. Built once per program by generated code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceDescriptor {
    key: ServiceKey,
    methods: Box<[Method]>,
    schema: Option<Bytes>,
}

impl ServiceDescriptor {
    /// The contract `key` with `methods`, whose indexes are set to their places.
    #[must_use]
    pub fn new(key: ServiceKey, methods: Vec<Method>) -> Arc<Self> {
        let mut methods = methods.into_boxed_slice();
        for (index, method) in methods.iter_mut().enumerate() {
            method.index = index;
        }
        Arc::new(Self { key, methods, schema: None })
    }

    /// The same contract, whose messages are protobuf: `schema` is an encoded `google.protobuf.FileDescriptorSet` that
    /// holds the service `key().interface()` and everything it uses, dependencies first.
    #[must_use]
    pub fn with_schema(&self, schema: impl Into<Bytes>) -> Arc<Self> {
        Arc::new(Self { schema: Some(schema.into()), ..self.clone() })
    }

    /// The same contract under another group and version.
    #[must_use]
    pub fn with_key(&self, key: ServiceKey) -> Arc<Self> {
        Arc::new(Self { key, ..self.clone() })
    }

    /// The service's name, group and version.
    #[must_use]
    pub fn key(&self) -> &ServiceKey {
        &self.key
    }

    /// The description of the messages when they are protobuf; see [`with_schema`](Self::with_schema). Without it the
    /// contract's types are Java's, and they travel as Hessian.
    #[must_use]
    pub fn schema(&self) -> Option<&[u8]> {
        self.schema.as_deref()
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
