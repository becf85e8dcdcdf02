package org.dubbors.interop;

import java.io.File;
import java.math.BigInteger;
import java.net.URI;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Currency;
import java.util.Locale;
import java.util.UUID;

/** Classes of {@link Library} as declared fields. */
public class Described extends Bean {
    private static final long serialVersionUID = 1L;

    public BigInteger number;
    public Locale locale;
    public Currency currency;
    public Calendar calendar;
    public Class<?> type;
    public BitSet bits;
    public URI uri;
    public File file;
    public UUID uuid;
}
