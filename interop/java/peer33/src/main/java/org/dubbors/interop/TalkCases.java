package org.dubbors.interop;

import com.google.protobuf.ByteString;
import dubbors.interop.Chunk;
import dubbors.interop.Everything;
import dubbors.interop.Failure;
import dubbors.interop.Nothing;
import dubbors.interop.Pairs;
import dubbors.interop.Talk;
import dubbors.interop.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.rpc.RpcContext;
import org.apache.dubbo.rpc.RpcException;
import org.apache.dubbo.rpc.StatusRpcException;
import org.apache.dubbo.rpc.TriRpcStatus;
import org.dubbors.interop.Report.Case;

/** The cases of the protobuf contract in which one message is sent and one comes back. */
final class TalkCases {
    /** Below the limit of every peer: dubbo-go takes 4 MiB, 3.3.6 takes 8. */
    private static final int LARGE = 3 << 20;
    private static final int TOO_LARGE = 9 << 20;

    private final Consumer consumer;
    private Talk talk;

    TalkCases(Consumer consumer) {
        this.consumer = consumer;
    }

    void addTo(Map<String, Case> all) {
        all.put("proto-messages", this::messages);
        all.put("proto-status", this::status);
        all.put("proto-detail", this::detail);
        all.put("proto-exception", this::exception);
        all.put("proto-timeout", this::timeout);
        all.put("proto-large", this::large);
        all.put("proto-too-large", this::tooLarge);
        all.put("proto-attachments", this::attachments);
        all.put("proto-binary-attachments", this::binaryAttachments);
        all.put("proto-concurrent", this::concurrent);
        all.put("proto-json", () -> {
            throw new Report.Skip("3.3.6 always sends application/grpc+proto");
        });
    }

    Talk talk() {
        if (talk == null) {
            ReferenceConfig<Talk> reference = consumer.reference(Talk.class);
            reference.setCheck(false);
            talk = reference.get();
        }
        return talk;
    }

    String provider() {
        return talk().whoami(Nothing.getDefaultInstance()).getValue();
    }

    private void messages() {
        for (Everything value : TalkSamples.all()) {
            Check.same("Echo", value, talk().echo(value));
        }
    }

