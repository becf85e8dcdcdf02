//! Calls without a contract: methods by name, arguments as [`Value`].

mod pojo;
#[cfg(feature = "json")]
mod protobuf;
mod serve;
mod types;

use dubbors_core::{Args, Encode, Error, Result, Writer};
use dubbors_hessian::java::Exception;
use dubbors_hessian::{self as hessian, Value};

use crate::context;
use crate::reference::Reference;

#[cfg(feature = "json")]
pub use protobuf::GenericProtobuf;
pub(crate) use serve::serve;

/// The Java class that carries a business exception to a generic caller.
const GENERIC_EXCEPTION: &str = "org.apache.dubbo.rpc.service.GenericException";
/// Its sub class, which providers of Java 2.7.23 and 3.3.6 answer with.
const OLD_GENERIC_EXCEPTION: &str = "com.alibaba.dubbo.rpc.service.GenericException";

fn is_carrier(exception: &Exception) -> bool {
    [GENERIC_EXCEPTION, OLD_GENERIC_EXCEPTION].contains(&exception.class.as_str())
}

/// A consumer of an interface whose contract is not at hand. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Generic {
    reference: Reference,
}

impl Generic {
    pub(crate) fn new(reference: Reference) -> Self {
        Self { reference }
    }

    /// Calls `method`, whose parameters have these Java types (`java.lang.String`, `int`, `int[]`, `com.x.User`).
    ///
    /// An object can be given as [`Value::Object`] or as a map with the key `class`. In the answer objects are maps
    /// with the key `class`, as Java's `GenericService` gives them.
    ///
    /// # Errors
    /// `Code::Invalid` when there are not as many types as arguments; `Code::Application` with the exception that the
    /// method threw; otherwise what kept the call from being answered.
    ///
    /// # Cancel safety
    /// Dropping the future abandons the call; the provider may still run it.
    pub async fn invoke<S: AsRef<str>>(
        &self,
        method: &str,
        types: &[S],
        args: impl IntoIterator<Item = Value>,
    ) -> Result<Value> {
        let args: Vec<Value> = args.into_iter().collect();
        if types.len() != args.len() {
            return Err(Error::invalid(format!(
                "{method} is called with {} argument(s) but {} type(s)",
                args.len(),
                types.len()
            ))
            .with_next("give one Java type for each argument"));
        }
        let types = types.iter().map(|name| types::class_name(name.as_ref())).collect();
        self.run(Invoke { method, types: Some(types), args }).await
    }

    /// Calls the only method called `method` that takes this many arguments; the provider finds it. Java and dubbors
    /// do so, and Java refuses when there are several.
    ///
    /// # Errors
    /// `Code::Application` with the exception that the method threw; otherwise what kept the call from being answered.
    ///
    /// # Cancel safety
    /// Dropping the future abandons the call; the provider may still run it.
    pub async fn invoke_by_name(&self, method: &str, args: impl IntoIterator<Item = Value>) -> Result<Value> {
        self.run(Invoke { method, types: None, args: args.into_iter().collect() }).await
    }

    async fn run(&self, invoke: Invoke<'_>) -> Result<Value> {
        let answer = self.reference.call_with(0, Args::Typed(&invoke), &[("generic", "true")]).await;
        let mut response = answer.map_err(unwrapped)?;
        let value = response.decode();
        context::returned(&mut response);
        value
    }

    /// Calls `$echo`: the provider answers with the same value.
    ///
    /// # Errors
    /// What kept the call from being answered.
    ///
    /// # Cancel safety
    /// Dropping the future abandons the call.
    pub async fn echo(&self, value: Value) -> Result<Value> {
        self.reference.echo(&value).await
    }

    /// What the calls go through.
    #[must_use]
    pub fn reference(&self) -> &Reference {
        &self.reference
    }
}

/// The arguments of `$invoke`.
struct Invoke<'a> {
    method: &'a str,
    /// Java's names of the parameters' types; `None` leaves them to the provider.
    types: Option<Vec<String>>,
    args: Vec<Value>,
}

impl Encode for Invoke<'_> {
    fn encode(&self, to: &mut Writer<'_>) -> Result<()> {
        to.hessian(|encoder| {
            encoder.string(self.method);
            Ok(())
        })?;
        to.hessian(|encoder| {
            match &self.types {
                Some(types) => {
                    encoder.list_begin(types.len(), Some("[string"));
                    types.iter().for_each(|name| encoder.string(name));
                }
                None => encoder.null(),
            }
            Ok(())
        })?;
        to.hessian(|encoder| {
            encoder.list_begin(self.args.len(), Some("[object"));
            self.args.iter().try_for_each(|value| Ok(hessian::Encode::encode(value, encoder)?))
        })
    }
}

/// The exception that the method threw, out of the one that carries it.
fn unwrapped(error: Error) -> Error {
    let text = |exception: &Exception, field: &str| {
        exception.field(field).and_then(Value::as_str).map(str::to_owned)
    };
    let Some(carrier) = error.as_exception().filter(|exception| is_carrier(exception)) else {
        return error;
    };
    let Some(class) = text(carrier, "exceptionClass") else { return error };
    let message = text(carrier, "exceptionMessage");
    let stack_trace = carrier.stack_trace.clone();
    Error::from(Exception { class, message, stack_trace, ..Exception::default() })
}
