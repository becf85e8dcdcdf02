package org.dubbors.interop;

import java.io.File;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Timestamp;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Classes of Java's library. Each method checks that its argument is one of the expected values, and returns it. */
public interface Library {
    BigInteger bigInteger(BigInteger value);

    UUID uuid(UUID value);

    List<UUID> uuids(List<UUID> value);

    java.sql.Date sqlDate(java.sql.Date value);

    java.sql.Time sqlTime(java.sql.Time value);

    Timestamp timestamp(Timestamp value);

    SqlTimes sqlTimes(SqlTimes value);

    Locale locale(Locale value);

    Currency currency(Currency value);

    Calendar calendar(Calendar value);

    Class<?> type(Class<?> value);

    BitSet bitSet(BitSet value);

    AtomicInteger atomicInteger(AtomicInteger value);

    AtomicLong atomicLong(AtomicLong value);

    AtomicBoolean atomicBoolean(AtomicBoolean value);

    AtomicReference<String> atomicReference(AtomicReference<String> value);

    AtomicIntegerArray atomicIntegerArray(AtomicIntegerArray value);

    LongAdder longAdder(LongAdder value);

    InetAddress inetAddress(InetAddress value);

    InetSocketAddress inetSocketAddress(InetSocketAddress value);

    URI uri(URI value);

    File file(File value);

    Described described(Described value);
}
