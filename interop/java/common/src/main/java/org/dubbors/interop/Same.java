package org.dubbors.interop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Equal in class and content, where Java's equals asks for less or for more. */
final class Same {
    private Same() {}

    static boolean same(Object expected, Object actual) {
        if (expected == null || actual == null || expected.getClass() != actual.getClass()) {
            return expected == actual;
        }
        if (expected instanceof Object[] left) {
            return items(Arrays.asList(left), Arrays.asList((Object[]) actual));
        }
        if (expected.getClass().isArray()) {
            return Arrays.deepEquals(new Object[] {expected}, new Object[] {actual});
        }
        if (isInOrder(expected)) {
            return items(new ArrayList<>((Collection<?>) expected), new ArrayList<>((Collection<?>) actual));
        }
        if (expected instanceof LinkedHashMap || expected instanceof SortedMap) {
            Map<?, ?> left = (Map<?, ?>) expected;
            Map<?, ?> right = (Map<?, ?>) actual;
            return items(new ArrayList<>(left.keySet()), new ArrayList<>(right.keySet()))
                    && items(new ArrayList<>(left.values()), new ArrayList<>(right.values()));
        }
        Object content = content(expected);
        return content == null ? expected.equals(actual) : content.equals(content(actual));
    }

    static boolean items(List<?> expected, List<?> actual) {
        if (expected.size() != actual.size()) {
            return false;
        }
        for (int at = 0; at < expected.size(); at++) {
            if (!same(expected.get(at), actual.get(at))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInOrder(Object value) {
        return value instanceof List
                || value instanceof Deque
                || value instanceof LinkedHashSet
                || value instanceof SortedSet;
    }

    /** What these classes hold: they equal nothing but themselves, or by more than what travels. */
    private static Object content(Object value) {
        if (value instanceof AtomicInteger || value instanceof AtomicLong || value instanceof LongAdder) {
            return ((Number) value).longValue();
        }
        if (value instanceof AtomicBoolean flag) {
            return flag.get();
        }
        if (value instanceof AtomicReference<?> reference) {
            return Arrays.asList(reference.get());
        }
        // The zone of a calendar does not travel.
        return value instanceof Calendar calendar ? calendar.getTimeInMillis() : null;
    }
}
