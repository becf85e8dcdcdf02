//! Enums without data: Java enums.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{DataEnum, DeriveInput, Error, Ident, Result};

use super::Class;
use crate::attr::{FieldAttr, TypeAttr};
use crate::case::Case;

/// One constant: its variant and its names in Java, the one that is written first.
struct Constant<'a> {
    variant: &'a Ident,
    names: Vec<String>,
}

pub(super) fn expand(
    item: &DeriveInput,
    attr: &TypeAttr,
    class: &Class,
    data: &DataEnum,
) -> Result<TokenStream> {
    if !item.generics.params.is_empty() {
        return Err(Error::new(item.generics.span(), "a Java enum has no generic parameters"));
    }
    if data.variants.is_empty() {
        return Err(Error::new(item.ident.span(), "a Java enum needs at least one constant"));
    }
    let case = attr.rename_all.unwrap_or(Case::ScreamingSnake);
    let mut constants: Vec<Constant<'_>> = Vec::new();
    for variant in &data.variants {
        let attr = FieldAttr::read(&variant.attrs)?;
        if attr.parent || attr.flatten || attr.default || attr.skip {
            let message = "a constant takes `rename` and `alias` only";
            return Err(Error::new(variant.span(), message));
        }
        let rust_name = variant.ident.to_string();
        let name = attr.rename.unwrap_or_else(|| case.apply(rust_name.trim_start_matches("r#")));
        let mut names = vec![name];
        names.extend(attr.aliases);
        if let Some(twice) =
            names.iter().find(|name| constants.iter().any(|other| other.names.contains(name)))
        {
            return Err(Error::new(variant.span(), format!("another constant is called `{twice}` in Java")));
        }
        constants.push(Constant { variant: &variant.ident, names });
    }
    let Class { name: class_name, descriptor, hessian } = class;
    let ident = &item.ident;
    let variants: Vec<&Ident> = constants.iter().map(|constant| constant.variant).collect();
    let written = constants.iter().map(|constant| constant.names.first());
    let read = constants.iter().map(|constant| {
        let names = &constant.names;
        quote!(#(#names)|*)
    });
    Ok(quote! {
        const _: () = {
            static CLASS: #hessian::ClassDef = #hessian::ClassDef::new(#class_name, &["name"]);

            impl #hessian::Encode for #ident {
                fn encode(&self, to: &mut #hessian::Encoder) -> ::core::result::Result<(), #hessian::Error> {
                    #hessian::derive::encode_enum(&CLASS, match self { #(Self::#variants => #written),* }, to);
                    ::core::result::Result::Ok(())
                }
            }

            impl<'de> #hessian::Decode<'de> for #ident {
                fn decode(from: &mut #hessian::Decoder<'de>) -> ::core::result::Result<Self, #hessian::Error> {
                    match #hessian::derive::decode_enum(from)?.as_ref() {
                        #(#read => ::core::result::Result::Ok(Self::#variants),)*
                        _ => ::core::result::Result::Err(#hessian::derive::unknown_constant(from, &CLASS)),
                    }
                }
            }

            impl #hessian::derive::JavaType for #ident {
                const DESCRIPTOR: &'static str = #descriptor;
            }
        };
    })
}
