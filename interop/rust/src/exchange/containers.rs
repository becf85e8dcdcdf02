//! Collections, maps and arrays.

use std::collections::{BTreeMap, HashMap, HashSet};

use dubbors::Result;
use dubbors::java::{
    ArrayDeque, ConcurrentHashMap, EnumMap, EnumSet, JavaArray, LinkedList, LocalDate, Properties, TreeMap,
    TreeSet,
};
use indexmap::{IndexMap, IndexSet};

use super::{exchange, of};
use crate::contract::{Address, Color};
use crate::samples;

/// A Java array of arrays.
type Rows<T> = JavaArray<JavaArray<T>>;

/// Each method checks that its argument is one of the expected values, and returns it.
#[dubbors::service("org.dubbors.interop.Containers")]
pub(crate) trait Containers {
    async fn linked_list(&self, value: LinkedList<String>) -> Result<LinkedList<String>>;
    async fn array_deque(&self, value: ArrayDeque<i32>) -> Result<ArrayDeque<i32>>;
    async fn tree_set(&self, value: TreeSet<i32>) -> Result<TreeSet<i32>>;
    /// A `LinkedHashSet`.
    async fn ordered_set(&self, value: IndexSet<i32>) -> Result<IndexSet<i32>>;
    async fn tree_map(&self, value: TreeMap<String, i32>) -> Result<TreeMap<String, i32>>;
    /// A `LinkedHashMap`.
    async fn ordered_map(&self, value: IndexMap<String, i32>) -> Result<IndexMap<String, i32>>;
    async fn concurrent_hash_map(
        &self,
        value: ConcurrentHashMap<String, i32>,
    ) -> Result<ConcurrentHashMap<String, i32>>;
    async fn properties(&self, value: Properties) -> Result<Properties>;
    async fn lists_by_number(&self, value: HashMap<i32, Vec<String>>) -> Result<HashMap<i32, Vec<String>>>;
    async fn any_list(&self, value: Vec<String>) -> Result<Vec<String>>;
    async fn any_map(&self, value: HashMap<String, i32>) -> Result<HashMap<String, i32>>;
    async fn enum_set(&self, value: EnumSet<Color>) -> Result<EnumSet<Color>>;
    async fn enum_map(&self, value: EnumMap<Color, i32>) -> Result<EnumMap<Color, i32>>;
    async fn color_set(&self, value: HashSet<Color>) -> Result<HashSet<Color>>;
    async fn by_color(&self, value: HashMap<Color, i32>) -> Result<HashMap<Color, i32>>;
    async fn color_list(&self, value: Vec<Color>) -> Result<Vec<Color>>;
    async fn int_matrix(&self, value: Rows<i32>) -> Result<Rows<i32>>;
    async fn int_cube(&self, value: JavaArray<Rows<i32>>) -> Result<JavaArray<Rows<i32>>>;
    async fn texts(&self, value: Rows<String>) -> Result<Rows<String>>;
    async fn byte_rows(&self, value: Rows<u8>) -> Result<Rows<u8>>;
    async fn integers(&self, value: JavaArray<Option<i32>>) -> Result<JavaArray<Option<i32>>>;
    async fn addresses(&self, value: JavaArray<Option<Address>>) -> Result<JavaArray<Option<Address>>>;
    async fn colors(&self, value: JavaArray<Color>) -> Result<JavaArray<Color>>;
    async fn dates(&self, value: JavaArray<LocalDate>) -> Result<JavaArray<LocalDate>>;
    async fn booleans(&self, value: JavaArray<bool>) -> Result<JavaArray<bool>>;
    async fn shorts(&self, value: JavaArray<i16>) -> Result<JavaArray<i16>>;
    async fn longs(&self, value: JavaArray<i64>) -> Result<JavaArray<i64>>;
    async fn floats(&self, value: JavaArray<f32>) -> Result<JavaArray<f32>>;
    async fn doubles(&self, value: JavaArray<f64>) -> Result<JavaArray<f64>>;
    async fn chars(&self, value: JavaArray<char>) -> Result<JavaArray<char>>;
    async fn arrays_in_fields(&self, value: Grids) -> Result<Grids>;
}

/// Arrays as declared fields.
#[derive(Debug, Clone, Default, PartialEq, dubbors::Hessian)]
#[hessian(class = "org.dubbors.interop.Grids")]
pub(crate) struct Grids {
    numbers: Option<JavaArray<i32>>,
    matrix: Option<Rows<i32>>,
    texts: Option<Rows<String>>,
    rows: Option<Rows<u8>>,
    integers: Option<JavaArray<Option<i32>>>,
    addresses: Option<JavaArray<Option<Address>>>,
}

