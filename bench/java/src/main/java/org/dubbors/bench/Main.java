package org.dubbors.bench;

import com.alibaba.com.caucho.hessian.io.Hessian2Input;
import com.alibaba.com.caucho.hessian.io.Hessian2Output;
import com.alibaba.com.caucho.hessian.io.SerializerFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Prints lines of payload, codec, operation, bytes and nanoseconds, with tabs between; the codec's name is the argument.
 * As in Dubbo, one factory is shared and streams are new for every message.
 */
public final class Main {
    private static final int TEXT = 1024;
    private static final long WARM_UP_NANOS = 2_000_000_000L;
    private static final long ROUND_NANOS = 20_000_000L;
    private static final int ROUNDS = 40;

    private static final SerializerFactory FACTORY = new SerializerFactory();
    /** What was read goes here, so that no compiler can leave the reading out. */
    private static volatile Object sink;

    private interface Operation {
        void run() throws IOException;
    }

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Map<String, Object> payloads = new LinkedHashMap<>();
        payloads.put("object", User.sample());
        payloads.put("ascii", text("The quick brown fox jumps over the lazy dog. "));
        payloads.put("chinese", text("远程过程调用框架让服务像本地方法一样"));
        payloads.put("emoji", text("ok 服务 🚀 done 😀 é "));
        for (Map.Entry<String, Object> payload : payloads.entrySet()) {
            Object value = payload.getValue();
            ByteArrayOutputStream buffer = new ByteArrayOutputStream(4096);
            encode(value, buffer);
            byte[] bytes = buffer.toByteArray();
            if (!decode(bytes).equals(value)) {
                throw new IOException("the " + payload.getKey() + " comes back changed");
            }
            String line = payload.getKey() + "\t" + args[0] + "\t%s\t" + bytes.length + "\t%.1f%n";
            out.printf(line, "encode", time(() -> encode(value, buffer)));
            out.printf(line, "decode", time(() -> sink = decode(bytes)));
        }
    }

    private static void encode(Object value, ByteArrayOutputStream buffer) throws IOException {
        buffer.reset();
        Hessian2Output output = new Hessian2Output(buffer);
        output.setSerializerFactory(FACTORY);
        output.writeObject(value);
        output.flush();
    }

    private static Object decode(byte[] bytes) throws IOException {
        Hessian2Input input = new Hessian2Input(new ByteArrayInputStream(bytes));
        input.setSerializerFactory(FACTORY);
        return input.readObject();
    }

    /** Nanoseconds of one operation in the fastest round, after the just-in-time compiler has had its time. */
    private static double time(Operation operation) throws IOException {
        long times = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < WARM_UP_NANOS) {
            operation.run();
            times++;
        }
        times = Math.max(1, times * ROUND_NANOS / WARM_UP_NANOS);
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            for (long at = 0; at < times; at++) {
                operation.run();
            }
            best = Math.min(best, (double) (System.nanoTime() - begin) / times);
        }
        return best;
    }

    /** The piece again and again, up to one KiB of UTF-8, and the last bytes filled with x. */
    private static String text(String piece) {
        int[] points = piece.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        int length = 0;
        for (int at = 0; ; at = (at + 1) % points.length) {
            int size = Character.toString(points[at]).getBytes(StandardCharsets.UTF_8).length;
            if (length + size > TEXT) {
                break;
            }
            text.appendCodePoint(points[at]);
            length += size;
        }
        return text + "x".repeat(TEXT - length);
    }
}
