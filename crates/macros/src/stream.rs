//! `Streaming<T>` in the types of methods.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Error, GenericArgument, PathArguments, Result, Type, TypePath};

use crate::method::Message;

/// What name the type has, whatever its path.
const STREAMING: &str = "Streaming";

/// One value or a stream of them.
pub(crate) fn read(ty: &Type) -> Result<Message> {
    let item = item(ty);
    let inside = item.unwrap_or(ty);
    match nested(inside.to_token_stream()) {
        Some(span) => Err(Error::new(
            span,
            "a stream is a parameter or the value of `Result`, not a part of another type: a call has one in each \
             direction",
        )),
        None => Ok(Message { whole: ty.clone(), item: item.cloned() }),
    }
}

/// `T` of `Streaming<T>`.
fn item(ty: &Type) -> Option<&Type> {
    let Type::Path(TypePath { path, .. }) = ty else { return None };
    let last = path.segments.last().filter(|last| last.ident == STREAMING)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let mut arguments = arguments.args.iter();
    match (arguments.next(), arguments.next()) {
        (Some(GenericArgument::Type(item)), None) => Some(item),
        _ => None,
    }
}

/// Where a `Streaming<` is somewhere in a type.
fn nested(tokens: TokenStream) -> Option<Span> {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                if let Some(span) = nested(group.stream()) {
                    return Some(span);
                }
            }
            TokenTree::Ident(name) if name == STREAMING => {
                if matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '<') {
                    return Some(name.span());
                }
            }
            _ => {}
        }
    }
    None
}