    /** Checks a failure's code and text, both of which the message has when no status is at hand. */
    static void failed(String what, Throwable thrown, int code, String text) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRpcException status) {
                Check.same(what + ": code", code, status.getStatus().code.code);
                Check.same(what + ": text", text, status.getStatus().description);
                return;
            }
        }
        throw new AssertionError(what + ": no status: " + thrown, thrown);
    }

    /** As {@link #failed}, of a status that the provider made itself: 3.3.6 writes the name of its code before the text. */
    void failedBy(String what, Throwable thrown, int code, String text) {
        boolean named = provider().equals("java33");
        failed(what, thrown, code, named ? TriRpcStatus.Code.fromCode(code) + " : " + text : text);
    }

    private void status() {
        List<String> texts = List.of("plain", "two words", "a-b/c?d=e", "x".repeat(900));
        if (provider().equals("go")) {
            // Its status details hold the text as it is, where 3.3.6 takes what follows a % for an escape too.
            texts = List.of("plain", "two words", "line\nend", "中文 😀", "x".repeat(900));
        } else if (!provider().equals("java33")) {
            // 3.3.6 writes them as they are: its client takes what follows a % for an escape, and 中 becomes a ?.
            texts = List.of("plain", "100% of a+b", "line\nend", "中文 😀", "x".repeat(900));
        }
        for (int code = 1; code <= 16; code++) {
            String text = texts.get(code % texts.size());
            Failure failure = Failure.newBuilder().setCode(code).setMessage(text).build();
            RpcException thrown = Check.thrown("code " + code, RpcException.class, () -> talk().fail(failure));
            failedBy("code " + code + " '" + text + "'", thrown, code, text);
        }
        Check.same("a call afterwards", false, provider().isEmpty());
    }

    /** It hands out no details of a status, but takes the text from among them. */
    private void detail() {
        if (!provider().equals("rust")) {
            throw new Report.Skip("3.3.6 hands out no details of a status");
        }
        for (String text : List.of("plain", "100% of a+b", "%41 is no escape", "中文 😀")) {
            Failure failure =
                    Failure.newBuilder().setCode(9).setMessage(text).setDetail("more").build();
            RpcException thrown = Check.thrown(text, RpcException.class, () -> talk().fail(failure));
            failed("'" + text + "'", thrown, 9, text);
        }
    }

    private void exception() {
        if (provider().equals("go")) {
            throw new Report.Skip("3.3.6 does not know the status 17 of dubbo-go, and ends the call with CANCELLED");
        }
        RpcException thrown =
                Check.thrown("runtime", RpcException.class, () -> talk().raise(TalkService.text("runtime")));
        failed("runtime", thrown, 2, "state: boom");
        Check.same("fine", TalkService.text("fine"), talk().raise(TalkService.text("fine")));
    }

    private void timeout() {
        ReferenceConfig<Talk> reference = consumer.reference(Talk.class);
        reference.setTimeout(300);
        Talk hasty = reference.get();
        long start = System.nanoTime();
        RpcException late = Check.thrown("Sleep(2000)", RpcException.class, () -> hasty.sleep(TalkService.number(2000)));
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        Check.that("not a timeout: " + late.getMessage(), Check.isTimeout(late));
        Check.that("the timeout took " + took + " ms", took < 1500);
        Check.same("a short sleep", "slept", hasty.sleep(TalkService.number(10)).getValue());
        reference.destroy();
    }

    private static Chunk chunk(int size) {
        return Chunk.newBuilder().setValue(ByteString.copyFromUtf8("x".repeat(size))).build();
    }

    private void large() {
        for (int size : new int[] {0, 1, 16_000, 70_000, 1 << 20, LARGE}) {
            Check.same("Length of " + size, (long) size, talk().length(chunk(size)).getValue());
            Check.same("Blob of " + size, chunk(size), talk().blob(TalkService.number(size)));
        }
    }

    private void tooLarge() {
        if (provider().equals("java33")) {
            // Its limit of 8 MiB is not one for gRPC.
            Check.same("Length", (long) TOO_LARGE, talk().length(chunk(TOO_LARGE)).getValue());
        } else {
            Check.refused("a request over the limit", () -> talk().length(chunk(TOO_LARGE)));
        }
        if (!provider().equals("java33")) {
            // Neither dubbo-go and dubbors as a provider nor 3.3.6 as a consumer has a limit for it.
            Check.same("Blob", chunk(TOO_LARGE), talk().blob(TalkService.number(TOO_LARGE)));
        } else {
            Check.refused("an answer over the limit", () -> talk().blob(TalkService.number(TOO_LARGE)));
        }
        Check.same("a call afterwards", false, provider().isEmpty());
    }

    private void attachments() {
        String camel = provider().equals("go") ? "camelcase" : "camelCase";
        Map<String, String> sent = Map.of("user-id", "u-1", camel, "v2");
        sent.forEach((key, value) -> RpcContext.getClientAttachment().setAttachment(key, value));
        Words keys = Words.newBuilder().addAllValues(sent.keySet()).addValues("absent").build();
        Pairs received = talk().attachments(keys);
        Check.same("received", sent, received.getValuesMap());
        for (Map.Entry<String, String> entry : sent.entrySet()) {
            String key = "re-" + entry.getKey();
            Object answered = RpcContext.getClientResponseContext().getObjectAttachment(key);
            Check.same("answered " + key, entry.getValue(), answered);
        }
        RpcContext.getClientAttachment().clearAttachments();
        Check.same("after clearing", Map.of(), talk().attachments(keys).getValuesMap());
    }

    private void binaryAttachments() {
        if (provider().equals("go")) {
            throw new Report.Skip("dubbo-go does not decode headers that end in -bin");
        }
        byte[] bytes = "a\u0000\u007f=".getBytes(StandardCharsets.UTF_8);
        RpcContext.getClientAttachment().setObjectAttachment("blob", bytes);
        Pairs received = talk().attachments(Words.newBuilder().addValues("blob").build());
        RpcContext.getClientAttachment().clearAttachments();
        Check.same("received", Map.of("blob", "a\u0000\u007f="), received.getValuesMap());
        Check.same("answered", bytes, RpcContext.getClientResponseContext().getObjectAttachment("re-blob"));
    }

    private void concurrent() throws Exception {
        List<CompletableFuture<Everything>> open = new ArrayList<>();
        for (int at = 0; at < 100; at++) {
            open.add(talk().echoAsync(Everything.newBuilder().setInt32Value(at).build()));
        }
        for (int at = 0; at < 100; at++) {
            Check.same("call " + at, at, open.get(at).get(10, TimeUnit.SECONDS).getInt32Value());
        }
    }
}
