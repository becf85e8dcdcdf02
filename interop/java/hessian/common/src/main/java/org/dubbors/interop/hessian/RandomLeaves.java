package org.dubbors.interop.hessian;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.dubbors.interop.hessian.Models.Color;

/** What holds nothing else. */
abstract class RandomLeaves {
    private static final String LETTERS = "ab\u00e9\u4e2d\uffff\0\ud83d\ude00";

    final Random random;

    RandomLeaves(long seed) {
        random = new Random(seed);
    }

    final int size() {
        return random.nextInt(random.nextInt(8) == 0 ? 20 : 5);
    }

    final Object scalar() {
        switch (random.nextInt(9)) {
            case 0:
                return null;
            case 1:
                return random.nextBoolean();
            case 2:
                return whole();
            case 3:
                return random.nextLong() >> random.nextInt(64);
            case 4:
                return fraction();
            case 5:
                return new Date(random.nextBoolean() ? random.nextInt() * 60_000L : random.nextLong() >> random.nextInt(64));
            case 6:
                byte[] bytes = new byte[random.nextInt(random.nextInt(20) == 0 ? 3000 : 20)];
                random.nextBytes(bytes);
                return bytes;
            default:
                return text();
        }
    }

    final int whole() {
        return random.nextInt() >> random.nextInt(32);
    }

    final double fraction() {
        return switch (random.nextInt(4)) {
            case 0 -> whole();
            case 1 -> whole() / 1000.0;
            case 2 -> Double.longBitsToDouble(random.nextLong());
            default -> random.nextGaussian();
        };
    }

    final String text() {
        int length = random.nextInt(random.nextInt(20) == 0 ? 1200 : 8);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int at = random.nextInt(LETTERS.length() - 1);
            text.append(LETTERS, at, at + (at == LETTERS.length() - 2 ? 2 : 1));
        }
        return text.toString();
    }

    final Object key() {
        return switch (random.nextInt(4)) {
            case 0 -> whole();
            case 1 -> random.nextLong() >> random.nextInt(64);
            default -> text();
        };
    }

    final Object number() {
        return random.nextBoolean() ? new BigDecimal(new BigInteger(random.nextInt(100), random), random.nextInt(9))
                : Color.values()[random.nextInt(3)];
    }

    final Object library() {
        Instant instant = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
        LocalDateTime moment = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        ZoneOffset offset = ZoneOffset.ofHours(random.nextInt(19));
        return switch (random.nextInt(14)) {
            case 0 -> new BigInteger(random.nextInt(200), random).subtract(BigInteger.TEN);
            case 1 -> instant;
            case 2 -> moment;
            case 3 -> moment.toLocalDate();
            case 4 -> moment.toLocalTime();
            case 5 -> OffsetDateTime.of(moment, offset);
            case 6 -> ZonedDateTime.of(moment, ZoneId.of("Asia/Shanghai"));
            case 7 -> Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000));
            case 8 -> new UUID(random.nextLong(), random.nextLong());
            case 9 -> random.nextBoolean() ? Locale.US : Locale.CHINESE;
            case 10 -> random.nextBoolean() ? String.class : int[].class;
            default -> number();
        };
    }
}
