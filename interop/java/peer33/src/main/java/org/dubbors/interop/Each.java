package org.dubbors.interop;

import java.util.function.Consumer;
import org.apache.dubbo.common.stream.StreamObserver;

/** What a provider does with each message of a stream, and at its end. */
final class Each<T> implements StreamObserver<T> {
    private final Consumer<T> message;
    private final Runnable end;

    private Each(Consumer<T> message, Runnable end) {
        this.message = message;
        this.end = end;
    }

    static <T> Each<T> of(Consumer<T> message, Runnable end) {
        return new Each<>(message, end);
    }

    @Override
    public void onNext(T value) {
        message.accept(value);
    }

    @Override
    public void onError(Throwable cancelled) {
        // The caller has gone: nobody is left to answer.
    }

    @Override
    public void onCompleted() {
        end.run();
    }
}
