package org.dubbors.interop;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.dubbo.common.stream.StreamObserver;

/** The streams without protobuf, as this peer provides them. */
final class StreamsService implements Streams {
    @Override
    public void count(Integer howMany, StreamObserver<Integer> numbers) {
        for (int value = 0; value < Math.abs(howMany); value++) {
            numbers.onNext(value);
        }
        if (howMany < 0) {
            numbers.onError(new IllegalStateException("count: boom"));
        } else {
            numbers.onCompleted();
        }
    }

    @Override
    public void users(User user, StreamObserver<User> users) {
        for (int age = 1; age <= 3; age++) {
            user.setAge(age);
            users.onNext(user);
        }
        users.onCompleted();
    }

    @Override
    public StreamObserver<Integer> sum(StreamObserver<Long> sum) {
        AtomicLong total = new AtomicLong();
        return Each.of(value -> total.addAndGet(value), () -> {
            sum.onNext(total.get());
            sum.onCompleted();
        });
    }

    @Override
    public StreamObserver<String> chat(StreamObserver<String> answers) {
        return Each.of(text -> {
            if (text.equals("fail")) {
                answers.onError(new IllegalStateException("chat: boom"));
            } else {
                answers.onNext("re: " + text);
            }
        }, answers::onCompleted);
    }
}
