package org.dubbors.interop.hessian;

import static org.dubbors.interop.hessian.Models.bare;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.dubbors.interop.hessian.Models.A0;
import org.dubbors.interop.hessian.Models.A1;
import org.dubbors.interop.hessian.Models.Boxes;
import org.dubbors.interop.hessian.Models.CustomMap;
import org.dubbors.interop.hessian.Models.Dog;
import org.dubbors.interop.hessian.Models.Grid;
import org.dubbors.interop.hessian.Models.JsonMap;
import org.dubbors.interop.hessian.Models.Person;
import org.dubbors.interop.hessian.Models.Puppy;
import org.dubbors.interop.hessian.Models.Response;

/** The cases dubbo-go-hessian2 tests itself with beyond Caucho's servlet, by its names, with classes of ours. */
final class Custom {
    private static final String EMOJI = "emoji\uD83E\uDD23,max\uDBFF\uDFFF";
    private static final String SNOW = "\u2744\uFE0F\uD83D\uDEAB\uD83D\uDEAB\uD83D\uDEAB\uD83D\uDEAB \u591A\u6B21\u81EA\u6211";
    private static final String COMPLEX = "\uD0D0\u0088\u4E2D\u56FD\u4F60\u597D!\u0088\u0088\u0088";
    private static final Date DATE = new Date(1_560_864_000L);
    private static final Object[] NULLED = {new A0(), new A1(), null};
    private static final int[][][] CUBE = {{{1, 2, 3}, {4, 5, 6, 7}}, {{8, 9, 10}, {11, 12, 13, 14}}};
    private static final String[] WHOLE = {
        "1234", "12347890", "123478901234", "1234789012345678", "123478901234567890", "1234789012345678901234",
        "12347890123456789012345678", "-12347890123456789012345678123456781234", "0"
    };

    private final Vectors out;

    private Custom(Vectors out) {
        this.out = out;
    }

    static void vectors(Vectors out) {
        Custom custom = new Custom(out);
        custom.lists();
        custom.boxes();
        custom.objects();
        custom.maps();
        custom.arguments();
    }

    private void listed(String name, int length, String type, Object... items) {
        String java = "writeListBegin(" + length + ", " + type + ") and " + items.length + " items";
        out.add(name, java, new Listed(type, items), () -> Codec.writeList(length, type, items));
    }

    private void lists() {
        Object[] self = {new A0(), new A1(), null};
        self[2] = self;
        out.add("customReplyTypedFixedListHasNull", NULLED);
        out.add("customReplyTypedFixedListRefSelf", self);
        listed("customReplyTypedVariableListHasNull", -1, "[object", NULLED);
        listed("customReplyUntypedFixedListHasNull", 3, null, NULLED);
        listed("customReplyUntypedVariableListHasNull", -1, null, NULLED);
        out.add("customReplyTypedFixedList_A0", new A0[] {new A0(), new A0(), null});
        listed("customReplyTypedVariableList_A0", -1, "[" + A0.class.getName(), new A0(), new A0(), null);
        out.add("customReplyTypedFixedList_int", new int[] {1, 2, 3});
        listed("customReplyTypedVariableList_int", -1, "[int", 1, 2, 3);
        out.add("customReplyTypedFixedList_long", new long[] {1, 2, 3});
        listed("customReplyTypedVariableList_long", -1, "[long", 1L, 2L, 3L);
        out.add("customReplyTypedFixedList_float", new float[] {1, 2, 3});
        listed("customReplyTypedVariableList_float", -1, "[float", 1f, 2f, 3f);
        out.add("customReplyTypedFixedList_double", new double[] {1, 2, 3});
        listed("customReplyTypedVariableList_double", -1, "[double", 1.0, 2.0, 3.0);
        out.add("customReplyTypedFixedList_short", new short[] {1, 2, 3});
        listed("customReplyTypedVariableList_short", -1, "[short", (short) 1, (short) 2, (short) 3);
        listed("customReplyTypedFixedList_char", 3, "[char", '1', '2', '3');
        listed("customReplyTypedVariableList_char", -1, "[char", '1', '2', '3');
        out.add("customReplyTypedFixedList_boolean", new boolean[] {true, false, true});
        listed("customReplyTypedVariableList_boolean", -1, "[boolean", true, false, true);
        out.add("customReplyTypedFixedList_date", new Date[] {DATE, DATE, DATE});
        listed("customReplyTypedVariableList_date", -1, "[date", DATE, DATE, DATE);
        out.add("customReplyTypedFixedList_arrays", CUBE);
        out.add("customReplyTypedFixedList_A0arrays", cube());
        out.add("customReplyTypedFixedList_Test", new Grid());
        out.add("customReplyTypedFixedList_Object", new Object[] {new A0()});
        out.add("customReplyTypedFixedList_HashSet", new HashSet<>(List.of(0, 1)));
        out.add("customReplyTypedFixedList_HashSetCustomObject", new HashSet<>(List.of(new BigInteger("1234"), new BigDecimal("123.4"))));
        out.add("customReplyEnumVariableList", new Locale.Category[] {Locale.Category.DISPLAY, null, Locale.Category.FORMAT});
    }

