//! The consumer's side of `#[service]`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::format::stream_param;
use crate::method::Method;
use crate::service::Contract;

/// The client and what it implements.
pub(crate) fn part(contract: &Contract) -> TokenStream {
    let Contract { vis, name, client, codegen, .. } = contract;
    let descriptor = contract.descriptor();
    let doc = format!("Calls providers of [`{name}`]. Cheap to clone.");
    let deprecated = contract.deprecated();
    let methods =
        contract.methods.iter().enumerate().map(|(index, method)| own_method(contract, index, method));
    let forwards = contract.methods.iter().map(|method| {
        let Method { name, output, .. } = method;
        let (params, names) = (method.params(), method.names());
        quote! {
            async fn #name(&self, #params) -> #output {
                #client::#name(self, #(#names),*).await
            }
        }
    });
    quote! {
        #[doc = #doc]
        #deprecated
        #[derive(Clone, Debug)]
        #vis struct #client {
            reference: #codegen::Reference,
        }

        #[allow(deprecated)]
        impl #codegen::Client for #client {
            fn descriptor() -> &'static #codegen::Arc<#codegen::ServiceDescriptor> {
                static DESCRIPTOR: #codegen::LazyLock<#codegen::Arc<#codegen::ServiceDescriptor>> =
                    #codegen::LazyLock::new(|| #descriptor);
                &DESCRIPTOR
            }

            fn from_reference(reference: #codegen::Reference) -> Self {
                Self { reference }
            }
        }

        #[allow(deprecated)]
        impl #client {
            #(#methods)*
        }

        // A deprecated method is still forwarded; the warning belongs to those who call it.
        #[allow(deprecated)]
        impl #name for #client {
            #(#forwards)*
        }
    }
}

fn own_method(contract: &Contract, index: usize, method: &Method) -> TokenStream {
    let Method { attrs, name, output, .. } = method;
    let params = method.params();
    let call = call(contract, index, method);
    let doc = (!attrs.iter().any(|attr| attr.path().is_ident("doc"))).then(|| {
        let doc = format!("Calls `{}`.", method.name);
        quote!(#[doc = #doc])
    });
    quote! {
        #doc
        #(#attrs)*
        pub async fn #name(&self, #params) -> #output {
            #call
        }
    }
}

/// The body. A parameter may have any name, so nothing else is named here.
fn call(contract: &Contract, index: usize, method: &Method) -> TokenStream {
    let Contract { codegen, format, .. } = contract;
    let streams = format.streams(codegen);
    let answer = method.value.ty();
    let values: Vec<TokenStream> = method.names().iter().map(|name| quote!(&#name)).collect();
    match (stream_param(method), method.value.is_stream()) {
        (Some((name, _)), true) => quote! {
            self.reference.bidi_streaming(#index, #streams::outbound(#name), #streams::answer::<#answer>).await
        },
        (Some((name, _)), false) => {
            let reader = format.reader(codegen, answer);
            format.unwrapped(quote! {
                self.reference.client_streaming::<#reader>(#index, #streams::outbound(#name)).await
            })
        }
        (None, true) => {
            let args = format.writes(codegen, &values);
            quote!(self.reference.server_streaming(#index, #args, #streams::answer::<#answer>).await)
        }
        (None, false) => {
            let args = format.writes(codegen, &values);
            if method.one_way {
                return quote!(self.reference.call_one_way(#index, #args).await);
            }
            let reader = format.reader(codegen, answer);
            format.unwrapped(quote!(self.reference.call::<#reader>(#index, #args).await))
        }
    }
}
