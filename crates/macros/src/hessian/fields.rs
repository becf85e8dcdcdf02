//! Structs: Java classes.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned;
use syn::{
    DeriveInput, Error, Field, Fields, GenericParam, Ident, Index, Lifetime, Result, Type, parse_quote,
};

use super::Class;
use crate::attr::{FieldAttr, TypeAttr};
use crate::case::Case;

/// A field that is on the wire.
struct Wire<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    name: String,
    aliases: Vec<String>,
    default: bool,
}

/// The fields by what becomes of them.
struct Sorted<'a> {
    /// Structs whose fields come first: the parent, then what is flattened.
    groups: Vec<(&'a Ident, &'a Type)>,
    own: Vec<Wire<'a>>,
    skipped: Vec<&'a Ident>,
}

fn sort<'a>(fields: &'a Fields, attr: &TypeAttr) -> Result<Sorted<'a>> {
    let case = attr.rename_all.unwrap_or(Case::Camel);
    let mut sorted = Sorted { groups: Vec::new(), own: Vec::new(), skipped: Vec::new() };
    let mut has_parent = false;
    for field in fields {
        let Field { ident: Some(ident), ty, .. } = field else {
            return Err(Error::new(field.span(), "name the field"));
        };
        let attr = FieldAttr::read(&field.attrs)?;
        if attr.class.is_some() {
            return Err(Error::new(field.span(), "`class` belongs to a type or a variant, not to a field"));
        }
        let is_group = attr.parent || attr.flatten;
        if attr.skip && (is_group || attr.rename.is_some() || !attr.aliases.is_empty()) {
            return Err(Error::new(
                field.span(),
                "a skipped field is not on the wire; remove its other attributes",
            ));
        }
        if is_group {
            let has_more = (attr.parent && attr.flatten) || attr.default || attr.rename.is_some();
            if has_more || !attr.aliases.is_empty() {
                let message = "`parent` and `flatten` stand alone: the struct inside names its own fields";
                return Err(Error::new(field.span(), message));
            }
            if attr.parent {
                if std::mem::replace(&mut has_parent, true) {
                    let message = "a Java class has one super class; use `parent` once, or `flatten`";
                    return Err(Error::new(field.span(), message));
                }
                sorted.groups.insert(0, (ident, ty));
            } else {
                sorted.groups.push((ident, ty));
            }
        } else if attr.skip {
            sorted.skipped.push(ident);
        } else {
            let rust_name = ident.to_string();
            let name = attr.rename.unwrap_or_else(|| case.apply(rust_name.trim_start_matches("r#")));
            let known = |name: &String| {
                sorted.own.iter().any(|other| other.name == *name || other.aliases.contains(name))
            };
            if let Some(twice) = std::iter::once(&name).chain(&attr.aliases).find(|name| known(name)) {
                return Err(Error::new(field.span(), format!("another field is called `{twice}` in Java")));
            }
            sorted.own.push(Wire { ident, ty, name, aliases: attr.aliases, default: attr.default });
        }
    }
    Ok(sorted)
}

/// The impls of a generic type: with the bounds that encoding and decoding need.
struct Impls {
    plain: syn::Generics,
    encode: syn::Generics,
    decode: syn::Generics,
    /// The lifetime of the bytes that are read.
    de: Lifetime,
}

impl Impls {
    fn of(item: &DeriveInput, hessian: &TokenStream) -> Result<Self> {
        let plain = item.generics.clone();
        let mut lifetimes = plain.lifetimes();
        let borrowed = lifetimes.next().map(|lifetime| lifetime.lifetime.clone());
        if let Some(second) = lifetimes.next() {
            return Err(Error::new(
                second.span(),
                "use one lifetime: everything borrows from the same bytes",
            ));
        }
        let de = borrowed.clone().unwrap_or_else(|| Lifetime::new("'de", Span::call_site()));
        let (mut encode, mut decode) = (plain.clone(), plain.clone());
        for param in encode.type_params_mut() {
            param.bounds.push(parse_quote!(#hessian::Encode));
        }
        for param in decode.type_params_mut() {
            param.bounds.push(parse_quote!(#hessian::Decode<#de>));
        }
        if borrowed.is_none() {
            decode.params.insert(0, GenericParam::Lifetime(syn::LifetimeParam::new(de.clone())));
        }
        Ok(Self { plain, encode, decode, de })
    }
}

/// The names of the fields that are on the wire, in the order of the wire.
pub(super) fn on_the_wire(fields: &Fields, attr: &TypeAttr) -> Result<OnTheWire> {
    let sorted = sort(fields, attr)?;
    Ok(OnTheWire {
        groups: sorted.groups.iter().map(|(ident, _)| (*ident).clone()).collect(),
        own: sorted.own.iter().map(|field| field.ident.clone()).collect(),
    })
}

/// See [`on_the_wire`].
pub(super) struct OnTheWire {
    pub(super) groups: Vec<Ident>,
    pub(super) own: Vec<Ident>,
}

pub(super) fn expand(
    item: &DeriveInput,
    attr: &TypeAttr,
    class: &Class,
    fields: &Fields,
) -> Result<TokenStream> {
    let sorted = sort(fields, attr)?;
    let Class { name: class_name, descriptor, hessian } = class;
    let impls = Impls::of(item, hessian)?;
    let names = names(&sorted, hessian);
    let encode = encode(item, &sorted, &impls, hessian);
    let decode = decode(item, &sorted, &impls, hessian);
    let ident = &item.ident;
    let (generics, arguments, bounds) = impls.plain.split_for_impl();
    Ok(quote! {
        const _: () = {
            #names
            static CLASS: #hessian::ClassDef = #hessian::ClassDef::new(#class_name, NAMES);
            static SHAPE: #hessian::Shape = #hessian::Shape::new(&CLASS, ALIASES);

            impl #generics #hessian::derive::Fields for #ident #arguments #bounds {
                const NAMES: &'static [&'static str] = NAMES;
                const ALIASES: &'static [(&'static str, u16)] = ALIASES;
            }

            #encode
            #decode

            impl #generics #hessian::derive::JavaType for #ident #arguments #bounds {
                const DESCRIPTOR: &'static str = #descriptor;
            }
        };
    })
}

