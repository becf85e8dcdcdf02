package org.dubbors.interop;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.dubbo.config.ReferenceConfig;

/** The case about exceptions that a provider throws, and the service that throws them. */
final class FailureCase implements Failures {
    @Override
    public String raise(String kind) throws SQLException, IOException, OrderException {
        Exception failure = FamilyValues.failure(kind);
        if (failure instanceof SQLException sql) {
            throw sql;
        } else if (failure instanceof OrderException order) {
            throw order;
        }
        throw (RuntimeException) failure;
    }

    static void run(Consumer consumer, Types types) {
        ReferenceConfig<Failures> reference = consumer.reference(Failures.class);
        reference.setCheck(false);
        Failures failures = reference.get();
        String provider = types.whoami().split("\\|")[0];
        List<String> failed = new ArrayList<>();
        for (String kind : FamilyValues.FAILURES) {
            String reason = Known.reason(provider, kind);
            if (reason != null) {
                Report.skipped("thrown." + kind, reason);
                continue;
            }
            String expected = FamilyValues.seen(FamilyValues.failure(kind));
            Throwable thrown = Check.thrown(kind, Throwable.class, () -> failures.raise(kind));
            if (!expected.equals(FamilyValues.seen(thrown))) {
                failed.add(kind + ": expected " + expected + ", got " + thrown);
            }
        }
        Check.that(String.join("; ", failed), failed.isEmpty());
    }
}
