package org.dubbors.interop.hessian;

import com.alibaba.com.caucho.hessian.io.Hessian2Input;
import com.alibaba.com.caucho.hessian.io.Hessian2Output;
import com.alibaba.com.caucho.hessian.io.SerializerFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Dubbo's fork, hessian-lite. */
final class Codec {
    /** A boxed float is written as the double of the same decimal text; otherwise, and where it is primitive, widened. */
    static final boolean FLOAT_BY_TEXT = true;

    /** It has forms for java.time and the like, which cannot be written field by field on this Java. */
    static final boolean WHOLE_LIBRARY = true;

    private static final SerializerFactory FACTORY = new SerializerFactory();

    private Codec() {}

    /** The jar the codec comes from, such as hessian-4.0.65. */
    static String name() {
        String path = Hessian2Output.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        return path.substring(path.lastIndexOf('/') + 1).replace(".jar", "");
    }

    static byte[] write(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Hessian2Output out = output(bytes);
        out.writeObject(value);
        out.flush();
        return bytes.toByteArray();
    }

    /** A list with a length or, if that is -1, an end marker, and a type name, all as the caller wants it. */
    static byte[] writeList(int length, String type, Object[] items) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Hessian2Output out = output(bytes);
        out.addRef(items);
        boolean open = out.writeListBegin(length, type);
        for (Object item : items) {
            out.writeObject(item);
        }
        if (open) {
            out.writeListEnd();
        }
        out.flush();
        return bytes.toByteArray();
    }

    /** The value, if there is nothing behind it. */
    static Object read(byte[] bytes) throws IOException {
        Hessian2Input in = new Hessian2Input(new ByteArrayInputStream(bytes));
        in.setSerializerFactory(FACTORY);
        Object value = in.readObject();
        if (in.read() != -1) {
            throw new IOException("bytes are left over");
        }
        return value;
    }

    private static Hessian2Output output(ByteArrayOutputStream bytes) {
        Hessian2Output out = new Hessian2Output(bytes);
        out.setSerializerFactory(FACTORY);
        return out;
    }
}
