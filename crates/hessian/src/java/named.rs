//! Collections and maps of Java classes other than the usual ones.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use indexmap::{IndexMap, IndexSet};

use super::JavaType;
use crate::convert::{list, map};
use crate::decode::{Decode, Decoder};
use crate::encode::{Encode, Encoder};
use crate::error::Error;

/// The Java class of a collection or map. For one of your own:
///
/// ```
/// use dubbors_hessian::java::{CollectionClass, Named};
///
/// enum ImmutableListClass {}
/// impl CollectionClass for ImmutableListClass {
///     const CLASS: &'static str = "com.google.common.collect.ImmutableList";
///     const DESCRIPTOR: &'static str = "Lcom/google/common/collect/ImmutableList;";
/// }
/// type ImmutableList<T> = Named<Vec<T>, ImmutableListClass>;
///
/// let names: ImmutableList<&str> = vec!["a", "b"].into();
/// # assert!(dubbors_hessian::to_bytes(&names)?.starts_with(b"\x72\x30\x27com.google"));
/// # Ok::<(), dubbors_hessian::Error>(())
/// ```
pub trait CollectionClass {
    /// The class as the wire names it.
    const CLASS: &'static str;
    /// The JVM descriptor of the class.
    const DESCRIPTOR: &'static str;
}

/// A collection or map that is written as the Java class `N`; it is read from any, as Java does.
pub struct Named<C, N> {
    /// The content.
    pub content: C,
    name: PhantomData<fn() -> N>,
}

/// What can be written as a collection or map of a named class.
pub trait Content: Encode {
    /// Writes it as an instance of the class.
    ///
    /// # Errors
    /// Those of the items.
    fn encode_named(&self, class: &str, to: &mut Encoder) -> Result<(), Error>;
}

macro_rules! contents {
    ($($write:ident: $([$($generic:tt)*] $type:ty),*;)*) => {$($(
        impl<$($generic)*> Content for $type {
            fn encode_named(&self, class: &str, to: &mut Encoder) -> Result<(), Error> {
                $write(to, Some(class), self.iter())
            }
        }
    )*)*};
}

contents! {
    list: [T: Encode] Vec<T>, [T: Encode] VecDeque<T>, [T: Encode, S] HashSet<T, S>, [T: Encode] BTreeSet<T>,
        [T: Encode, S] IndexSet<T, S>;
    map: [K: Encode, V: Encode, S] HashMap<K, V, S>, [K: Encode, V: Encode] BTreeMap<K, V>,
        [K: Encode, V: Encode, S] IndexMap<K, V, S>;
}

impl<C: Content, N: CollectionClass> Encode for Named<C, N> {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        self.content.encode_named(N::CLASS, to)
    }
}

impl<'de, C: Decode<'de>, N> Decode<'de> for Named<C, N> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        C::decode(from).map(Self::from)
    }
}

impl<C, N: CollectionClass> JavaType for Named<C, N> {
    const DESCRIPTOR: &'static str = N::DESCRIPTOR;
}

impl<C, N> From<C> for Named<C, N> {
    fn from(content: C) -> Self {
        Self { content, name: PhantomData }
    }
}

impl<C, N> Deref for Named<C, N> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.content
    }
}

impl<C, N> DerefMut for Named<C, N> {
    fn deref_mut(&mut self) -> &mut C {
        &mut self.content
    }
}

impl<T, C: FromIterator<T>, N> FromIterator<T> for Named<C, N> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        C::from_iter(items).into()
    }
}

impl<C: IntoIterator, N> IntoIterator for Named<C, N> {
    type Item = C::Item;
    type IntoIter = C::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.content.into_iter()
    }
}

// By hand, as a derive would ask the same of `N`, which has no values.

impl<C: Clone, N> Clone for Named<C, N> {
    fn clone(&self) -> Self {
        self.content.clone().into()
    }
}

impl<C: Default, N> Default for Named<C, N> {
    fn default() -> Self {
        C::default().into()
    }
}

impl<C: fmt::Debug, N> fmt::Debug for Named<C, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.content.fmt(f)
    }
}

