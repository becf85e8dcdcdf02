package org.dubbors.interop;

/** What a peer cannot exchange, with the reason. */
final class Known {
    private Known() {}

    /** Why this peer as consumer or that one as provider cannot exchange the values of a method, or null. */
    static String reason(String provider, String method) {
        return null;
    }
}
