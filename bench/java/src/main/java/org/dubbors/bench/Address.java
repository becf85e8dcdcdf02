package org.dubbors.bench;

import java.io.Serializable;
import java.util.Objects;

public final class Address implements Serializable {
    String street;
    String city;
    int zip;

    static Address sample() {
        Address address = new Address();
        address.street = "12 Long Street";
        address.city = "Springfield";
        address.zip = 12345;
        return address;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address that
            && street.equals(that.street) && city.equals(that.city) && zip == that.zip;
    }

    @Override
    public int hashCode() {
        return Objects.hash(street, city, zip);
    }
}
