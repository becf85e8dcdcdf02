package org.dubbors.interop.hessian;

/** An object as named values; `primitives` holds the primitive type of a field declared with one, else null. */
record View(String type, String[] names, Object[] values, Class<?>[] primitives) {
    /** Of names and values by turns. */
    static View of(String type, Object... namesAndValues) {
        int count = namesAndValues.length / 2;
        String[] names = new String[count];
        Object[] values = new Object[count];
        for (int at = 0; at < count; at++) {
            names[at] = (String) namesAndValues[2 * at];
            values[at] = namesAndValues[2 * at + 1];
        }
        return new View(type, names, values, new Class<?>[count]);
    }

    /** What is equal is as good as the same: a second occurrence is printed again and takes no label. */
    boolean isLeaf() {
        if (names.length == 1 && names[0].equals("name") && values[0] instanceof String) {
            return true;
        }
        boolean thrown = type.endsWith("Exception") || type.endsWith("Error") || type.endsWith("Throwable");
        return type.startsWith("java.") && !thrown && !type.startsWith("java.util.concurrent.atomic.AtomicReference");
    }
}
