//! `#[derive(Hessian)]`: what is written is described by example in `dubbors_hessian::derive`.

mod constants;
mod family;
mod fields;

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Fields, LitStr, Result};

use crate::attr::TypeAttr;

/// What both kinds of types have.
pub(crate) struct Class {
    /// `com.example.User`.
    pub(crate) name: LitStr,
    /// `Lcom/example/User;`.
    pub(crate) descriptor: String,
    /// The path of the crate `dubbors_hessian`.
    pub(crate) hessian: TokenStream,
}

pub(crate) fn expand(item: TokenStream) -> Result<TokenStream> {
    let item: DeriveInput = syn::parse2(item)?;
    let attr = TypeAttr::read(&item.attrs)?;
    let name = attr.class.clone().ok_or_else(|| {
        Error::new(item.ident.span(), "name the Java class: #[hessian(class = \"com.example.User\")]")
    })?;
    let descriptor = format!("L{};", name.value().replace('.', "/"));
    let hessian = match &attr.krate {
        Some(path) => quote!(#path::codegen::hessian),
        None => quote!(::dubbors::codegen::hessian),
    };
    let class = Class { name, descriptor, hessian };
    match &item.data {
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) => {
                Err(Error::new(fields.span(), "name the fields: a Java class has named fields"))
            }
            fields => fields::expand(&item, &attr, &class, fields),
        },
        Data::Enum(data) if family::is_family(data)? => family::expand(&item, &attr, &class, data),
        Data::Enum(data) => constants::expand(&item, &attr, &class, data),
        Data::Union(data) => {
            Err(Error::new(data.union_token.span, "a union has no Java class; use a struct"))
        }
    }
}
