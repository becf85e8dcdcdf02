package org.dubbors.interop;

import java.io.Serializable;
import java.util.List;

/** A class of the newer kind. */
public record Point(int x, long y, String name, List<Integer> rest) implements Serializable {}
