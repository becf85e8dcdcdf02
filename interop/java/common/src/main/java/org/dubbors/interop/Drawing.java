package org.dubbors.interop;

import java.util.List;
import java.util.Map;

/** Fields of an interface's type. */
public class Drawing extends Bean {
    private static final long serialVersionUID = 1L;

    public Shape main;
    public List<Shape> shapes;
    public Map<String, Shape> byName;
}
