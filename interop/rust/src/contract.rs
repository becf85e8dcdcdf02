//! The contract every peer provides and consumes: `org.dubbors.interop.Types`.

use std::collections::{HashMap, HashSet};

use dubbors::java::{BigDecimal, Date, JavaArray, JavaType};
use dubbors::{Result, Value, hessian};

/// The parent of [`User`].
#[derive(Debug, Clone, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "org.dubbors.interop.Person")]
pub(crate) struct Person {
    pub(crate) name: Option<String>,
    pub(crate) age: Option<i32>,
}

/// The POJO of the contract.
#[derive(Debug, Clone, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "org.dubbors.interop.User")]
pub(crate) struct User {
    #[hessian(parent)]
    pub(crate) person: Person,
    pub(crate) id: i64,
    pub(crate) score: Option<f64>,
    pub(crate) color: Option<Color>,
    pub(crate) address: Option<Address>,
    pub(crate) tags: Option<Vec<String>>,
    pub(crate) counts: Option<HashMap<String, i32>>,
    pub(crate) born: Option<Date>,
    pub(crate) balance: Option<BigDecimal>,
    pub(crate) data: Option<Vec<u8>>,
    pub(crate) vip: Option<bool>,
}

/// A value inside of [`User`].
#[derive(Debug, Clone, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "org.dubbors.interop.Address")]
pub(crate) struct Address {
    pub(crate) street: Option<String>,
    pub(crate) city: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, dubbors::Hessian)]
#[hessian(class = "org.dubbors.interop.Color")]
pub(crate) enum Color {
    Red,
    Green,
    Blue,
}

/// A `List<User>` as it came: a typed list would not know that two of its users are the same object.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Users(Value);

impl Users {
    /// The list of these users.
    pub(crate) fn of(users: &Vec<User>) -> Result<Self> {
        Ok(Self(hessian::from_bytes(&hessian::to_bytes(users)?)?))
    }

    /// The users.
    pub(crate) fn read(&self) -> Result<Vec<User>> {
        Ok(hessian::from_bytes(&hessian::to_bytes(&self.0)?)?)
    }
}

impl hessian::Encode for Users {
    fn encode(&self, to: &mut hessian::Encoder) -> std::result::Result<(), hessian::Error> {
        self.0.encode(to)
    }
}

impl<'de> hessian::Decode<'de> for Users {
    fn decode(from: &mut hessian::Decoder<'de>) -> std::result::Result<Self, hessian::Error> {
        Value::decode(from).map(Self)
    }
}

impl JavaType for Users {
    const DESCRIPTOR: &'static str = <Vec<User> as JavaType>::DESCRIPTOR;
}

/// Methods named echo return their argument.
#[dubbors::service("org.dubbors.interop.Types")]
pub(crate) trait Types {
    async fn echo_boolean(&self, value: bool) -> Result<bool>;
    async fn echo_byte(&self, value: i8) -> Result<i8>;
    async fn echo_short(&self, value: i16) -> Result<i16>;
    async fn echo_int(&self, value: i32) -> Result<i32>;
    async fn echo_long(&self, value: i64) -> Result<i64>;
    async fn echo_float(&self, value: f32) -> Result<f32>;
    async fn echo_double(&self, value: f64) -> Result<f64>;
    async fn echo_char(&self, value: char) -> Result<char>;
    async fn echo_boxed_boolean(&self, value: Option<bool>) -> Result<Option<bool>>;
    async fn echo_boxed_byte(&self, value: Option<i8>) -> Result<Option<i8>>;
    async fn echo_boxed_short(&self, value: Option<i16>) -> Result<Option<i16>>;
    async fn echo_boxed_int(&self, value: Option<i32>) -> Result<Option<i32>>;
    async fn echo_boxed_long(&self, value: Option<i64>) -> Result<Option<i64>>;
    async fn echo_boxed_float(&self, value: Option<f32>) -> Result<Option<f32>>;
    async fn echo_boxed_double(&self, value: Option<f64>) -> Result<Option<f64>>;
    async fn echo_boxed_char(&self, value: Option<char>) -> Result<Option<char>>;
    async fn echo_string(&self, value: Option<String>) -> Result<Option<String>>;
    async fn echo_bytes(&self, value: Option<Vec<u8>>) -> Result<Option<Vec<u8>>>;
    async fn echo_int_array(&self, value: Option<JavaArray<i32>>) -> Result<Option<JavaArray<i32>>>;
    async fn echo_string_array(
        &self,
        value: Option<JavaArray<Option<String>>>,
    ) -> Result<Option<JavaArray<Option<String>>>>;
    async fn echo_list(&self, value: Option<Vec<Option<String>>>) -> Result<Option<Vec<Option<String>>>>;
    async fn echo_set(&self, value: Option<HashSet<i32>>) -> Result<Option<HashSet<i32>>>;
    async fn echo_map(
        &self,
        value: Option<HashMap<String, Option<i32>>>,
    ) -> Result<Option<HashMap<String, Option<i32>>>>;
    async fn echo_user(&self, value: Option<User>) -> Result<Option<User>>;
    async fn echo_users(&self, value: Users) -> Result<Users>;
    async fn echo_enum(&self, value: Option<Color>) -> Result<Option<Color>>;
    async fn echo_date(&self, value: Option<Date>) -> Result<Option<Date>>;
    async fn echo_decimal(&self, value: Option<BigDecimal>) -> Result<Option<BigDecimal>>;
    async fn echo_object(&self, value: Value) -> Result<Value>;
    async fn do_nothing(&self) -> Result<()>;
    /// `checked` and `runtime` throw, `null` answers null, anything else comes back.
    async fn fail(&self, kind: String) -> Result<Option<String>>;
    #[dubbors(name = "overload")]
    async fn overload_text(&self, text: String) -> Result<String>;
    #[dubbors(name = "overload")]
    async fn overload_number(&self, number: i32) -> Result<String>;
    #[dubbors(name = "overload")]
    async fn overload_both(&self, text: String, number: i32) -> Result<String>;
    #[dubbors(one_way)]
    async fn one_way(&self, value: String) -> Result<()>;
    async fn last_one_way(&self) -> Result<Option<String>>;
    /// The received attachments among the keys; answers with an attachment `re-` + key for each.
    async fn attachments(&self, keys: Vec<String>) -> Result<HashMap<String, String>>;
    async fn sleep(&self, millis: i64) -> Result<String>;
    async fn blob(&self, size: i32) -> Result<String>;
    /// The number of UTF-16 units.
    async fn length(&self, value: String) -> Result<i32>;
    #[dubbors(name = "async")]
    async fn later(&self, value: String) -> Result<String>;
    async fn add(&self, left: i32, right: i32) -> Result<i32>;
    /// Peer name, group and version with a bar between.
    async fn whoami(&self) -> Result<String>;
}
