package org.dubbors.interop;

/** Arrays as declared fields. */
public class Grids extends Bean {
    private static final long serialVersionUID = 1L;

    public int[] numbers;
    public int[][] matrix;
    public String[][] texts;
    public byte[][] rows;
    public Integer[] integers;
    public Address[] addresses;
}
