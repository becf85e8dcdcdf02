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

/** The classes of ours that values are made of; public, as Hessian makes no map or list of a class that is not. */
public final class Models {
    private Models() {}

    /** No fields. Caucho's own classes of these names are refused by hessian-lite. */
    public static class A0 implements Serializable {}

    public static class A1 implements Serializable {}

    public static class Animal {
        public String name;
    }

    public static class Dog extends Animal implements Serializable {
        public String gender;

        public Dog() {}

        public Dog(String name, String gender) {
            this.name = name;
            this.gender = gender;
        }
    }

    public static class Puppy extends Dog {
        public boolean all = true;

        public Puppy() {}

        public Puppy(String name, String gender) {
            super(name, gender);
        }
    }

    /** Its field hides one of its super class. */
    public static class Shadow extends Dog {
        public String name;
        public int age;
    }

    public static class Grid implements Serializable {
        public A0 a = new A0();
        public A0[][] list = {{new A0(), new A0()}, {new A0(), new A0()}};
        public A1[][] list1 = {{new A1(), new A1()}, {new A1(), new A1()}};
    }

    public static class Person implements Serializable {
        public String name;
        public Integer age;
        public Person inner;
        public List<Integer> list;
        public Date date;

        public Person() {}

        public Person(String name, Integer age, Person inner) {
            this.name = name;
            this.age = age;
            this.inner = inner;
        }
    }

    public static class Boxes implements Serializable {
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
    public static class Primitives implements Serializable {
        public int integer = -1;
        public long number = 1L << 40;
        public boolean bool = true;
        public double twice = 0.25;
        public short little = 300;
        public byte least = -7;
        public char letter = 'z';
    }

    /** hessian-lite 4 does not read what it writes for these. */
    public static class Floats implements Serializable {
        public float first = 1.5f;
        public float second = 0.1f;
    }

    public static class Response<T> implements Serializable {
        public int code;
        public T data;

        public Response() {}

        public Response(int code, T data) {
            this.code = code;
            this.data = data;
        }
    }

    public static class CustomMap<K, V> extends HashMap<K, V> {}

    public static class JsonMap extends HashMap<String, Object> {}

    public static class CustomList<T> extends ArrayList<T> {}

    public enum Color { RED, GREEN, BLUE }

    /** Constants with bodies have classes of their own. */
    public enum Sign {
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

    public record Point(int x, int y) implements Serializable {}

    public record Named(String title, List<Point> points, Named next) implements Serializable {}

    public static class Node implements Serializable {
        public String title;
        public Node next;
        public Object other;
        public List<Node> children = new ArrayList<>();
        public Map<String, Node> index = new HashMap<>();

        public Node() {}

        public Node(String title) {
            this.title = title;
        }
    }

    /** One field of each kind the library has a form for. */
    public static class Catalogue implements Serializable {
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

    public static class Rows implements Serializable {
        public java.sql.Date date = new java.sql.Date(86_400_000L);
        public java.sql.Time time = new java.sql.Time(3_600_000L);
        public java.sql.Timestamp stamp = new java.sql.Timestamp(1_700_000_000_123L);
    }

    public static class CheckedException extends Exception {
        public final int code;
        public final List<String> details;

        public CheckedException(String message, int code, List<String> details) {
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
