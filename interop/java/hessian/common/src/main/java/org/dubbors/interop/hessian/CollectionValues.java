package org.dubbors.interop.hessian;

import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;

import org.dubbors.interop.hessian.Models.Color;

/** Every collection and map of the library. */
final class CollectionValues {
    private static final List<Integer> ITEMS = List.of(3, 1, 2);
    private static final Map<String, Integer> ONE = Map.of("a", 1);

    private CollectionValues() {}

    static void vectors(Vectors out) {
        lists(out);
        wrapped(out);
        maps(out);
        nested(out);
    }

    private static <C extends Collection<? super Integer>> C filled(C empty) {
        ITEMS.forEach(empty::add);
        return empty;
    }

    private static <M extends Map<? super String, ? super Integer>> M filled(M empty) {
        empty.putAll(ONE);
        return empty;
    }

    private static void lists(Vectors out) {
        for (int size : new int[] {0, 1, 7, 8, 300}) {
            out.add("ArrayList." + size, size + " times \"a\"", new ArrayList<>(Collections.nCopies(size, "a")));
            out.add("LinkedList." + size, size + " times \"a\"", new LinkedList<>(Collections.nCopies(size, "a")));
        }
        out.add("Vector", filled(new Vector<>()));
        out.add("Stack", filled(new Stack<>()));
        out.add("ArrayDeque", filled(new ArrayDeque<>()));
        out.add("PriorityQueue", filled(new PriorityQueue<>()));
        out.add("HashSet", filled(new HashSet<>()));
        out.add("LinkedHashSet", filled(new LinkedHashSet<>()));
        out.add("TreeSet", filled(new TreeSet<>()));
        out.add("CopyOnWriteArrayList", filled(new CopyOnWriteArrayList<>()));
        out.add("CopyOnWriteArraySet", filled(new CopyOnWriteArraySet<>()));
        out.add("ConcurrentSkipListSet", filled(new ConcurrentSkipListSet<>()));
        out.add("ConcurrentLinkedQueue", filled(new ConcurrentLinkedQueue<>()));
        out.add("ConcurrentLinkedDeque", filled(new ConcurrentLinkedDeque<>()));
        out.add("LinkedBlockingQueue", filled(new LinkedBlockingQueue<>()));
        out.add("LinkedBlockingDeque", filled(new LinkedBlockingDeque<>()));
        out.add("LinkedTransferQueue", filled(new LinkedTransferQueue<>()));
        out.add("PriorityBlockingQueue", filled(new PriorityBlockingQueue<>()));
        out.add("ArrayBlockingQueue", filled(new ArrayBlockingQueue<>(5)));
        out.add("CustomList", filled(new Models.CustomList<>()));
        out.add("EnumSet", EnumSet.of(Color.RED, Color.BLUE));
        out.add("EnumSet.empty", EnumSet.noneOf(Color.class));
        out.add("newSetFromMap", filled(Collections.newSetFromMap(new HashMap<>())));
        out.add("ConcurrentHashMap.newKeySet", filled(ConcurrentHashMap.newKeySet()));
    }

