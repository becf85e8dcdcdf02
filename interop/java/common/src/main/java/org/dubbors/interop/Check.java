package org.dubbors.interop;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Objects;
import org.apache.dubbo.rpc.RpcException;

/** What the cases compare with: exact, arrays by content. */
final class Check {
    interface Call {
        Object run() throws Throwable;
    }

    private Check() {}

    static void same(String what, Object expected, Object actual) {
        if (!Objects.deepEquals(expected, actual)) {
            throw new AssertionError(what + ": expected " + shown(expected) + ", got " + shown(actual));
        }
    }

    static void that(String what, boolean holds) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** Runs a call that has to throw this class, and returns what it threw. */
    static <T extends Throwable> T thrown(String what, Class<T> type, Call call) {
        Object value;
        try {
            value = call.run();
        } catch (Throwable failure) {
            if (type.isInstance(failure)) {
                return type.cast(failure);
            }
            throw new AssertionError(what + ": expected " + type.getName() + ", got " + failure, failure);
        }
        throw new AssertionError(what + ": expected " + type.getName() + ", got the value " + shown(value));
    }

    /** Whether a call ran out of time; 3.3.6 wraps what tells it over Triple, now and then, and keeps the text alone. */
    static boolean isTimeout(RpcException failure) {
        return failure.isTimeout() || String.valueOf(failure.getMessage()).contains("DEADLINE_EXCEEDED");
    }

    /** Runs a call that has to end in an RpcException with a text, and not by running into its timeout. */
    static RpcException refused(String what, Call call) {
        RpcException refused = thrown(what, RpcException.class, call);
        that(what + ": no answer, only a timeout: " + refused.getMessage(), !isTimeout(refused));
        that(what + ": no text", refused.getMessage() != null && !refused.getMessage().isBlank());
        return refused;
    }

    static String shown(Object value) {
        String text;
        if (value == null) {
            return "null";
        } else if (value instanceof Object[] items) {
            text = Arrays.deepToString(items);
        } else if (value.getClass().isArray()) {
            text = value.getClass().getComponentType() + "[" + Array.getLength(value) + "]";
        } else {
            text = value.toString();
        }
        String cut = text.length() > 80 ? text.substring(0, 80) + "… (" + text.length() + ")" : text;
        return cut + " (" + value.getClass().getName() + ")";
    }
}
