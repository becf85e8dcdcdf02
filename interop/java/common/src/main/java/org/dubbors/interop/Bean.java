package org.dubbors.interop;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/** A POJO of public fields that equals another by all of them, those of its super classes too. */
public abstract class Bean implements Serializable {
    private static final long serialVersionUID = 1L;

    private List<Object> values() {
        List<Object> values = new ArrayList<>();
        try {
            for (Class<?> type = getClass(); type != Bean.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        values.add(field.get(this));
                    }
                }
            }
        } catch (IllegalAccessException notPublic) {
            throw new IllegalStateException(notPublic);
        }
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other != null && other.getClass() == getClass() && Same.items(values(), ((Bean) other).values());
    }

    @Override
    public int hashCode() {
        return getClass().hashCode();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + values();
    }
}
