//! The provider's side of `#[service]`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::format::stream_param;
use crate::method::Method;
use crate::service::Contract;

/// The server and what it implements.
pub(crate) fn part(contract: &Contract) -> TokenStream {
    let Contract { vis, name, client, server, codegen, .. } = contract;
    let doc = format!("Provides an implementation of [`{name}`].");
    let new_doc = "A server of `inner`, for `Builder::serve`.";
    let debug_name = server.to_string();
    let deprecated = contract.deprecated();
    let arms = contract.methods.iter().enumerate().map(|(index, method)| arm(contract, index, method));
    quote! {
        #[doc = #doc]
        #deprecated
        #vis struct #server<T> {
            inner: T,
        }

        #[allow(deprecated)]
        impl<T: #name> #server<T> {
            #[doc = #new_doc]
            pub fn new(inner: T) -> Self {
                Self { inner }
            }
        }

        #[allow(deprecated)]
        impl<T> ::core::fmt::Debug for #server<T> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#debug_name).finish_non_exhaustive()
            }
        }

        // A deprecated method is still served; the warning belongs to those who call it. The parameter has a name
        // that no message has.
        #[allow(deprecated)]
        impl<__T: #name> #codegen::Invoker for #server<__T> {
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

        #[allow(deprecated)]
        impl<T: #name> #codegen::Provide for #server<T> {
            fn descriptor(&self) -> #codegen::Arc<#codegen::ServiceDescriptor> {
                #codegen::Arc::clone(<#client as #codegen::Client>::descriptor())
            }
        }
    }
}

fn arm(contract: &Contract, index: usize, method: &Method) -> TokenStream {
    let Contract { name: service, codegen, format, .. } = contract;
    let Method { name, .. } = method;
    let names = method.names();
    let streams = format.streams(codegen);
    let read = if let Some((name, ty)) = stream_param(method) {
        quote!(let #name = #streams::requests::<#ty>(__call)?;)
    } else if names.is_empty() {
        TokenStream::new()
    } else {
        let reads = method.args.iter().zip(method.plain_names()).map(|((_, message), text)| {
            let (reader, inner) = (format.reader(codegen, message.ty()), format.inner());
            quote!(__args.next::<#reader>(#text)? #inner)
        });
        quote! {
            let (#(#names,)*) = __call.read_args(|__args| ::core::result::Result::Ok((#(#reads,)*)))?;
        }
    };
    let answer = if method.value.is_stream() {
        quote!(::core::result::Result::Ok(#streams::answers(__value)))
    } else {
        let value = format.writes(codegen, &[quote!(&__value)]);
        quote!(#codegen::Response::reply(__call, #value))
    };
    quote! {
        #index => {
            #read
            let __value = <__T as #service>::#name(&self.inner, #(#names),*).await?;
            #answer
        }
    }
}
