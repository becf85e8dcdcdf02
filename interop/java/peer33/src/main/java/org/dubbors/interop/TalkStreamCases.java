package org.dubbors.interop;

import dubbors.interop.Number;
import dubbors.interop.Range;
import dubbors.interop.Talk;
import dubbors.interop.Text;
import dubbors.interop.Total;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.dubbo.common.stream.StreamObserver;
import org.apache.dubbo.rpc.protocol.tri.ClientStreamObserver;
import org.dubbors.interop.Report.Case;

/** The cases of the protobuf contract with streams. */
final class TalkStreamCases {
    private final TalkCases cases;

    TalkStreamCases(TalkCases cases) {
        this.cases = cases;
    }

    void addTo(Map<String, Case> all) {
        all.put("proto-server-stream", this::serverStream);
        all.put("proto-server-stream-fails", this::serverStreamFails);
        all.put("proto-client-stream", this::clientStream);
        all.put("proto-client-stream-fails", this::clientStreamFails);
        all.put("proto-bidi", this::bidi);
        all.put("proto-bidi-fails", this::bidiFails);
        all.put("proto-bidi-ends-early", this::bidiEndsEarly);
        all.put("proto-cancel", this::cancel);
        all.put("proto-gzip", this::gzip);
    }

    private Talk talk() {
        return cases.talk();
    }

    private static List<Number> numbers(long to) {
        return LongStream.range(0, to).mapToObj(TalkService::number).toList();
    }

    private void serverStream() throws InterruptedException {
        for (int to : new int[] {0, 1, 10, 1000}) {
            Collected<Number> numbers = new Collected<>();
            talk().count(Range.newBuilder().setTo(to).build(), numbers);
            Check.same("Count to " + to, numbers(to), numbers.all());
        }
    }

    private void serverStreamFails() throws InterruptedException {
        Collected<Number> numbers = new Collected<>();
        talk().count(Range.newBuilder().setTo(10).setFailAfter(3).build(), numbers);
        cases.failedBy("Count", numbers.failure(), 10, "count: boom");
        Check.same("before it", numbers(3), numbers.seen());
    }

    private void clientStream() throws InterruptedException {
        // Not none: 3.3.6 opens a stream with its first message, and ends none that it has not opened.
        for (int to : new int[] {1, 10, 1000}) {
            Collected<Total> total = new Collected<>();
            StreamObserver<Number> numbers = talk().sum(total);
            numbers(to).forEach(numbers::onNext);
            numbers.onCompleted();
            Total expected = Total.newBuilder().setSum((long) to * (to - 1) / 2).setCount(to).build();
            Check.same("Sum to " + to, List.of(expected), total.all());
        }
    }

    private void clientStreamFails() throws InterruptedException {
        Collected<Total> total = new Collected<>();
        StreamObserver<Number> numbers = talk().sum(total);
        numbers.onNext(TalkService.number(1));
        numbers.onNext(TalkService.number(-1));
        cases.failedBy("Sum", total.failure(), 3, "negative");
    }

    private void bidi() throws InterruptedException {
        Collected<Text> answers = new Collected<>();
        StreamObserver<Text> texts = talk().chat(answers);
        List<Text> expected = new ArrayList<>();
        for (int at = 0; at < 50; at++) {
            texts.onNext(TalkService.text("t" + at));
            expected.add(TalkService.text("re: t" + at));
            // Each answer comes before the next text is sent.
            Check.same("answer " + at, expected, answers.atLeast(at + 1));
        }
        texts.onCompleted();
        expected.add(TalkService.text("bye"));
        Check.same("Chat", expected, answers.all());
    }

    private void bidiFails() throws InterruptedException {
        Collected<Text> answers = new Collected<>();
        StreamObserver<Text> texts = talk().chat(answers);
        texts.onNext(TalkService.text("a"));
        answers.atLeast(1);
        texts.onNext(TalkService.text("fail"));
        cases.failedBy("Chat", answers.failure(), 10, "chat: boom");
        Check.same("before it", List.of(TalkService.text("re: a")), answers.seen());
    }

    private void bidiEndsEarly() throws InterruptedException {
        Collected<Text> answers = new Collected<>();
        StreamObserver<Text> texts = talk().chat(answers);
        texts.onNext(TalkService.text("end"));
        Check.same("Chat", List.of(), answers.all());
        Check.same("a call afterwards", false, cases.provider().isEmpty());
    }

    private void cancel() throws InterruptedException {
        Text token = TalkService.text(UUID.randomUUID().toString());
        Collected<Number> numbers = new Collected<>();
        talk().hold(token, numbers);
        numbers.atLeast(3);
        Check.same("Ending before", "open", talk().ending(token).getValue());
        numbers.cancel(new IllegalStateException("enough"));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        String ending;
        do {
            Thread.sleep(20);
            ending = talk().ending(token).getValue();
            Check.that("the provider does not notice: " + ending, System.nanoTime() < end);
        } while (ending.equals("open"));
        Check.same("Ending", "cancelled", ending);
    }

    private void gzip() throws InterruptedException {
        Collected<Text> answers = new Collected<>();
        StreamObserver<Text> texts = talk().chat(answers);
        ((ClientStreamObserver<Text>) texts).setCompression("gzip");
        Text large = TalkService.text("x".repeat(100_000));
        texts.onNext(large);
        Check.same("Chat", TalkService.text("re: " + large.getValue()), answers.atLeast(1).get(0));
        texts.onCompleted();
        Check.same("Chat", 2, answers.all().size());
    }
}
