//! Classes that are a text in one field.

use std::fmt;

use crate::java::object::object;

macro_rules! text {
    ($($(#[$doc:meta])* $type:ident, $descriptor:literal, $class:literal, $field:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(pub String);

        impl $type {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        /// Any text is taken; whether it means something is for the receiver to know.
        impl std::str::FromStr for $type {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self(text.to_owned()))
            }
        }

        impl<T: Into<String>> From<T> for $type {
            fn from(text: T) -> Self {
                Self(text.into())
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        object! {
            $type, $descriptor, $class,
            |it| { $field => text: String = it.0 } => Some($type(text)), or parsed
        }
    )*};
}

text! {
    /// A `java.lang.Class` by its name as Java has it: `java.lang.String`, `int`, `[I`. A name and nothing more.
    Class, "Ljava/lang/Class;", "java.lang.Class", "name";
    /// A `java.util.Locale` as Java prints it: `en_US`.
    Locale, "Ljava/util/Locale;", "com.alibaba.com.caucho.hessian.io.LocaleHandle", "value";
    /// A `java.util.Currency` by its code of ISO 4217: `CNY`.
    Currency, "Ljava/util/Currency;", "java.util.Currency", "currencyCode";
    /// A `java.net.URI`.
    Uri, "Ljava/net/URI;", "java.net.URI", "string";
    /// A path as `java.io.File`.
    File, "Ljava/io/File;", "java.io.File", "value";
}
