package org.dubbors.interop;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.dubbo.config.ReferenceConfig;
import org.dubbors.interop.Report.Case;

/** The cases about values, and the list of all cases. */
final class Cases {
    private final Types types;
    private final Map<String, Case> all = new LinkedHashMap<>();

    Cases(Consumer consumer) {
        ReferenceConfig<Types> reference = consumer.types();
        reference.setCheck(false);
        types = reference.get();
        all.put("primitives", this::primitives);
        all.put("wrappers", this::wrappers);
        all.put("strings", this::strings);
        all.put("bytes", this::bytes);
        all.put("arrays", this::arrays);
        all.put("nulls", this::nulls);
        all.put("collections", this::collections);
        all.put("pojo", this::pojo);
        all.put("enum", this::enums);
        all.put("date", this::dates);
        all.put("decimal", this::decimals);
        new CallCases(consumer, types).addTo(all);
        Exchanges.all().forEach(exchange -> exchange.addTo(all, consumer, types));
        all.put("thrown", () -> FailureCase.run(consumer, types));
        if (consumer.isTriple()) {
            Release.tripleCases(all, consumer, types);
        }
    }

    Map<String, Case> all() {
        return all;
    }

    private void primitives() {
        Check.same("boolean", true, types.echoBoolean(true));
        Check.same("boolean", false, types.echoBoolean(false));
        for (byte value : Samples.BYTES) {
            Check.same("byte", value, types.echoByte(value));
        }
        for (short value : Samples.SHORTS) {
            Check.same("short", value, types.echoShort(value));
        }
        for (int value : Samples.INTS) {
            Check.same("int", value, types.echoInt(value));
        }
        for (long value : Samples.LONGS) {
            Check.same("long", value, types.echoLong(value));
        }
        for (float value : Samples.FLOATS) {
            Check.same("float", value, types.echoFloat(value));
        }
        for (double value : Samples.DOUBLES) {
            Check.same("double", value, types.echoDouble(value));
        }
        for (char value : Samples.CHARS) {
            Check.same("char", value, types.echoChar(value));
        }
    }

    private void wrappers() {
        Check.same("Boolean", true, types.echoBoxedBoolean(true));
        Check.same("Boolean", false, types.echoBoxedBoolean(false));
        for (byte value : Samples.BYTES) {
            Check.same("Byte", value, types.echoBoxedByte(value));
        }
        for (short value : Samples.SHORTS) {
            Check.same("Short", value, types.echoBoxedShort(value));
        }
        for (int value : Samples.INTS) {
            Check.same("Integer", value, types.echoBoxedInt(value));
        }
        for (long value : Samples.LONGS) {
            Check.same("Long", value, types.echoBoxedLong(value));
        }
        for (float value : Samples.FLOATS) {
            Check.same("Float", value, types.echoBoxedFloat(value));
        }
        for (double value : Samples.DOUBLES) {
            Check.same("Double", value, types.echoBoxedDouble(value));
        }
        for (char value : Samples.CHARS) {
            Check.same("Character", value, types.echoBoxedChar(value));
        }
    }

    private void strings() {
        for (String value : Samples.strings()) {
            Check.same("String of " + value.length(), value, types.echoString(value));
            Check.same("length", value.length(), types.length(value));
        }
    }

    private void bytes() {
        for (byte[] value : Samples.binaries()) {
            Check.same("byte[" + value.length + "]", value, types.echoBytes(value));
        }
    }

    private void arrays() {
        int[] many = new int[300];
        Arrays.setAll(many, at -> at * 997);
        for (int[] value : new int[][] {{}, {7}, Samples.INTS, many}) {
            Check.same("int[" + value.length + "]", value, types.echoIntArray(value));
        }
        for (String[] value : new String[][] {{}, {"a"}, {"a", "中", "😀", ""}, Samples.list(300).toArray(new String[0])}) {
            Check.same("String[" + value.length + "]", value, types.echoStringArray(value));
        }
    }

