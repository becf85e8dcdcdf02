package org.dubbors.interop;

import java.io.File;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.time.temporal.WeekFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.SimpleTimeZone;
import java.util.Stack;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/** The golden values of the less usual classes of Java's library. */
final class GoldenLibrary {
    private final Golden golden;

    GoldenLibrary(Golden golden) {
        this.golden = golden;
    }

    void all() throws Exception {
        collections();
        maps();
        arrays();
        values();
        oddities();
        times();
        exceptions();
    }

    private void collections() {
        Stack<Integer> stack = new Stack<>();
        stack.push(1);
        stack.push(2);
        golden.add("Stack", "Stack 1, 2", stack);
        golden.add("PriorityQueue", "new PriorityQueue<>(List.of(1, 2))", new PriorityQueue<>(List.of(1, 2)));
        golden.add("CopyOnWriteArrayList", "new CopyOnWriteArrayList<>(List.of(1, 2))",
                new CopyOnWriteArrayList<>(List.of(1, 2)));
        golden.add("CopyOnWriteArraySet", "new CopyOnWriteArraySet<>(List.of(2, 1))",
                new CopyOnWriteArraySet<>(List.of(2, 1)));
        golden.add("ConcurrentLinkedQueue", "new ConcurrentLinkedQueue<>(List.of(1, 2))",
                new ConcurrentLinkedQueue<>(List.of(1, 2)));
        golden.add("ConcurrentSkipListSet", "new ConcurrentSkipListSet<>(List.of(2, 1))",
                new ConcurrentSkipListSet<>(List.of(2, 1)));
        golden.add("ConcurrentHashMap.keySet", "new ConcurrentHashMap<>(Map.of(\"a\", 1)).keySet()",
                new ConcurrentHashMap<>(Map.of("a", 1)).keySet());
        golden.add("synchronizedList", "Collections.synchronizedList(new ArrayList<>(List.of(1)))",
                Collections.synchronizedList(new ArrayList<>(List.of(1))));
        golden.add("synchronizedMap", "Collections.synchronizedMap(new HashMap<>(Map.of(\"a\", 1)))",
                Collections.synchronizedMap(new HashMap<>(Map.of("a", 1))));
        golden.add("unmodifiableMap", "Collections.unmodifiableMap(new HashMap<>(Map.of(\"a\", 1)))",
                Collections.unmodifiableMap(new HashMap<>(Map.of("a", 1))));
        golden.add("unmodifiableSet", "Collections.unmodifiableSet(Collections.singleton(1))",
                Collections.unmodifiableSet(Collections.singleton(1)));
        golden.add("singletonList", "Collections.singletonList(1)", Collections.singletonList(1));
        golden.add("singleton", "Collections.singleton(1)", Collections.singleton(1));
        golden.add("singletonMap", "Collections.singletonMap(\"a\", 1)", Collections.singletonMap("a", 1));
        golden.add("emptyMap", "Collections.emptyMap()", Collections.emptyMap());
        golden.add("emptySet", "Collections.emptySet()", Collections.emptySet());
        golden.add("nCopies", "Collections.nCopies(2, 7)", Collections.nCopies(2, 7));
        golden.add("subList", "new ArrayList<>(List.of(1, 2, 3)).subList(0, 2)",
                new ArrayList<>(List.of(1, 2, 3)).subList(0, 2));
        golden.add("Iterator", "new ArrayList<>(List.of(1, 2)).iterator()", new ArrayList<>(List.of(1, 2)).iterator());
        golden.add("Enumeration", "new Vector<>(List.of(1, 2)).elements()", new Vector<>(List.of(1, 2)).elements());
    }

