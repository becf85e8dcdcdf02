package org.dubbors.interop;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A class whose instances point at each other; equal when the same instances are shared. */
public class Ring implements Serializable {
    private static final long serialVersionUID = 1L;

    public String name;
    public Ring next;
    public List<Ring> all;

    public Ring() {}

    Ring(String name) {
        this.name = name;
    }

    /** Two that follow each other. */
    static Ring pair() {
        Ring left = new Ring("left");
        Ring right = new Ring("right");
        left.next = right;
        right.next = left;
        left.all = new ArrayList<>(List.of(left, right, right));
        return left;
    }

    /** One that follows itself. */
    static Ring single() {
        Ring ring = new Ring("self");
        ring.next = ring;
        return ring;
    }

    private String form(Map<Ring, Integer> seen) {
        if (seen.containsKey(this)) {
            return "#" + seen.get(this);
        }
        seen.put(this, seen.size());
        StringBuilder form = new StringBuilder(name).append("(");
        form.append(next == null ? null : next.form(seen));
        if (all != null) {
            all.forEach(one -> form.append(",").append(one.form(seen)));
        }
        return form.append(")").toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ring && other.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return form(new IdentityHashMap<>());
    }
}
