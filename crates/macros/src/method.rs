//! The methods of a service.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned;
use syn::{
    Attribute, Error, FnArg, GenericArgument, Ident, Pat, PathArguments, ReceiverKind, Result, ReturnType,
    Safety, TraitItemFn, Type, TypePath,
};

use crate::attr::{MethodAttr, java_name};
use crate::case::Case;
use crate::format::Format;
use crate::stream;

/// Arguments are passed as one tuple, and tuples have at most this many parts.
const MAX_ARGS: usize = 12;

/// One method.
pub(crate) struct Method {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) name: Ident,
    pub(crate) args: Vec<(Ident, Message)>,
    /// The whole return type.
    pub(crate) output: Type,
    /// `T` of `Result<T>`.
    pub(crate) value: Message,
    pub(crate) wire_name: String,
    pub(crate) one_way: bool,
    pub(crate) idempotent: bool,
    pub(crate) no_side_effects: bool,
}

/// What travels in one direction.
pub(crate) struct Message {
    /// The type as it is written in the trait.
    pub(crate) whole: Type,
    /// `T` of `Streaming<T>`.
    pub(crate) item: Option<Type>,
}

impl Message {
    /// The type of one message.
    pub(crate) fn ty(&self) -> &Type {
        self.item.as_ref().unwrap_or(&self.whole)
    }

    pub(crate) fn is_stream(&self) -> bool {
        self.item.is_some()
    }
}

impl Method {
    pub(crate) fn read(function: &TraitItemFn, format: &Format) -> Result<Self> {
        check_signature(function)?;
        let sig = &function.sig;
        let mut inputs = sig.inputs.iter();
        match inputs.next() {
            Some(FnArg::Receiver(receiver))
                if matches!(receiver.kind, ReceiverKind::Reference(_, _, None)) => {}
            Some(other) => {
                return Err(Error::new(other.span(), "write `&self` here: many calls run at once"));
            }
            None => return Err(Error::new(sig.paren_token.span.join(), "the first parameter is `&self`")),
        }
        let args = inputs.map(read_arg).collect::<Result<Vec<_>>>()?;
        if args.len() > MAX_ARGS {
            let message =
                format!("a service method takes at most {MAX_ARGS} arguments; put them into a struct");
            return Err(Error::new(sig.inputs.span(), message));
        }
        if let Some((_, stream)) = args.iter().find(|(_, arg)| arg.is_stream() && args.len() > 1) {
            let message = "a stream is the only parameter: its messages carry everything";
            return Err(Error::new(stream.whole.span(), message));
        }
        if format.is_protobuf() && args.len() != 1 {
            let message = "a method of protobuf takes exactly one message, or one stream of messages";
            return Err(Error::new(sig.inputs.span(), message));
        }
        let (output, value) = read_output(&sig.output, sig.fn_token.span)?;
        let attr = MethodAttr::read(&function.attrs)?;
        if attr.one_way {
            if let Some((_, stream)) = args.iter().find(|(_, arg)| arg.is_stream()) {
                let message = "a one-way method has no stream: nobody would hear of its end";
                return Err(Error::new(stream.whole.span(), message));
            }
            if !matches!(&value.whole, Type::Tuple(tuple) if tuple.elems.is_empty()) {
                let message = "a one-way method has no answer; return `Result<()>`";
                return Err(Error::new(value.whole.span(), message));
            }
        }
        let rust_name = sig.ident.to_string();
        let wire_name = match attr.name {
            Some(name) => {
                if name.value().contains('.') || java_name(&name, "method").is_err() {
                    let message = if format.is_protobuf() {
                        "not the name of a method, such as \"SayHello\""
                    } else {
                        "not the name of a Java method, such as \"sayHello\""
                    };
                    return Err(Error::new(name.span(), message));
                }
                name.value()
            }
            None => {
                let case = if format.is_protobuf() { Case::Pascal } else { Case::Camel };
                case.apply(rust_name.trim_start_matches("r#"))
            }
        };
        Ok(Self {
            attrs: function.attrs.iter().filter(|attr| !attr.path().is_ident("dubbors")).cloned().collect(),
            name: sig.ident.clone(),
            args,
            output,
            value,
            wire_name,
            one_way: attr.one_way,
            idempotent: attr.idempotent,
            no_side_effects: attr.no_side_effects,
        })
    }

