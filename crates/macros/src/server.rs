//! The provider's side of `#[service]`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::service::{Contract, Method};

/// The server and what it implements.
pub(crate) fn part(contract: &Contract) -> TokenStream {
    let Contract { vis, name, client, server, codegen, .. } = contract;
    let doc = format!("Provides an implementation of [`{name}`].");
    let new_doc = "A server of `inner`, for `Builder::serve`.";
    let debug_name = server.to_string();
    let arms = contract.methods.iter().enumerate().map(|(index, method)| arm(contract, index, method));
    quote! {
        #[doc = #doc]
        #vis struct #server<T> {
            inner: T,
        }

        impl<T: #name> #server<T> {
            #[doc = #new_doc]
            pub fn new(inner: T) -> Self {
                Self { inner }
            }
        }

        impl<T> ::core::fmt::Debug for #server<T> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#debug_name).finish_non_exhaustive()
            }
        }

        // A deprecated method is still served; the warning belongs to those who call it.
        #[allow(deprecated)]
        impl<T: #name> #codegen::Invoker for #server<T> {
            async fn invoke(
                &self,
                __call: &mut #codegen::Invocation<'_>,
            ) -> #codegen::Result<#codegen::Response> {
                match __call.method().index {
                    #(#arms)*
                    _ => ::core::result::Result::Err(#codegen::Error::unimplemented(
                        ::std::format!("{} is not a method of the contract", __call.display_name()),
                    )),
                }
            }
        }

        impl<T: #name> #codegen::Provide for #server<T> {
            fn descriptor(&self) -> #codegen::Arc<#codegen::ServiceDescriptor> {
                #codegen::Arc::clone(<#client as #codegen::Client>::descriptor())
            }
        }
    }
}

fn arm(contract: &Contract, index: usize, method: &Method) -> TokenStream {
    let Contract { name: service, codegen, .. } = contract;
    let Method { name, .. } = method;
    let names = method.names();
    let reads = method.args.iter().map(|(name, ty)| {
        let text = name.to_string();
        let text = text.trim_start_matches("r#");
        quote!(__args.next::<#ty>(#text)?)
    });
    let read = if names.is_empty() {
        TokenStream::new()
    } else {
        quote! {
            let (#(#names,)*) = __call.read_args(|__args| ::core::result::Result::Ok((#(#reads,)*)))?;
        }
    };
    quote! {
        #index => {
            #read
            let __value = <T as #service>::#name(&self.inner, #(#names),*).await?;
            #codegen::Response::reply(__call, &#codegen::HessianArgs((&__value,)))
        }
    }
}
