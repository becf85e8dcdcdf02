//! What values are on the wire: Java's types as Hessian, or messages of a `.proto` file.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, Ident, Type};

use crate::method::{Message, Method};

/// The format of a contract.
pub(crate) enum Format {
    Hessian,
    /// With the expression of the schema.
    Protobuf(Box<Expr>),
}

impl Format {
    pub(crate) fn is_protobuf(&self) -> bool {
        matches!(self, Self::Protobuf(_))
    }

    /// The references `values` as something that writes itself.
    pub(crate) fn writes(&self, codegen: &TokenStream, values: &[TokenStream]) -> TokenStream {
        match self {
            Self::Hessian => quote!(&#codegen::HessianArgs((#(#values,)*))),
            Self::Protobuf(_) => quote!(&#codegen::ProtobufArgs(#(#values),*)),
        }
    }

    /// The type that reads a `ty`.
    pub(crate) fn reader(&self, codegen: &TokenStream, ty: &Type) -> TokenStream {
        match self {
            Self::Hessian => quote!(#ty),
            Self::Protobuf(_) => quote!(#codegen::ProtobufValue<#ty>),
        }
    }

    /// How the value comes out of what [`reader`](Self::reader) read.
    pub(crate) fn inner(&self) -> TokenStream {
        match self {
            Self::Hessian => TokenStream::new(),
            Self::Protobuf(_) => quote!(.0),
        }
    }

    /// `expression`, a result of what [`reader`](Self::reader) read, as a result of the value.
    pub(crate) fn unwrapped(&self, expression: TokenStream) -> TokenStream {
        match self {
            Self::Hessian => expression,
            Self::Protobuf(_) => {
                quote!(::core::result::Result::map(#expression, |__value| __value.0))
            }
        }
    }

    /// The module of `codegen` with the functions for streams.
    pub(crate) fn streams(&self, codegen: &TokenStream) -> TokenStream {
        match self {
            Self::Hessian => quote!(#codegen::hessian_streams),
            Self::Protobuf(_) => quote!(#codegen::protobuf_streams),
        }
    }

    /// The descriptors of the parameters and of the result.
    pub(crate) fn descriptors(&self, codegen: &TokenStream, method: &Method) -> (TokenStream, TokenStream) {
        match self {
            Self::Hessian => {
                let types = method.args.iter().map(|(_, message)| message.ty());
                let value = method.value.ty();
                (
                    quote!(<[&str]>::concat(&[#(<#types as #codegen::JavaType>::DESCRIPTOR),*])),
                    quote!(<#value as #codegen::JavaType>::DESCRIPTOR),
                )
            }
            Self::Protobuf(_) => (quote!(""), quote!("")),
        }
    }
}

/// The name of the parameter that is a stream, and the type of its messages. It is the only one.
pub(crate) fn stream_param(method: &Method) -> Option<(&Ident, &Type)> {
    match method.args.as_slice() {
        [(name, Message { item: Some(ty), .. })] => Some((name, ty)),
        _ => None,
    }
}
