//! Reading `#[hessian(..)]` and `#[dubbors(..)]`, with errors that say what is known.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Error, LitStr, Path, Result};

use crate::case::Case;

/// `#[hessian(..)]` on a type.
#[derive(Default)]
pub(crate) struct TypeAttr {
    pub(crate) class: Option<LitStr>,
    pub(crate) rename_all: Option<Case>,
    pub(crate) krate: Option<Path>,
}

/// `#[hessian(..)]` on a field or an enum's constant.
#[derive(Default)]
pub(crate) struct FieldAttr {
    pub(crate) class: Option<LitStr>,
    pub(crate) rename: Option<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) parent: bool,
    pub(crate) flatten: bool,
    pub(crate) default: bool,
    pub(crate) skip: bool,
}

/// `#[dubbors(..)]` on a method.
#[derive(Default)]
pub(crate) struct MethodAttr {
    pub(crate) name: Option<LitStr>,
    pub(crate) idempotent: bool,
    pub(crate) no_side_effects: bool,
    pub(crate) one_way: bool,
}

impl TypeAttr {
    pub(crate) fn read(attrs: &[Attribute]) -> Result<Self> {
        let mut read = Self::default();
        each(attrs, "hessian", |meta| {
            if meta.path.is_ident("class") {
                let class: LitStr = meta.value()?.parse()?;
                java_name(&class, "class")?;
                read.class = Some(class);
            } else if meta.path.is_ident("rename_all") {
                let style: LitStr = meta.value()?.parse()?;
                read.rename_all = Some(Case::parse(&style.value()).ok_or_else(|| {
                    Error::new(style.span(), format!("unknown style of names; known: {}", Case::NAMES))
                })?);
            } else if meta.path.is_ident("crate") {
                read.krate = Some(meta.value()?.parse::<LitStr>()?.parse()?);
            } else {
                return Err(meta.error("unknown attribute of a type; known: `class`, `rename_all`, `crate`"));
            }
            Ok(())
        })?;
        Ok(read)
    }
}

impl FieldAttr {
    pub(crate) fn read(attrs: &[Attribute]) -> Result<Self> {
        let mut read = Self::default();
        each(attrs, "hessian", |meta| {
            if meta.path.is_ident("class") {
                let class: LitStr = meta.value()?.parse()?;
                java_name(&class, "class")?;
                read.class = Some(class);
            } else if meta.path.is_ident("rename") {
                read.rename = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.path.is_ident("alias") {
                read.aliases.push(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.path.is_ident("parent") {
                read.parent = true;
            } else if meta.path.is_ident("flatten") {
                read.flatten = true;
            } else if meta.path.is_ident("default") {
                read.default = true;
            } else if meta.path.is_ident("skip") {
                read.skip = true;
            } else {
                return Err(meta.error(
                    "unknown attribute; known on a field: `rename`, `alias`, `parent`, `flatten`, `default`, `skip`; \
                     on a variant: `class`, `rename`, `alias`",
                ));
            }
            Ok(())
        })?;
        Ok(read)
    }
}

impl MethodAttr {
    pub(crate) fn read(attrs: &[Attribute]) -> Result<Self> {
        let mut read = Self::default();
        each(attrs, "dubbors", |meta| {
            if meta.path.is_ident("name") {
                read.name = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("idempotent") {
                read.idempotent = true;
            } else if meta.path.is_ident("no_side_effects") {
                read.no_side_effects = true;
            } else if meta.path.is_ident("one_way") {
                read.one_way = true;
            } else {
                return Err(meta.error(
                    "unknown attribute of a method; known: `name`, `idempotent`, `no_side_effects`, `one_way`",
                ));
            }
            Ok(())
        })?;
        Ok(read)
    }
}

/// Calls `read` for everything inside of attributes called `name`.
fn each(
    attrs: &[Attribute],
    name: &str,
    mut read: impl FnMut(ParseNestedMeta<'_>) -> Result<()>,
) -> Result<()> {
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident(name))
        .try_for_each(|attr| attr.parse_nested_meta(&mut read))
}

/// Checks that `text` is a name such as `com.example.Greeter`.
pub(crate) fn java_name(text: &LitStr, what: &str) -> Result<()> {
    let part = |part: &str| {
        part.chars().next().is_some_and(|first| !first.is_ascii_digit())
            && part.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '$'))
    };
    if text.value().split('.').all(part) {
        return Ok(());
    }
    Err(Error::new(
        text.span(),
        format!("not a Java {what}; write its full name, such as \"com.example.Greeter\""),
    ))
}
