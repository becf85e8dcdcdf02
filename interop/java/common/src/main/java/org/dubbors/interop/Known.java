package org.dubbors.interop;

import java.util.List;

/** What a peer cannot exchange, with the reason: as the consumer of an exchange, and as its provider. */
record Known(String peer, String reason, String... methods) {
    private static final String NO_ENUM_MAP = "reads a HashMap where an EnumMap is, in its own bytes too";

    private static final List<Known> ALL = List.of(
            new Known("java33", "3.3.6 does not let the classes inside an InetAddress through, and reads a HashMap",
                    "inetAddress"),
            new Known("java33", "3.3.6 " + NO_ENUM_MAP, "enumMap"),
            new Known("java27", "2.7.23 " + NO_ENUM_MAP, "enumMap"),
            new Known("java27", "2.7.23 sees no field in an InetAddress", "inetAddress", "inetSocketAddress"),
            new Known("java27", "2.7.23 reads every LongAdder as 0", "longAdder"),
            new Known("java27", "2.7.23 reads a HashSet where a Set is declared, whatever was written", "orderedSet"),
            new Known("java27", "2.7.23 cannot set the fields of a record", "point", "label"),
            new Known("java27", "2.7.23 makes a DateTimeParseException with nulls, which its constructor refuses",
                    "parseException", "parse"),
            new Known("go", "dubbo-go-hessian2 does not write an array of enums", "colors"),
            new Known("go", "dubbo-go-hessian2 reads an EnumSet as a map", "colorSet"),
            new Known("go", "a map of Go has no order", "orderedMap"),
            new Known("go", "dubbo-go-hessian2 has no SQLException, and drops the fields of one", "sqlException"));

    /** Why this peer as consumer or that one as provider cannot exchange the values of a method, or null. */
    static String reason(String provider, String method) {
        for (Known known : ALL) {
            boolean concerned = known.peer.equals(Release.NAME) || known.peer.equals(provider);
            if (concerned && List.of(known.methods).contains(method)) {
                return known.reason;
            }
        }
        return null;
    }
}
