package org.dubbors.interop.hessian;

/** A list that is written with a type of the caller's choice; null is none. */
record Listed(String type, Object[] items) {}
