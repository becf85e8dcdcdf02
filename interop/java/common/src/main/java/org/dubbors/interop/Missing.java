package org.dubbors.interop;

/** A service no provider exports. */
public interface Missing {
    String ping(String value);
}
