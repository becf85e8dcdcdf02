package org.dubbors.interop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.dubbo.common.URL;
import org.apache.dubbo.common.extension.ExtensionLoader;
import org.apache.dubbo.common.serialize.ObjectOutput;
import org.apache.dubbo.common.serialize.Serialization;

/** Writes how this release serializes values, one line each: "name TAB hex TAB Java expression". */
final class Golden {
    private final List<String> lines = new ArrayList<>();

    private Golden() {}

    static int run(Arguments arguments) throws Exception {
        // The zone is part of some values, and must not be the machine's.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        Release.trustAllClasses();
        Golden golden = new Golden();
        golden.lines.add("# Hessian2 of " + Release.NAME + " on Java 17; made by: java -jar "
                + Release.JAR + " golden --out FILE");
        golden.numbers();
        golden.texts();
        golden.collections();
        golden.arrays();
        golden.objects();
        golden.library();
        golden.times();
        golden.references();
        new GoldenLibrary(golden).all();
        Files.write(Path.of(arguments.required("--out")), golden.lines, StandardCharsets.UTF_8);
        return 0;
    }

    void add(String name, String expression, Object value) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Serialization hessian =
                    ExtensionLoader.getExtensionLoader(Serialization.class).getExtension("hessian2");
            ObjectOutput out = hessian.serialize(URL.valueOf("dubbo://127.0.0.1:1/golden"), bytes);
            out.writeObject(value);
            out.flushBuffer();
            lines.add(name + "\t" + shortened(bytes.toByteArray()) + "\t" + expression);
        } catch (IOException | RuntimeException refused) {
            lines.add("# refused\t" + name + "\t" + expression + "\t" + refused.getClass().getName());
        }
    }

    /** Hex digits in which a byte that stands 64 times or more in a row is written once: "[78*32767]". */
    private static String shortened(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < bytes.length) {
            int end = at;
            while (end < bytes.length && bytes[end] == bytes[at]) {
                end++;
            }
            String digits = HexFormat.of().toHexDigits(bytes[at]);
            out.append(end - at < 64 ? digits.repeat(end - at) : "[" + digits + "*" + (end - at) + "]");
            at = end;
        }
        return out.toString();
    }

    private void numbers() {
        add("null", "null", null);
        add("boolean.true", "true", true);
        add("boolean.false", "false", false);
        for (byte value : Samples.BYTES) {
            add("byte." + value, "(byte) " + value, value);
        }
        for (short value : Samples.SHORTS) {
            add("short." + value, "(short) " + value, value);
        }
        for (int value : Samples.INTS) {
            add("int." + value, "" + value, value);
        }
        for (long value : Samples.LONGS) {
            add("long." + value, value + "L", value);
        }
        for (float value : Samples.FLOATS) {
            add("float." + value, value + "f", value);
        }
        add("float.-0.0", "-0.0f", -0.0f);
        for (double value : Samples.DOUBLES) {
            add("double." + value, "" + value, value);
        }
        add("double.-0.0", "-0.0", -0.0);
        for (char value : Samples.CHARS) {
            add("char." + (int) value, "'" + value + "'", value);
        }
        for (String text : Samples.DECIMALS) {
            add("BigDecimal." + text, "new BigDecimal(\"" + text + "\")", new BigDecimal(text));
        }
        for (String text : new String[] {"0", "1", "-1", "255", "18446744073709551616", "-340282366920938463463374607431"}) {
            add("BigInteger." + text, "new BigInteger(\"" + text + "\")", new BigInteger(text));
        }
    }

    private void texts() {
        add("string.empty", "\"\"", "");
        add("string.ascii", "\"hello, dubbo\"", "hello, dubbo");
        add("string.chinese", "\"你好,世界\"", "你好,世界");
        add("string.latin", "\"é\"", "é");
        add("string.emoji", "\"a😀é\"", "a😀é");
        add("string.nul", "\"a\\u0000b\"", "a\u0000b");
        for (int length : new int[] {31, 32, 1023, 1024, 32767, 32768, 32769}) {
            add("string.x" + length, "\"x\".repeat(" + length + ")", "x".repeat(length));
        }
        add("string.emojis16", "\"😀\".repeat(16)", "😀".repeat(16));
        // 32769 units, the pair of the last character lies across the end of the first chunk.
        add("string.pairAcrossChunk", "\"x\".repeat(32767) + \"😀\"", "x".repeat(32767) + "😀");
        add("string.twice", "new ArrayList<>(List.of(\"same\", \"same\"))", new ArrayList<>(List.of("same", "same")));
        for (int length : new int[] {0, 1, 15, 16, 1023, 1024, 4096, 8192, 9000}) {
            byte[] bytes = new byte[length];
            for (int at = 0; at < length; at++) {
                bytes[at] = (byte) at;
            }
            add("bytes." + length, "new byte[" + length + "] where [i] = (byte) i", bytes);
        }
    }

    private void collections() {
        for (int size : new int[] {0, 1, 7, 8, 20}) {
            add("ArrayList." + size, "ArrayList of \"item0\"... " + size, Samples.list(size));
            add("LinkedList." + size, "LinkedList of \"item0\"... " + size, new LinkedList<>(Samples.list(size)));
            add("HashSet." + size, "HashSet of 0, 1000... " + size, Samples.set(size));
            add("HashMap." + size, "HashMap of \"key0\": 0, \"key1\": 100... " + size, Samples.map(size));
        }
        add("asList", "Arrays.asList(\"a\", \"b\")", Arrays.asList("a", "b"));
        add("List.of", "List.of(\"a\", \"b\")", List.of("a", "b"));
        add("Set.of", "Set.of(\"a\")", java.util.Set.of("a"));
        add("Map.of", "Map.of(\"a\", 1)", Map.of("a", 1));
        add("emptyList", "Collections.emptyList()", Collections.emptyList());
        add("unmodifiableList", "Collections.unmodifiableList(new ArrayList<>(List.of(\"a\")))",
                Collections.unmodifiableList(new ArrayList<>(List.of("a"))));
        add("Vector", "new Vector<>(List.of(1, 2))", new Vector<>(List.of(1, 2)));
        add("ArrayDeque", "new ArrayDeque<>(List.of(1, 2))", new ArrayDeque<>(List.of(1, 2)));
        add("LinkedHashSet", "new LinkedHashSet<>(List.of(3, 1, 2))", new LinkedHashSet<>(List.of(3, 1, 2)));
        add("TreeSet", "new TreeSet<>(List.of(3, 1, 2))", new TreeSet<>(List.of(3, 1, 2)));
        Map<String, Object> ordered = new LinkedHashMap<>();
        ordered.put("one", 1);
        ordered.put("none", null);
        ordered.put("list", Samples.list(2));
        add("LinkedHashMap", "LinkedHashMap one: 1, none: null, list: ArrayList of 2", ordered);
        add("TreeMap", "new TreeMap<>(Map.of(\"a\", 1))", new TreeMap<>(Map.of("a", 1)));
        Map<Integer, String> byNumber = new HashMap<>();
        byNumber.put(7, "seven");
        add("HashMap.intKey", "HashMap 7: \"seven\"", byNumber);
        Map<Object, Object> nullKey = new HashMap<>();
        nullKey.put(null, "value");
        add("HashMap.nullKey", "HashMap null: \"value\"", nullKey);
        add("list.nulls", "ArrayList \"a\", null, \"c\"", new ArrayList<>(Arrays.asList("a", null, "c")));
        List<Object> mixed = new ArrayList<>(List.of(1, "two", 3L, 4.5, true, 'c'));
        mixed.add(new Date(0));
        add("list.mixed", "ArrayList 1, \"two\", 3L, 4.5, true, 'c', new Date(0)", mixed);
        List<Object> nested = new ArrayList<>();
        nested.add(new ArrayList<>(List.of(new ArrayList<>(List.of(1, 2)), new ArrayList<>(List.of(3)))));
        nested.add(new HashMap<>(Map.of("inner", new ArrayList<>(List.of("x")))));
        add("list.nested", "[[[1, 2], [3]], {inner: [x]}], all ArrayList and HashMap", nested);
    }

    private void arrays() {
        add("boolean[]", "new boolean[] {true, false}", new boolean[] {true, false});
        add("short[]", "new short[] {1, -1, 300}", new short[] {1, -1, 300});
        add("int[].0", "new int[0]", new int[0]);
        add("int[].3", "new int[] {1, -1, 70000}", new int[] {1, -1, 70_000});
        add("int[].9", "new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9}", new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        add("long[]", "new long[] {1, 5000000000L}", new long[] {1, 5_000_000_000L});
        add("float[]", "new float[] {0.5f, 0.1f}", new float[] {0.5f, 0.1f});
        add("double[]", "new double[] {0.5, 0.1}", new double[] {0.5, 0.1});
        add("char[]", "{'a', '中'}", new char[] {'a', '中'});
        add("String[].0", "new String[0]", new String[0]);
        add("String[].3", "new String[] {\"a\", null, \"c\"}", new String[] {"a", null, "c"});
        add("Integer[]", "new Integer[] {1, null}", new Integer[] {1, null});
        add("Object[]", "new Object[] {1, \"a\", null}", new Object[] {1, "a", null});
        add("int[][]", "new int[][] {{1}, {2, 3}}", new int[][] {{1}, {2, 3}});
        add("Date[]", "new Date[] {new Date(0)}", new Date[] {new Date(0)});
        add("Color[]", "new Color[] {Color.RED, Color.BLUE}", new Color[] {Color.RED, Color.BLUE});
        add("Address[]", "new Address[] {new Address()}", new Address[] {new Address()});
    }

    private void objects() {
        add("User.full", "Samples.user(\"李雷\")", Samples.user("李雷"));
        add("User.empty", "new User()", new User());
        Person person = new Person();
        person.setName("Ada");
        person.setAge(36);
        add("Person", "Person name \"Ada\", age 36", person);
        add("Primitives", "new Primitives()", new Primitives());
        add("Object", "new Object()", new Object());
        for (Color color : Color.values()) {
            add("Color." + color, "Color." + color, color);
        }
        add("list.enums", "ArrayList RED, BLUE, RED", new ArrayList<>(List.of(Color.RED, Color.BLUE, Color.RED)));
        add("list.users", "ArrayList of Samples.user(\"a\"), Samples.user(\"b\")",
                new ArrayList<>(List.of(Samples.user("a"), Samples.user("b"))));
        add("exception.checked", "new CheckedException(\"checked: boom\", 42), stack of one",
                fixed(new CheckedException("checked: boom", 42)));
        add("exception.cause", "new IllegalStateException(\"state: boom\", new IllegalArgumentException(\"root\"))",
                fixed(new IllegalStateException("state: boom", fixed(new IllegalArgumentException("root")))));
        add("exception.noMessage", "new RuntimeException()", fixed(new RuntimeException()));
        Exception suppressing = fixed(new RuntimeException("outer"));
        suppressing.addSuppressed(fixed(new IllegalStateException("closing")));
        add("exception.suppressed", "RuntimeException \"outer\" with a suppressed IllegalStateException", suppressing);
        Exception bare = new RuntimeException("no stack");
        bare.setStackTrace(new StackTraceElement[0]);
        add("exception.noStack", "RuntimeException with an empty stack", bare);
    }

    static <T extends Throwable> T fixed(T thrown) {
        thrown.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("org.dubbors.interop.Golden", "fixed", "Golden.java", 7)
        });
        return thrown;
    }

    private void library() {
        add("UUID", "new UUID(1, 2)", new UUID(1, 2));
        add("Locale", "Locale.US", Locale.US);
        add("Currency", "Currency.getInstance(\"CNY\")", Currency.getInstance("CNY"));
        add("Class.String", "String.class", String.class);
        add("Class.int", "int.class", int.class);
        add("Class.int[]", "int[].class", int[].class);
        add("Calendar", "GregorianCalendar UTC at 1700000000123", calendar());
        add("AtomicInteger", "new AtomicInteger(7)", new AtomicInteger(7));
        add("AtomicLong", "new AtomicLong(7)", new AtomicLong(7));
        add("AtomicBoolean", "new AtomicBoolean(true)", new AtomicBoolean(true));
        add("BitSet", "BitSet.valueOf(new long[] {5})", BitSet.valueOf(new long[] {5}));
        add("EnumSet", "EnumSet.of(Color.RED, Color.BLUE)", EnumSet.of(Color.RED, Color.BLUE));
        EnumMap<Color, Integer> byColor = new EnumMap<>(Color.class);
        byColor.put(Color.GREEN, 2);
        add("EnumMap", "EnumMap GREEN: 2", byColor);
        add("Optional", "Optional.of(1)", Optional.of(1));
        add("StringBuilder", "new StringBuilder(\"ab\")", new StringBuilder("ab"));
        add("InetAddress", "InetAddress.getLoopbackAddress()", java.net.InetAddress.getLoopbackAddress());
        add("URI", "URI.create(\"http://a/b\")", java.net.URI.create("http://a/b"));
    }

    private static Calendar calendar() {
        Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
        calendar.setTimeInMillis(1_700_000_000_123L);
        return calendar;
    }

    private void times() {
        for (long millis : Samples.MILLIS) {
            add("Date." + millis, "new Date(" + millis + "L)", new Date(millis));
        }
        add("sql.Date", "new java.sql.Date(0)", new java.sql.Date(0));
        add("sql.Time", "new java.sql.Time(0)", new java.sql.Time(0));
        java.sql.Timestamp stamp = new java.sql.Timestamp(1_700_000_000_123L);
        stamp.setNanos(123_456_789);
        add("sql.Timestamp", "Timestamp 1700000000123 with 123456789 ns", stamp);
        add("Duration", "Duration.ofSeconds(90, 5)", Duration.ofSeconds(90, 5));
        add("Instant", "Instant.ofEpochSecond(1700000000, 123456789)",
                Instant.ofEpochSecond(1_700_000_000L, 123_456_789));
        LocalDate date = LocalDate.of(2024, 2, 29);
        LocalTime time = LocalTime.of(23, 59, 58, 7);
        add("LocalDate", "LocalDate.of(2024, 2, 29)", date);
        add("LocalTime", "LocalTime.of(23, 59, 58, 7)", time);
        add("LocalDateTime", "LocalDateTime.of(date, time)", LocalDateTime.of(date, time));
        add("MonthDay", "MonthDay.of(2, 29)", MonthDay.of(2, 29));
        add("OffsetDateTime", "of date, time, +08:00",
                OffsetDateTime.of(date, time, ZoneOffset.ofHours(8)));
        add("OffsetTime", "of time, +08:00", OffsetTime.of(time, ZoneOffset.ofHours(8)));
        add("Period", "Period.of(1, 2, 3)", Period.of(1, 2, 3));
        add("Year", "Year.of(2024)", Year.of(2024));
        add("YearMonth", "YearMonth.of(2024, 2)", YearMonth.of(2024, 2));
        add("ZoneId", "ZoneId.of(\"Asia/Shanghai\")", ZoneId.of("Asia/Shanghai"));
        add("ZoneOffset", "ZoneOffset.ofHours(8)", ZoneOffset.ofHours(8));
        add("ZonedDateTime", "of date, time, Asia/Shanghai",
                ZonedDateTime.of(date, time, ZoneId.of("Asia/Shanghai")));
        add("DayOfWeek", "DayOfWeek.MONDAY", DayOfWeek.MONDAY);
    }

    private void references() {
        User user = new User();
        user.setName("shared");
        add("shared.pojo", "ArrayList of the same User twice", new ArrayList<>(List.of(user, user)));
        List<String> inner = new ArrayList<>(List.of("x"));
        add("shared.list", "ArrayList of the same ArrayList twice", new ArrayList<>(List.of(inner, inner)));
        Date date = new Date(0);
        add("shared.date", "ArrayList of the same Date twice: not counted as a reference",
                new ArrayList<>(List.of(date, date, inner, inner)));
        List<Object> self = new ArrayList<>();
        self.add("first");
        self.add(self);
        add("cycle.list", "ArrayList that holds itself", self);
        Map<String, Object> map = new HashMap<>();
        map.put("self", map);
        add("cycle.map", "HashMap that holds itself", map);
        Node node = new Node("a");
        node.setNext(node);
        add("cycle.pojo", "Node a, next is itself", node);
        Node left = new Node("left");
        Node right = new Node("right");
        left.setNext(right);
        right.setNext(left);
        left.getChildren().add(right);
        right.getChildren().add(left);
        add("cycle.pair", "two Nodes, each the next and the child of the other", left);
    }
}
