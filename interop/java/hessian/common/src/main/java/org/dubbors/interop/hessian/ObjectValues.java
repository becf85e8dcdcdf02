package org.dubbors.interop.hessian;

import static org.dubbors.interop.hessian.Models.bare;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.URI;
import java.time.*;
import java.time.temporal.ChronoUnit;
import java.time.temporal.WeekFields;
import java.util.*;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.*;
import java.util.regex.Pattern;
import org.dubbors.interop.hessian.Models.*;

/** Objects: of the library, of ours, thrown, and in circles. */
final class ObjectValues {
    private static final LocalDate DATE = LocalDate.of(2024, 2, 29);
    private static final LocalTime TIME = LocalTime.of(23, 59, 58, 7);
    private static final ZoneOffset EAST = ZoneOffset.ofHours(8);

    private ObjectValues() {}

    static void vectors(Vectors out) {
        library(out);
        times(out);
        ours(out);
        thrown(out);
        graphs(out);
    }

    private static void library(Vectors out) {
        out.add("Object", new Object());
        out.add("UUID", new UUID(459_021_424_248_441_700L, -7_160_773_830_801_198_154L));
        out.add("Locale", Locale.US);
        out.add("Locale.root", Locale.ROOT);
        out.add("Locale.script", Locale.forLanguageTag("zh-Hans-CN"));
        out.add("Currency", Currency.getInstance("CNY"));
        out.add("Class", String.class);
        out.add("Class.int", int.class);
        out.add("Class.array", int[].class);
        out.add("File", new File("a/b"));
        out.add("URI", URI.create("http://a/b?c=d"));
        out.add("AtomicInteger", new AtomicInteger(7));
        out.add("AtomicLong", new AtomicLong(7));
        out.add("AtomicBoolean", new AtomicBoolean(true));
        out.add("AtomicReference", new AtomicReference<>("a"));
        out.add("AtomicIntegerArray", new AtomicIntegerArray(new int[] {1, 2}));
        out.add("AtomicLongArray", new AtomicLongArray(new long[] {1, 2}));
        out.add("BitSet", BitSet.valueOf(new long[] {5, 1}));
        out.add("Optional", Optional.of(1));
        out.add("Pattern", Pattern.compile("a+"));
        out.add("MathContext", new MathContext(7, RoundingMode.UP));
        out.add("RoundingMode", RoundingMode.HALF_EVEN);
        out.add("TimeUnit", TimeUnit.SECONDS);
        out.add("StackTraceElement", new StackTraceElement("a.B", "c", "B.java", 7));
        out.add("StackTraceElement.module", new StackTraceElement("app", "mod", "1", "a.B", "c", null, -2));
        out.add("StringJoiner", new StringJoiner(","));
        out.add("Thread", new Thread("never started"));
        out.add("TimeZone", TimeZone.getTimeZone("Asia/Shanghai"));
        out.add("Random", new Random(7));
    }

    private static void times(Vectors out) {
        Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
        calendar.setTimeInMillis(1_700_000_000_123L);
        out.add("Calendar", calendar);
        out.add("sql.Date", new java.sql.Date(86_400_000L));
        out.add("sql.Time", new java.sql.Time(852_124_546_000L));
        out.add("sql.Timestamp", new java.sql.Timestamp(1_700_000_000_123L));
        out.add("Duration", Duration.ofSeconds(90, 5));
        out.add("Duration.negative", Duration.ofSeconds(-90, 5));
        out.add("Instant", Instant.ofEpochSecond(1_700_000_000L, 123_456_789));
        out.add("Instant.min", Instant.MIN);
        out.add("LocalDate", DATE);
        out.add("LocalDate.min", LocalDate.MIN);
        out.add("LocalTime", TIME);
        out.add("LocalDateTime", LocalDateTime.of(DATE, TIME));
        out.add("MonthDay", MonthDay.of(2, 29));
        out.add("OffsetDateTime", OffsetDateTime.of(DATE, TIME, EAST));
        out.add("OffsetTime", OffsetTime.of(TIME, EAST));
        out.add("Period", Period.of(1, -2, 3));
        out.add("Year", Year.of(2024));
        out.add("YearMonth", YearMonth.of(2024, 2));
        out.add("ZoneId", ZoneId.of("Asia/Shanghai"));
        out.add("ZoneOffset", EAST);
        out.add("ZonedDateTime", ZonedDateTime.of(DATE, TIME, ZoneId.of("Asia/Shanghai")));
        out.add("ZonedDateTime.offset", ZonedDateTime.of(DATE, TIME, EAST));
        out.add("DayOfWeek", DayOfWeek.MONDAY);
        out.add("Month", Month.MAY);
        out.add("ChronoUnit", ChronoUnit.DAYS);
        out.add("WeekFields", WeekFields.ISO);
        out.add("list.times", new ArrayList<>(List.of(DATE, TIME, DATE, LocalDateTime.of(DATE, TIME), EAST, EAST)));
    }

