package org.dubbors.interop;

import java.sql.Timestamp;

/** The classes of java.sql as declared fields, which travel as plain dates. */
public class SqlTimes extends Bean {
    private static final long serialVersionUID = 1L;

    public java.sql.Date date;
    public java.sql.Time time;
    public Timestamp timestamp;
    public java.util.Date util;
}
