package org.dubbors.interop;

import java.io.Serializable;
import java.util.Objects;

/** A value inside {@link User}. */
public class Address implements Serializable {
    private static final long serialVersionUID = 1L;

    private String street;
    private String city;

    public String getStreet() {
        return street;
    }

    public void setStreet(String street) {
        this.street = street;
    }

    public String getCity() {
        return city;
    }

    public void setCity(String city) {
        this.city = city;
    }

    @Override
    public boolean equals(Object other) {
        if (other == null || other.getClass() != getClass()) {
            return false;
        }
        Address that = (Address) other;
        return Objects.equals(street, that.street)
                && Objects.equals(city, that.city);
    }

    @Override
    public int hashCode() {
        return Objects.hash(street, city);
    }

    @Override
    public String toString() {
        return "Address{" + street + ", "
                + city + "}";
    }
}
