//! Every named choice the framework knows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::{
    AnyFilter, AnyProtocol, ClusterFactory, Error, FilterEntry, FilterScope, LoadBalanceFactory,
    RegistryFactory, Result, Scope, Serialization, Side,
};

/// The tables of names. A value that is built and passed on, never a global.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Extensions {
    /// Protocols by URL scheme.
    pub protocols: Table<AnyProtocol>,
    /// Serializations by name.
    pub serializations: Table<dyn Serialization>,
    /// Filters by name.
    pub filters: Table<FilterEntry>,
    /// Registries by URL scheme.
    pub registries: Table<RegistryFactory>,
    /// Cluster strategies by name.
    pub clusters: Table<ClusterFactory>,
    /// Load balancers by name.
    pub load_balances: Table<LoadBalanceFactory>,
}

impl Extensions {
    /// Empty tables.
    #[must_use]
    pub fn new() -> Self {
        Self {
            protocols: Table::new("protocol"),
            serializations: Table::new("serialization"),
            filters: Table::new("filter"),
            registries: Table::new("registry"),
            clusters: Table::new("cluster"),
            load_balances: Table::new("load balance"),
        }
    }

    /// The filters of one service or reference, in the order in which they run.
    ///
    /// `named` is a comma-separated list of the user: a name adds to the default filters, `-name` removes one,
    /// `-default` removes all defaults; the word `default` stands for them and changes nothing. The place in the list
    /// means nothing: [`FilterEntry::order`] decides, then the name. On the provider's side `scope` is not looked at.
    ///
    /// # Errors
    /// `Code::Invalid` when a name is unknown or belongs to the other side, or a filter refuses its settings.
    pub fn filters(
        &self,
        side: Side,
        scope: Scope,
        target: &FilterScope<'_>,
        named: &str,
    ) -> Result<Box<[AnyFilter]>> {
        let mut defaults = true;
        let (mut added, mut removed) = (BTreeSet::new(), BTreeSet::new());
        for item in named.split(',').map(str::trim).filter(|item| !item.is_empty()) {
            match item.strip_prefix('-') {
                Some("default") => defaults = false,
                None if item == "default" => {}
                Some(name) => drop(removed.insert(self.filter_name(side, name)?)),
                None => drop(added.insert(self.filter_name(side, item)?)),
            }
        }
        let mut chosen: Vec<(&str, &FilterEntry)> = self
            .filters
            .iter()
            .map(|(name, entry)| (name, &**entry))
            .filter(|(_, entry)| entry.side == side && (side == Side::Provider || entry.scope == scope))
            .filter(|(name, entry)| added.contains(name) || (defaults && entry.default))
            .filter(|(name, _)| !removed.contains(name))
            .collect();
        chosen.sort_by_key(|(name, entry)| (entry.order, *name));
        let mut filters = Vec::with_capacity(chosen.len());
        for (name, entry) in chosen {
            filters
                .extend(entry.build(target).map_err(|error| error.context(format_args!("filter `{name}`")))?);
        }
        Ok(filters.into())
    }

    /// Checks that `name` is a filter of `side`.
    fn filter_name<'n>(&self, side: Side, name: &'n str) -> Result<&'n str> {
        if self.filters.get(name)?.side == side {
            return Ok(name);
        }
        let (its, wanted) = match side {
            Side::Consumer => ("provider", "consumer"),
            Side::Provider => ("consumer", "provider"),
        };
        Err(Error::invalid(format!("filter `{name}` runs on the {its}'s side, not on the {wanted}'s")))
    }
}

impl Default for Extensions {
    fn default() -> Self {
        Self::new()
    }
}

/// Named things of one kind.
pub struct Table<T: ?Sized> {
    kind: &'static str,
    entries: BTreeMap<Cow<'static, str>, Arc<T>>,
}

impl<T: ?Sized> Table<T> {
    /// An empty table of `kind`, a word for messages.
    #[must_use]
    pub fn new(kind: &'static str) -> Self {
        Self { kind, entries: BTreeMap::new() }
    }

    /// Adds `entry` under `name`, replacing what was there.
    pub fn add(&mut self, name: impl Into<Cow<'static, str>>, entry: Arc<T>) {
        self.entries.insert(name.into(), entry);
    }

    /// The entry called `name`.
    ///
    /// # Errors
    /// `Code::Invalid` that lists what exists and the nearest name.
    pub fn get(&self, name: &str) -> Result<&Arc<T>> {
        self.entries.get(name).ok_or_else(|| self.unknown(name))
    }

    /// The entries by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Arc<T>)> {
        self.entries.iter().map(|(name, entry)| (&**name, entry))
    }

    #[cold]
    fn unknown(&self, name: &str) -> Error {
        let known: Vec<&str> = self.entries.keys().map(|name| &**name).collect();
        let near = known.iter().map(|known| (distance(name, known), *known)).min();
        let hint = match near {
            Some((distance, near)) if distance <= 2 => format!("; did you mean `{near}`?"),
            _ => String::new(),
        };
        let name: String = name.chars().take(64).collect();
        Error::invalid(format!("unknown {} `{name}`{hint} known: {}", self.kind, known.join(", ")))
    }
}

impl<T: ?Sized> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self { kind: self.kind, entries: self.entries.clone() }
    }
}

impl<T: ?Sized> fmt::Debug for Table<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.entries.keys()).finish()
    }
}

/// The number of single-character edits between two short names (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut best =
                (at(&last, j) + usize::from(x != y)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
