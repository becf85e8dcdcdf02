//! Enums with data: families of Java classes, such as a sealed interface with its records.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{DataEnum, DeriveInput, Error, Fields, Ident, LitStr, Result, Variant};

use super::{Class, fields};
use crate::attr::{FieldAttr, TypeAttr};

/// Whether the variants are classes, not constants.
pub(super) fn is_family(data: &DataEnum) -> Result<bool> {
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) || FieldAttr::read(&variant.attrs)?.class.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What one variant adds.
struct Member {
    /// Its class: a name, or the descriptor of the type inside.
    class: TokenStream,
    items: TokenStream,
    encode: TokenStream,
    decode: TokenStream,
}

pub(super) fn expand(
    item: &DeriveInput,
    attr: &TypeAttr,
    class: &Class,
    data: &DataEnum,
) -> Result<TokenStream> {
    if !item.generics.params.is_empty() {
        let message = "a family of classes has no generic parameters; give its variants types that have them";
        return Err(Error::new(item.generics.span(), message));
    }
    let mut known: Vec<String> = Vec::new();
    let mut members = Vec::new();
    for variant in &data.variants {
        let of = FieldAttr::read(&variant.attrs)?;
        if of.parent || of.flatten || of.default || of.skip || of.rename.is_some() || !of.aliases.is_empty() {
            return Err(Error::new(variant.span(), "a variant that is a class takes `class` only"));
        }
        if let Some(name) = &of.class {
            if known.contains(&name.value()) {
                let message = format!("another variant is the class `{}` already", name.value());
                return Err(Error::new(name.span(), message));
            }
            known.push(name.value());
        }
        members.push(member(attr, class, variant, of.class)?);
    }
    let Class { name: family, descriptor, hessian } = class;
    let ident = &item.ident;
    let classes = members.iter().map(|member| &member.class);
    let items = members.iter().map(|member| &member.items);
    let encode = members.iter().map(|member| &member.encode);
    let decode = members.iter().enumerate().map(|(at, member)| {
        let decode = &member.decode;
        // The last one takes the rest: there are no other places.
        if at + 1 == members.len() { quote!(_ => #decode,) } else { quote!(#at => #decode,) }
    });
    Ok(quote! {
        const _: () = {
            #(#items)*

            impl #hessian::Encode for #ident {
                fn encode(&self, to: &mut #hessian::Encoder) -> ::core::result::Result<(), #hessian::Error> {
                    match self { #(#encode)* }
                    ::core::result::Result::Ok(())
                }
            }

            impl<'de> #hessian::Decode<'de> for #ident {
                fn decode(from: &mut #hessian::Decoder<'de>) -> ::core::result::Result<Self, #hessian::Error> {
                    ::core::result::Result::Ok(
                        match #hessian::derive::decode_class(from, #family, &[#(#classes),*])? { #(#decode)* }
                    )
                }
            }

            impl #hessian::derive::JavaType for #ident {
                const DESCRIPTOR: &'static str = #descriptor;
            }
        };
    })
}

fn member(attr: &TypeAttr, class: &Class, variant: &Variant, name: Option<LitStr>) -> Result<Member> {
    let hessian = &class.hessian;
    let Variant { ident, fields, .. } = variant;
    if let Fields::Unnamed(unnamed) = fields {
        let mut types = unnamed.unnamed.iter().map(|field| &field.ty);
        let (Some(inside), None, None) = (types.next(), types.next(), &name) else {
            let message =
                "give the variant either named fields and a `class`, or one type that has a class of its own";
            return Err(Error::new(variant.span(), message));
        };
        return Ok(Member {
            class: quote!(<#inside as #hessian::derive::JavaType>::DESCRIPTOR),
            items: TokenStream::new(),
            encode: quote!(Self::#ident(inside) => #hessian::Encode::encode(inside, to)?,),
            decode: quote!(Self::#ident(#hessian::Decode::decode(from)?)),
        });
    }
    let Some(name) = name else {
        let message = "name the class of this variant: #[hessian(class = \"com.example.Circle\")]";
        return Err(Error::new(variant.span(), message));
    };
    let wire = fields::on_the_wire(fields, attr)?;
    // A struct with the same fields does the reading, and knows the names.
    let helper = format_ident!("__{}Object", ident);
    let definition = format_ident!("__{}", crate::case::Case::ScreamingSnake.apply(&ident.to_string()));
    let declared: Vec<TokenStream> = fields
        .iter()
        .map(|field| {
            let (ident, ty) = (&field.ident, &field.ty);
            quote!(#ident: #ty)
        })
        .collect();
    let of_helper: DeriveInput = syn::parse2(quote!(struct #helper { #(#declared),* }))?;
    let of_helper = DeriveInput { data: with_fields(of_helper.data, fields), ..of_helper };
    let helper_class = Class {
        descriptor: format!("L{};", name.value().replace('.', "/")),
        name: name.clone(),
        hessian: hessian.clone(),
    };
    let syn::Data::Struct(data) = &of_helper.data else {
        return Err(Error::new(variant.span(), "not a struct"));
    };
    let implemented = fields::expand(&of_helper, attr, &helper_class, &data.fields)?;
    let all: Vec<&Ident> = fields.iter().filter_map(|field| field.ident.as_ref()).collect();
    let (groups, own) = (&wire.groups, &wire.own);
    // A field may have any name, that of the encoder too.
    let value =
        |field: &Ident| quote::format_ident!("value_of_{}", field.to_string().trim_start_matches("r#"));
    let group_values: Vec<Ident> = groups.iter().map(value).collect();
    let own_values: Vec<Ident> = own.iter().map(value).collect();
    Ok(Member {
        class: quote!(#name),
        items: quote! {
            // With names that no type of the fields has.
            #[allow(dead_code, non_camel_case_types)]
            struct #helper { #(#declared),* }
            #implemented
            static #definition: #hessian::ClassDef =
                #hessian::ClassDef::new(#name, <#helper as #hessian::derive::Fields>::NAMES);
        },
        encode: quote! {
            Self::#ident { #(#groups: #group_values,)* #(#own: #own_values,)* .. } => {
                to.object_begin(&#definition);
                #(#hessian::derive::EncodeFields::encode_fields(#group_values, to)?;)*
                #(#hessian::Encode::encode(#own_values, to)?;)*
            }
        },
        decode: quote! {{
            let read: #helper = #hessian::Decode::decode(from)?;
            Self::#ident { #(#all: read.#all),* }
        }},
    })
}

/// The same struct with the attributes of the variant's fields.
fn with_fields(data: syn::Data, fields: &Fields) -> syn::Data {
    match data {
        syn::Data::Struct(data) => {
            let fields = match fields {
                Fields::Unit => data.fields,
                other => other.clone(),
            };
            syn::Data::Struct(syn::DataStruct { fields, ..data })
        }
        other => other,
    }
}
