//! The body of a request as the arguments of a method.

use dubbors_core::{Error, Method, Result};
use dubbors_hessian::Value;
use serde_json::{Map as JsonMap, Value as Json};

use super::to_value::to_value;
use super::types;
use crate::json_text::{self, JsonLimits, excerpt};

pub(super) fn read(method: &Method, body: &[u8], limits: &JsonLimits) -> Result<Vec<Value>> {
    let json = if json_text::is_blank(body) { None } else { Some(json_text::parse(body, limits)?) };
    let parameters = Parameters::new(method);
    match (method.arity, &json) {
        (0, None | Some(Json::Null)) => Ok(Vec::new()),
        (0, Some(Json::Array(items))) if items.is_empty() => Ok(Vec::new()),
        (0, Some(Json::Object(members))) if members.is_empty() => Ok(Vec::new()),
        (0, Some(json)) => {
            Err(Error::invalid(format!("{} takes no arguments, got {}", method.name, excerpt(json))))
        }
        (_, None) => Err(parameters.wanted("an empty body")),
        (1, Some(json)) => Ok(vec![parameters.argument(0, parameters.single(json))?]),
        (_, Some(Json::Array(items))) if items.len() == method.arity => {
            items.iter().enumerate().map(|(at, item)| parameters.argument(at, item)).collect()
        }
        (_, Some(Json::Array(items))) => Err(parameters.wanted(&format!("{} values", items.len()))),
        (_, Some(Json::Object(members))) if parameters.has_names() => parameters.named(members),
        (_, Some(json)) => Err(parameters.wanted(&excerpt(json))),
    }
}

/// The body that says `values`, the arguments of `method`. A single one is the body itself, unless [`read`] would take it
/// for something that holds the argument.
pub(super) fn body(method: &Method, mut values: Vec<Json>) -> Json {
    let is_bare =
        |json: &mut Json| method.arity == 1 && std::ptr::eq(Parameters::new(method).single(json), json);
    values.pop_if(is_bare).unwrap_or(Json::Array(values))
}

/// The parameters of a method, as far as they are known.
struct Parameters<'m> {
    method: &'m Method,
    types: Vec<String>,
}

impl<'m> Parameters<'m> {
    fn new(method: &'m Method) -> Self {
        Self { method, types: types::split(&method.descriptor) }
    }

    fn type_of(&self, at: usize) -> &str {
        self.types.get(at).map_or("", String::as_str)
    }

    fn has_names(&self) -> bool {
        self.method.params.len() == self.method.arity
    }

    /// How errors call a parameter.
    fn name(&self, at: usize) -> String {
        match self.method.params.get(at) {
            Some(name) => (*name).to_owned(),
            None => format!("argument {}", at.saturating_add(1)),
        }
    }

    fn argument(&self, at: usize, json: &Json) -> Result<Value> {
        argument(json, self.type_of(at)).map_err(|error| error.context(self.name(at)))
    }

    /// The value of the only parameter in the body.
    fn single<'j>(&self, json: &'j Json) -> &'j Json {
        let wanted = self.type_of(0);
        match json {
            Json::Array(items) if !types::is_array_of_json(wanted) => match items.as_slice() {
                [item] => item,
                _ => json,
            },
            Json::Object(members) if !types::is_map_of_json(wanted) && members.len() == 1 => {
                let name = self.method.params.first().copied().unwrap_or_default();
                members.get(name).unwrap_or(json)
            }
            _ => json,
        }
    }

    fn named(&self, members: &JsonMap<String, Json>) -> Result<Vec<Value>> {
        let names = self.method.params;
        if let Some(unknown) = members.keys().find(|name| !names.contains(&name.as_str())) {
            let unknown: String = unknown.chars().take(64).collect();
            return Err(self.wanted(&format!("one called {unknown}")));
        }
        let value = |(at, name): (usize, &&str)| self.argument(at, members.get(*name).unwrap_or(&Json::Null));
        names.iter().enumerate().map(value).collect()
    }

    #[cold]
    fn wanted(&self, got: &str) -> Error {
        let describe = |at: usize| match self.type_of(at) {
            "" => self.name(at),
            of => format!("{}: {of}", self.name(at)),
        };
        let parameters: Vec<String> = (0..self.method.arity).map(describe).collect();
        Error::invalid(format!(
            "{} takes {} argument(s), {}; got {got}",
            self.method.name,
            self.method.arity,
            parameters.join(", ")
        ))
    }
}

/// A value of a type.
pub(super) fn argument(json: &Json, wanted: &str) -> Result<Value> {
    match json {
        // With the digits that a double has, as inside of objects; whoever needs more has quotes.
        Json::Number(number) if number.is_f64() && wanted == "java.math.BigDecimal" => {
            to_value(&Json::String(number.to_string()), wanted)
        }
        // So do callers send whole numbers that are too large for a number in JavaScript.
        Json::String(text) if matches!(wanted, "long" | "java.lang.Long") => match text.parse::<i64>() {
            Ok(number) => Ok(Value::Long(number)),
            Err(_) => to_value(json, wanted),
        },
        _ => to_value(json, wanted),
    }
}
