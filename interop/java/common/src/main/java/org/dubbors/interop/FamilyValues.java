package org.dubbors.interop;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.MissingResourceException;

/** The values of {@link Families}, and the exceptions of {@link Failures}. */
final class FamilyValues {
    static final List<String> FAILURES = List.of("sql", "parse", "resource", "chain", "order");

    private FamilyValues() {}

    static Exchange<Families> exchange() {
        Derived derived = new Derived();
        ((Base) derived).name = "base";
        derived.name = "derived";
        derived.level = 1;
        derived.extra = 2;
        Exchange<Families> families = new Exchange<>(Families.class);
        families.in("inheritance").add("derived", derived);
        families.in("record").add("point", new Point(1, 5_000_000_000L, "p", new ArrayList<>(List.of(3))));
        families.in("sealed")
                .add("shape", Shape.circle(1.5))
                .add("shape", Shape.square(7, "seven"))
                .add("label", new Shape.Label("text"))
                .add("drawing", drawing())
                .add("drawing", new Drawing());
        families.in("cycles").add("ring", Ring.single()).add("ring", Ring.pair());
        families.in("exceptions");
        FAILURES.forEach(kind -> families.add(kind + "Exception", failure(kind)));
        return families;
    }

    private static Drawing drawing() {
        Drawing drawing = new Drawing();
        drawing.main = Shape.circle(0.25);
        drawing.shapes = new ArrayList<>(List.of(Shape.square(1, null), Shape.circle(2)));
        drawing.byName = new HashMap<>(Map.of("a", Shape.square(3, "c")));
        return drawing;
    }

    static Exception failure(String kind) {
        return switch (kind) {
            case "sql" -> new SQLException("bad sql", "42000", 7);
            case "parse" -> new DateTimeParseException("bad", "x1", 3);
            case "resource" -> new MissingResourceException("gone", "C", "k");
            case "chain" -> new IllegalStateException("outer",
                    new IOException("middle", new FileNotFoundException("inner")));
            case "order" -> new OrderException("no stock", 42, new ArrayList<>(List.of("tea", "茶")),
                    LocalDate.of(2024, 2, 29));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** What of an exception has to travel: class, message, its fields, and the same of its cause. */
    static String seen(Throwable thrown) {
        if (thrown == null) {
            return "none";
        }
        String fields = "";
        if (thrown instanceof SQLException sql) {
            fields = sql.getSQLState() + " " + sql.getErrorCode();
        } else if (thrown instanceof DateTimeParseException parse) {
            fields = parse.getParsedString() + " " + parse.getErrorIndex();
        } else if (thrown instanceof MissingResourceException missing) {
            fields = missing.getClassName() + " " + missing.getKey();
        } else if (thrown instanceof OrderException order) {
            fields = order.getCode() + " " + order.getMissing() + " " + order.getUntil();
        }
        return thrown.getClass().getName() + ": " + thrown.getMessage() + " [" + fields + "], cause: "
                + seen(thrown.getCause());
    }
}
