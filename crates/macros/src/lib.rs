//! The macros of dubbors. Use them through the crate `dubbors`; what they write calls `dubbors::codegen`.

mod attr;
mod case;
mod client;
mod format;
mod hessian;
mod method;
mod overloads;
mod server;
mod service;
mod stream;

use proc_macro::TokenStream;

/// Makes a client and a server of a trait.
///
/// ```text
/// #[dubbors::service("com.example.Greeter", version = "1.0.0", group = "blue")]
/// pub trait Greeter {
///     /// On the wire this is `sayHello`.
///     async fn say_hello(&self, name: String) -> dubbors::Result<String>;
///
///     #[dubbors(name = "lookup", idempotent)]
///     async fn find(&self, id: i64) -> dubbors::Result<Option<User>>;
///
///     #[dubbors(one_way)]
///     async fn note(&self, text: String) -> dubbors::Result<()>;
/// }
/// ```
///
/// gives the trait, whose methods an implementation writes as plain `async fn`; `GreeterClient`, which has the same
/// methods and implements the trait; and `GreeterServer<T: Greeter>`, which the builder provides.
///
/// The first argument is the Java interface. `version` and `group` are optional. Types that appear in methods implement
/// `JavaType`, `Encode` and `Decode`; `#[derive(Hessian)]` does it for structs and enums. Two methods with one wire name
/// are overloads and are told apart by the types of their parameters.
///
/// On a method: `name` sets the wire name (the default is the Rust name in lowerCamelCase); `idempotent` says that
/// running it twice does no harm, `no_side_effects` that running it changes nothing; `one_way` sends without waiting for
/// an answer and returns `Result<()>`.
///
/// A method streams when its only parameter or the value of its `Result` is a `Streaming<T>`, whatever the path before
/// that name. Streams travel over Triple.
///
/// ```text
/// async fn watch(&self, topic: String) -> dubbors::Result<dubbors::Streaming<Event>>;
/// async fn upload(&self, chunks: dubbors::Streaming<Vec<u8>>) -> dubbors::Result<i64>;
/// async fn chat(&self, lines: dubbors::Streaming<String>) -> dubbors::Result<dubbors::Streaming<String>>;
/// ```
///
/// With `protobuf = SCHEMA` the types are messages of protobuf in place of Java's, every method takes exactly one message
/// or stream, and the default wire name is the Rust name in UpperCamelCase. The first argument is then the full name of
/// the service in its `.proto` file, and `SCHEMA` an encoded `google.protobuf.FileDescriptorSet` that describes it, of
/// type `&'static [u8]`. `dubbors-build` writes such traits.
#[proc_macro_attribute]
pub fn service(args: TokenStream, item: TokenStream) -> TokenStream {
    service::expand(args.into(), item.into()).unwrap_or_else(|error| error.into_compile_error()).into()
}

/// Makes a Java class of a struct, a Java enum of an enum without data, and a family of classes of an enum with data.
///
/// ```text
/// #[derive(dubbors::Hessian)]
/// #[hessian(class = "com.example.Admin")]
/// pub struct Admin {
///     #[hessian(parent)]
///     user: User,          // the fields of the super class, itself a struct with this derive
///     access_level: i32,   // Java's `accessLevel`
///     #[hessian(rename = "note", alias = "remark")]
///     text: Option<String>, // null in Java is None here
///     #[hessian(default)]
///     visits: i64,         // missing or null: 0
///     #[hessian(skip)]
///     cache: u32,          // not on the wire
/// }
///
/// #[derive(dubbors::Hessian)]
/// #[hessian(class = "com.example.Color")]
/// pub enum Color { Red, DarkGreen } // constants RED and DARK_GREEN
///
/// #[derive(dubbors::Hessian)]
/// #[hessian(class = "com.example.Shape")] // the super class or sealed interface, for the types of methods
/// pub enum Shape {
///     #[hessian(class = "com.example.Circle")]
///     Circle { radius: f64 },
///     Square(Square),      // a struct with this derive, and its class
/// }
/// ```
///
/// On the type: `class` is the Java class and required; `rename_all` is one of `camelCase` (the default of fields),
/// `snake_case`, `PascalCase`, `SCREAMING_SNAKE_CASE` (the default of constants). On a field or constant: `rename`,
/// `alias`; on a field also `parent`, `default`, `skip`, and `flatten` for a struct whose fields are fields of this
/// class; on a variant with data `class`.
#[proc_macro_derive(Hessian, attributes(hessian))]
pub fn hessian(item: TokenStream) -> TokenStream {
    hessian::expand(item.into()).unwrap_or_else(|error| error.into_compile_error()).into()
}
