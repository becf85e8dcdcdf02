package org.dubbors.interop;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The values the cases send. */
final class Samples {
    static final byte[] BYTES = {0, 1, -1, Byte.MIN_VALUE, Byte.MAX_VALUE};
    static final short[] SHORTS = {0, 1, -1, -129, -128, 127, 128, Short.MIN_VALUE, Short.MAX_VALUE};
    /** On both sides of every boundary between the number forms on the wire. */
    static final int[] INTS = {
        0, 1, -1, -16, -17, 47, 48, -2048, -2049, 2047, 2048, -262144, -262145, 262143, 262144,
        Integer.MIN_VALUE, Integer.MAX_VALUE
    };
    static final long[] LONGS = {
        0, 1, -1, -8, -9, 15, 16, -2048, -2049, 2047, 2048, -262144, -262145, 262143, 262144,
        Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MIN_VALUE - 1L, Integer.MAX_VALUE + 1L,
        Long.MIN_VALUE, Long.MAX_VALUE
    };
    static final float[] FLOATS = {
        0f, 1f, -1f, 0.5f, 0.1f, 12.25f, -128f, -129f, 127f, 128f, 32767f, 32768f, Float.MIN_VALUE, Float.MAX_VALUE,
        Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
    };
    static final double[] DOUBLES = {
        0, 1, -1, 0.5, 0.1, 0.001, 12.25, 1.0 / 3, -128, -129, 127, 128, -32768, -32769, 32767, 32768, 2147483.647,
        Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };
    static final char[] CHARS = {'a', '0', ' ', 'é', '中', '\u20ac'};
    static final long[] MILLIS = {
        0, 1, -1, 60_000, -60_000, 1_700_000_000_123L, 1_700_000_040_000L, -62_135_596_800_000L, 253_402_300_799_999L
    };
    static final String[] DECIMALS = {
        "0", "1", "-1.50", "0.1", "1E+3", "1E-10", "12345678901234567890.123456789", "-99999999999999999999999999999"
    };

    private Samples() {}

    static List<String> strings() {
        List<String> strings = new ArrayList<>(List.of("", "a", "hello, dubbo", "你好,世界", "a😀é", "😀😀😀", "line\nend\ttab\u0000nul"));
        // Around the ends of the short forms and of one chunk, in ASCII and in surrogate pairs.
        for (int length : new int[] {31, 32, 1023, 1024, 32767, 32768, 32769, 65535, 65536, 100 * 1024}) {
            strings.add("x".repeat(length));
        }
        strings.add("x" + "😀".repeat(40_000));
        strings.add("中文".repeat(20_000));
        return strings;
    }

    static List<byte[]> binaries() {
        List<byte[]> binaries = new ArrayList<>();
        for (int length : new int[] {0, 1, 15, 16, 256, 1023, 1024, 8192, 65535, 65536, 100 * 1024}) {
            byte[] bytes = new byte[length];
            for (int at = 0; at < length; at++) {
                bytes[at] = (byte) (at * 31);
            }
            binaries.add(bytes);
        }
        return binaries;
    }

    static List<String> list(int size) {
        List<String> list = new ArrayList<>();
        for (int at = 0; at < size; at++) {
            list.add("item" + at);
        }
        return list;
    }

    static Set<Integer> set(int size) {
        Set<Integer> set = new HashSet<>();
        for (int at = 0; at < size; at++) {
            set.add(at * 1000);
        }
        return set;
    }

    static Map<String, Integer> map(int size) {
        Map<String, Integer> map = new HashMap<>();
        for (int at = 0; at < size; at++) {
            map.put("key" + at, at * 100);
        }
        return map;
    }

    static User user(String name) {
        Address address = new Address();
        address.setStreet("1 Main Street");
        address.setCity("杭州");
        User user = new User();
        user.setName(name);
        user.setAge(36);
        user.setId(9_007_199_254_740_993L);
        user.setScore(99.5);
        user.setColor(Color.GREEN);
        user.setAddress(address);
        user.setTags(new ArrayList<>(List.of("one", "two", "三")));
        user.setCounts(map(3));
        user.setBorn(new Date(500_000_000_123L));
        user.setBalance(new BigDecimal("12345.6789"));
        user.setData(new byte[] {1, 2, 3, -1});
        user.setVip(true);
        return user;
    }
}
