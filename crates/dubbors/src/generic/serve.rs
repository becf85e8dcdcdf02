//! The provider's side of `$invoke`: a generic call of a Rust service.

use std::sync::Arc;

use dubbors_core::{
    Args, Error, HessianArgs, Invocation, Invoker, Method, Payload, Ref, Response, Result, Serialization,
    ServiceDescriptor,
};
use dubbors_hessian::Value;
use dubbors_hessian::java::Exception;
use dubbors_serialization::Hessian2;

use super::{GENERIC_EXCEPTION, is_carrier, pojo, types};

/// Finds the method that the arguments of `call` name, calls it on `service`, and gives its answer in general form.
///
/// A business exception becomes a `GenericException`, as in Java's `GenericFilter`.
pub(crate) async fn serve(
    service: &impl Invoker,
    descriptor: &ServiceDescriptor,
    generic: &str,
    call: &mut Invocation<'_>,
) -> Result<Response> {
    let general = match generic {
        "" | "true" => true,
        "raw.return" => false,
        other => {
            let other: String = other.chars().take(64).collect();
            return Err(Error::unimplemented(format!("generic calls of kind `{other}` are not served"))
                .with_next("set `generic` to `true` or `raw.return`"));
        }
    };
    let (name, names, values) = call.read_args(|args| {
        Ok((
            args.next::<String>("method")?,
            args.next::<Option<Vec<String>>>("parameterTypes")?.unwrap_or_default(),
            args.next::<Option<Vec<Value>>>("args")?.unwrap_or_default(),
        ))
    })?;
    let method = find(descriptor, &name, &names, values.len())?;
    if method.arity != values.len() {
        return Err(Error::invalid(format!(
            "{name} takes {} argument(s), {} came with the generic call",
            method.arity,
            values.len()
        )));
    }
    let serialization: Arc<dyn Serialization> = if general {
        // A generic caller has no class for a constant.
        Arc::new(Hessian2::default().with_bare_constants())
    } else {
        Arc::new(Hessian2::default())
    };
    let values: Vec<Value> = values.into_iter().map(pojo::realize).collect();
    let payload = Payload::encode(&HessianArgs(values.as_slice()), &serialization)?;
    let mut inner =
        Invocation::new(Ref::Borrowed(descriptor.key()), Ref::Borrowed(method), Args::Encoded(payload))
            .with_deadline(call.deadline())
            .with_one_way(call.is_one_way());
    if let Some(peer) = call.peer() {
        inner = inner.with_peer(peer.clone());
    }
    let response = service.invoke(&mut inner).await.map_err(wrapped)?;
    if !general {
        return Ok(response);
    }
    let value = pojo::generalize(response.decode()?);
    let answer = Response::encode(&HessianArgs((&value,)), &serialization)?;
    Ok(answer.with_attachments(response.attachments().clone()))
}

fn find<'d>(
    descriptor: &'d ServiceDescriptor,
    name: &str,
    names: &[String],
    count: usize,
) -> Result<&'d Method> {
    let wanted: String = names.iter().map(|name| types::descriptor(name)).collect();
    descriptor.find(name, &wanted, count).ok_or_else(|| {
        let known: Vec<String> = descriptor
            .methods()
            .iter()
            .map(|method| format!("{}({})", method.name, method.descriptor))
            .collect();
        let name: String = name.chars().take(64).collect();
        Error::unimplemented(format!(
            "{} has no method {name}({}); it has: {}",
            descriptor.key(),
            names.join(", "),
            known.join(", ")
        ))
    })
}

fn wrapped(error: Error) -> Error {
    match error.into_exception() {
        Ok(exception) if !is_carrier(&exception) => {
            let mut carrier = Exception::new(GENERIC_EXCEPTION, exception.to_string())
                .with_field("exceptionClass", exception.class.as_str())
                .with_field("exceptionMessage", exception.message.map_or(Value::Null, Value::String));
            carrier.stack_trace = exception.stack_trace;
            Error::from(carrier)
        }
        Ok(exception) => Error::from(exception),
        Err(error) => error,
    }
}
