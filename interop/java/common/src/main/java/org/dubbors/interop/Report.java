package org.dubbors.interop;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs cases one after the other and prints one line for each. */
final class Report {
    /** A case: returns when all went as expected. */
    interface Case {
        void run() throws Throwable;
    }

    /** Thrown by a case that this peer cannot run. */
    static final class Skip extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Skip(String reason) {
            super(reason);
        }
    }

    /** What the running case left out: names with their reasons, each a line of its own. */
    private static final Map<String, String> SKIPPED = new LinkedHashMap<>();

    private final boolean json;
    private int passed;
    private int failed;
    private int skipped;

    Report(boolean json) {
        this.json = json;
    }

    static void skipped(String name, String reason) {
        SKIPPED.put(name, reason);
    }

    /** Returns the exit code: 0 when nothing failed. */
    int run(Map<String, Case> cases, String wanted) {
        List<String> names = wanted.equals("all") ? List.copyOf(cases.keySet()) : Arrays.asList(wanted.split(","));
        for (String name : names) {
            run(name, cases.get(name));
            SKIPPED.forEach((part, reason) -> print(part, "SKIP", reason));
            skipped += SKIPPED.size();
            SKIPPED.clear();
        }
        if (json) {
            System.out.println("{\"done\":true,\"passed\":" + passed + ",\"failed\":" + failed + ",\"skipped\":"
                    + skipped + "}");
        } else {
            System.out.println("DONE " + passed + " " + failed + " " + skipped);
        }
        return failed == 0 ? 0 : 1;
    }

    private void run(String name, Case body) {
        if (body == null) {
            skipped++;
            print(name, "SKIP", "no such case in this peer");
            return;
        }
        try {
            body.run();
            passed++;
            print(name, "PASS", "");
        } catch (Skip skip) {
            skipped++;
            print(name, "SKIP", skip.getMessage());
        } catch (Throwable failure) {
            failed++;
            if (System.getenv("INTEROP_TRACE") != null) {
                failure.printStackTrace();
            }
            String text = failure instanceof AssertionError ? failure.getMessage() : failure.toString();
            print(name, "FAIL", oneLine(text));
        }
    }

    private void print(String name, String result, String reason) {
        if (json) {
            System.out.println("{\"case\":\"" + name + "\",\"result\":\"" + result + "\",\"reason\":\""
                    + escaped(reason) + "\"}");
        } else {
            System.out.println(("CASE " + name + " " + result + " " + reason).strip());
        }
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (char unit : text.toCharArray()) {
            if (unit == '"' || unit == '\\') {
                out.append('\\').append(unit);
            } else if (unit < ' ') {
                out.append(String.format("\\u%04x", (int) unit));
            } else {
                out.append(unit);
            }
        }
        return out.toString();
    }
}
