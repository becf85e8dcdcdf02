package org.dubbors.interop.hessian;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How Hessian sees a class: by its fields, or by a form of its own. What Java's library does stands here. */
final class Views {
    private static final Map<Class<?>, Field[]> FIELDS = new ConcurrentHashMap<>();

    private Views() {}

    /** What is written in the place of a value. */
    static Object replaced(Object value) {
        if (!value.getClass().getName().startsWith("java.util.ImmutableCollections$")) {
            return value;
        }
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        return value instanceof Set<?> set ? new HashSet<>(set) : new HashMap<>((Map<?, ?>) value);
    }

    /** What cannot be serialized is written as the plain map or list. */
    static String mapName(Map<?, ?> map) {
        return map instanceof Serializable ? map.getClass().getName() : "java.util.HashMap";
    }

    static String listName(Object value) {
        if (value instanceof Listed listed) {
            return listed.type() == null ? "java.util.ArrayList" : listed.type();
        }
        if (value.getClass().isArray()) {
            return arrayName(value.getClass());
        }
        String name = value instanceof Serializable ? value.getClass().getName() : "java.util.ArrayList";
        if (name.equals("java.util.Collections$EmptyList")) {
            return "java.util.ArrayList"; // what it is read as; every throwable has one
        }
        // It says itself that it is a list without random access when it is serialized.
        return name.startsWith("java.util.Collections$") ? name.replace("RandomAccessList", "List") : name;
    }

    private static String arrayName(Class<?> type) {
        Class<?> item = type.getComponentType();
        if (item.isArray()) {
            return "[" + arrayName(item);
        }
        boolean isShort = item == String.class || item == Object.class || item == Date.class;
        return "[" + (isShort ? item.getSimpleName().toLowerCase(Locale.ROOT) : item.getName());
    }

    /** Null for lists, maps and arrays. */
    static View of(Object value) {
        if (value instanceof EnumSet<?> set) {
            Object type = set.isEmpty() ? EnumSet.complementOf(set).iterator().next() : set.iterator().next();
            return View.of("java.util.EnumSet", "type", ((Enum<?>) type).getDeclaringClass(), "objects", set.toArray());
        }
        if (value instanceof Listed || value instanceof Collection || value instanceof Map || value.getClass().isArray()) {
            return null;
        }
        View known = value.getClass().getName().startsWith("java.") ? known(value) : null;
        if (known == null && value instanceof Enum<?> constant) {
            return View.of(constant.getDeclaringClass().getName(), "name", constant.name());
        }
        return known == null ? fields(value) : known;
    }

    private static View known(Object value) {
        String name = value.getClass().getName();
        if (value.getClass() == Object.class) {
            return View.of("object");
        }
        if (value instanceof Class<?> type) {
            return View.of(name, "name", type.getName());
        }
        if (value instanceof BigDecimal || value instanceof UUID || value instanceof Locale
                || value instanceof java.io.File) {
            return View.of(name, "value", value.toString());
        }
        if (value instanceof BigInteger number) {
            return View.of(name, "signum", number.signum(), "mag", words(number.abs()));
        }
        if (value instanceof Calendar calendar) {
            Object type = value.getClass() == GregorianCalendar.class ? null : value.getClass();
            return View.of("java.util.Calendar", "type", type, "date", calendar.getTime());
        }
        if (value instanceof Date date) {
            return View.of(name, "value", new Date(date.getTime()));
        }
        if (value instanceof BitSet bits) {
            return View.of(name, "words", bits.toLongArray());
        }
        if (value instanceof Currency currency) {
            return View.of(name, "currencyCode", currency.getCurrencyCode());
        }
        if (value instanceof LongAdder adder) {
            return View.of(name, "value", adder.sum());
        }
        return name.startsWith("java.time.") && !(value instanceof Enum) ? time(value) : null;
    }

    private static View time(Object value) {
        String name = value.getClass().getName();
        if (value instanceof Duration it) {
            return View.of(name, "seconds", it.getSeconds(), "nanos", it.getNano());
        } else if (value instanceof Instant it) {
            return View.of(name, "seconds", it.getEpochSecond(), "nanos", it.getNano());
        } else if (value instanceof LocalDate it) {
            return View.of(name, "year", it.getYear(), "month", it.getMonthValue(), "day", it.getDayOfMonth());
        } else if (value instanceof LocalTime it) {
            return View.of(name, "hour", it.getHour(), "minute", it.getMinute(), "second", it.getSecond(),
                    "nano", it.getNano());
        } else if (value instanceof LocalDateTime it) {
            return View.of(name, "date", it.toLocalDate(), "time", it.toLocalTime());
        } else if (value instanceof MonthDay it) {
            return View.of(name, "month", it.getMonthValue(), "day", it.getDayOfMonth());
        } else if (value instanceof OffsetDateTime it) {
            return View.of(name, "dateTime", it.toLocalDateTime(), "offset", it.getOffset());
        } else if (value instanceof OffsetTime it) {
            return View.of(name, "localTime", it.toLocalTime(), "zoneOffset", it.getOffset());
        } else if (value instanceof Period it) {
            return View.of(name, "years", it.getYears(), "months", it.getMonths(), "days", it.getDays());
        } else if (value instanceof Year it) {
            return View.of(name, "year", it.getValue());
        } else if (value instanceof YearMonth it) {
            return View.of(name, "year", it.getYear(), "month", it.getMonthValue());
        } else if (value instanceof ZoneOffset it) {
            return View.of(name, "seconds", it.getTotalSeconds());
        } else if (value instanceof ZoneId it) {
            return View.of("java.time.ZoneId", "zoneId", it.getId());
        } else if (value instanceof ZonedDateTime it) {
            return View.of(name, "dateTime", it.toLocalDateTime(), "offset", it.getOffset(),
                    "zoneId", it.getZone().getId());
        }
        return null;
    }

    /** The magnitude in 32 bits each, the highest first, as the class itself keeps it. */
    private static int[] words(BigInteger number) {
        int[] words = new int[(number.bitLength() + 31) / 32];
        for (int at = 0; at < words.length; at++) {
            words[at] = number.shiftRight(32 * (words.length - 1 - at)).intValue();
        }
        return words;
    }

    private static View fields(Object value) {
        Field[] fields = FIELDS.computeIfAbsent(value.getClass(), Views::fieldsOf);
        String[] names = new String[fields.length];
        Object[] values = new Object[fields.length];
        Class<?>[] primitives = new Class<?>[fields.length];
        for (int at = 0; at < fields.length; at++) {
            names[at] = fields[at].getName();
            primitives[at] = fields[at].getType().isPrimitive() ? fields[at].getType() : null;
            try {
                Object field = fields[at].get(value);
                // A field declared as a date of SQL is written as a date.
                boolean date = field instanceof Date && fields[at].getType().getName().startsWith("java.sql.");
                values[at] = date ? new Date(((Date) field).getTime()) : field;
            } catch (IllegalAccessException closed) {
                throw new IllegalStateException(closed);
            }
        }
        return new View(value.getClass().getName(), names, values, primitives);
    }

    private static Field[] fieldsOf(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                    field.setAccessible(true);
                    fields.add(field);
                }
            }
        }
        return fields.toArray(Field[]::new);
    }
}
