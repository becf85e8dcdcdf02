package org.dubbors.interop;

/** The parent of {@link Derived}. */
public class Base extends Bean {
    private static final long serialVersionUID = 1L;

    public String name;
    public int level;
}
