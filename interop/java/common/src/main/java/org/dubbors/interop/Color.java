package org.dubbors.interop;

public enum Color {
    RED,
    GREEN,
    BLUE
}
