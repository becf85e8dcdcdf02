package org.dubbors.interop;

import java.util.Objects;

/** Has a field of the same name as its parent: both travel, and the one of the parent comes back null. */
public class Derived extends Base {
    private static final long serialVersionUID = 1L;

    public String name;
    public int extra;

    @Override
    public boolean equals(Object other) {
        return other instanceof Derived that
                && Objects.equals(name, that.name)
                && level == that.level
                && extra == that.extra;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, level, extra);
    }
}
