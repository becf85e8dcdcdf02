package org.dubbors.bench;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The object of twelve fields, as in bench/src/hessian/payload.rs. */
public final class User implements Serializable {
    long id;
    String name;
    String email;
    int age;
    int level;
    long balance;
    double score;
    boolean active;
    Date created;
    List<String> tags;
    Map<String, Integer> counts;
    Address address;

    static User sample() {
        User user = new User();
        user.id = 9_007_199_254_740_993L;
        user.name = "Ann Example";
        user.email = "ann@example.com";
        user.age = 37;
        user.level = 1200;
        user.balance = 1_234_567;
        user.score = 97.25;
        user.active = true;
        user.created = new Date(1_700_000_000_123L);
        user.tags = new ArrayList<>(List.of("admin", "beta", "staff"));
        user.counts = new HashMap<>(Map.of("logins", 42, "orders", 7, "visits", 1234));
        user.address = Address.sample();
        return user;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof User that
            && id == that.id && name.equals(that.name) && email.equals(that.email) && age == that.age
            && level == that.level && balance == that.balance && score == that.score && active == that.active
            && created.equals(that.created) && tags.equals(that.tags) && counts.equals(that.counts)
            && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }
}
