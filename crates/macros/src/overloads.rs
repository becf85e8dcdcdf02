//! Overloads must differ for Java. Rust types may differ and still be one type there: `Vec<String>` and `Vec<i32>` are
//! both a `java.util.List`. Only the compiler knows the descriptors, so the check is a constant that it evaluates.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;

use crate::method::Method;
use crate::service::Contract;

/// A constant that does not compile when two overloads have the same descriptor. Nothing when there are no overloads.
pub(crate) fn part(contract: &Contract) -> TokenStream {
    let checks: Vec<TokenStream> = contract
        .methods
        .iter()
        .enumerate()
        .flat_map(|(at, method)| contract.methods.iter().take(at).map(move |earlier| (earlier, method)))
        .filter(|(earlier, method)| {
            earlier.wire_name == method.wire_name && earlier.args.len() == method.args.len()
        })
        .map(|(earlier, method)| check(contract, earlier, method))
        .collect();
    if checks.is_empty() {
        return TokenStream::new();
    }
    quote! {
        const _: () = {
            const fn same_text(mut one: &[u8], mut other: &[u8]) -> bool {
                loop {
                    match (one, other) {
                        ([], []) => return true,
                        ([a, rest @ ..], [b, others @ ..]) if *a == *b => (one, other) = (rest, others),
                        _ => return false,
                    }
                }
            }

            const fn same(mut one: &[&str], mut other: &[&str]) -> bool {
                while let ([a, rest @ ..], [b, others @ ..]) = (one, other) {
                    if !same_text(a.as_bytes(), b.as_bytes()) {
                        return false;
                    }
                    (one, other) = (rest, others);
                }
                true
            }

            #(#checks)*
        };
    }
}

fn check(contract: &Contract, earlier: &Method, method: &Method) -> TokenStream {
    let codegen = &contract.codegen;
    let descriptors = |method: &Method| {
        let types: Vec<&Type> = method.args.iter().map(|(_, message)| message.ty()).collect();
        quote!(&[#(<#types as #codegen::JavaType>::DESCRIPTOR),*])
    };
    let (one, other) = (descriptors(earlier), descriptors(method));
    let message = format!(
        "`{}` and `{}` are both called `{}` on the wire and take the same Java types; name one of them with \
         #[dubbors(name = \"..\")]",
        earlier.name, method.name, method.wire_name
    );
    quote_spanned!(method.name.span()=> ::core::assert!(!same(#one, #other), #message);)
}
