package org.dubbors.interop;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The POJO of the contract. No primitive float: 3.3.6 stores one as eight bytes and overwrites its neighbour. */
public class User extends Person {
    private static final long serialVersionUID = 1L;

    private long id;
    private Double score;
    private Color color;
    private Address address;
    private List<String> tags;
    private Map<String, Integer> counts;
    private Date born;
    private BigDecimal balance;
    private byte[] data;
    private Boolean vip;

    public long getId() {
        return id;
    }

    public void setId(long id) {
        this.id = id;
    }

    public Double getScore() {
        return score;
    }

    public void setScore(Double score) {
        this.score = score;
    }

    public Color getColor() {
        return color;
    }

    public void setColor(Color color) {
        this.color = color;
    }

    public Address getAddress() {
        return address;
    }

    public void setAddress(Address address) {
        this.address = address;
    }

    public List<String> getTags() {
        return tags;
    }

    public void setTags(List<String> tags) {
        this.tags = tags;
    }

    public Map<String, Integer> getCounts() {
        return counts;
    }

    public void setCounts(Map<String, Integer> counts) {
        this.counts = counts;
    }

    public Date getBorn() {
        return born;
    }

    public void setBorn(Date born) {
        this.born = born;
    }

    public BigDecimal getBalance() {
        return balance;
    }

    public void setBalance(BigDecimal balance) {
        this.balance = balance;
    }

    public byte[] getData() {
        return data;
    }

    public void setData(byte[] data) {
        this.data = data;
    }

    public Boolean getVip() {
        return vip;
    }

    public void setVip(Boolean vip) {
        this.vip = vip;
    }

    @Override
    public boolean equals(Object other) {
        if (other == null || other.getClass() != getClass()) {
            return false;
        }
        User that = (User) other;
        return super.equals(other)
                && id == that.id
                && Objects.equals(score, that.score)
                && Objects.equals(color, that.color)
                && Objects.equals(address, that.address)
                && Objects.equals(tags, that.tags)
                && Objects.equals(counts, that.counts)
                && Objects.equals(born, that.born)
                && Objects.equals(balance, that.balance)
                && Arrays.equals(data, that.data)
                && Objects.equals(vip, that.vip);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), id, score, color, address, tags, counts, born, balance, Arrays.hashCode(data), vip);
    }

    @Override
    public String toString() {
        return "User{" + super.toString() + ", "
                + id + ", "
                + score + ", "
                + color + ", "
                + address + ", "
                + tags + ", "
                + counts + ", "
                + born + ", "
                + balance + ", "
                + Arrays.toString(data) + ", "
                + vip + "}";
    }
}
