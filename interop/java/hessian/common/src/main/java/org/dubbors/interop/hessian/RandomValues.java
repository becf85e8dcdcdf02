package org.dubbors.interop.hessian;

import static org.dubbors.interop.hessian.Models.bare;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import org.dubbors.interop.hessian.Models.Boxes;
import org.dubbors.interop.hessian.Models.Catalogue;
import org.dubbors.interop.hessian.Models.CheckedException;
import org.dubbors.interop.hessian.Models.Color;
import org.dubbors.interop.hessian.Models.CustomMap;
import org.dubbors.interop.hessian.Models.Dog;
import org.dubbors.interop.hessian.Models.Node;
import org.dubbors.interop.hessian.Models.Person;
import org.dubbors.interop.hessian.Models.Primitives;
import org.dubbors.interop.hessian.Models.Puppy;
import org.dubbors.interop.hessian.Models.Response;
import org.dubbors.interop.hessian.Models.Rows;

/** Values that follow from a seed: small, deep, shared and in circles. */
final class RandomValues extends RandomLeaves {
    /** What was made before in the same value, to be met again. */
    private final List<Object> made = new ArrayList<>();
    private int room;

    RandomValues(long seed) {
        super(seed);
    }

    Object value() {
        made.clear();
        room = 1 + random.nextInt(40);
        return any(0);
    }

    private Object any(int depth) {
        room--;
        if (depth > 6 || room < 0) {
            return scalar();
        }
        switch (random.nextInt(10)) {
            case 0, 1, 2:
                return scalar();
            case 3:
                return made.isEmpty() ? null : made.get(random.nextInt(made.size()));
            case 4, 5:
                return list(depth);
            case 6:
                return map(depth);
            case 7:
                return array(depth);
            case 8:
                return Codec.WHOLE_LIBRARY ? library() : number();
            default:
                return object(depth);
        }
    }

    private <T> T keep(T value) {
        made.add(value);
        return value;
    }

    private Object list(int depth) {
        Collection<Object> list = switch (random.nextInt(8)) {
            case 0 -> new LinkedList<>();
            case 1 -> new Vector<>();
            case 2 -> new HashSet<>();
            case 3 -> new LinkedHashSet<>();
            case 4 -> new TreeSet<>();
            case 5 -> new ArrayDeque<>();
            default -> new ArrayList<>();
        };
        keep(list);
        boolean keys = list instanceof java.util.Set;
        for (int left = size(); left > 0; left--) {
            // A set needs what has a hash and an order, a deque takes no null.
            list.add(keys ? text() : list instanceof ArrayDeque ? whole() : any(depth + 1));
        }
        return list;
    }

    private Object map(int depth) {
        Map<Object, Object> map = switch (random.nextInt(5)) {
            case 0 -> new LinkedHashMap<>();
            case 1 -> new TreeMap<>();
            case 2 -> new CustomMap<>();
            default -> new HashMap<>();
        };
        keep(map);
        for (int left = size(); left > 0; left--) {
            map.put(map instanceof TreeMap ? text() : key(), any(depth + 1));
        }
        return map;
    }

    private Object array(int depth) {
        int size = size();
        switch (random.nextInt(8)) {
            case 0:
                return keep(random.ints(size).toArray());
            case 1:
                return keep(random.longs(size).toArray());
            case 2:
                return keep(random.doubles(size).toArray());
            case 3:
                int[][] grid = keep(new int[size][]);
                for (int at = 0; at < size; at++) {
                    grid[at] = random.ints(size()).toArray();
                }
                return grid;
            case 4:
                String[] texts = keep(new String[size]);
                for (int at = 0; at < size; at++) {
                    texts[at] = random.nextInt(5) == 0 ? null : text();
                }
                return texts;
            case 5:
                Dog[] dogs = keep(new Dog[size]);
                for (int at = 0; at < size; at++) {
                    dogs[at] = dog();
                }
                return dogs;
            default:
                Object[] items = keep(new Object[size]);
                for (int at = 0; at < size; at++) {
                    items[at] = any(depth + 1);
                }
                return items;
        }
    }

    private Dog dog() {
        Dog dog = keep(random.nextBoolean() ? new Dog() : new Puppy());
        dog.name = random.nextInt(4) == 0 ? null : text();
        dog.gender = text();
        return dog;
    }

    private Node node(int depth) {
        Node node = keep(new Node(text()));
        for (Object other : made) {
            if (other instanceof Node next && random.nextInt(4) == 0) {
                node.next = next;
            }
        }
        node.other = any(depth + 1);
        for (int left = random.nextInt(3); left > 0 && room > 0; left--) {
            room--;
            node.children.add(random.nextBoolean() ? node(depth + 1) : node);
            node.index.put(text(), node);
        }
        return node;
    }

    private Object object(int depth) {
        switch (random.nextInt(10)) {
            case 0:
                return dog();
            case 1:
                Person person = keep(new Person(text(), random.nextBoolean() ? null : whole(), null));
                person.inner = random.nextBoolean() ? null : keep(new Person(text(), 7, person));
                person.date = new Date(random.nextLong());
                return person;
            case 2:
                Boxes boxes = keep(random.nextBoolean() ? new Boxes() : Boxes.full());
                boxes.once = (float) random.nextGaussian();
                return boxes;
            case 3:
                Primitives primitives = keep(new Primitives());
                primitives.number = random.nextLong();
                primitives.twice = fraction();
                return primitives;
            case 4:
                Response<Object> response = keep(new Response<>());
                response.code = whole();
                response.data = any(depth + 1);
                return response;
            case 5:
                StackTraceElement frame = new StackTraceElement("a.B", text(), null, whole());
                return keep(bare(new CheckedException(text(), whole(), new ArrayList<>(List.of(text()))), frame));
            case 6:
                return thrown();
            case 7:
                return Codec.WHOLE_LIBRARY ? keep(catalogue()) : node(depth);
            case 8:
                Rows rows = keep(new Rows());
                rows.stamp = new java.sql.Timestamp(random.nextInt());
                return rows;
            default:
                return node(depth);
        }
    }

    private Catalogue catalogue() {
        Catalogue all = new Catalogue();
        all.price = random.nextBoolean() ? null : new BigDecimal(text().length() + ".50");
        all.count = BigInteger.valueOf(random.nextLong());
        all.id = new UUID(random.nextLong(), 2);
        all.moment = random.nextBoolean() ? null : LocalDateTime.of(2024, 2, 29, 1, random.nextInt(60));
        all.locale = Locale.CHINA;
        all.color = Color.values()[random.nextInt(3)];
        all.colors = random.nextBoolean() ? null : EnumSet.of(Color.RED, all.color);
        all.data = text().getBytes(StandardCharsets.UTF_8);
        all.numbers = random.ints(size()).toArray();
        all.names = new String[] {text(), null};
        all.type = random.nextBoolean() ? Color.class : long[].class;
        return all;
    }

    private Throwable thrown() {
        StackTraceElement[] stack = {new StackTraceElement("a.B", text(), "B.java", whole())};
        Throwable thrown = keep(bare(new IllegalStateException(text()), random.nextBoolean() ? stack : new StackTraceElement[0]));
        if (random.nextBoolean() && --room > 0) {
            thrown.initCause(thrown());
        } else if (random.nextBoolean()) {
            thrown.initCause(null);
        }
        if (random.nextInt(3) == 0 && --room > 0) {
            thrown.addSuppressed(thrown());
        }
        return thrown;
    }
}
