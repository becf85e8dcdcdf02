package org.dubbors.interop.hessian;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The classes of ours that values are made of. */
final class Models {
    private Models() {}

    /** No fields. Caucho's own classes of these names are refused by hessian-lite. */
    static class A0 implements Serializable {}

    static class A1 implements Serializable {}

    static class Animal {
        public String name;
    }

    static class Dog extends Animal implements Serializable {
        public String gender;

        Dog() {}

        Dog(String name, String gender) {
            this.name = name;
            this.gender = gender;
        }
    }

    static class Puppy extends Dog {
        public boolean all = true;

        Puppy() {}

        Puppy(String name, String gender) {
            super(name, gender);
        }
    }

    /** Its field hides one of its super class. */
    static class Shadow extends Dog {
        public String name;
        public int age;
    }

    static class Grid implements Serializable {
        public A0 a = new A0();
        public A0[][] list = {{new A0(), new A0()}, {new A0(), new A0()}};
        public A1[][] list1 = {{new A1(), new A1()}, {new A1(), new A1()}};
    }

    static class Person implements Serializable {
        public String name;
        public Integer age;
        public Person inner;
        public List<Integer> list;
        public Date date;

        Person() {}

        Person(String name, Integer age, Person inner) {
            this.name = name;
            this.age = age;
            this.inner = inner;
        }
    }

    static class Boxes implements Serializable {
        public Integer integer;
        public Long number;
        public Boolean bool;
        public Double twice;
        public Float once;
        public Short little;
        public Byte least;
        public Character letter;

        static Boxes full() {
            Boxes boxes = new Boxes();
            boxes.integer = 123;
            boxes.number = 456L;
            boxes.bool = true;
            boxes.twice = 6.78;
            boxes.once = 3.45f;
            boxes.little = 789;
            boxes.least = 12;
            boxes.letter = 'A';
            return boxes;
        }
    }

    /** No float: hessian-lite 4 cannot read one. */
    static class Primitives implements Serializable {
        public int integer = -1;
        public long number = 1L << 40;
        public boolean bool = true;
        public double twice = 0.25;
        public short little = 300;
        public byte least = -7;
        public char letter = 'z';
    }

    static class Response<T> implements Serializable {
        public int code;
        public T data;

        Response() {}

        Response(int code, T data) {
            this.code = code;
            this.data = data;
        }
    }

    static class CustomMap<K, V> extends HashMap<K, V> {}

    static class JsonMap extends HashMap<String, Object> {}

    static class CustomList<T> extends ArrayList<T> {}

    enum Color { RED, GREEN, BLUE }

    /** Constants with bodies have classes of their own. */
    enum Sign {
        PLUS {
            @Override
            int of() {
                return 1;
            }
        },
        MINUS {
            @Override
            int of() {
                return -1;
            }
        };

        abstract int of();
    }

    record Point(int x, int y) implements Serializable {}

    record Named(String title, List<Point> points, Named next) implements Serializable {}

    static class Node implements Serializable {
        public String title;
        public Node next;
        public Object other;
        public List<Node> children = new ArrayList<>();
        public Map<String, Node> index = new HashMap<>();

        Node() {}

        Node(String title) {
            this.title = title;
        }
    }

    /** One field of each kind the library has a form for. */
    static class Catalogue implements Serializable {
        public BigDecimal price;
        public BigInteger count;
        public java.util.UUID id;
        public java.time.LocalDate day;
        public java.time.LocalDateTime moment;
        public java.util.Locale locale;
        public Color color;
        public Set<Color> colors;
        public byte[] data;
        public int[] numbers;
        public String[] names;
        public Class<?> type;
    }

    static class Rows implements Serializable {
        public java.sql.Date date = new java.sql.Date(86_400_000L);
        public java.sql.Time time = new java.sql.Time(3_600_000L);
        public java.sql.Timestamp stamp = new java.sql.Timestamp(1_700_000_000_123L);
    }

    static class CheckedException extends Exception {
        public final int code;
        public final List<String> details;

        CheckedException(String message, int code, List<String> details) {
            super(message);
            this.code = code;
            this.details = details;
        }
    }

    static <T extends Throwable> T bare(T thrown, StackTraceElement... stack) {
        thrown.setStackTrace(stack);
        return thrown;
    }
}
