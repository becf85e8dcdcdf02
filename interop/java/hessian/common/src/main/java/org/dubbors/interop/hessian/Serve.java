package org.dubbors.interop.hessian;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Answers batches until standard input ends. A batch and its answer are a length of four bytes and what it counts.
 *
 * <p>`R` and values, each a length and bytes: reads each, and answers it as text and as bytes of this codec. `J` and
 * pairs of a name and a value: the same, and the servlet judges the value. `G`, a seed of eight bytes and a count of four:
 * answers values of its own. An answered value is a state (0 not read, 1 good, 2 read but not written), its text or
 * what went wrong, its bytes.
 */
final class Serve {
    private Serve() {}

    static void run(InputStream from, OutputStream to) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(from, 1 << 16));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to, 1 << 16));
        while (true) {
            int length;
            try {
                length = in.readInt();
            } catch (java.io.EOFException end) {
                return;
            }
            byte[] batch = new byte[length];
            in.readFully(batch);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            answer(ByteBuffer.wrap(batch), new DataOutputStream(answer));
            out.writeInt(answer.size());
            answer.writeTo(out);
            out.flush();
        }
    }

    private static void answer(ByteBuffer batch, DataOutputStream out) throws IOException {
        byte operation = batch.get();
        if (operation == 'G') {
            RandomValues random = new RandomValues(batch.getLong());
            for (int left = batch.getInt(); left > 0; left--) {
                answer(random.value(), out);
            }
            return;
        }
        while (batch.hasRemaining()) {
            String name = operation == 'J' ? new String(next(batch), StandardCharsets.UTF_8) : null;
            Object value;
            try {
                value = Codec.read(next(batch));
                String objection = name == null ? null : Servlet.judge(name, value);
                if (objection != null) {
                    throw new IOException(name + " says " + objection);
                }
            } catch (Exception | StackOverflowError unread) {
                item(out, 0, unread.toString(), new byte[0]);
                continue;
            }
            answer(value, out);
        }
    }

    private static void answer(Object value, DataOutputStream out) throws IOException {
        try {
            item(out, 1, Text.of(value), Codec.write(value));
        } catch (Exception | StackOverflowError unwritten) {
            item(out, 2, unwritten.toString(), new byte[0]);
        }
    }

    private static byte[] next(ByteBuffer batch) {
        byte[] bytes = new byte[batch.getInt()];
        batch.get(bytes);
        return bytes;
    }

    private static void item(DataOutputStream out, int state, String text, byte[] bytes) throws IOException {
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        out.writeByte(state);
        out.writeInt(line.length);
        out.write(line);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