    private void maps() {
        golden.add("ConcurrentHashMap", "new ConcurrentHashMap<>(Map.of(\"a\", 1))",
                new ConcurrentHashMap<>(Map.of("a", 1)));
        golden.add("ConcurrentSkipListMap", "new ConcurrentSkipListMap<>(Map.of(\"a\", 1, \"b\", 2))",
                new ConcurrentSkipListMap<>(Map.of("a", 1, "b", 2)));
        golden.add("Hashtable", "new Hashtable<>(Map.of(\"a\", 1))", new Hashtable<>(Map.of("a", 1)));
        golden.add("IdentityHashMap", "new IdentityHashMap<>(Map.of(\"a\", 1))", new IdentityHashMap<>(Map.of("a", 1)));
        golden.add("WeakHashMap", "new WeakHashMap<>(Map.of(\"a\", 1))", new WeakHashMap<>(Map.of("a", 1)));
        Properties properties = new Properties();
        properties.setProperty("a", "1");
        golden.add("Properties", "Properties a=1", properties);
        TreeMap<String, Integer> reversed = new TreeMap<>(Collections.reverseOrder());
        reversed.putAll(Map.of("a", 1, "b", 2));
        golden.add("TreeMap.reversed", "TreeMap a: 1, b: 2 with Collections.reverseOrder()", reversed);
        Map<Object, Object> byEnum = new HashMap<>();
        byEnum.put(Color.RED, 1);
        golden.add("HashMap.enumKey", "HashMap Color.RED: 1", byEnum);
        Map<Object, Object> byKinds = new LinkedHashMap<>();
        byKinds.put(1L, "long");
        byKinds.put(2.5, "double");
        byKinds.put(true, "boolean");
        byKinds.put(new Date(0), "date");
        byKinds.put(new BigDecimal("1.5"), "decimal");
        byKinds.put(new ArrayList<>(List.of(1)), "list");
        byKinds.put(LocalDate.of(2024, 2, 29), "day");
        golden.add("LinkedHashMap.keys", "LinkedHashMap by Long, Double, Boolean, Date, BigDecimal, ArrayList, LocalDate",
                byKinds);
        golden.add("EnumMap.empty", "new EnumMap<>(Color.class)", new EnumMap<>(Color.class));
        golden.add("EnumSet.empty", "EnumSet.noneOf(Color.class)", EnumSet.noneOf(Color.class));
    }

    private void arrays() {
        golden.add("byte[][]", "new byte[][] {{1}, {}}", new byte[][] {{1}, {}});
        golden.add("char[][]", "new char[][] {{'a', 'b'}}", new char[][] {{'a', 'b'}});
        golden.add("String[][]", "new String[][] {{\"a\"}}", new String[][] {{"a"}});
        golden.add("int[][][]", "new int[][][] {{{1}}}", new int[][][] {{{1}}});
        golden.add("Object[][]", "new Object[][] {{1, \"a\"}}", new Object[][] {{1, "a"}});
        golden.add("Long[]", "new Long[] {1L, null}", new Long[] {1L, null});
        golden.add("Boolean[]", "new Boolean[] {true, null}", new Boolean[] {true, null});
        golden.add("Double[]", "new Double[] {1.5}", new Double[] {1.5});
        golden.add("BigDecimal[]", "new BigDecimal[] {new BigDecimal(\"1.5\")}",
                new BigDecimal[] {new BigDecimal("1.5")});
        golden.add("LocalDate[]", "new LocalDate[] {LocalDate.of(2024, 2, 29)}",
                new LocalDate[] {LocalDate.of(2024, 2, 29)});
        golden.add("List[]", "new List[] {new ArrayList<>(List.of(1))}", new List<?>[] {new ArrayList<>(List.of(1))});
        golden.add("Map[]", "new Map[] {new HashMap<>()}", new Map<?, ?>[] {new HashMap<>()});
    }

    /** A class of the newer kind. */
    record Point(int x, long y, String name, List<Integer> rest) implements java.io.Serializable {}

