//! `#[service]`: from the trait to its parts.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{
    Attribute, Error, FnArg, GenericArgument, Ident, ItemTrait, LitStr, Pat, Path, PathArguments,
    ReceiverKind, Result, ReturnType, Safety, Token, TraitItem, TraitItemFn, Type, TypePath, Visibility,
};

use crate::attr::{MethodAttr, java_name};
use crate::case::Case;
use crate::{client, overloads, server};

/// Arguments are passed as one tuple, and tuples have at most this many parts.
const MAX_ARGS: usize = 12;

/// `"com.example.Greeter", version = "1.0.0", group = "g", crate = "dubbors"`.
struct Args {
    interface: LitStr,
    version: Option<LitStr>,
    group: Option<LitStr>,
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
        let mut args = Self { interface, version: None, group: None, krate: None };
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
            let slot = match key.to_string().as_str() {
                "version" => &mut args.version,
                "group" => &mut args.group,
                _ => {
                    let message = "unknown argument; known: `version`, `group`, `crate`";
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
    /// The path of `codegen`.
    pub(crate) codegen: TokenStream,
    interface: LitStr,
    version: Option<LitStr>,
    group: Option<LitStr>,
}

/// One method.
pub(crate) struct Method {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) name: Ident,
    pub(crate) args: Vec<(Ident, Type)>,
    /// The whole return type.
    pub(crate) output: Type,
    /// `T` of `Result<T>`.
    pub(crate) value: Type,
    pub(crate) one_way: bool,
    pub(crate) wire_name: String,
    idempotent: bool,
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
        let mut methods: Vec<Method> = Vec::new();
        for item in &item.items {
            let TraitItem::Fn(function) = item else {
                return Err(Error::new(item.span(), "a service has methods only"));
            };
            let method = Method::read(function)?;
            let types = |method: &Method| {
                method.args.iter().map(|(_, ty)| quote!(#ty).to_string()).collect::<Vec<_>>()
            };
            if methods
                .iter()
                .any(|other| other.wire_name == method.wire_name && types(other) == types(&method))
            {
                let message = format!(
                    "another method is called `{}` on the wire and takes the same types; name one of them with \
                     #[dubbors(name = \"..\")]",
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
            codegen,
            interface: args.interface,
            version: args.version,
            group: args.group,
        })
    }

    /// The expression that makes the `ServiceDescriptor`.
    pub(crate) fn descriptor(&self) -> TokenStream {
        let Self { codegen, interface, .. } = self;
        let group = self.group.iter().map(|group| quote!(.with_group(#group)));
        let version = self.version.iter().map(|version| quote!(.with_version(#version)));
        let methods = self.methods.iter().map(|method| {
            let Method { wire_name, value, .. } = method;
            let types: Vec<&Type> = method.args.iter().map(|(_, ty)| ty).collect();
            let arity = types.len();
            let marks = [("idempotent", method.idempotent), ("one_way", method.one_way)];
            let marks = marks.iter().filter(|(_, set)| *set).map(|(mark, _)| {
                let mark = Ident::new(mark, Span::call_site());
                quote!(.#mark())
            });
            quote! {
                #codegen::Method::new(
                    #wire_name,
                    <[&str]>::concat(&[#(<#types as #codegen::JavaType>::DESCRIPTOR),*]),
                    <#value as #codegen::JavaType>::DESCRIPTOR,
                    #arity,
                )#(#marks)*
            }
        });
        quote! {
            #codegen::ServiceDescriptor::new(
                #codegen::ServiceKey::new(#interface)#(#group)*#(#version)*,
                ::std::vec![#(#methods),*],
            )
        }
    }
}

impl Method {
    fn read(function: &TraitItemFn) -> Result<Self> {
        let sig = &function.sig;
        if let Some(body) = &function.default {
            return Err(Error::new(body.span(), "a service method has no body: the client could not use it"));
        }
        if sig.asyncness.is_none() {
            return Err(Error::new(sig.fn_token.span, "write `async fn`: a call waits for its answer"));
        }
        if !sig.generics.params.is_empty() {
            let message =
                "a service method has no generic parameters: Java would not know which types to expect";
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
        let (output, value) = read_output(&sig.output, sig.fn_token.span)?;
        let attr = MethodAttr::read(&function.attrs)?;
        if attr.one_way && !matches!(&value, Type::Tuple(tuple) if tuple.elems.is_empty()) {
            return Err(Error::new(value.span(), "a one-way method has no answer; return `Result<()>`"));
        }
        let rust_name = sig.ident.to_string();
        let wire_name = match attr.name {
            Some(name) => {
                if name.value().contains('.') || java_name(&name, "method").is_err() {
                    return Err(Error::new(
                        name.span(),
                        "not the name of a Java method, such as \"sayHello\"",
                    ));
                }
                name.value()
            }
            None => Case::Camel.apply(rust_name.trim_start_matches("r#")),
        };
        Ok(Self {
            attrs: function.attrs.iter().filter(|attr| !attr.path().is_ident("dubbors")).cloned().collect(),
            name: sig.ident.clone(),
            args,
            output,
            value,
            one_way: attr.one_way,
            wire_name,
            idempotent: attr.idempotent,
        })
    }

    /// `name: Type, ..` for signatures.
    pub(crate) fn params(&self) -> TokenStream {
        let params = self.args.iter().map(|(name, ty)| quote!(#name: #ty));
        quote!(#(#params),*)
    }

    /// The names of the arguments.
    pub(crate) fn names(&self) -> Vec<&Ident> {
        self.args.iter().map(|(name, _)| name).collect()
    }
}

fn read_arg(arg: &FnArg) -> Result<(Ident, Type)> {
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
        ty => Ok((name.ident.clone(), ty.clone())),
    }
}

/// The return type and `T` of its `Result<T>`.
fn read_output(output: &ReturnType, fallback: Span) -> Result<(Type, Type)> {
    let wrong = |span| Error::new(span, "return `dubbors::Result<T>`: every call can fail");
    let ReturnType::Type(_, output) = output else { return Err(wrong(fallback)) };
    let Type::Path(TypePath { path, .. }) = &**output else { return Err(wrong(output.span())) };
    let last =
        path.segments.last().filter(|last| last.ident == "Result").ok_or_else(|| wrong(output.span()))?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return Err(wrong(output.span())) };
    let mut arguments = arguments.args.iter();
    match (arguments.next(), arguments.next()) {
        (Some(GenericArgument::Type(value)), None) => Ok(((**output).clone(), value.clone())),
        (Some(_), Some(error)) => Err(Error::new(
            error.span(),
            "the error is always `dubbors::Error`; answer a business exception with `Error::exception`",
        )),
        _ => Err(wrong(output.span())),
    }
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
