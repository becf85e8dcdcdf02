package org.dubbors.interop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command line after the mode: "--name value" pairs and bare "--name" flags. */
final class Arguments {
    private static final List<String> FLAGS = List.of("--json", "--loop", "--interface-only");

    private final Map<String, String> values = new HashMap<>();

    Arguments(List<String> words) {
        for (int at = 0; at < words.size(); at++) {
            String name = words.get(at);
            if (!name.startsWith("--")) {
                throw new IllegalArgumentException("not an option: " + name);
            }
            if (FLAGS.contains(name)) {
                values.put(name, "true");
            } else if (at + 1 < words.size()) {
                values.put(name, words.get(++at));
            } else {
                throw new IllegalArgumentException("no value for " + name);
            }
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    String required(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("missing " + name);
        }
        return value;
    }

    int number(String name, int otherwise) {
        return has(name) ? Integer.parseInt(values.get(name)) : otherwise;
    }
}
