package org.dubbors.interop;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The values of {@link Containers}. */
final class ContainerValues {
    private ContainerValues() {}

    static Exchange<Containers> exchange() {
        Exchange<Containers> containers = new Exchange<>(Containers.class);
        collections(containers.in("java-collections"));
        enums(containers.in("enum-collections"));
        arrays(containers.in("java-arrays"));
        return containers;
    }

    private static void collections(Exchange<Containers> to) {
        Map<String, Integer> ordered = new LinkedHashMap<>();
        ordered.put("zero", 0);
        ordered.put("alpha", 1);
        ordered.put("mid", 2);
        Properties properties = new Properties();
        properties.setProperty("a", "1");
        properties.setProperty("b", "2");
        List<String> list = Samples.list(3);
        to.add("linkedList", new LinkedList<>(list))
                .add("linkedList", new LinkedList<>())
                .add("arrayDeque", new ArrayDeque<>(List.of(2, 1)))
                .add("treeSet", new TreeSet<>(List.of(3, 1, 2)))
                .add("orderedSet", new LinkedHashSet<>(List.of(3, 1, 2)))
                .add("treeMap", new TreeMap<>(ordered))
                .add("orderedMap", ordered)
                .add("concurrentHashMap", new ConcurrentHashMap<>(ordered))
                .add("properties", properties)
                .add("listsByNumber", new HashMap<>(Map.of(7, new ArrayList<>(list), -1, new ArrayList<>())))
                .add("anyList", new ArrayList<>(list))
                .add("anyList", Arrays.asList("item0", "item1", "item2"))
                .add("anyList", Collections.unmodifiableList(list))
                .add("anyList", Samples.list(5).subList(0, 3))
                .add("anyMap", new HashMap<>(ordered))
                .add("anyMap", Collections.unmodifiableMap(new HashMap<>(ordered)));
        if (!Release.NAME.equals("java27")) {
            // 2.7 writes these without their elements.
            to.add("anyList", List.of("item0", "item1", "item2")).add("anyMap", Map.copyOf(ordered));
        }
    }

    private static void enums(Exchange<Containers> to) {
        EnumMap<Color, Integer> byColor = new EnumMap<>(Color.class);
        byColor.put(Color.GREEN, 2);
        byColor.put(Color.RED, 1);
        to.add("enumSet", EnumSet.of(Color.RED, Color.BLUE))
                .add("enumSet", EnumSet.noneOf(Color.class))
                .add("enumMap", byColor)
                .add("colorSet", new HashSet<>(List.of(Color.RED, Color.BLUE)))
                .add("colorSet", EnumSet.of(Color.RED, Color.BLUE))
                .add("byColor", new HashMap<>(byColor))
                .add("byColor", byColor)
                .add("colorList", new ArrayList<>(List.of(Color.RED, Color.BLUE, Color.RED)));
    }

    private static void arrays(Exchange<Containers> to) {
        Grids grids = new Grids();
        grids.numbers = new int[] {1, 2, 3};
        grids.matrix = new int[][] {{1}, {2, 3}, {}};
        grids.texts = new String[][] {{"a"}, {"中", ""}};
        grids.rows = new byte[][] {{1, -1}, {}};
        grids.integers = new Integer[] {1, null, -3};
        grids.addresses = new Address[] {Samples.user("a").getAddress(), null};
        to.add("intMatrix", grids.matrix)
                .add("intCube", new int[][][] {{{1}, {2}}, {}})
                .add("texts", grids.texts)
                .add("byteRows", grids.rows)
                .add("integers", grids.integers)
                .add("addresses", grids.addresses)
                .add("colors", new Color[] {Color.RED, Color.BLUE})
                .add("dates", new LocalDate[] {LocalDate.of(2024, 2, 29)})
                .add("booleans", new boolean[] {true, false})
                .add("shorts", new short[] {1, -1, 300})
                .add("longs", new long[] {1, 5_000_000_000L})
                .add("floats", new float[] {0.5f, 0.1f})
                .add("doubles", new double[] {0.5, 0.1})
                .add("chars", new char[] {'a', '中'})
                .add("arraysInFields", grids)
                .add("arraysInFields", new Grids());
    }
}
