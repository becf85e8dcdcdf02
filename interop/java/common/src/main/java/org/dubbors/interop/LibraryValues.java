package org.dubbors.interop;

import java.io.File;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** The values of {@link Library}. */
final class LibraryValues {
    private static final long MILLIS = 1_700_000_000_123L;
    private static final UUID ID = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");

    private LibraryValues() {}

    static Exchange<Library> exchange() {
        Exchange<Library> library = new Exchange<>(Library.class);
        library.in("big-integer");
        for (String text : new String[] {"0", "1", "-1", "255", "18446744073709551616", "-340282366920938463463374607431"}) {
            library.add("bigInteger", new BigInteger(text));
        }
        library.in("uuid")
                .add("uuid", ID)
                .add("uuid", new UUID(-1, -1))
                .add("uuids", new ArrayList<>(List.of(ID, new UUID(0, 0))));
        library.in("java-sql")
                .add("sqlDate", new java.sql.Date(0))
                .add("sqlDate", new java.sql.Date(1_699_920_000_000L))
                .add("sqlTime", new java.sql.Time(79_400_000))
                .add("timestamp", new Timestamp(MILLIS))
                .add("sqlTimes", sqlTimes())
                .add("sqlTimes", new SqlTimes());
        library.in("locale-currency-calendar")
                .add("locale", Locale.US)
                .add("locale", Locale.SIMPLIFIED_CHINESE)
                .add("locale", Locale.ROOT)
                .add("currency", Currency.getInstance("CNY"))
                .add("calendar", calendar());
        library.in("class")
                .add("type", String.class)
                .add("type", int.class)
                .add("type", int[].class)
                .add("type", String[].class)
                .add("type", User.class);
        library.in("bit-set")
                .add("bitSet", new BitSet())
                .add("bitSet", BitSet.valueOf(new long[] {5}))
                .add("bitSet", BitSet.valueOf(new long[] {1, -1}));
        LongAdder adder = new LongAdder();
        adder.add(7);
        library.in("atomics")
                .add("atomicInteger", new AtomicInteger(-7))
                .add("atomicLong", new AtomicLong(5_000_000_000L))
                .add("atomicBoolean", new AtomicBoolean(true))
                .add("atomicBoolean", new AtomicBoolean())
                .add("atomicReference", new AtomicReference<>("a"))
                .add("atomicReference", new AtomicReference<>())
                .add("atomicIntegerArray", new AtomicIntegerArray(new int[] {1, -70_000}))
                .add("longAdder", adder);
        library.in("inet-uri-file")
                .add("inetAddress", address("7f000001"))
                .add("inetAddress", address("20000000000000000000000000000001"))
                .add("inetSocketAddress", InetSocketAddress.createUnresolved("a", 80))
                .add("uri", URI.create("http://user@a:80/b?c=d#e"))
                .add("file", new File("/tmp/a"));
        return library.in("library-fields").add("described", described()).add("described", new Described());
    }

    private static InetAddress address(String octets) {
        try {
            return InetAddress.getByAddress(HexFormat.of().parseHex(octets));
        } catch (UnknownHostException badLength) {
            throw new IllegalStateException(badLength);
        }
    }

    private static Calendar calendar() {
        Calendar calendar = new GregorianCalendar();
        calendar.setTimeInMillis(MILLIS);
        return calendar;
    }

    private static SqlTimes sqlTimes() {
        SqlTimes times = new SqlTimes();
        times.date = new java.sql.Date(1_699_920_000_000L);
        times.time = new java.sql.Time(79_400_000);
        times.timestamp = new Timestamp(MILLIS);
        times.util = new Date(MILLIS);
        return times;
    }

    private static Described described() {
        Described described = new Described();
        described.number = new BigInteger("18446744073709551616");
        described.locale = Locale.SIMPLIFIED_CHINESE;
        described.currency = Currency.getInstance("CNY");
        described.calendar = calendar();
        described.type = String.class;
        described.bits = BitSet.valueOf(new long[] {5});
        described.uri = URI.create("http://a/b");
        described.file = new File("/tmp/a");
        described.uuid = ID;
        return described;
    }
}
