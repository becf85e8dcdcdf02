package org.dubbors.interop;

import java.math.BigDecimal;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The contract every peer provides and consumes. Methods named echo return their argument. */
public interface Types {
    boolean echoBoolean(boolean value);

    byte echoByte(byte value);

    short echoShort(short value);

    int echoInt(int value);

    long echoLong(long value);

    float echoFloat(float value);

    double echoDouble(double value);

    char echoChar(char value);

    Boolean echoBoxedBoolean(Boolean value);

    Byte echoBoxedByte(Byte value);

    Short echoBoxedShort(Short value);

    Integer echoBoxedInt(Integer value);

    Long echoBoxedLong(Long value);

    Float echoBoxedFloat(Float value);

    Double echoBoxedDouble(Double value);

    Character echoBoxedChar(Character value);

    String echoString(String value);

    byte[] echoBytes(byte[] value);

    int[] echoIntArray(int[] value);

    String[] echoStringArray(String[] value);

    List<String> echoList(List<String> value);

    Set<Integer> echoSet(Set<Integer> value);

    Map<String, Integer> echoMap(Map<String, Integer> value);

    User echoUser(User value);

    List<User> echoUsers(List<User> value);

    Color echoEnum(Color value);

    Date echoDate(Date value);

    BigDecimal echoDecimal(BigDecimal value);

    Object echoObject(Object value);

    void doNothing();

    /**
     * "checked" throws {@link CheckedException} ("checked: boom", 42); "runtime" throws IllegalStateException
     * ("state: boom") caused by IllegalArgumentException ("root"); "null" returns null; anything else comes back.
     * The Java peers also know "untrusted", UnsupportedOperationException: 3.3 does not let that class through.
     */
    String fail(String kind) throws CheckedException;

    /** Returns "S:" and the argument. */
    String overload(String text);

    /** Returns "I:" and the argument. */
    String overload(int number);

    /** Returns "SI:", the text, a comma and the number. */
    String overload(String text, int number);

    /** Called one-way; the value is kept for {@link #lastOneWay()}. */
    void oneWay(String value);

    String lastOneWay();

    /**
     * Returns the received attachments among the keys, absent ones left out, and answers with an attachment
     * "re-" + key for each of them, holding the same value.
     */
    Map<String, String> attachments(List<String> keys);

    /** Returns "slept" after the given time. */
    String sleep(long millis);

    /** Returns a text of that many letters x. */
    String blob(int size);

    /** Returns the number of UTF-16 units. */
    int length(String value);

    /** Completes later, on another thread, with "async:" and the argument. */
    CompletableFuture<String> async(String value);

    int add(int left, int right);

    /** Peer name, group and version with a bar between: "java33||", "java33||2.0.0", "java33|g1|1.0.0". */
    String whoami();
}
