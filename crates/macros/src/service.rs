//! `#[service]`: from the trait to its parts.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, Ident, ItemTrait, LitStr, Path, Result, Token, TraitItem, Visibility};

use crate::attr::java_name;
use crate::format::Format;
use crate::method::Method;
use crate::{client, overloads, server};

/// `"com.example.Greeter", version = "1.0.0", group = "g", protobuf = SCHEMA, crate = "dubbors"`.
struct Args {
    interface: LitStr,
    version: Option<LitStr>,
    group: Option<LitStr>,
    protobuf: Option<Expr>,
    krate: Option<Path>,
}

impl Parse for Args {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let missing = |span| Error::new(span, "name the Java interface: #[service(\"com.example.Greeter\")]");
        if input.is_empty() {
            return Err(missing(Span::call_site()));
        }
        let interface: LitStr = input.parse().map_err(|error: Error| missing(error.span()))?;
        java_name(&interface, "interface")?;
        let mut args = Self { interface, version: None, group: None, protobuf: None, krate: None };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            if input.peek(Token![crate]) {
                input.parse::<Token![crate]>()?;
                input.parse::<Token![=]>()?;
                args.krate = Some(input.parse::<LitStr>()?.parse()?);
                continue;
            }
            let key: Ident = input.parse()?;
            if key == "protobuf" {
                input.parse::<Token![=]>()?;
                args.protobuf = Some(input.parse()?);
                continue;
            }
            let slot = match key.to_string().as_str() {
                "version" => &mut args.version,
                "group" => &mut args.group,
                _ => {
                    let message = "unknown argument; known: `version`, `group`, `protobuf`, `crate`";
                    return Err(Error::new(key.span(), message));
                }
            };
            input.parse::<Token![=]>()?;
            *slot = Some(input.parse()?);
        }
        Ok(args)
    }
}

/// The trait as the other parts need it.
pub(crate) struct Contract {
    pub(crate) vis: Visibility,
    pub(crate) name: Ident,
    pub(crate) client: Ident,
    pub(crate) server: Ident,
    pub(crate) methods: Vec<Method>,
    pub(crate) format: Format,
    /// The path of `codegen`.
    pub(crate) codegen: TokenStream,
    attrs: Vec<Attribute>,
    interface: LitStr,
    version: Option<LitStr>,
    group: Option<LitStr>,
}

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let args: Args = syn::parse2(args)?;
    let item: ItemTrait = syn::parse2(item)?;
    let contract = Contract::read(&item, args)?;
    let parts = [
        trait_part(&item, &contract),
        client::part(&contract),
        server::part(&contract),
        overloads::part(&contract),
    ];
    Ok(parts.into_iter().collect())
}

