package org.dubbors.interop.hessian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A value as one line of ASCII, the same for every codec that keeps the value. See testdata/README.md for the form.
 *
 * <p>It is made from the value alone, not from its bytes.
 */
final class Text {
    private static final int LONG_TEXT = 200;
    private static final int LONG_BINARY = 64;
    /** Deeper than any value of ours: what does not end is a mistake of this program. */
    private static final int DEPTH = 500;

    /** Maps whose order says something, and lists whose order says nothing. */
    private static final Set<String> ORDERED = Set.of("java.util.LinkedHashMap", "java.util.TreeMap",
            "java.util.concurrent.ConcurrentSkipListMap", "java.util.EnumMap");
    private static final Set<String> UNORDERED =
            Set.of("java.util.HashSet", "java.util.concurrent.ConcurrentHashMap$KeySetView");

    private final IdentityHashMap<Object, Node> nodes = new IdentityHashMap<>();

    /** What may hold others; `kids` are nodes and finished texts. */
    private static final class Node {
        String type;
        char open;
        String[] names;
        Object[] kids;
        boolean unordered;
        int visits = 1;
    }

    private Text() {}

    static String of(Object value) {
        StringBuilder out = new StringBuilder();
        print(new Text().tree(value, null, 0), out, new IdentityHashMap<>());
        return out.toString();
    }

    /** A finished text or a node; `declared` is the primitive type of a field or item, else null. */
    private Object tree(Object value, Class<?> declared, int depth) {
        if (depth > DEPTH) {
            throw new IllegalStateException("too deep");
        }
        String scalar = scalar(value, declared);
        if (scalar != null) {
            return scalar;
        }
        Object shown = Views.replaced(value);
        View view = Views.of(shown);
        boolean leaf = view != null && view.isLeaf();
        Node node = leaf ? null : nodes.get(shown);
        if (node != null) {
            node.visits++;
            return node;
        }
        node = new Node();
        if (!leaf) {
            nodes.put(shown, node);
        }
        if (view != null) {
            fill(node, view, depth);
        } else if (shown instanceof Map<?, ?> map) {
            fill(node, map, depth);
        } else {
            fillList(node, shown, depth);
        }
        return node;
    }

    private void fill(Node node, View view, int depth) {
        node.type = view.type();
        node.open = '(';
        node.names = view.names();
        node.kids = new Object[view.values().length];
        for (int at = 0; at < node.kids.length; at++) {
            node.kids[at] = tree(view.values()[at], view.primitives()[at], depth + 1);
        }
    }

    private void fill(Node node, Map<?, ?> map, int depth) {
        node.type = Views.mapName(map);
        node.open = '{';
        node.unordered = !ORDERED.contains(node.type);
        List<Object> kids = new ArrayList<>(2 * map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            kids.add(tree(entry.getKey(), null, depth + 1));
            kids.add(tree(entry.getValue(), null, depth + 1));
        }
        node.kids = kids.toArray();
    }

    private void fillList(Node node, Object value, int depth) {
        node.type = Views.listName(value);
        node.open = '[';
        node.unordered = UNORDERED.contains(node.type);
        List<Object> kids = new ArrayList<>();
        if (value instanceof Listed listed) {
            for (Object item : listed.items()) {
                kids.add(tree(item, null, depth + 1));
            }
        } else if (value instanceof Collection<?> items) {
            for (Object item : items) {
                kids.add(tree(item, null, depth + 1));
            }
        } else {
            Class<?> item = value.getClass().getComponentType();
            for (int at = 0; at < java.lang.reflect.Array.getLength(value); at++) {
                kids.add(tree(java.lang.reflect.Array.get(value, at), item.isPrimitive() ? item : null, depth + 1));
            }
        }
        node.kids = kids.toArray();
    }