    private void nulls() {
        Check.same("Boolean", null, types.echoBoxedBoolean(null));
        Check.same("Byte", null, types.echoBoxedByte(null));
        Check.same("Short", null, types.echoBoxedShort(null));
        Check.same("Integer", null, types.echoBoxedInt(null));
        Check.same("Long", null, types.echoBoxedLong(null));
        Check.same("Float", null, types.echoBoxedFloat(null));
        Check.same("Double", null, types.echoBoxedDouble(null));
        Check.same("Character", null, types.echoBoxedChar(null));
        Check.same("String", null, types.echoString(null));
        Check.same("byte[]", null, types.echoBytes(null));
        Check.same("int[]", null, types.echoIntArray(null));
        Check.same("String[]", null, types.echoStringArray(null));
        Check.same("List", null, types.echoList(null));
        Check.same("Set", null, types.echoSet(null));
        Check.same("Map", null, types.echoMap(null));
        Check.same("User", null, types.echoUser(null));
        Check.same("List of User", null, types.echoUsers(null));
        Check.same("Color", null, types.echoEnum(null));
        Check.same("Date", null, types.echoDate(null));
        Check.same("BigDecimal", null, types.echoDecimal(null));
        Check.same("Object", null, types.echoObject(null));
        String[] holes = {"a", null, "c"};
        // An array of strings has no null in dubbo-go.
        String[] back = Consumer.isProvidedBy(types, "go") ? new String[] {"a", "", "c"} : holes;
        Check.same("String[] with null", back, types.echoStringArray(holes));
        List<String> list = new ArrayList<>(Arrays.asList("a", null, "c"));
        Check.same("List with null", list, types.echoList(list));
        Map<String, Integer> map = new HashMap<>();
        map.put("none", null);
        map.put("one", 1);
        Check.same("Map with null", map, types.echoMap(map));
    }

    private void collections() {
        for (int size : new int[] {0, 1, 7, 8, 300}) {
            Check.same("List of " + size, Samples.list(size), types.echoList(Samples.list(size)));
            Check.same("Set of " + size, Samples.set(size), types.echoSet(Samples.set(size)));
            Check.same("Map of " + size, Samples.map(size), types.echoMap(Samples.map(size)));
            Check.same("Object, List of " + size, Samples.list(size), types.echoObject(Samples.list(size)));
            Check.same("Object, Map of " + size, Samples.map(size), types.echoObject(Samples.map(size)));
        }
        Map<String, Object> nested = new HashMap<>();
        nested.put("list", new ArrayList<>(List.of(1, "two", 3L, 4.5, true, Samples.list(2))));
        nested.put("map", new HashMap<>(Map.of("inner", Samples.map(2))));
        Check.same("Object, nested", nested, types.echoObject(nested));
        for (Object value : List.of("text", 7, 7L, 7.5, true, new Date(1_700_000_000_123L), new byte[] {1, 2})) {
            Check.same("Object, " + value.getClass().getSimpleName(), value, types.echoObject(value));
        }
    }

    private void pojo() {
        User full = Samples.user("李雷");
        Check.same("User", full, types.echoUser(full));
        User empty = new User();
        Check.same("User of nulls", empty, types.echoUser(empty));
        User other = Samples.user("Ada");
        other.setAddress(null);
        other.setId(-1);
        Check.same("Users", List.of(full, other, empty), types.echoUsers(new ArrayList<>(List.of(full, other, empty))));
        List<User> twice = types.echoUsers(new ArrayList<>(List.of(full, full)));
        Check.same("the same User twice", List.of(full, full), twice);
        Check.that("the same User twice came back as two", twice.get(0) == twice.get(1));
        Check.same("Object, User", full, types.echoObject(full));
    }

    private void enums() {
        for (Color value : Color.values()) {
            Check.same("Color", value, types.echoEnum(value));
        }
        Check.same("Object, Color", Color.BLUE, types.echoObject(Color.BLUE));
    }

    private void dates() {
        for (long millis : Samples.MILLIS) {
            Check.same("Date", new Date(millis), types.echoDate(new Date(millis)));
        }
    }

    private void decimals() {
        // The decimals of dubbo-go write plain digits: 1E+3 comes back as 1000.
        boolean plain = Consumer.isProvidedBy(types, "go");
        for (String text : Samples.DECIMALS) {
            if (plain && text.contains("E")) {
                continue;
            }
            Check.same("BigDecimal", new BigDecimal(text), types.echoDecimal(new BigDecimal(text)));
        }
    }
}
