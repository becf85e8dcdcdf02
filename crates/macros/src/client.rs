//! The consumer's side of `#[service]`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::service::{Contract, Method};

/// The client and what it implements.
pub(crate) fn part(contract: &Contract) -> TokenStream {
    let Contract { vis, name, client, codegen, .. } = contract;
    let descriptor = contract.descriptor();
    let doc = format!("Calls providers of [`{name}`]. Cheap to clone.");
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
        #[derive(Clone, Debug)]
        #vis struct #client {
            reference: #codegen::Reference,
        }

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
    let Contract { codegen, .. } = contract;
    let Method { attrs, name, output, value, .. } = method;
    let (params, names) = (method.params(), method.names());
    // A parameter may have any name, so nothing else is named here.
    let call = if method.one_way {
        quote!(self.reference.call_one_way(#index, &#codegen::HessianArgs((#(&#names,)*))).await)
    } else {
        quote!(self.reference.call::<#value>(#index, &#codegen::HessianArgs((#(&#names,)*))).await)
    };
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
