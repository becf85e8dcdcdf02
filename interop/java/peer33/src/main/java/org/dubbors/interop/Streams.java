package org.dubbors.interop;

import org.apache.dubbo.common.stream.StreamObserver;

/** Streams of values that are no protobuf messages: each travels in a wrapper message. */
public interface Streams {
    /**
     * Sends the numbers from 0 on, so many as asked. Asked for less than nothing, it sends so many (the number without
     * its sign) and fails with IllegalStateException "count: boom".
     */
    void count(Integer howMany, StreamObserver<Integer> numbers);

    /** Sends the user three times, with the ages 1, 2 and 3. */
    void users(User user, StreamObserver<User> users);

    /** Answers the sum when the numbers have ended. */
    StreamObserver<Integer> sum(StreamObserver<Long> sum);

    /** Sends back each text, with "re: " before it; at "fail" fails as {@link #count}, with "chat: boom". */
    StreamObserver<String> chat(StreamObserver<String> answers);
}
