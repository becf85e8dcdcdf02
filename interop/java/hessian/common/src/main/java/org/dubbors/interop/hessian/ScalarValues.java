package org.dubbors.interop.hessian;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Date;

/** Numbers, texts, dates and arrays. */
final class ScalarValues {
    private static final int[] INTS = {
        0, 1, -1, -16, -17, 47, 48, -2048, -2049, 2047, 2048, -262144, -262145, 262143, 262144, Integer.MIN_VALUE,
        Integer.MAX_VALUE
    };
    private static final long[] LONGS = {
        0, -8, -9, 15, 16, -2048, -2049, 2047, 2048, -262144, -262145, 262143, 262144, Integer.MIN_VALUE,
        Integer.MAX_VALUE, Integer.MIN_VALUE - 1L, Integer.MAX_VALUE + 1L, Long.MIN_VALUE, Long.MAX_VALUE
    };
    private static final double[] DOUBLES = {
        0, -0.0, 1, -1, 0.001, 0.1, 1.0 / 3, -128, -129, 127, 128, -32768, -32769, 32767, 32768, 65.536, 3.14159,
        2147483.647, 2147483.648, Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE, Double.NaN,
        Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };
    private static final float[] FLOATS = {0, 0.1f, 1.5f, -129, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN};
    private static final long[] MILLIS = {
        0, 1, -1, 60_000, -60_000, 1_700_000_000_123L, -62_135_596_800_000L, 253_402_300_799_999L, Long.MAX_VALUE
    };
    private static final String[] WHOLE = {
        "0", "1", "-1", "255", "4294967296", "-18446744073709551616", "340282366920938463463374607431768211455"
    };
    private static final String[] DECIMALS = {"0", "-1.50", "1E+3", "1E-10", "12345678901234567890.123456789"};

    private ScalarValues() {}

    static void vectors(Vectors out) {
        numbers(out);
        texts(out);
        arrays(out);
    }

    private static void numbers(Vectors out) {
        out.add("null", null);
        out.add("boolean.true", true);
        out.add("boolean.false", false);
        out.add("byte.min", Byte.MIN_VALUE);
        out.add("byte.max", Byte.MAX_VALUE);
        out.add("short.min", Short.MIN_VALUE);
        out.add("short.max", Short.MAX_VALUE);
        for (int value : INTS) {
            out.add("int." + value, "" + value, value);
        }
        for (long value : LONGS) {
            out.add("long." + value, value + "L", value);
        }
        for (double value : DOUBLES) {
            out.add("double." + value, "" + value, value);
        }
        for (float value : FLOATS) {
            out.add("float." + value, value + "f", value);
        }
        for (long value : MILLIS) {
            out.add("Date." + value, "new Date(" + value + "L)", new Date(value));
        }
        for (String value : WHOLE) {
            out.add("BigInteger." + value, "new BigInteger(\"" + value + "\")", new BigInteger(value));
        }
        for (String value : DECIMALS) {
            out.add("BigDecimal." + value, "new BigDecimal(\"" + value + "\")", new BigDecimal(value));
        }
    }

    private static void texts(Vectors out) {
        for (char value : new char[] {'a', '\0', '\u00e9', '\u4e2d', '\uffff'}) {
            out.add("char." + (int) value, "(char) " + (int) value, value);
        }
        out.add("String.empty", "");
        out.add("String.latin", "\u00e9\u00fc\u00df");
        out.add("String.chinese", "\u4f60\u597d");
        out.add("String.emoji", "a\ud83d\ude00\u00e9");
        out.add("String.nul", "a\0b");
        out.add("String.half", "a\ud83d");
        out.add("String.otherHalf", "\ude00a");
        for (int length : new int[] {31, 32, 1023, 1024, 32767, 32768, 32769, 65536}) {
            out.add("String.x" + length, "\"x\".repeat(" + length + ")", "x".repeat(length));
        }
        out.add("String.pairs16", "\ud83d\ude00".repeat(16));
        out.add("String.pairAcrossChunk", "x".repeat(32767) + "\ud83d\ude00");
        out.add("StringBuilder", new StringBuilder("ab"));
        for (int length : new int[] {0, 1, 15, 16, 1023, 1024, 4093, 4094, 8189, 8190, 20000}) {
            out.add("byte[]." + length, "new byte[" + length + "]", new byte[length]);
        }
    }

    private static void arrays(Vectors out) {
        out.add("boolean[]", new boolean[] {true, false});
        out.add("short[]", new short[] {1, -1, 300});
        out.add("int[].empty", new int[0]);
        out.add("int[].8", new int[] {1, 2, 3, 4, 5, 6, 7, 70_000});
        out.add("long[]", new long[] {1, 5_000_000_000L});
        out.add("float[]", new float[] {0.5f, 0.1f});
        out.add("double[]", new double[] {0.5, 0.1});
        out.add("char[]", new char[] {'a', '\u4e2d'});
        out.add("String[].empty", new String[0]);
        out.add("String[]", new String[] {"a", null, "c"});
        out.add("Object[]", new Object[] {1, "a", null, 2L, 0.5});
        out.add("Integer[]", new Integer[] {1, null});
        out.add("Long[]", new Long[] {1L, null});
        out.add("Byte[]", new Byte[] {1, null});
        out.add("Character[]", new Character[] {'a', null});
        out.add("Float[]", new Float[] {0.1f, null});
        out.add("Date[]", new Date[] {new Date(0), null});
        out.add("BigDecimal[]", new BigDecimal[] {BigDecimal.ONE, null});
        out.add("BigInteger[]", new BigInteger[] {BigInteger.TEN});
        out.add("Class[]", new Class<?>[] {int.class, String.class});
        out.add("Color[]", new Models.Color[] {Models.Color.RED, null, Models.Color.RED});
        out.add("int[][]", new int[][] {{1}, {2, 3}, {}});
        out.add("int[][][]", new int[][][] {{{1}, {2}}, {{3}}});
        out.add("long[][]", new long[][] {{1}, null});
        out.add("byte[][]", new byte[][] {{1, 2}, {}, null});
        out.add("char[][]", new char[][] {{'a'}, {'b', 'c'}});
        out.add("String[][]", new String[][] {{"a"}, {"b", "c"}});
        out.add("Object[][]", new Object[][] {{1, "a"}, {}});
        out.add("Dog[][]", new Models.Dog[][] {{new Models.Dog("a", "b")}, {}});
        out.add("List[]", new java.util.List<?>[] {new java.util.ArrayList<>(java.util.List.of(1))});
    }
}