    private static void print(Object tree, StringBuilder out, IdentityHashMap<Node, Integer> labels) {
        if (tree instanceof String text) {
            out.append(text);
            return;
        }
        Node node = (Node) tree;
        if (node.visits > 1) {
            Integer label = labels.get(node);
            if (label != null) {
                out.append('*').append(label);
                return;
            }
            labels.put(node, labels.size() + 1);
            out.append('*').append(labels.size()).append('=');
        }
        out.append(node.type).append(node.open);
        int step = node.open == '{' ? 2 : 1;
        Integer[] order = order(node, step);
        for (int at = 0; at < order.length; at++) {
            if (at > 0) {
                out.append(',');
            }
            if (node.open == '(') {
                out.append(node.names[order[at]]).append(':');
            }
            print(node.kids[order[at]], out, labels);
            if (step == 2) {
                out.append('=');
                print(node.kids[order[at] + 1], out, labels);
            }
        }
        out.append(node.open == '{' ? '}' : node.open == '(' ? ')' : ']');
    }

    /** The positions of items, keys or fields as they are printed. */
    private static Integer[] order(Node node, int step) {
        Integer[] order = new Integer[node.kids.length / step];
        for (int at = 0; at < order.length; at++) {
            order[at] = at * step;
        }
        if (node.open == '(') {
            Arrays.sort(order, Comparator.comparing(at -> node.names[at]));
        } else if (node.unordered && order.length > 1) {
            String[] keys = new String[node.kids.length];
            for (int at : order) {
                StringBuilder key = new StringBuilder();
                print(node.kids[at], key, new IdentityHashMap<>());
                keys[at] = key.toString();
            }
            Arrays.sort(order, Comparator.comparing(at -> keys[at]));
        }
        return order;
    }

    private static String scalar(Object value, Class<?> declared) {
        if (value == null || value instanceof Boolean || value instanceof Integer || value instanceof Short
                || value instanceof Byte) {
            return String.valueOf(value);
        }
        if (value instanceof Long) {
            return value + "L";
        }
        if (value instanceof Double number) {
            return number(number);
        }
        if (value instanceof Float number) {
            boolean byText = Codec.FLOAT_BY_TEXT && declared != float.class;
            return number(byText ? Double.parseDouble(number.toString()) : number.doubleValue());
        }
        if (value instanceof String || value instanceof Character) {
            return quoted(value.toString());
        }
        if (value instanceof char[] chars) {
            return quoted(new String(chars));
        }
        if (value instanceof byte[] bytes) {
            return "x" + (bytes.length <= LONG_BINARY ? HexFormat.of().formatHex(bytes) : cut(bytes));
        }
        if (value.getClass() == Date.class) {
            return "@" + ((Date) value).getTime();
        }
        return null;
    }

    private static String number(double value) {
        // The short form of 0.0 has no sign.
        return "d" + HexFormat.of().toHexDigits(Double.doubleToLongBits(value == 0 ? 0.0 : value));
    }

    private static String cut(byte[] bytes) {
        long hash = FNV;
        for (byte item : bytes) {
            hash = (hash ^ (item & 0xff)) * FNV_PRIME;
        }
        return HexFormat.of().formatHex(bytes, 0, 16) + ".." + bytes.length + ":" + HexFormat.of().toHexDigits(hash);
    }

    private static final long FNV = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private static String quoted(String text) {
        boolean cut = text.length() > LONG_TEXT;
        StringBuilder out = new StringBuilder("\"");
        long hash = FNV;
        for (int at = 0; at < text.length(); at++) {
            char unit = whole(text, at);
            hash = (((hash ^ (unit >> 8)) * FNV_PRIME) ^ (unit & 0xff)) * FNV_PRIME;
            if (cut && at >= 32) {
                continue;
            }
            if (unit == '"' || unit == '\\') {
                out.append('\\').append(unit);
            } else if (unit < 0x20 || unit > 0x7e) {
                out.append("\\u").append(HexFormat.of().toHexDigits(unit));
            } else {
                out.append(unit);
            }
        }
        out.append('"');
        return cut ? out + ".." + text.length() + ":" + HexFormat.of().toHexDigits(hash) : out.toString();
    }

    /** A unit, or the replacement character for half a pair: other languages' strings do not hold it. */
    private static char whole(String text, int at) {
        char unit = text.charAt(at);
        boolean paired = Character.isHighSurrogate(unit)
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        return !Character.isSurrogate(unit) || paired ? unit : '\ufffd';
    }
}
