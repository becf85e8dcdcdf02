package org.dubbors.interop.hessian;

import static org.dubbors.interop.hessian.Models.bare;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import org.dubbors.interop.hessian.Models.Boxes;
import org.dubbors.interop.hessian.Models.CheckedException;
import org.dubbors.interop.hessian.Models.Color;
import org.dubbors.interop.hessian.Models.CustomMap;
import org.dubbors.interop.hessian.Models.Dog;
import org.dubbors.interop.hessian.Models.Node;
import org.dubbors.interop.hessian.Models.Person;
import org.dubbors.interop.hessian.Models.Primitives;
import org.dubbors.interop.hessian.Models.Puppy;
import org.dubbors.interop.hessian.Models.Response;

/** Values that follow from a seed: small, deep, shared and in circles. */
final class RandomValues {
    private static final String LETTERS = "ab\u00e9\u4e2d\uffff\0\ud83d\ude00";

    private final Random random;
    /** What was made before in the same value, to be met again. */
    private final List<Object> made = new ArrayList<>();
    private int room;

    RandomValues(long seed) {
        random = new Random(seed);
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

    private int size() {
        return random.nextInt(random.nextInt(8) == 0 ? 20 : 5);
    }

    private Object scalar() {
        switch (random.nextInt(9)) {
            case 0:
                return null;
            case 1:
                return random.nextBoolean();
            case 2:
                return whole();
            case 3:
                return random.nextLong() >> random.nextInt(64);
            case 4:
                return fraction();
            case 5:
                return new Date(random.nextBoolean() ? random.nextInt() * 60_000L : random.nextLong() >> random.nextInt(64));
            case 6:
                byte[] bytes = new byte[random.nextInt(random.nextInt(20) == 0 ? 3000 : 20)];
                random.nextBytes(bytes);
                return bytes;
            default:
                return text();
        }
    }

    private int whole() {
        return random.nextInt() >> random.nextInt(32);
    }

    private double fraction() {
        return switch (random.nextInt(4)) {
            case 0 -> whole();
            case 1 -> whole() / 1000.0;
            case 2 -> Double.longBitsToDouble(random.nextLong());
            default -> random.nextGaussian();
        };
    }

    private String text() {
        int length = random.nextInt(random.nextInt(20) == 0 ? 1200 : 8);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int at = random.nextInt(LETTERS.length() - 1);
            text.append(LETTERS, at, at + (at == LETTERS.length() - 2 ? 2 : 1));
        }
        return text.toString();
    }

    private Object key() {
        return switch (random.nextInt(4)) {
            case 0 -> whole();
            case 1 -> random.nextLong() >> random.nextInt(64);
            default -> text();
        };
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

    private Object number() {
        return random.nextBoolean() ? new BigDecimal(new BigInteger(random.nextInt(100), random), random.nextInt(9))
                : Color.values()[random.nextInt(3)];
    }

    private Object library() {
        Instant instant = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
        LocalDateTime moment = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        ZoneOffset offset = ZoneOffset.ofHours(random.nextInt(19));
        return switch (random.nextInt(14)) {
            case 0 -> new BigInteger(random.nextInt(200), random).subtract(BigInteger.TEN);
            case 1 -> instant;
            case 2 -> moment;
            case 3 -> moment.toLocalDate();
            case 4 -> moment.toLocalTime();
            case 5 -> OffsetDateTime.of(moment, offset);
            case 6 -> ZonedDateTime.of(moment, ZoneId.of("Asia/Shanghai"));
            case 7 -> Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000));
            case 8 -> new UUID(random.nextLong(), random.nextLong());
            case 9 -> random.nextBoolean() ? Locale.US : Locale.CHINESE;
            case 10 -> random.nextBoolean() ? String.class : int[].class;
            default -> number();
        };
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
        switch (random.nextInt(7)) {
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
            default:
                return node(depth);
        }
    }
}