impl<C: PartialEq, N> PartialEq for Named<C, N> {
    fn eq(&self, other: &Self) -> bool {
        self.content == other.content
    }
}

impl<C: Eq, N> Eq for Named<C, N> {}

impl<C: Hash, N> Hash for Named<C, N> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.content.hash(state);
    }
}

/// Declares a class of Java's library, and the name under which Rust holds its instances.
macro_rules! classes {
    ($($alias:ident<$($generic:ident),*> = $content:ty, $class:ident: $name:literal, $descriptor:literal;)*) => {
        /// The classes themselves, which have no values in Rust.
        pub mod class {
            $(
                #[doc = concat!("`", $name, "`.")]
                #[derive(Debug)]
                pub enum $class {}

                impl super::CollectionClass for $class {
                    const CLASS: &'static str = $name;
                    const DESCRIPTOR: &'static str = $descriptor;
                }
            )*
        }

        $(
            #[doc = concat!("A `", $name, "`.")]
            pub type $alias<$($generic),*> = Named<$content, class::$class>;
        )*
    };
}

classes! {
    LinkedList<T> = VecDeque<T>, LinkedListClass: "java.util.LinkedList", "Ljava/util/LinkedList;";
    ArrayDeque<T> = VecDeque<T>, ArrayDequeClass: "java.util.ArrayDeque", "Ljava/util/ArrayDeque;";
    Vector<T> = Vec<T>, VectorClass: "java.util.Vector", "Ljava/util/Vector;";
    Stack<T> = Vec<T>, StackClass: "java.util.Stack", "Ljava/util/Stack;";
    PriorityQueue<T> = Vec<T>, PriorityQueueClass: "java.util.PriorityQueue", "Ljava/util/PriorityQueue;";
    CopyOnWriteArrayList<T> = Vec<T>, CopyOnWriteArrayListClass:
        "java.util.concurrent.CopyOnWriteArrayList", "Ljava/util/concurrent/CopyOnWriteArrayList;";
    ConcurrentLinkedQueue<T> = VecDeque<T>, ConcurrentLinkedQueueClass:
        "java.util.concurrent.ConcurrentLinkedQueue", "Ljava/util/concurrent/ConcurrentLinkedQueue;";
    TreeSet<T> = BTreeSet<T>, TreeSetClass: "java.util.TreeSet", "Ljava/util/TreeSet;";
    ConcurrentSkipListSet<T> = BTreeSet<T>, ConcurrentSkipListSetClass:
        "java.util.concurrent.ConcurrentSkipListSet", "Ljava/util/concurrent/ConcurrentSkipListSet;";
    CopyOnWriteArraySet<T> = IndexSet<T>, CopyOnWriteArraySetClass:
        "java.util.concurrent.CopyOnWriteArraySet", "Ljava/util/concurrent/CopyOnWriteArraySet;";
    TreeMap<K, V> = BTreeMap<K, V>, TreeMapClass: "java.util.TreeMap", "Ljava/util/TreeMap;";
    ConcurrentSkipListMap<K, V> = BTreeMap<K, V>, ConcurrentSkipListMapClass:
        "java.util.concurrent.ConcurrentSkipListMap", "Ljava/util/concurrent/ConcurrentSkipListMap;";
    ConcurrentHashMap<K, V> = HashMap<K, V>, ConcurrentHashMapClass:
        "java.util.concurrent.ConcurrentHashMap", "Ljava/util/concurrent/ConcurrentHashMap;";
    Hashtable<K, V> = HashMap<K, V>, HashtableClass: "java.util.Hashtable", "Ljava/util/Hashtable;";
    IdentityHashMap<K, V> = HashMap<K, V>, IdentityHashMapClass:
        "java.util.IdentityHashMap", "Ljava/util/IdentityHashMap;";
    WeakHashMap<K, V> = HashMap<K, V>, WeakHashMapClass: "java.util.WeakHashMap", "Ljava/util/WeakHashMap;";
    EnumMap<K, V> = IndexMap<K, V>, EnumMapClass: "java.util.EnumMap", "Ljava/util/EnumMap;";
    Properties<> = BTreeMap<String, String>, PropertiesClass: "java.util.Properties", "Ljava/util/Properties;";
}
