//! The method that a request names: one of the contract, or one that every service has.

use std::sync::LazyLock;

use crate::{Method, ServiceDescriptor};

/// `$echo`, which filters answer for every service.
static ECHO: LazyLock<Method> =
    LazyLock::new(|| Method::new("$echo", "Ljava/lang/Object;", "Ljava/lang/Object;", 1));
/// `$invoke`, the generic call, which the service's own invoker unpacks.
static INVOKE: LazyLock<Method> = LazyLock::new(|| generic("$invoke"));
/// `$invokeAsync`, the same with a future in Java.
static INVOKE_ASYNC: LazyLock<Method> = LazyLock::new(|| generic("$invokeAsync"));

fn generic(name: &'static str) -> Method {
    let descriptor = "Ljava/lang/String;[Ljava/lang/String;[Ljava/lang/Object;";
    Method::new(name, descriptor, "Ljava/lang/Object;", 3)
}

impl Method {
    /// `$echo`, which every provider answers with its argument.
    #[must_use]
    pub fn echo() -> &'static Self {
        &ECHO
    }

    /// `$invoke`, the generic call: name of the method, Java's names of its parameters' types, arguments.
    #[must_use]
    pub fn invoke() -> &'static Self {
        &INVOKE
    }
}

/// A method of a service, or one that every service has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodRef {
    /// The place in the contract.
    Own(usize),
    /// `$echo`.
    Echo,
    /// `$invoke`.
    Invoke,
    /// `$invokeAsync`.
    InvokeAsync,
}

impl MethodRef {
    /// The methods that every service has.
    pub fn common() -> impl Iterator<Item = (Self, &'static Method)> {
        [(Self::Echo, &*ECHO), (Self::Invoke, &*INVOKE), (Self::InvokeAsync, &*INVOKE_ASYNC)].into_iter()
    }

    /// The method itself; `None` for a place that the contract does not have.
    #[must_use]
    pub fn of(self, contract: &ServiceDescriptor) -> Option<&Method> {
        match self {
            Self::Own(index) => contract.methods().get(index),
            Self::Echo => Some(&ECHO),
            Self::Invoke => Some(&INVOKE),
            Self::InvokeAsync => Some(&INVOKE_ASYNC),
        }
    }
}
