package org.dubbors.interop;

import java.io.Serializable;
import java.util.Objects;

/** The parent of {@link User}: its fields travel flattened into the child. */
public class Person implements Serializable {
    private static final long serialVersionUID = 1L;

    private String name;
    private Integer age;

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public Integer getAge() {
        return age;
    }

    public void setAge(Integer age) {
        this.age = age;
    }

    @Override
    public boolean equals(Object other) {
        if (other == null || other.getClass() != getClass()) {
            return false;
        }
        Person that = (Person) other;
        return Objects.equals(name, that.name)
                && Objects.equals(age, that.age);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, age);
    }

    @Override
    public String toString() {
        return "Person{" + name + ", "
                + age + "}";
    }
}
