package org.dubbors.interop;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Collections, maps and arrays. Each method checks that its argument is one of the expected values, and returns it. */
public interface Containers {
    LinkedList<String> linkedList(LinkedList<String> value);

    ArrayDeque<Integer> arrayDeque(ArrayDeque<Integer> value);

    TreeSet<Integer> treeSet(TreeSet<Integer> value);

    /** A LinkedHashSet, which keeps its order. */
    Set<Integer> orderedSet(Set<Integer> value);

    TreeMap<String, Integer> treeMap(TreeMap<String, Integer> value);

    /** A LinkedHashMap, which keeps its order. */
    Map<String, Integer> orderedMap(Map<String, Integer> value);

    ConcurrentHashMap<String, Integer> concurrentHashMap(ConcurrentHashMap<String, Integer> value);

    Properties properties(Properties value);

    Map<Integer, List<String>> listsByNumber(Map<Integer, List<String>> value);

    /** Whatever class of list it is. */
    List<String> anyList(List<String> value);

    /** Whatever class of map it is. */
    Map<String, Integer> anyMap(Map<String, Integer> value);

    EnumSet<Color> enumSet(EnumSet<Color> value);

    EnumMap<Color, Integer> enumMap(EnumMap<Color, Integer> value);

    Set<Color> colorSet(Set<Color> value);

    Map<Color, Integer> byColor(Map<Color, Integer> value);

    List<Color> colorList(List<Color> value);

    int[][] intMatrix(int[][] value);

    int[][][] intCube(int[][][] value);

    String[][] texts(String[][] value);

    byte[][] byteRows(byte[][] value);

    Integer[] integers(Integer[] value);

    Address[] addresses(Address[] value);

    Color[] colors(Color[] value);

    LocalDate[] dates(LocalDate[] value);

    boolean[] booleans(boolean[] value);

    short[] shorts(short[] value);

    long[] longs(long[] value);

    float[] floats(float[] value);

    double[] doubles(double[] value);

    char[] chars(char[] value);

    Grids arraysInFields(Grids value);
}