    private static A0[][][] cube() {
        A0[] three = {new A0(), new A0(), new A0()};
        A0[] four = {new A0(), new A0(), new A0(), null};
        return new A0[][][] {{three, four}, {{new A0()}, {new A0()}}};
    }

    private void boxes() {
        out.add("customReplySingleShort", (short) 123);
        out.add("customReplyJavaShortArray", new Short[] {123, null, -456});
        out.add("customReplySingleInteger", 123);
        out.add("customReplyJavaIntegerArray", new Integer[] {123, null, -456});
        out.add("customReplySingleLong", 12345L);
        out.add("customReplyJavaLongArray", new Long[] {12345L, null, -67890L});
        out.add("customReplySingleBoolean", true);
        out.add("customReplyJavaBooleanArray", new Boolean[] {true, null, false});
        out.add("customReplySingleByte", (byte) 'A');
        out.add("customReplyJavaByteArray", new Byte[] {'A', null, 'C'});
        out.add("customReplySingleFloat", 1.23f);
        out.add("customReplyJavaFloatArray", new Float[] {1.23f, null, 4.56f});
        out.add("customReplySingleDouble", 1.23);
        out.add("customReplyJavaDoubleArray", new Double[] {1.23, null, 4.56});
        out.add("customReplySingleCharacter", 'A');
        out.add("customReplyJavaCharacterArray", new Character[] {'A', null, 'C'});
        out.add("customReplyJavaLangObjectHolder", Boxes.full());
        out.add("customReplyJavaLangObjectHolderForNull", new Boxes());
        out.add("customReplyTypedFixedInteger", new BigInteger("4294967298"));
        out.add("customReplyTypedFixedIntegerZero", new BigInteger("0"));
        out.add("customReplyTypedFixedIntegerSigned", new BigInteger("-4294967298"));
        out.add("customReplyTypedFixedList_BigInteger", Arrays.stream(WHOLE).map(BigInteger::new).toArray(BigInteger[]::new));
        out.add("customReplyTypedFixedDecimal", new BigDecimal("100.256"));
        out.add("customReplyTypedFixedList_BigDecimal", new BigDecimal[] {new BigDecimal("123.4"), new BigDecimal("123.456")});
        out.add("customReplyTypedFixedList_CustomObject", new Object[] {new BigInteger("-12347890"), new BigDecimal("-123.45"), new BigDecimal("0")});
    }

    private void objects() {
        Person nulled = new Person("nulled", null, null);
        nulled.list = new ArrayList<>(Arrays.asList(1, null));
        out.add("customReplyJsonString", "{\"params\":{\"id\":\"234\",\"attach\":\"{\\\"accid\\\":\\\"2\\\"}\"}}");
        out.add("customReplyTypedIntegerHasNull", new Person());
        out.add("customReplyTypedListIntegerHasNull", nulled);
        out.add("customReplyTypedFixedDateNull", new Person("zhangshan", null, null));
        out.add("customReplyStringEmoji", EMOJI);
        out.add("customReplyStringEmoji2", SNOW);
        out.add("customReplyComplexString", COMPLEX);
        out.add("customReplyPerson183", new Person("pname", 13, new Person("pname2", 132, null)));
        out.add("customReplyExtendClass", new Dog("a dog", "male"));
        out.add("customReplyExtendClassToSingleStruct", new Puppy("a dog", "male"));
        out.add("customReplyGenericResponseLong", new Response<>(200, 123L));
        out.add("customReplyGenericResponseBusinessData", new Response<>(201, new Person("apple", 5, null)));
        out.add("customReplyGenericResponseList", new Response<>(202, list(new Person("apple", 5, null), new Person("banana", 6, null))));
        out.add("customReplyException", bare(new IllegalStateException("user defined")));
    }

