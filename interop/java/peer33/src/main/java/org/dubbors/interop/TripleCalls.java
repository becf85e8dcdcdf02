package org.dubbors.interop;

import dubbors.interop.Everything;
import dubbors.interop.Failure;
import dubbors.interop.Nothing;
import dubbors.interop.Number;
import dubbors.interop.Range;
import dubbors.interop.Talk;
import dubbors.interop.Text;
import dubbors.interop.Total;
import dubbors.interop.Words;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.apache.dubbo.common.stream.StreamObserver;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.rpc.RpcContext;
import org.apache.dubbo.rpc.protocol.tri.ClientStreamObserver;
import org.dubbors.interop.Report.Case;

/** Single calls over Triple for interop/capture/triple.py, see {@link Calls}. */
final class TripleCalls {
    /** Those of dubbo:// that are about its frames and limits. */
    private static final Set<String> OTHERS =
            Set.of("response-too-large", "request-too-large", "heartbeat", "pool-exhausted");

    private final Talk talk;
    private final Streams streams;

    private TripleCalls(Consumer consumer) {
        ReferenceConfig<Talk> reference = consumer.reference(Talk.class);
        reference.setCheck(false);
        talk = reference.get();
        ReferenceConfig<Streams> wrapped = consumer.reference(Streams.class);
        wrapped.setCheck(false);
        streams = wrapped.get();
    }

    static void addTo(Map<String, Case> calls, Consumer consumer) {
        calls.keySet().removeAll(OTHERS);
        TripleCalls triple = new TripleCalls(consumer);
        triple.addUnary(calls, consumer);
        triple.addStreams(calls);
        triple.addWrapped(calls);
    }

    private void addUnary(Map<String, Case> calls, Consumer consumer) {
        calls.put("proto-echo", () -> talk.echo(TalkSamples.full()));
        calls.put("proto-empty", () -> talk.echo(Everything.getDefaultInstance()));
        calls.put("proto-status", () -> talk.fail(
                Failure.newBuilder().setCode(9).setMessage("50% of a+b: 中文").build()));
        calls.put("proto-detail", () -> talk.fail(
                Failure.newBuilder().setCode(9).setMessage("with a detail").setDetail("more").build()));
        calls.put("proto-exception", () -> talk.raise(TalkService.text("runtime")));
        calls.put("proto-large", () -> talk.blob(TalkService.number(70_000)));
        calls.put("proto-attachments", () -> {
            RpcContext.getClientAttachment().setAttachment("camelCase", "v2");
            RpcContext.getClientAttachment().setObjectAttachment("blob", "a\u0000\u007f".getBytes(StandardCharsets.UTF_8));
            try {
                talk.attachments(Words.newBuilder().addValues("camelCase").addValues("blob").build());
            } finally {
                RpcContext.getClientAttachment().clearAttachments();
            }
        });
        calls.put("proto-timeout", () -> {
            ReferenceConfig<Talk> hasty = consumer.reference(Talk.class);
            hasty.setTimeout(200);
            try {
                hasty.get().sleep(TalkService.number(600));
            } finally {
                Thread.sleep(1000);
                hasty.destroy();
            }
        });
    }

    private void addStreams(Map<String, Case> calls) {
        calls.put("proto-count", () -> {
            Collected<Number> numbers = new Collected<>();
            talk.count(Range.newBuilder().setTo(3).build(), numbers);
            numbers.all();
        });
        calls.put("proto-count-none", () -> {
            Collected<Number> numbers = new Collected<>();
            talk.count(Range.getDefaultInstance(), numbers);
            numbers.all();
        });
        calls.put("proto-count-fails", () -> {
            Collected<Number> numbers = new Collected<>();
            talk.count(Range.newBuilder().setTo(3).setFailAfter(2).build(), numbers);
            numbers.failure();
        });
        calls.put("proto-sum", () -> {
            Collected<Total> total = new Collected<>();
            StreamObserver<Number> numbers = talk.sum(total);
            numbers.onNext(TalkService.number(1));
            numbers.onNext(TalkService.number(2));
            numbers.onCompleted();
            total.all();
        });
        calls.put("proto-sum-fails", () -> {
            Collected<Total> total = new Collected<>();
            StreamObserver<Number> numbers = talk.sum(total);
            numbers.onNext(TalkService.number(-1));
            total.failure();
        });
        calls.put("proto-chat", () -> chat("a"));
        calls.put("proto-chat-fails", () -> chat("fail"));
        calls.put("proto-chat-ends-early", () -> chat("end"));
        calls.put("proto-cancel", () -> {
            Collected<Number> numbers = new Collected<>();
            talk.hold(TalkService.text("capture"), numbers);
            numbers.atLeast(2);
            numbers.cancel(new IllegalStateException("enough"));
        });
        calls.put("proto-gzip", () -> {
            Collected<Text> answers = new Collected<>();
            StreamObserver<Text> texts = talk.chat(answers);
            ((ClientStreamObserver<Text>) texts).setCompression("gzip");
            texts.onNext(TalkService.text("x".repeat(300)));
            texts.onCompleted();
            answers.all();
        });
        calls.put("proto-whoami", () -> talk.whoami(Nothing.getDefaultInstance()));
    }

    private void chat(String first) throws InterruptedException {
        Collected<Text> answers = new Collected<>();
        StreamObserver<Text> texts = talk.chat(answers);
        texts.onNext(TalkService.text(first));
        if (first.equals("a")) {
            answers.atLeast(1);
            texts.onNext(TalkService.text("b"));
            answers.atLeast(2);
            texts.onCompleted();
        }
        answers.all();
    }

    private void addWrapped(Map<String, Case> calls) {
        calls.put("wrapper-count", () -> {
            Collected<Integer> numbers = new Collected<>();
            streams.count(2, numbers);
            numbers.all();
        });
        calls.put("wrapper-count-fails", () -> {
            Collected<Integer> numbers = new Collected<>();
            streams.count(-1, numbers);
            numbers.failure();
        });
        calls.put("wrapper-users", () -> {
            Collected<User> users = new Collected<>();
            streams.users(Samples.user("李雷"), users);
            users.all();
        });
        calls.put("wrapper-sum", () -> {
            Collected<Long> sum = new Collected<>();
            StreamObserver<Integer> numbers = streams.sum(sum);
            numbers.onNext(1);
            numbers.onNext(2);
            numbers.onCompleted();
            sum.all();
        });
        calls.put("wrapper-chat", () -> {
            Collected<String> answers = new Collected<>();
            StreamObserver<String> texts = streams.chat(answers);
            texts.onNext("a");
            texts.onCompleted();
            answers.all();
        });
    }
}