impl Contract {
    fn read(item: &ItemTrait, args: Args) -> Result<Self> {
        if !item.generics.params.is_empty() {
            let message = "a service has no generic parameters: Java would not know which types to expect";
            return Err(Error::new(item.generics.span(), message));
        }
        if let Some(clause) = &item.generics.where_clause {
            return Err(Error::new(
                clause.span(),
                "a service has no `where` clause; write supertraits instead",
            ));
        }
        if let Some(unsafety) = &item.unsafety {
            return Err(Error::new(unsafety.span, "a service is a safe trait: the client implements it too"));
        }
        let format = match args.protobuf {
            Some(schema) => Format::Protobuf(Box::new(schema)),
            None => Format::Hessian,
        };
        let mut methods: Vec<Method> = Vec::new();
        for item in &item.items {
            let TraitItem::Fn(function) = item else {
                return Err(Error::new(item.span(), "a service has methods only"));
            };
            let method = Method::read(function, &format)?;
            if methods.iter().any(|other| is_same(other, &method, &format)) {
                let same = if format.is_protobuf() { "" } else { " and takes the same types" };
                let message = format!(
                    "another method is called `{}` on the wire{same}; name one of them with #[dubbors(name = \"..\")]",
                    method.wire_name
                );
                return Err(Error::new(function.sig.ident.span(), message));
            }
            methods.push(method);
        }
        if methods.is_empty() {
            return Err(Error::new(item.ident.span(), "a service needs at least one method"));
        }
        let codegen = match &args.krate {
            Some(path) => quote!(#path::codegen),
            None => quote!(::dubbors::codegen),
        };
        Ok(Self {
            vis: item.vis.clone(),
            name: item.ident.clone(),
            client: format_ident!("{}Client", item.ident),
            server: format_ident!("{}Server", item.ident),
            methods,
            format,
            codegen,
            attrs: item.attrs.clone(),
            interface: args.interface,
            version: args.version,
            group: args.group,
        })
    }

    /// `#[deprecated]` of the trait, which its client and server take over.
    pub(crate) fn deprecated(&self) -> Option<&Attribute> {
        self.attrs.iter().find(|attr| attr.path().is_ident("deprecated"))
    }

    /// The expression that makes the `ServiceDescriptor`.
    pub(crate) fn descriptor(&self) -> TokenStream {
        let Self { codegen, interface, .. } = self;
        let group = self.group.iter().map(|group| quote!(.with_group(#group)));
        let version = self.version.iter().map(|version| quote!(.with_version(#version)));
        let methods = self.methods.iter().map(|method| self.method(method));
        let schema = match &self.format {
            Format::Hessian => TokenStream::new(),
            Format::Protobuf(schema) => quote!(.with_schema({
                let schema: &'static [u8] = #schema;
                schema
            })),
        };
        quote! {
            #codegen::ServiceDescriptor::new(
                #codegen::ServiceKey::new(#interface)#(#group)*#(#version)*,
                ::std::vec![#(#methods),*],
            )#schema
        }
    }

    /// The expression that makes the `Method`.
    fn method(&self, method: &Method) -> TokenStream {
        let codegen = &self.codegen;
        let Method { wire_name, .. } = method;
        let (params, returns) = self.format.descriptors(codegen, method);
        let arity = method.args.len();
        let marks = [
            ("idempotent", method.idempotent),
            ("no_side_effects", method.no_side_effects),
            ("one_way", method.one_way),
        ];
        let marks = marks.iter().filter(|(_, set)| *set).map(|(mark, _)| {
            let mark = Ident::new(mark, Span::call_site());
            quote!(.#mark())
        });
        let kind = method.kind().into_iter().map(|kind| quote!(.with_kind(#codegen::MethodKind::#kind)));
        let names = method.plain_names();
        let names = (!names.is_empty()).then(|| quote!(.with_params(&[#(#names),*])));
        quote! {
            #codegen::Method::new(#wire_name, #params, #returns, #arity)#(#marks)*#(#kind)*#names
        }
    }
}

/// Whether a request could not tell the two apart.
fn is_same(one: &Method, other: &Method, format: &Format) -> bool {
    let types = |method: &Method| -> Vec<String> {
        let types = method.args.iter().map(|(_, message)| message.ty());
        types.map(|ty| quote!(#ty).to_string()).collect()
    };
    one.wire_name == other.wire_name && (format.is_protobuf() || types(one) == types(other))
}

fn trait_part(item: &ItemTrait, contract: &Contract) -> TokenStream {
    let ItemTrait { attrs, vis, ident, supertraits, .. } = item;
    let methods = contract.methods.iter().map(|method| {
        let Method { attrs, name, output, .. } = method;
        let params = method.params();
        quote! {
            #(#attrs)*
            fn #name(&self, #params) -> impl ::core::future::Future<Output = #output> + ::core::marker::Send;
        }
    });
    let supertraits = supertraits.iter();
    quote! {
        #(#attrs)*
        #vis trait #ident: #(#supertraits +)* ::core::marker::Send + ::core::marker::Sync + 'static {
            #(#methods)*
        }
    }
}