    private static void ours(Vectors out) {
        out.add("Color", Color.RED);
        out.add("Sign", Sign.MINUS);
        out.add("list.enums", new ArrayList<>(List.of(Color.RED, Sign.PLUS, Color.RED, Color.BLUE)));
        out.add("Boxes.full", Boxes.full());
        out.add("Boxes.null", new Boxes());
        out.add("Primitives", new Primitives());
        out.add("Floats", new Floats());
        out.add("Dog", new Dog("a dog", "male"));
        out.add("Puppy", new Puppy("a puppy", null));
        out.add("Shadow", new Shadow());
        out.add("Person", new Person("outer", 1, new Person("inner", null, null)));
        out.add("Grid", new Grid());
        out.add("Rows", new Rows());
        out.add("Catalogue.null", new Catalogue());
        out.add("Catalogue", catalogue());
        out.add("Response", new Response<>(1, new ArrayList<>(List.of(new Response<>(2, 3L)))));
        out.add("Point", new Point(1, -1));
        out.add("Named", new Named("a", new ArrayList<>(List.of(new Point(1, 2))), new Named("b", null, null)));
        out.add("list.dogs", new ArrayList<>(List.of(new Dog("a", "x"), new Dog("b", "y"), new Puppy("c", "z"))));
        out.add("list.sameDog", twice(new Dog("a", "x")));
        out.add("list.sameDate", twice(new Date(0)));
        out.add("list.sameDecimal", twice(new BigDecimal("1.5")));
        out.add("list.sameEnum", twice(Color.GREEN));
        out.add("list.sameText", twice("text"));
        out.add("list.sameBytes", twice(new byte[] {1}));
        out.add("list.sameClass", twice(String.class));
        out.add("list.sameInts", twice(new int[] {1}));
    }

    private static List<Object> twice(Object value) {
        return new ArrayList<>(Arrays.asList(value, value, new ArrayList<>(List.of(value))));
    }

    private static Catalogue catalogue() {
        Catalogue all = new Catalogue();
        all.price = new BigDecimal("12345.6789");
        all.count = BigInteger.TWO.pow(70);
        all.id = new UUID(1, 2);
        all.day = DATE;
        all.moment = LocalDateTime.of(DATE, TIME);
        all.locale = Locale.CHINA;
        all.color = Color.BLUE;
        all.colors = new HashSet<>(Set.of(Color.RED));
        all.data = new byte[] {1, 2, -1};
        all.numbers = new int[] {1, 2};
        all.names = new String[] {"a", null};
        all.type = Color.class;
        return all;
    }

    private static void thrown(Vectors out) {
        StackTraceElement frame = new StackTraceElement("a.B", "c", "B.java", 7);
        Exception closing = bare(new RuntimeException("outer"));
        closing.addSuppressed(bare(new IllegalStateException("closing")));
        out.add("thrown.plain", bare(new RuntimeException("boom")));
        out.add("thrown.noMessage", bare(new RuntimeException()));
        out.add("thrown.stack", bare(new RuntimeException("boom"), frame, frame));
        out.add("thrown.cause", bare(new IllegalStateException("state", bare(new IllegalArgumentException("root")))));
        out.add("thrown.checked", bare(new CheckedException("boom", 42, new ArrayList<>(List.of("a")))));
        out.add("thrown.suppressed", closing);
        out.add("thrown.error", bare(new StackOverflowError("deep")));
        out.add("thrown.ArrayIndexOutOfBounds", bare(new ArrayIndexOutOfBoundsException(3)));
        out.add("thrown.NullPointer", bare(new NullPointerException("null")));
        out.add("thrown.IOException", bare(new java.io.IOException("io", bare(new java.io.EOFException("end")))));
        out.add("thrown.UncheckedIO", bare(new java.io.UncheckedIOException(bare(new java.io.IOException("io")))));
        out.add("thrown.ClassNotFound", bare(new ClassNotFoundException("a.B")));
        out.add("thrown.MissingResource", bare(new MissingResourceException("m", "c", "k")));
        out.add("thrown.DateTime", bare(new DateTimeException("time")));
        out.add("thrown.Timeout", bare(new java.util.concurrent.TimeoutException("late")));
        out.add("thrown.SQL", bare(new java.sql.SQLException("sql", "state", 7)));
        out.add("thrown.list", new ArrayList<>(List.of(bare(new RuntimeException("1")), bare(new RuntimeException("2")))));
    }

    private static void graphs(Vectors out) {
        Node self = new Node("self");
        self.next = self;
        out.add("cycle.node", self);
        Node left = new Node("left");
        Node right = new Node("right");
        left.next = right;
        right.next = left;
        left.children.add(right);
        right.children.add(left);
        left.index.put("right", right);
        right.other = left.children;
        out.add("cycle.pair", left);
        Node chain = new Node("end");
        for (int at = 0; at < 40; at++) {
            Node next = new Node("n" + at);
            next.next = chain;
            chain = next;
        }
        out.add("chain", chain);
        Node shared = new Node("shared");
        out.add("diamond", new ArrayList<>(List.of(new ArrayList<>(List.of(shared)), new HashMap<>(Map.of("s", shared)))));
        out.add("array.nodes", new Node[] {shared, left, right, shared});
    }
}
