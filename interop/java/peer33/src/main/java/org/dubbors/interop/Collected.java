package org.dubbors.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.dubbo.rpc.protocol.tri.CancelableStreamObserver;

/** What a consumer has received of a stream. */
final class Collected<T> extends CancelableStreamObserver<T> {
    private static final long LIMIT = 20;

    private final List<T> values = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Throwable failure;

    @Override
    public void onNext(T value) {
        synchronized (values) {
            values.add(value);
            values.notifyAll();
        }
    }

    @Override
    public void onError(Throwable thrown) {
        failure = thrown;
        ended.countDown();
    }

    @Override
    public void onCompleted() {
        ended.countDown();
    }

    /** All values of a stream that ends without an error. */
    List<T> all() throws InterruptedException {
        Check.that("the stream did not end", ended.await(LIMIT, TimeUnit.SECONDS));
        if (failure != null) {
            throw new AssertionError("the stream failed: " + failure, failure);
        }
        return seen();
    }

    /** How a stream failed that has to. */
    Throwable failure() throws InterruptedException {
        Check.that("the stream did not end", ended.await(LIMIT, TimeUnit.SECONDS));
        Check.that("the stream did not fail, values " + seen(), failure != null);
        return failure;
    }

    List<T> seen() {
        synchronized (values) {
            return List.copyOf(values);
        }
    }

    /** Waits for so many values. */
    List<T> atLeast(int count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT);
        synchronized (values) {
            while (values.size() < count) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                Check.that("only " + values.size() + " values of " + count + ", failure " + failure, left > 0);
                values.wait(left);
            }
            return List.copyOf(values);
        }
    }
}