    private static void wrapped(Vectors out) {
        out.add("Arrays.asList", Arrays.asList("a", "b"));
        out.add("List.of.0", List.of());
        out.add("List.of.2", List.of("a", "b"));
        out.add("List.of.3", List.of(1, 2, 3));
        out.add("List.copyOf", List.copyOf(new ArrayList<>(ITEMS)));
        out.add("Set.of.1", Set.of("a"));
        out.add("Map.of.0", Map.of());
        out.add("Map.of.1", Map.of("a", 1));
        out.add("Map.entry", Map.entry("a", 1));
        out.add("SimpleEntry", new AbstractMap.SimpleEntry<>("a", 1));
        out.add("toList", ITEMS.stream().toList());
        out.add("subList", new ArrayList<>(ITEMS).subList(0, 2));
        out.add("keySet", new HashMap<>(ONE).keySet());
        out.add("values", new HashMap<>(ONE).values());
        out.add("emptyList", Collections.emptyList());
        out.add("emptySet", Collections.emptySet());
        out.add("emptyMap", Collections.emptyMap());
        out.add("singletonList", Collections.singletonList("a"));
        out.add("singleton", Collections.singleton("a"));
        out.add("singletonMap", Collections.singletonMap("a", 1));
        out.add("nCopies", Collections.nCopies(3, "a"));
        out.add("unmodifiableList", Collections.unmodifiableList(new ArrayList<>(ITEMS)));
        out.add("unmodifiableList.linked", Collections.unmodifiableList(new LinkedList<>(ITEMS)));
        out.add("unmodifiableSet", Collections.unmodifiableSet(new HashSet<>(ITEMS)));
        out.add("unmodifiableMap", Collections.unmodifiableMap(new HashMap<>(ONE)));
        out.add("synchronizedList", Collections.synchronizedList(new ArrayList<>(ITEMS)));
        out.add("synchronizedMap", Collections.synchronizedMap(new HashMap<>(ONE)));
    }

    private static void maps(Vectors out) {
        out.add("HashMap.empty", new HashMap<>());
        out.add("HashMap", filled(new HashMap<>()));
        out.add("HashMap.intKey", new HashMap<>(Map.of(7, "seven")));
        out.add("HashMap.longKey", new HashMap<>(Map.of(7L, "seven")));
        out.add("HashMap.listKey", new HashMap<>(Map.of(new ArrayList<>(ITEMS), new ArrayList<>(ITEMS))));
        out.add("HashMap.nulls", new HashMap<>(Collections.singletonMap(null, null)));
        out.add("LinkedHashMap", filled(new LinkedHashMap<>()));
        out.add("TreeMap", filled(new TreeMap<>()));
        out.add("Hashtable", filled(new Hashtable<>()));
        out.add("IdentityHashMap", filled(new IdentityHashMap<>()));
        out.add("WeakHashMap", filled(new WeakHashMap<>()));
        out.add("ConcurrentHashMap", filled(new ConcurrentHashMap<>()));
        out.add("ConcurrentSkipListMap", filled(new ConcurrentSkipListMap<>()));
        out.add("CustomMap", filled(new Models.CustomMap<>()));
        out.add("EnumMap", new EnumMap<>(Map.of(Color.GREEN, 2)));
        Properties properties = new Properties();
        properties.setProperty("a", "b");
        out.add("Properties", properties);
    }

    private static void nested(Vectors out) {
        List<Object> mixed = new ArrayList<>(Arrays.asList(1, "two", 3L, 4.5, true, 'c', null, new java.util.Date(0)));
        out.add("list.mixed", mixed);
        out.add("list.nested", new ArrayList<>(List.of(new ArrayList<>(List.of(new ArrayList<>(List.of(1)))), mixed)));
        out.add("map.nested", new HashMap<>(Map.of("m", new HashMap<>(Map.of("l", mixed)))));
        out.add("list.trees", new ArrayList<>(List.of(filled(new TreeSet<>()), filled(new TreeSet<>()))));
        out.add("list.linked", new ArrayList<>(List.of(filled(new LinkedList<>()), filled(new LinkedList<>()))));
        out.add("list.same", new ArrayList<>(List.of(mixed, mixed)));
        out.add("array.same", new Object[] {mixed, mixed, "x", mixed});
        Map<String, Object> self = new HashMap<>();
        self.put("self", self);
        out.add("cycle.map", self);
        List<Object> list = new ArrayList<>(List.of("first"));
        list.add(list);
        out.add("cycle.list", list);
        Object[] array = new Object[2];
        array[1] = array;
        out.add("cycle.array", array);
        Object deep = "bottom";
        for (int at = 0; at < 60; at++) {
            deep = new ArrayList<>(List.of(deep));
        }
        out.add("list.deep", deep);
    }
}