    private void maps() {
        Map<String, Object> self = map("a", 1, "b", 2);
        self.put("self", self);
        Map<String, Object> custom = new CustomMap<>();
        custom.putAll(map("Int", 456, "S", "string"));
        Map<String, Object> uuids = map("uuid1", new UUID(459_021_424_248_441_700L, -7_160_773_830_801_198_154L));
        uuids.put("uuid2", new UUID(1, 2));
        JsonMap json = new JsonMap();
        json.put("test_BigDecimal", new BigDecimal("100"));
        json.put("obj1", map("a", 1));
        out.add("customReplyObjectJsonObjectBigDecimal", json);
        out.add("customReplyMap", map("a", 1, "b", 2));
        out.add("customReplyMapRefMap", self);
        out.add("customReplyMultipleTypeMap", map("m1", map("a", 1), "m2", new HashMap<>(Map.of(3L, "c")), "m3", new HashMap<>(Map.of(5, new BigDecimal("55.55")))));
        out.add("customReplyListMapListMap", list(map("a", 1, "items", list(new BigDecimal("55.55"), "hello", 123, custom)), custom));
        out.add("customReplyMapInMap", map("obj1", map("a", 1), "obj2", map("b", 2)));
        out.add("customReplyUUID", uuids);
        out.add("customReplyLocale", locales());
        out.add("customReplyEnumSet", map("enumset", EnumSet.allOf(Locale.Category.class)));
    }

    private static Map<String, Object> locales() {
        Map<String, Object> all = new HashMap<>();
        for (Locale locale : new Locale[] {
            Locale.ENGLISH, Locale.FRENCH, Locale.GERMAN, Locale.ITALIAN, Locale.JAPANESE, Locale.KOREAN, Locale.CHINESE,
            Locale.SIMPLIFIED_CHINESE, Locale.TRADITIONAL_CHINESE, Locale.FRANCE, Locale.GERMANY, Locale.ITALY,
            Locale.UK, Locale.US, Locale.CANADA, Locale.CANADA_FRENCH, Locale.ROOT
        }) {
            all.put(locale.toString(), locale);
        }
        return all;
    }

    private void arguments() {
        out.add("customArgUntypedFixedListHasNull", list(new A0(), new A1(), null));
        out.add("customArgTypedFixedList", new A0[] {new A0()});
        for (Object empty : new Object[] {
            new short[0], new int[0], new long[0], new float[0], new double[0], new boolean[0], new Date[0]
        }) {
            String item = empty.getClass().getComponentType().getSimpleName();
            out.add("customArgTypedFixedList_" + item.toLowerCase(Locale.ROOT) + "_0", "new " + item + "[0]", empty);
        }
        out.add("customArgTypedFixedList_short_7", new short[] {1, 2, 3, 4, 5, 6, 7});
        out.add("customArgTypedFixedList_int_7", new int[] {1, 2, 3, 4, 5, 6, 7});
        out.add("customArgTypedFixedList_long_7", new long[] {1, 2, 3, 4, 5, 6, 7});
        out.add("customArgTypedFixedList_float_7", new float[] {1, 2, 3, 4, 5, 6, 7});
        out.add("customArgTypedFixedList_double_7", new double[] {1, 2, 3, 4, 5, 6, 7});
        out.add("customArgTypedFixedList_boolean_7", new boolean[] {true, false, true, false, true, false, true});
        out.add("customArgTypedFixed_CustomMap", new CustomMap<>());
        out.again("customArgTypedFixedList_date_3", "customReplyTypedFixedList_date");
        for (String name : new String[] {"arrays", "A0arrays", "Test", "Object", "HashSet"}) {
            out.again("customArgTypedFixedList_" + name, "customReplyTypedFixedList_" + name);
        }
        for (String name : new String[] {"Integer", "IntegerZero", "IntegerSigned", "Decimal", "DateNull"}) {
            out.again("customArgTypedFixed_" + name, "customReplyTypedFixed" + name);
        }
        out.again("customArgTypedFixed_Extends", "customReplyExtendClass");
        out.again("customArgString_emoji", "customReplyStringEmoji");
        out.again("customArgString_emoji2", "customReplyStringEmoji2");
        out.again("customArgComplexString", "customReplyComplexString");
    }

    private static List<Object> list(Object... items) {
        return new ArrayList<>(Arrays.asList(items));
    }

    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new HashMap<>();
        for (int at = 0; at < entries.length; at += 2) {
            map.put((String) entries[at], entries[at + 1]);
        }
        return map;
    }
}
