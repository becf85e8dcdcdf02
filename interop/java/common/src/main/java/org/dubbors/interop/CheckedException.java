package org.dubbors.interop;

/** The checked exception of the contract, with a field of its own. */
public class CheckedException extends Exception {
    private static final long serialVersionUID = 1L;

    private int code;

    public CheckedException() {}

    public CheckedException(String message, int code) {
        super(message);
        this.code = code;
    }

    public int getCode() {
        return code;
    }
}
