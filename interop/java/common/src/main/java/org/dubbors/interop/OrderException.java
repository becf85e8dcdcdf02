package org.dubbors.interop;

import java.time.LocalDate;
import java.util.List;

/** A checked exception of the application's own, with fields. */
public class OrderException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final List<String> missing;
    private final LocalDate until;

    public OrderException(String message, int code, List<String> missing, LocalDate until) {
        super(message);
        this.code = code;
        this.missing = missing;
        this.until = until;
    }

    public int getCode() {
        return code;
    }

    public List<String> getMissing() {
        return missing;
    }

    public LocalDate getUntil() {
        return until;
    }
}
