package org.dubbors.interop;

import com.google.protobuf.ByteString;
import dubbors.interop.Chunk;
import dubbors.interop.DubboTalkTriple;
import dubbors.interop.Everything;
import dubbors.interop.Failure;
import dubbors.interop.Nothing;
import dubbors.interop.Number;
import dubbors.interop.Pairs;
import dubbors.interop.Range;
import dubbors.interop.Text;
import dubbors.interop.Total;
import dubbors.interop.Words;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.dubbo.common.stream.StreamObserver;
import org.apache.dubbo.rpc.RpcContext;
import org.apache.dubbo.rpc.TriRpcStatus;

/** The protobuf contract as this peer provides it, see interop/proto. */
final class TalkService extends DubboTalkTriple.TalkImplBase {
    private final Map<String, String> endings = new ConcurrentHashMap<>();

    @Override
    public Text whoami(Nothing request) {
        return text(Release.NAME);
    }

    @Override
    public Everything echo(Everything value) {
        return value;
    }

    @Override
    public Nothing fail(Failure failure) {
        // 3.3.6 has no way to add a detail to a status.
        throw status(failure.getCode(), failure.getMessage());
    }

    @Override
    public Text raise(Text kind) {
        if (kind.getValue().equals("runtime")) {
            throw new IllegalStateException("state: boom");
        }
        return kind;
    }

    @Override
    public Text sleep(Number millis) {
        pause(millis.getValue());
        return text("slept");
    }

    @Override
    public Chunk blob(Number size) {
        byte[] bytes = new byte[(int) size.getValue()];
        java.util.Arrays.fill(bytes, (byte) 'x');
        return Chunk.newBuilder().setValue(ByteString.copyFrom(bytes)).build();
    }

    @Override
    public Number length(Chunk chunk) {
        return number(chunk.getValue().size());
    }

    @Override
    public Pairs attachments(Words keys) {
        Pairs.Builder found = Pairs.newBuilder();
        for (String key : keys.getValuesList()) {
            Object value = RpcContext.getServerAttachment().getObjectAttachment(key);
            if (value != null) {
                String text = value instanceof byte[] bytes ? ByteString.copyFrom(bytes).toStringUtf8() : value.toString();
                found.putValues(key, text);
                RpcContext.getServerResponseContext().setObjectAttachment("re-" + key, value);
            }
        }
        return found.build();
    }

    @Override
    public void count(Range range, StreamObserver<Number> numbers) {
        for (long value = range.getFrom(); value < range.getTo(); value++) {
            if (range.getFailAfter() != 0 && value - range.getFrom() == range.getFailAfter()) {
                numbers.onError(status(TriRpcStatus.Code.ABORTED.code, "count: boom"));
                return;
            }
            numbers.onNext(number(value));
            pause(range.getPause());
        }
        numbers.onCompleted();
    }

    @Override
    public StreamObserver<Number> sum(StreamObserver<Total> answer) {
        Total.Builder total = Total.newBuilder();
        AtomicBoolean failed = new AtomicBoolean();
        return Each.of(number -> {
            if (number.getValue() < 0 && !failed.getAndSet(true)) {
                answer.onError(status(TriRpcStatus.Code.INVALID_ARGUMENT.code, "negative"));
            }
            total.setSum(total.getSum() + number.getValue()).setCount(total.getCount() + 1);
        }, () -> {
            if (!failed.get()) {
                answer.onNext(total.build());
                answer.onCompleted();
            }
        });
    }

    @Override
    public StreamObserver<Text> chat(StreamObserver<Text> answers) {
        AtomicBoolean ended = new AtomicBoolean();
        return Each.of(text -> {
            switch (text.getValue()) {
                case "fail" -> {
                    ended.set(true);
                    answers.onError(status(TriRpcStatus.Code.ABORTED.code, "chat: boom"));
                }
                case "end" -> {
                    ended.set(true);
                    answers.onCompleted();
                }
                default -> answers.onNext(text("re: " + text.getValue()));
            }
        }, () -> {
            if (!ended.get()) {
                answers.onNext(text("bye"));
                answers.onCompleted();
            }
        });
    }

    @Override
    public void hold(Text token, StreamObserver<Number> numbers) {
        String name = token.getValue();
        endings.put(name, "open");
        RpcContext.getCancellationContext().addListener(gone -> endings.replace(name, "open", "cancelled"));
        for (int value = 0; value < 500 && endings.get(name).equals("open"); value++) {
            try {
                numbers.onNext(number(value));
            } catch (RuntimeException gone) {
                endings.replace(name, "open", "cancelled");
                return;
            }
            pause(20);
        }
        if (endings.replace(name, "open", "done")) {
            numbers.onCompleted();
        }
    }

    @Override
    public Text ending(Text token) {
        return text(endings.getOrDefault(token.getValue(), "none"));
    }

    private static RuntimeException status(int code, String message) {
        return TriRpcStatus.fromCode(code).withDescription(message).asException();
    }

    static Text text(String value) {
        return Text.newBuilder().setValue(value).build();
    }

    static Number number(long value) {
        return Number.newBuilder().setValue(value).build();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