    private void values() throws Exception {
        golden.add("AtomicReference", "new AtomicReference<>(\"a\")", new AtomicReference<>("a"));
        golden.add("AtomicReference.null", "new AtomicReference<>()", new AtomicReference<>());
        golden.add("AtomicIntegerArray", "new AtomicIntegerArray(new int[] {1, 2})",
                new AtomicIntegerArray(new int[] {1, 2}));
        golden.add("AtomicLongArray", "new AtomicLongArray(new long[] {1, 2})", new AtomicLongArray(new long[] {1, 2}));
        LongAdder adder = new LongAdder();
        adder.add(7);
        golden.add("LongAdder", "LongAdder 7", adder);
        golden.add("StringBuffer", "new StringBuffer(\"ab\")", new StringBuffer("ab"));
        golden.add("Pattern", "Pattern.compile(\"a+\")", Pattern.compile("a+"));
        golden.add("File", "new File(\"/tmp/a\")", new File("/tmp/a"));
        golden.add("URL", "new URL(\"http://a/b\")", new URL("http://a/b"));
        byte[] four = {10, 0, 0, 1};
        golden.add("InetAddress.unnamed", "InetAddress.getByAddress 10.0.0.1", InetAddress.getByAddress(four));
        golden.add("InetAddress.named", "InetAddress.getByAddress \"a\" 10.0.0.1", InetAddress.getByAddress("a", four));
        byte[] six = new byte[16];
        six[0] = 0x20;
        six[15] = 1;
        golden.add("Inet6Address", "InetAddress.getByAddress 2000::1", InetAddress.getByAddress(six));
        golden.add("InetSocketAddress", "InetSocketAddress.createUnresolved(\"a\", 80)",
                InetSocketAddress.createUnresolved("a", 80));
        golden.add("Locale.zh_CN", "Locale.SIMPLIFIED_CHINESE", Locale.SIMPLIFIED_CHINESE);
        golden.add("Locale.root", "Locale.ROOT", Locale.ROOT);
        golden.add("Locale.script", "Locale.forLanguageTag(\"zh-Hans-CN\")", Locale.forLanguageTag("zh-Hans-CN"));
        golden.add("TimeZone", "TimeZone.getTimeZone(\"UTC\")", TimeZone.getTimeZone("UTC"));
        golden.add("SimpleTimeZone", "new SimpleTimeZone(3600000, \"X\")", new SimpleTimeZone(3_600_000, "X"));
        golden.add("OptionalInt", "OptionalInt.of(1)", OptionalInt.of(1));
        golden.add("BitSet.empty", "new BitSet()", new BitSet());
        golden.add("BitSet.long", "BitSet.valueOf(new long[] {1, -1})", BitSet.valueOf(new long[] {1, -1}));
        golden.add("record", "new Point(1, 2L, \"p\", new ArrayList<>(List.of(3)))",
                new Point(1, 2L, "p", new ArrayList<>(List.of(3))));
        golden.add("Class.void", "void.class", void.class);
        golden.add("Class.String[]", "String[].class", String[].class);
        golden.add("StackTraceElement", "new StackTraceElement(\"a.B\", \"c\", \"B.java\", 7)",
                new StackTraceElement("a.B", "c", "B.java", 7));
    }

    /** Answers with a number; a lambda of it is written as its replacement. */
    interface Supplier extends java.io.Serializable {
        int get();
    }

    /** As Kotlin and Lombok write their classes: a boolean called "is...", a constant, and a field that is not sent. */
    static final class Bean implements java.io.Serializable {
        private final boolean isActive = true;
        private final transient int hidden = 5;
        private final String givenName = "n";
        static final int VERSION = 3;
    }

    /** What has a form that few other classes have. */
    private void oddities() throws Exception {
        java.util.concurrent.atomic.DoubleAdder sum = new java.util.concurrent.atomic.DoubleAdder();
        sum.add(2.5);
        golden.add("DoubleAdder", "DoubleAdder 2.5", sum);
        golden.add("ObjectName", "new ObjectName(\"a:b=c\")", new javax.management.ObjectName("a:b=c"));
        golden.add("InputStream", "new ByteArrayInputStream(new byte[] {1, 2, 3})",
                new java.io.ByteArrayInputStream(new byte[] {1, 2, 3}));
        golden.add("UnixDomainSocketAddress", "UnixDomainSocketAddress.of(\"/tmp/a\")",
                java.net.UnixDomainSocketAddress.of("/tmp/a"));
        golden.add("anonymous.map", "new HashMap<>() {{ put(\"a\", 1); }} in a static method", anonymousMap());
        golden.add("anonymous.object", "new Object() { int x = 1; } that is Serializable, in a static method",
                anonymousObject());
        golden.add("lambda", "() -> 7", (Supplier) () -> 7);
        golden.add("Bean", "new Bean()", new Bean());
    }

