package org.dubbors.interop;

import java.io.Serializable;

/** One of a few classes. */
public sealed interface Shape extends Serializable permits Shape.Circle, Shape.Square, Shape.Label {
    /** A class. */
    final class Circle extends Bean implements Shape {
        private static final long serialVersionUID = 1L;

        public double radius;
    }

    /** Another class. */
    final class Square extends Bean implements Shape {
        private static final long serialVersionUID = 1L;

        public int side;
        public String label;
    }

    /** A record. */
    record Label(String text) implements Shape {}

    static Shape circle(double radius) {
        Circle circle = new Circle();
        circle.radius = radius;
        return circle;
    }

    static Shape square(int side, String label) {
        Square square = new Square();
        square.side = side;
        square.label = label;
        return square;
    }
}
