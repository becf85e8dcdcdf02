package org.dubbors.interop;

import java.io.IOException;
import java.sql.SQLException;

/** Methods that throw. */
public interface Failures {
    /** Throws the failure of that name, see {@link FamilyValues#failure}. */
    String raise(String kind) throws SQLException, IOException, OrderException;
}
