//! What the parts of one reading share: numbers of references, what is open, what may still be spent.

use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use crate::class::ClassDef;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::value::Value;

/// Names of fields up to this long are not counted where they are first met: their values cost more.
const ORDINARY_NAME: usize = 64;

/// The state of one `from_value`.
pub(super) struct State<'de> {
    root: &'de Value,
    /// Lists, maps and objects in the order in which references count them; filled when the first one is met.
    numbered: Vec<&'de Value>,
    /// What is being read, from the outside in, and whether a reference led there or to what is around it.
    open: Vec<(&'de Value, bool)>,
    /// What may still be read inside of references, in bytes.
    memory: usize,
    limits: Limits,
    /// For the classes met so far, by address: which fields a later one of the same name hides, if any.
    hidden: foldhash::HashMap<usize, Option<Rc<[bool]>>>,
}

impl<'de> State<'de> {
    pub(super) fn new(root: &'de Value, limits: &Limits) -> Self {
        let (numbered, open, hidden) = Default::default();
        let limits = limits.with_depth(limits.depth);
        Self { root, numbered, open, memory: limits.memory, limits, hidden }
    }

    /// What `value` stands for, and whether it is a reference.
    pub(super) fn resolve(&mut self, value: &'de Value) -> Result<(&'de Value, bool), Error> {
        let (value, is_reference) = match value {
            Value::Ref(index) => (self.target(*index)?, true),
            value => (value, false),
        };
        if is_reference || self.is_repeating() {
            let text = match value {
                Value::String(text) => text.len(),
                Value::Binary(bytes) => bytes.len(),
                _ => 0,
            };
            self.spend(size_of::<Value>().saturating_add(text))?;
        }
        Ok((value, is_reference))
    }

    fn target(&mut self, index: u32) -> Result<&'de Value, Error> {
        if self.numbered.is_empty() {
            self.numbered = self.root.numbered().collect();
        }
        let known = self.numbered.len();
        let Some(target) = usize::try_from(index).ok().and_then(|at| self.numbered.get(at).copied()) else {
            return Err(ErrorKind::BadReference { index: index.into(), known }.into());
        };
        if self.open.iter().any(|(open, _)| std::ptr::eq(*open, target)) {
            return Err(ErrorKind::Cycle { index }.into());
        }
        Ok(target)
    }

    /// True inside of what a reference leads to.
    fn is_repeating(&self) -> bool {
        self.open.last().is_some_and(|(_, repeated)| *repeated)
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Error> {
        match self.memory.checked_sub(bytes) {
            Some(left) => self.memory = left,
            None => return Err(ErrorKind::Limit { name: "memory", limit: self.limits.memory }.into()),
        }
        Ok(())
    }

    /// Takes note of the name of a field, which may be copied in each object of a class that names it once.
    pub(super) fn name(&mut self, name: &str) -> Result<(), Error> {
        let ordinary = if self.is_repeating() { 0 } else { ORDINARY_NAME };
        self.spend(name.len().saturating_sub(ordinary))
    }

    /// Reads what is inside of a list, map or object.
    pub(super) fn inside<T>(
        &mut self,
        value: &'de Value,
        by_reference: bool,
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let depth = self.open.len();
        if depth >= self.limits.depth {
            return Err(ErrorKind::Limit { name: "depth", limit: self.limits.depth }.into());
        }
        self.open.push((value, by_reference || self.is_repeating()));
        let done = read(self);
        // Also after an error: a `Deserialize` may go on.
        self.open.truncate(depth);
        done
    }

    /// Which fields of the class a later one of the same name hides; `None` if none does.
    pub(super) fn hidden(&mut self, class: &'de Arc<ClassDef>) -> Option<Rc<[bool]>> {
        let address = Arc::as_ptr(class).addr();
        self.hidden.entry(address).or_insert_with(|| hidden_fields(class)).clone()
    }
}

fn hidden_fields(class: &ClassDef) -> Option<Rc<[bool]>> {
    let mut seen = HashSet::new();
    let names: Vec<&str> = class.fields().collect();
    let mut hidden: Vec<bool> = names.into_iter().rev().map(|name| !seen.insert(name)).collect();
    hidden.reverse();
    hidden.contains(&true).then(|| hidden.into())
}