exchange! {
    Containers by ContainersClient:
    java_collections {
        linked_list: LinkedList<String> = [LinkedList::from_iter(samples::list(3)), LinkedList::default()];
        array_deque: ArrayDeque<i32> = [ArrayDeque::from_iter([2, 1])];
        tree_set: TreeSet<i32> = [TreeSet::from_iter([3, 1, 2])];
        ordered_set: IndexSet<i32> = [IndexSet::from_iter([3, 1, 2])], by |it: &IndexSet<i32>| order(it.clone());
        tree_map: TreeMap<String, i32> = [TreeMap::from_iter(entries())];
        ordered_map: IndexMap<String, i32> = [IndexMap::from_iter(entries())],
            by |it: &IndexMap<String, i32>| order(it.clone());
        concurrent_hash_map: ConcurrentHashMap<String, i32> = [ConcurrentHashMap::from_iter(entries())];
        properties: Properties = [Properties::from(BTreeMap::from([("a", "1"), ("b", "2")].map(pair)))];
        lists_by_number: HashMap<i32, Vec<String>> = [HashMap::from([(7, samples::list(3)), (-1, vec![])])];
        any_list: Vec<String> = [samples::list(3)];
        any_map: HashMap<String, i32> = [HashMap::from_iter(entries())];
    }
    enum_collections {
        enum_set: EnumSet<Color> = [EnumSet::from_iter([Color::Red, Color::Blue]), EnumSet::default()];
        enum_map: EnumMap<Color, i32> = [EnumMap::from_iter([(Color::Red, 1), (Color::Green, 2)])];
        color_set: HashSet<Color> = [HashSet::from([Color::Red, Color::Blue])];
        by_color: HashMap<Color, i32> = [HashMap::from([(Color::Red, 1), (Color::Green, 2)])];
        color_list: Vec<Color> = [vec![Color::Red, Color::Blue, Color::Red]];
    }
    java_arrays {
        int_matrix: Rows<i32> = [matrix()];
        int_cube: JavaArray<Rows<i32>> = [JavaArray(vec![rows([vec![1], vec![2]]), JavaArray(vec![])])];
        texts: Rows<String> = [texts()];
        byte_rows: Rows<u8> = [byte_rows()];
        integers: JavaArray<Option<i32>> = [integers()];
        addresses: JavaArray<Option<Address>> = [addresses()];
        colors: JavaArray<Color> = [JavaArray(vec![Color::Red, Color::Blue])];
        dates: JavaArray<LocalDate> = [JavaArray(vec![of("2024-02-29")])];
        booleans: JavaArray<bool> = [JavaArray(vec![true, false])];
        shorts: JavaArray<i16> = [JavaArray(vec![1, -1, 300])];
        longs: JavaArray<i64> = [JavaArray(vec![1, 5_000_000_000])];
        floats: JavaArray<f32> = [JavaArray(vec![0.5, 0.1])];
        doubles: JavaArray<f64> = [JavaArray(vec![0.5, 0.1])];
        chars: JavaArray<char> = [JavaArray(vec!['a', '中'])];
        arrays_in_fields: Grids = [grids(), Grids::default()];
    }
}

/// What came first counts too.
fn order<T: Clone>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    items.into_iter().collect()
}

fn entries() -> [(String, i32); 3] {
    [("zero".to_owned(), 0), ("alpha".to_owned(), 1), ("mid".to_owned(), 2)]
}

fn pair((key, value): (&str, &str)) -> (String, String) {
    (key.to_owned(), value.to_owned())
}

fn rows<T, const N: usize>(rows: [Vec<T>; N]) -> Rows<T> {
    rows.into_iter().map(JavaArray).collect()
}

fn matrix() -> Rows<i32> {
    rows([vec![1], vec![2, 3], vec![]])
}

fn texts() -> Rows<String> {
    rows([vec!["a".to_owned()], vec!["中".to_owned(), String::new()]])
}

fn byte_rows() -> Rows<u8> {
    rows([vec![1, 255], vec![]])
}

fn integers() -> JavaArray<Option<i32>> {
    JavaArray(vec![Some(1), None, Some(-3)])
}

fn addresses() -> JavaArray<Option<Address>> {
    JavaArray(vec![samples::user("a").address, None])
}

fn grids() -> Grids {
    Grids {
        numbers: Some(JavaArray(vec![1, 2, 3])),
        matrix: Some(matrix()),
        texts: Some(texts()),
        rows: Some(byte_rows()),
        integers: Some(integers()),
        addresses: Some(addresses()),
    }
}