    private static Map<String, Integer> anonymousMap() {
        return new HashMap<>() {
            {
                put("a", 1);
            }
        };
    }

    private static Object anonymousObject() {
        return new java.io.Serializable() {
            private final int x = 1;
        };
    }

    private void times() {
        golden.add("Duration.negative", "Duration.ofMillis(-500)", Duration.ofMillis(-500));
        golden.add("Instant.min", "Instant.MIN", Instant.MIN);
        golden.add("Instant.max", "Instant.MAX", Instant.MAX);
        golden.add("LocalDate.min", "LocalDate.MIN", LocalDate.MIN);
        golden.add("LocalDate.max", "LocalDate.MAX", LocalDate.MAX);
        golden.add("LocalTime.max", "LocalTime.MAX", LocalTime.MAX);
        golden.add("Period.negative", "Period.of(-1, 0, 40)", Period.of(-1, 0, 40));
        golden.add("ZoneOffset.UTC", "ZoneOffset.UTC", ZoneOffset.UTC);
        golden.add("ZoneOffset.seconds", "ZoneOffset.ofTotalSeconds(-9015)", ZoneOffset.ofTotalSeconds(-9015));
        golden.add("ZonedDateTime.offset", "of 2024-02-29T23:59:58.000000007, +08:00",
                ZonedDateTime.of(LocalDateTime.of(LocalDate.of(2024, 2, 29), LocalTime.of(23, 59, 58, 7)),
                        ZoneOffset.ofHours(8)));
        golden.add("ZoneId.UTC", "ZoneId.of(\"UTC\")", ZoneId.of("UTC"));
        for (DayOfWeek day : DayOfWeek.values()) {
            golden.add("DayOfWeek." + day, "DayOfWeek." + day, day);
        }
        for (Month month : Month.values()) {
            golden.add("Month." + month, "Month." + month, month);
        }
        golden.add("ChronoUnit", "ChronoUnit.DAYS", ChronoUnit.DAYS);
        golden.add("IsoChronology", "IsoChronology.INSTANCE", IsoChronology.INSTANCE);
        golden.add("WeekFields", "WeekFields.ISO", WeekFields.ISO);
    }

    /** Those that have fields of their own. */
    private void exceptions() {
        golden.add("exception.parse", "new DateTimeParseException(\"bad\", \"x\", 3)",
                Golden.fixed(new DateTimeParseException("bad", "x", 3)));
        golden.add("exception.time", "new DateTimeException(\"bad\")", Golden.fixed(new DateTimeException("bad")));
        golden.add("exception.uncheckedIO", "new UncheckedIOException(new UnknownHostException(\"h\"))",
                Golden.fixed(new UncheckedIOException(Golden.fixed(new UnknownHostException("h")))));
        golden.add("exception.resource", "new MissingResourceException(\"m\", \"C\", \"k\")",
                Golden.fixed(new MissingResourceException("m", "C", "k")));
        golden.add("exception.sql", "new SQLException(\"m\", \"42000\", 7)",
                Golden.fixed(new SQLException("m", "42000", 7)));
        golden.add("exception.execution", "new ExecutionException(new IllegalStateException(\"in\"))",
                Golden.fixed(new ExecutionException(Golden.fixed(new IllegalStateException("in")))));
        golden.add("exception.uri", "new URISyntaxException(\"a b\", \"blank\", 1)",
                Golden.fixed(new URISyntaxException("a b", "blank", 1)));
        golden.add("exception.error", "new OutOfMemoryError(\"m\")", Golden.fixed(new OutOfMemoryError("m")));
        golden.add("exception.invocation", "new java.lang.reflect.InvocationTargetException(IllegalStateException)",
                Golden.fixed(new java.lang.reflect.InvocationTargetException(
                        Golden.fixed(new IllegalStateException("in")))));
        golden.add("list.exceptions", "ArrayList of two IllegalStateException",
                new ArrayList<>(Arrays.asList(Golden.fixed(new IllegalStateException("a")),
                        Golden.fixed(new IllegalStateException("b")))));
    }
}
