package org.dubbors.interop;

import java.io.Serializable;

/** A POJO of primitives, for the golden bytes. */
public class Primitives implements Serializable {
    private static final long serialVersionUID = 1L;

    public boolean flag = true;
    public byte tiny = -1;
    public short small = 300;
    public int number = 70_000;
    public long large = 5_000_000_000L;
    public double real = 12.25;
    public char letter = '中';
    public int[] numbers = {1, 2, 3};
    public transient int skipped = 9;
}
