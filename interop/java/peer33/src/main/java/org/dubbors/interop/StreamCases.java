package org.dubbors.interop;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.dubbo.common.stream.StreamObserver;
import org.apache.dubbo.config.ReferenceConfig;
import org.dubbors.interop.Report.Case;

/** The cases with streams of values that are no protobuf messages. */
final class StreamCases {
    private final Consumer consumer;
    private final Types types;
    private Streams streams;

    StreamCases(Consumer consumer, Types types) {
        this.consumer = consumer;
        this.types = types;
    }

    void addTo(Map<String, Case> all) {
        all.put("wrapper-server-stream", this::serverStream);
        all.put("wrapper-server-stream-fails", this::serverStreamFails);
        all.put("wrapper-client-stream", this::clientStream);
        all.put("wrapper-bidi", this::bidi);
        all.put("wrapper-bidi-fails", this::bidiFails);
        all.put("wrapper-msgpack", () -> {
            throw new Report.Skip("3.3.6 brings no msgpack along");
        });
    }

    private Streams streams() {
        if (Consumer.isProvidedBy(types, "go")) {
            throw new Report.Skip("dubbo-go provides streams of protobuf messages only");
        }
        if (streams == null) {
            ReferenceConfig<Streams> reference = consumer.reference(Streams.class);
            reference.setCheck(false);
            streams = reference.get();
        }
        return streams;
    }

    private void serverStream() throws InterruptedException {
        for (int to : new int[] {0, 1, 100}) {
            Collected<Integer> numbers = new Collected<>();
            streams().count(to, numbers);
            Check.same("count to " + to, IntStream.range(0, to).boxed().toList(), numbers.all());
        }
        Collected<User> users = new Collected<>();
        streams().users(Samples.user("李雷"), users);
        List<User> seen = users.all();
        Check.same("how many users", 3, seen.size());
        for (int at = 0; at < 3; at++) {
            User expected = Samples.user("李雷");
            expected.setAge(at + 1);
            Check.same("user", expected, seen.get(at));
        }
    }

    private void serverStreamFails() throws InterruptedException {
        Collected<Integer> numbers = new Collected<>();
        streams().count(-3, numbers);
        TalkCases.failed("count", numbers.failure(), 2, "count: boom");
        Check.same("before it", List.of(0, 1, 2), numbers.seen());
    }

    private void clientStream() throws InterruptedException {
        Collected<Long> sum = new Collected<>();
        StreamObserver<Integer> numbers = streams().sum(sum);
        IntStream.range(0, 100).forEach(numbers::onNext);
        numbers.onCompleted();
        Check.same("sum", List.of(4950L), sum.all());
    }

    private void bidi() throws InterruptedException {
        Collected<String> answers = new Collected<>();
        StreamObserver<String> texts = streams().chat(answers);
        for (int at = 0; at < 20; at++) {
            texts.onNext("t" + at);
            Check.same("answer", "re: t" + at, answers.atLeast(at + 1).get(at));
        }
        texts.onCompleted();
        Check.same("chat", 20, answers.all().size());
    }

    private void bidiFails() throws InterruptedException {
        Collected<String> answers = new Collected<>();
        StreamObserver<String> texts = streams().chat(answers);
        texts.onNext("a");
        answers.atLeast(1);
        texts.onNext("fail");
        TalkCases.failed("chat", answers.failure(), 2, "chat: boom");
    }
}
