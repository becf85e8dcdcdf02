package org.dubbors.interop.hessian;

import java.nio.file.Path;
import java.util.Locale;
import java.util.TimeZone;

/** `write SET FILE` writes vectors; `serve` answers on standard output what comes on standard input. */
final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        // Both are part of some values, and must not be the machine's.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        Locale.setDefault(Locale.ROOT);
        switch (arguments.length > 0 ? arguments[0] : "") {
            case "write" -> write(arguments[1], Path.of(arguments[2]));
            case "serve" -> Serve.run(System.in, System.out);
            default -> throw new IllegalArgumentException("write SET FILE | serve");
        }
    }

    private static void write(String set, Path file) throws Exception {
        Vectors vectors = new Vectors();
        switch (set) {
            case "caucho" -> Servlet.vectors(vectors);
            case "custom" -> Custom.vectors(vectors);
            case "values" -> {
                ScalarValues.vectors(vectors);
                CollectionValues.vectors(vectors);
                ObjectValues.vectors(vectors);
            }
            default -> throw new IllegalArgumentException("sets: caucho, custom, values");
        }
        vectors.save(file, "The set " + set);
    }
}
