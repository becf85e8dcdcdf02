package org.dubbors.interop.hessian;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The lines of a file of vectors: name, the Java that made the value, the value as text, its bytes. */
final class Vectors {
    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /** Bytes that somebody makes. */
    interface Writer {
        byte[] write() throws Exception;
    }

    private final List<String> lines = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();
    private final Map<Class<?>, List<String>> sources = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    /** Adds a value; the Java that made it is what stands behind the name in the line that calls this. */
    void add(String name, Object value) {
        add(name, source(), value, () -> Codec.write(value));
    }

    /** The same in a loop, where the line says too little. */
    void add(String name, String java, Object value) {
        add(name, java, value, () -> Codec.write(value));
    }

    /** The same with bytes that the codec alone would not write for this value. */
    void add(String name, String java, Object value, Writer writer) {
        if (!names.add(name)) {
            throw new IllegalStateException(name + " is there twice");
        }
        values.put(name, value);
        try {
            lines.add(String.join("\t", name, java, Text.of(value), shortened(writer.write())));
        } catch (Exception refused) {
            lines.add(String.join("\t", "# refused", name, java, refused.getClass().getName()));
        }
    }

    /** Adds the same value again under another name; its bytes are those of the first: "=first". */
    void again(String name, String first) {
        Object value = values.get(first);
        lines.add(String.join("\t", name, "the value of " + first, Text.of(value), "=" + first));
    }

    void save(Path file, String title) throws IOException {
        List<String> all = new ArrayList<>(List.of("# " + title + ", written by " + Codec.name() + " on Java 17"));
        all.addAll(lines);
        Files.write(file, all, StandardCharsets.UTF_8);
        System.out.println(file.getFileName() + ": " + lines.stream().filter(line -> !line.startsWith("#")).count());
    }

    /** `value` of `vectors.add("name", value);` in the caller's line. */
    private String source() {
        StackWalker.StackFrame caller = STACK.walk(frames -> frames
                .filter(frame -> frame.getDeclaringClass() != Vectors.class).findFirst().orElseThrow());
        String line = sources.computeIfAbsent(caller.getDeclaringClass(), Vectors::source)
                .get(caller.getLineNumber() - 1).strip();
        int start = line.indexOf("\", ");
        if (start < 0 || !line.endsWith(");")) {
            throw new IllegalStateException(caller + ": a line that cannot be quoted: " + line);
        }
        return line.substring(start + 3, line.length() - 2);
    }

    private static List<String> source(Class<?> type) {
        String file = "/" + type.getName().replace('.', '/') + ".java";
        try (InputStream in = type.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** Hex digits in which a byte that stands 64 times or more in a row is written once: "[78*32767]". */
    static String shortened(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < bytes.length) {
            int end = at;
            while (end < bytes.length && bytes[end] == bytes[at]) {
                end++;
            }
            String digits = HexFormat.of().toHexDigits(bytes[at]);
            out.append(end - at < 64 ? digits.repeat(end - at) : "[" + digits + "*" + (end - at) + "]");
            at = end;
        }
        return out.toString();
    }
}