    /// `name: Type, ..` for signatures.
    pub(crate) fn params(&self) -> TokenStream {
        let params = self.args.iter().map(|(name, Message { whole, .. })| quote!(#name: #whole));
        quote!(#(#params),*)
    }

    /// The names of the arguments.
    pub(crate) fn names(&self) -> Vec<&Ident> {
        self.args.iter().map(|(name, _)| name).collect()
    }

    /// The names of the arguments as texts, as people spell them.
    pub(crate) fn plain_names(&self) -> Vec<String> {
        let plain = |name: &&Ident| name.to_string().trim_start_matches("r#").to_owned();
        self.names().iter().map(plain).collect()
    }

    /// The variant of `MethodKind` for a method with streams.
    pub(crate) fn kind(&self) -> Option<Ident> {
        let requests = self.args.iter().any(|(_, message)| message.is_stream());
        let kind = match (requests, self.value.is_stream()) {
            (false, false) => return None,
            (true, false) => "ClientStreaming",
            (false, true) => "ServerStreaming",
            (true, true) => "BidiStreaming",
        };
        Some(Ident::new(kind, Span::call_site()))
    }
}

fn check_signature(function: &TraitItemFn) -> Result<()> {
    let sig = &function.sig;
    if let Some(body) = &function.default {
        return Err(Error::new(body.span(), "a service method has no body: the client could not use it"));
    }
    if sig.asyncness.is_none() {
        return Err(Error::new(sig.fn_token.span, "write `async fn`: a call waits for its answer"));
    }
    if !sig.generics.params.is_empty() {
        let message = "a service method has no generic parameters: Java would not know which types to expect";
        return Err(Error::new(sig.generics.span(), message));
    }
    if let Some(clause) = &sig.generics.where_clause {
        return Err(Error::new(
            clause.span(),
            "a service method has no `where` clause: no type of it is open",
        ));
    }
    if sig.abi.is_some() || !matches!(sig.safety, Safety::Default) {
        return Err(Error::new(sig.fn_token.span, "a service method is neither `unsafe` nor `extern`"));
    }
    if let Some(attr) = function.attrs.iter().find(|attr| attr.path().is_ident("cfg")) {
        return Err(Error::new(
            attr.span(),
            "a service method cannot depend on `cfg`; put it in a trait of its own",
        ));
    }
    Ok(())
}

fn read_arg(arg: &FnArg) -> Result<(Ident, Message)> {
    let FnArg::Typed(arg) = arg else {
        return Err(Error::new(arg.span(), "`self` comes once"));
    };
    let Pat::Ident(name) = &*arg.pat else {
        return Err(Error::new(arg.pat.span(), "name the parameter: errors mention it"));
    };
    match &*arg.ty {
        Type::Reference(_) => Err(Error::new(
            arg.ty.span(),
            "take the argument by value, such as `String` or `Vec<u8>`: the server owns what it read",
        )),
        Type::ImplTrait(_) => {
            Err(Error::new(arg.ty.span(), "name the type: Java would not know which one to expect"))
        }
        ty => Ok((name.ident.clone(), stream::read(ty)?)),
    }
}

/// The return type and `T` of its `Result<T>`.
fn read_output(output: &ReturnType, fallback: Span) -> Result<(Type, Message)> {
    let wrong = |span| Error::new(span, "return `dubbors::Result<T>`: every call can fail");
    let ReturnType::Type(_, output) = output else { return Err(wrong(fallback)) };
    let Type::Path(TypePath { path, .. }) = &**output else { return Err(wrong(output.span())) };
    let last =
        path.segments.last().filter(|last| last.ident == "Result").ok_or_else(|| wrong(output.span()))?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return Err(wrong(output.span())) };
    let mut arguments = arguments.args.iter();
    match (arguments.next(), arguments.next()) {
        (Some(GenericArgument::Type(value)), None) => Ok(((**output).clone(), stream::read(value)?)),
        (Some(_), Some(error)) => Err(Error::new(
            error.span(),
            "the error is always `dubbors::Error`; answer a business exception with `Error::exception`",
        )),
        _ => Err(wrong(output.span())),
    }
}
