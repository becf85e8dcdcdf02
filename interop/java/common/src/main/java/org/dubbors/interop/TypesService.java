package org.dubbors.interop;

import java.math.BigDecimal;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The contract as this peer provides it. */
final class TypesService implements Types {
    private final String identity;
    private volatile String lastOneWay;

    TypesService(String group, String version) {
        this.identity = Release.NAME + "|" + group + "|" + version;
    }

    @Override
    public boolean echoBoolean(boolean value) {
        return value;
    }

    @Override
    public byte echoByte(byte value) {
        return value;
    }

    @Override
    public short echoShort(short value) {
        return value;
    }

    @Override
    public int echoInt(int value) {
        return value;
    }

    @Override
    public long echoLong(long value) {
        return value;
    }

    @Override
    public float echoFloat(float value) {
        return value;
    }

    @Override
    public double echoDouble(double value) {
        return value;
    }

    @Override
    public char echoChar(char value) {
        return value;
    }

    @Override
    public Boolean echoBoxedBoolean(Boolean value) {
        return value;
    }

    @Override
    public Byte echoBoxedByte(Byte value) {
        return value;
    }

    @Override
    public Short echoBoxedShort(Short value) {
        return value;
    }

    @Override
    public Integer echoBoxedInt(Integer value) {
        return value;
    }

    @Override
    public Long echoBoxedLong(Long value) {
        return value;
    }

    @Override
    public Float echoBoxedFloat(Float value) {
        return value;
    }

    @Override
    public Double echoBoxedDouble(Double value) {
        return value;
    }

    @Override
    public Character echoBoxedChar(Character value) {
        return value;
    }

    @Override
    public String echoString(String value) {
        return value;
    }

    @Override
    public byte[] echoBytes(byte[] value) {
        return value;
    }

    @Override
    public int[] echoIntArray(int[] value) {
        return value;
    }

    @Override
    public String[] echoStringArray(String[] value) {
        return value;
    }

    @Override
    public List<String> echoList(List<String> value) {
        return value;
    }

    @Override
    public Set<Integer> echoSet(Set<Integer> value) {
        return value;
    }

    @Override
    public Map<String, Integer> echoMap(Map<String, Integer> value) {
        return value;
    }

    @Override
    public User echoUser(User value) {
        return value;
    }

    @Override
    public List<User> echoUsers(List<User> value) {
        return value;
    }

    @Override
    public Color echoEnum(Color value) {
        return value;
    }

    @Override
    public Date echoDate(Date value) {
        return value;
    }

    @Override
    public BigDecimal echoDecimal(BigDecimal value) {
        return value;
    }

    @Override
    public Object echoObject(Object value) {
        return value;
    }

    @Override
    public void doNothing() {}

    @Override
    public String fail(String kind) throws CheckedException {
        switch (kind) {
            case "checked":
                throw new CheckedException("checked: boom", 42);
            case "runtime":
                throw new IllegalStateException("state: boom", new IllegalArgumentException("root"));
            case "untrusted":
                throw new UnsupportedOperationException("unsupported: boom");
            case "null":
                return null;
            default:
                return kind;
        }
    }

    @Override
    public String overload(String text) {
        return "S:" + text;
    }

    @Override
    public String overload(int number) {
        return "I:" + number;
    }

    @Override
    public String overload(String text, int number) {
        return "SI:" + text + "," + number;
    }

    @Override
    public void oneWay(String value) {
        lastOneWay = value;
    }

    @Override
    public String lastOneWay() {
        return lastOneWay;
    }

    @Override
    public Map<String, String> attachments(List<String> keys) {
        Map<String, String> found = new HashMap<>();
        for (String key : keys) {
            String value = Release.receivedAttachment(key);
            if (value != null) {
                found.put(key, value);
                Release.answerAttachment("re-" + key, value);
            }
        }
        return found;
    }

    @Override
    public String sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return "slept";
    }

    @Override
    public String blob(int size) {
        return "x".repeat(size);
    }

    @Override
    public int length(String value) {
        return value.length();
    }

    @Override
    public CompletableFuture<String> async(String value) {
        return CompletableFuture.supplyAsync(() -> "async:" + value);
    }

    @Override
    public int add(int left, int right) {
        return left + right;
    }

    @Override
    public String whoami() {
        return identity;
    }
}