/// How many fields the groups in front of the one at `place` have.
fn start(sorted: &Sorted<'_>, place: usize, hessian: &TokenStream) -> TokenStream {
    let before = sorted.groups.iter().take(place).map(|(_, ty)| ty);
    quote!(0 #(+ <#before as #hessian::derive::Fields>::NAMES.len())*)
}

/// `OWN` (the place of the first own field), `NAMES` and `ALIASES`.
fn names(sorted: &Sorted<'_>, hessian: &TokenStream) -> TokenStream {
    let own: Vec<&str> = sorted.own.iter().map(|field| field.name.as_str()).collect();
    let aliases: Vec<TokenStream> = (0u16..)
        .zip(&sorted.own)
        .flat_map(|(at, field)| field.aliases.iter().map(move |alias| quote!((#alias, #at))))
        .collect();
    let (count, alias_count) = (own.len(), aliases.len());
    let groups: Vec<&Type> = sorted.groups.iter().map(|(_, ty)| *ty).collect();
    let starts: Vec<TokenStream> = (0..groups.len()).map(|place| start(sorted, place, hessian)).collect();
    let own_start = start(sorted, groups.len(), hessian);
    quote! {
        const OWN: usize = #own_start;
        const NAMES: &[&str] = &#hessian::derive::concat_names::<{ OWN + #count }>(
            &[#(<#groups as #hessian::derive::Fields>::NAMES,)* &[#(#own),*]],
        );
        const ALIASES: &[(&str, u16)] = &#hessian::derive::concat_aliases::<
            { #alias_count #(+ <#groups as #hessian::derive::Fields>::ALIASES.len())* }
        >(&[
            #((<#groups as #hessian::derive::Fields>::ALIASES, #starts),)*
            (&[#(#aliases),*], OWN),
        ]);
    }
}

fn encode(item: &DeriveInput, sorted: &Sorted<'_>, impls: &Impls, hessian: &TokenStream) -> TokenStream {
    let ident = &item.ident;
    let (generics, arguments, bounds) = impls.encode.split_for_impl();
    let groups = sorted.groups.iter().map(|(group, _)| group);
    let own = sorted.own.iter().map(|field| field.ident);
    quote! {
        impl #generics #hessian::derive::EncodeFields for #ident #arguments #bounds {
            fn encode_fields(&self, to: &mut #hessian::Encoder) -> ::core::result::Result<(), #hessian::Error> {
                let _ = &to;
                #(#hessian::derive::EncodeFields::encode_fields(&self.#groups, to)?;)*
                #(#hessian::Encode::encode(&self.#own, to)?;)*
                ::core::result::Result::Ok(())
            }
        }

        impl #generics #hessian::Encode for #ident #arguments #bounds {
            fn encode(&self, to: &mut #hessian::Encoder) -> ::core::result::Result<(), #hessian::Error> {
                #hessian::derive::encode_object(self, &CLASS, to)
            }
        }
    }
}

/// What was read so far holds nested pairs that end in `()`: any number of fields, `Default` for free.
fn decode(item: &DeriveInput, sorted: &Sorted<'_>, impls: &Impls, hessian: &TokenStream) -> TokenStream {
    let ident = &item.ident;
    let de = &impls.de;
    let (generics, _, bounds) = impls.decode.split_for_impl();
    let (_, arguments, _) = impls.plain.split_for_impl();

    let mut partial_type = quote!(());
    for field in sorted.own.iter().rev() {
        let ty = field.ty;
        partial_type = quote!((::core::option::Option<#ty>, #partial_type));
    }
    for (_, group) in sorted.groups.iter().rev() {
        partial_type = quote!((<#group as #hessian::derive::DecodeFields<#de>>::Partial, #partial_type));
    }

    let to_groups = sorted.groups.iter().enumerate().map(|(index, (_, group))| {
        let (start, end) = (start(sorted, index, hessian), start(sorted, index + 1, hessian));
        let place = place(index);
        quote! {
            if field < (#end) {
                return <#group as #hessian::derive::DecodeFields<#de>>::decode_field(
                    &mut partial.0 #place,
                    field.wrapping_sub(#start),
                    from,
                );
            }
        }
    });
    let first = sorted.groups.len();
    let arms = sorted.own.iter().enumerate().map(|(index, field)| {
        let place = place(first + index);
        let value = if field.default {
            // Read as an Option, so that null leaves it out.
            quote!(#hessian::Decode::decode(from)?)
        } else {
            quote!(::core::option::Option::Some(#hessian::Decode::decode(from)?))
        };
        quote!(#index => partial.0 #place = #value,)
    });
    let groups = sorted.groups.iter().enumerate().map(|(index, (name, group))| {
        let place = place(index);
        quote!(#name: <#group as #hessian::derive::DecodeFields<#de>>::complete(partial.0 #place, from)?,)
    });
    let own = sorted.own.iter().enumerate().map(|(index, field)| {
        let Wire { ident, name, .. } = field;
        let place = place(first + index);
        if field.default {
            quote!(#ident: partial.0 #place.unwrap_or_default(),)
        } else {
            quote!(#ident: #hessian::derive::field(partial.0 #place, from, &CLASS, #name)?,)
        }
    });
    let skipped = sorted.skipped.iter().map(|ident| quote!(#ident: ::core::default::Default::default(),));
    let skipped_in_order = skipped.clone();
    let groups_in_order = sorted.groups.iter().map(
        |(name, group)| quote!(#name: <#group as #hessian::derive::DecodeFields<#de>>::in_order(from)?,),
    );
    let own_in_order = sorted.own.iter().map(|field| {
        let ident = field.ident;
        if field.default {
            quote!(#ident: #hessian::derive::next::<::core::option::Option<_>>(from)?.unwrap_or_default(),)
        } else {
            quote!(#ident: #hessian::derive::next(from)?,)
        }
    });
    let (partial, partial_arguments) = partial(impls, &partial_type);
    quote! {
        #partial

        impl #generics #hessian::derive::DecodeFields<#de> for #ident #arguments #bounds {
            type Partial = Partial #partial_arguments;

            fn decode_field(
                partial: &mut Self::Partial,
                field: usize,
                from: &mut #hessian::Decoder<#de>,
            ) -> ::core::result::Result<(), #hessian::Error> {
                let _ = &partial;
                #(#to_groups)*
                match field.wrapping_sub(OWN) {
                    #(#arms)*
                    _ => from.skip_value()?,
                }
                ::core::result::Result::Ok(())
            }

            fn complete(
                partial: Self::Partial,
                from: &#hessian::Decoder<#de>,
            ) -> ::core::result::Result<Self, #hessian::Error> {
                let _ = (&partial, from);
                ::core::result::Result::Ok(Self { #(#groups)* #(#own)* #(#skipped)* })
            }

            fn in_order(from: &mut #hessian::Decoder<#de>) -> ::core::result::Result<Self, #hessian::Error> {
                let _ = &from;
                ::core::result::Result::Ok(Self { #(#groups_in_order)* #(#own_in_order)* #(#skipped_in_order)* })
            }
        }

        impl #generics #hessian::Decode<#de> for #ident #arguments #bounds {
            fn decode(from: &mut #hessian::Decoder<#de>) -> ::core::result::Result<Self, #hessian::Error> {
                #hessian::derive::decode_object(&SHAPE, from)
            }
        }
    }
}

/// The type of what was read so far, with its generic arguments: a struct, so that the types of the fields may be less
/// visible than the type itself.
fn partial(impls: &Impls, fields: &TokenStream) -> (TokenStream, TokenStream) {
    let mut generics = impls.decode.clone();
    let de = &impls.de;
    if !generics.lifetimes().any(|lifetime| lifetime.lifetime == *de) {
        generics.params.insert(0, GenericParam::Lifetime(syn::LifetimeParam::new(de.clone())));
    }
    let types = generics.type_params().map(|param| &param.ident);
    let marker = quote!(::core::marker::PhantomData<(&#de (), #(#types,)*)>);
    let (parameters, arguments, bounds) = generics.split_for_impl();
    let definition = quote! {
        #[allow(missing_docs, missing_debug_implementations, unreachable_pub)]
        pub struct Partial #parameters (#fields, #marker) #bounds;

        impl #parameters ::core::default::Default for Partial #arguments #bounds {
            fn default() -> Self {
                Self(::core::default::Default::default(), ::core::marker::PhantomData)
            }
        }
    };
    (definition, quote!(#arguments))
}

/// `.1.1.0` for the third place of nested pairs.
fn place(depth: usize) -> TokenStream {
    let mut place = TokenStream::new();
    let (first, second) = (Index::from(0), Index::from(1));
    for _ in 0..depth {
        place.extend(quote!(.#second));
    }
    place.extend(quote!(.#first));
    place
}
