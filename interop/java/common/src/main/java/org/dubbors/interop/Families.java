package org.dubbors.interop;

/** Classes that are related. Each method checks that its argument is one of the expected values, and returns it. */
public interface Families {
    Derived derived(Derived value);

    Point point(Point value);

    Shape shape(Shape value);

    /** A record. */
    Shape label(Shape value);

    Drawing drawing(Drawing value);

    Ring ring(Ring value);

    Throwable sqlException(Throwable value);

    Throwable parseException(Throwable value);

    Throwable resourceException(Throwable value);

    Throwable chainException(Throwable value);

    Throwable orderException(Throwable value);
}
