package org.dubbors.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One program for all roles of this peer; see interop/README.md for the command line. */
public final class Peer {
    private Peer() {}

    public static void main(String[] words) throws Exception {
        Path home = Files.createTempDirectory("interop-peer");
        // Dubbo keeps caches below the home folder: a peer must not see what an earlier run left there.
        System.setProperty("user.home", home.toString());
        System.setProperty("dubbo.application.logger", "slf4j");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home)));
        if (words.length == 0) {
            usage("no mode");
        }
        List<String> rest = Arrays.asList(words).subList(1, words.length);
        try {
            switch (words[0]) {
                case "provider" -> Provider.run(new Arguments(rest));
                case "consumer" -> System.exit(Consumer.run(new Arguments(rest)));
                case "golden" -> System.exit(Golden.run(new Arguments(rest)));
                case "exceptions" -> System.exit(Exceptions.run(new Arguments(rest)));
                case "calls" -> System.exit(Calls.run(new Arguments(rest)));
                default -> usage("unknown mode " + words[0]);
            }
        } catch (IllegalArgumentException wrong) {
            usage(wrong.getMessage());
        }
    }

    /** Blocks until the process that started this one closes our standard input. */
    static void untilStdinCloses() throws IOException {
        byte[] sink = new byte[256];
        while (System.in.read(sink) >= 0) {
            // What arrives has no meaning, only the end has.
        }
    }

    private static void usage(String problem) {
        System.err.println(problem);
        System.err.println("provider --port P [--protocol dubbo|tri] [--registry zookeeper://127.0.0.1:Z] [--payload N] [--threads N]"
                + " [--queues N] [--shutdown-wait MS] [--interface-only]");
        System.err.println("consumer (--direct dubbo|tri://127.0.0.1:P | --registry zookeeper://127.0.0.1:Z [--protocol dubbo|tri])"
                + " (--cases all|a,b,c [--json] | --loop) [--timeout MS] [--interface-only]");
        System.err.println("golden --out FILE");
        System.err.println("exceptions --out FILE");
        System.err.println("calls --direct dubbo://127.0.0.1:P --cases a,b,c");
        System.exit(2);
    }

    private static void delete(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException stillWritten) {
            System.err.println("left behind: " + folder);
        }
    }
}
