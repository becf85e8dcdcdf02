package org.dubbors.interop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.dubbo.config.MethodConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.remoting.Client;
import org.apache.dubbo.rpc.RpcException;
import org.apache.dubbo.rpc.service.EchoService;
import org.apache.dubbo.rpc.service.GenericService;
import org.dubbors.interop.Report.Case;

/** The cases about the ways of calling: exceptions, attachments, limits, the connection itself. */
final class CallCases {
    private static final int OVER_DEFAULT_PAYLOAD = 9 * 1024 * 1024;

    private final Consumer consumer;
    private final Types types;

    CallCases(Consumer consumer, Types types) {
        this.consumer = consumer;
        this.types = types;
    }

    void addTo(Map<String, Case> all) {
        all.put("exception-checked", this::exceptionChecked);
        all.put("exception-runtime", this::exceptionRuntime);
        all.put("void", this::nothing);
        all.put("one-way", this::oneWay);
        all.put("attachments", this::attachments);
        all.put("group-version", this::groupVersion);
        all.put("generic", this::generic);
        all.put("overloads", this::overloads);
        all.put("async", this::async);
        all.put("echo", this::echo);
        all.put("heartbeat", this::heartbeat);
        all.put("timeout", this::timeout);
        all.put("payload", this::payload);
        all.put("payload-provider", this::payloadProvider);
        all.put("unknown-method", this::unknownMethod);
        all.put("unknown-service", this::unknownService);
    }

    private void exceptionChecked() throws CheckedException {
        CheckedException thrown =
                Check.thrown("checked", CheckedException.class, () -> types.fail("checked"));
        Check.same("message", "checked: boom", thrown.getMessage());
        Check.same("code", 42, thrown.getCode());
        Check.same("cause", null, thrown.getCause());
        Check.same("a call afterwards", "fine", types.fail("fine"));
    }

    private void exceptionRuntime() throws CheckedException {
        IllegalStateException thrown =
                Check.thrown("runtime", IllegalStateException.class, () -> types.fail("runtime"));
        Check.same("message", "state: boom", thrown.getMessage());
        Check.that("no cause", thrown.getCause() != null);
        Check.same("cause class", IllegalArgumentException.class, thrown.getCause().getClass());
        Check.same("cause message", "root", thrown.getCause().getMessage());
        Check.same("a call afterwards", "fine", types.fail("fine"));
    }

    private void nothing() throws CheckedException {
        types.doNothing();
        Check.same("null of fail", null, types.fail("null"));
    }

    private void oneWay() throws InterruptedException {
        MethodConfig method = new MethodConfig();
        method.setName("oneWay");
        method.setReturn(false);
        ReferenceConfig<Types> reference = consumer.types();
        reference.setMethods(new ArrayList<>(List.of(method)));
        Types oneWay = reference.get();
        String token = UUID.randomUUID().toString();
        oneWay.oneWay(token);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        while (!token.equals(types.lastOneWay())) {
            Check.that("the one-way value did not arrive", System.nanoTime() < end);
            Thread.sleep(20);
        }
        reference.destroy();
    }

    private void attachments() {
        ReferenceConfig<Types> reference = consumer.clustered();
        Types clustered = reference.get();
        Map<String, String> sent = new HashMap<>();
        sent.put("user-id", "u-1");
        // dubbo-go knows the lower case of a header alone.
        boolean lower = consumer.isTriple() && Consumer.isProvidedBy(types, "go");
        sent.put(lower ? "camelcase" : "camelCase", "v2");
        if (!consumer.isTriple()) {
            // As a header 3.3.6 writes one question mark for each unit that is not ASCII.
            sent.put("chinese", "中文😀");
        }
        sent.forEach(Release::sendAttachment);
        List<String> keys = new ArrayList<>(sent.keySet());
        keys.add("absent");
        Check.same("received", sent, clustered.attachments(keys));
        for (Map.Entry<String, String> entry : sent.entrySet()) {
            Check.same("answered re-" + entry.getKey(), entry.getValue(),
                    Release.answeredAttachment("re-" + entry.getKey()));
        }
        Release.clearAttachments();
        Check.same("after clearing", Map.of(), clustered.attachments(keys));
        reference.destroy();
    }

    private void groupVersion() {
        for (String[] pair : new String[][] {{"", ""}, {"", "2.0.0"}, {"g1", "1.0.0"}}) {
            ReferenceConfig<Types> reference = withGroup(pair[0], pair[1]);
            String identity = reference.get().whoami();
            Check.that("asked for group '" + pair[0] + "' version '" + pair[1] + "', got " + identity,
                    identity.endsWith("|" + pair[0] + "|" + pair[1]));
            reference.destroy();
        }
        for (String[] pair : new String[][] {{"", "9.9.9"}, {"g9", "1.0.0"}, {"g1", ""}}) {
            ReferenceConfig<Types> reference = withGroup(pair[0], pair[1]);
            reference.setCheck(false);
            Types wrong = reference.get();
            if (consumer.isTriple() && consumer.isDirect() && Consumer.isProvidedBy(types, "java33")) {
                // Over Triple 3.3.6 tries without a version, which is 1.0.0 too, and then without a group.
                Check.same("who answers instead", pair[0].equals("g1") ? "java33|g1|1.0.0" : "java33||", wrong.whoami());
                reference.destroy();
                continue;
            }
            refused("group '" + pair[0] + "' version '" + pair[1] + "'", wrong::whoami);
            reference.destroy();
        }
    }

    private ReferenceConfig<Types> withGroup(String group, String version) {
        ReferenceConfig<Types> reference = consumer.types();
        if (!group.isEmpty()) {
            reference.setGroup(group);
        }
        if (!version.isEmpty()) {
            reference.setVersion(version);
        }
        return reference;
    }

    private void generic() {
        ReferenceConfig<GenericService> reference = consumer.generic(Types.class.getName());
        GenericService service = reference.get();
        Check.same("add", 5, service.$invoke("add", new String[] {"int", "int"}, new Object[] {2, 3}));
        Check.same("whoami ends with no group and version", true,
                ((String) service.$invoke("whoami", new String[0], new Object[0])).endsWith("||"));
        Check.same("doNothing", null, service.$invoke("doNothing", new String[0], new Object[0]));
        if (Consumer.isProvidedBy(types, "go")) {
            // The other methods of that peer take raw arguments, which dubbo-go cannot make of generic ones.
            reference.destroy();
            return;
        }
        Check.same("echoString", "你好",
                service.$invoke("echoString", new String[] {"java.lang.String"}, new Object[] {"你好"}));
        Check.same("overload(String,int)", "SI:a,1",
                service.$invoke("overload", new String[] {"java.lang.String", "int"}, new Object[] {"a", 1}));
        Map<String, Object> user = new HashMap<>();
        user.put("class", User.class.getName());
        user.put("name", "Ada");
        user.put("age", 36);
        user.put("id", 7L);
        user.put("color", "BLUE");
        user.put("tags", new ArrayList<>(List.of("a", "b")));
        user.put("address", new HashMap<>(Map.of("class", Address.class.getName(), "city", "London")));
        Object answer =
                service.$invoke("echoUser", new String[] {User.class.getName()}, new Object[] {user});
        Check.that("echoUser: not a map: " + answer, answer instanceof Map);
        Map<?, ?> back = (Map<?, ?>) answer;
        for (String key : List.of("class", "name", "age", "id", "color", "tags")) {
            Check.same("echoUser " + key, user.get(key), back.get(key));
        }
        Check.same("echoUser address.city", "London", ((Map<?, ?>) back.get("address")).get("city"));
        Throwable thrown = Check.thrown("fail", RuntimeException.class,
                () -> service.$invoke("fail", new String[] {"java.lang.String"}, new Object[] {"checked"}));
        String[] failure = Release.genericFailure(thrown);
        Check.that("fail: not an exception of the provider: " + thrown, failure != null);
        Check.same("fail: class", CheckedException.class.getName(), failure[0]);
        Check.same("fail: message", "checked: boom", failure[1]);
        reference.destroy();
    }

    private void overloads() {
        Check.same("overload(String)", "S:a", types.overload("a"));
        Check.same("overload(int)", "I:7", types.overload(7));
        Check.same("overload(String,int)", "SI:a,7", types.overload("a", 7));
    }

    private void async() throws Exception {
        List<CompletableFuture<String>> open = new ArrayList<>();
        for (int at = 0; at < 20; at++) {
            open.add(types.async("n" + at));
        }
        for (int at = 0; at < 20; at++) {
            Check.same("future", "async:n" + at, open.get(at).get(5, TimeUnit.SECONDS));
        }
    }

    private void echo() {
        EchoService echo = (EchoService) types;
        for (Object value : new Object[] {"OK", "中文", 42, 7L, true, null, Samples.list(3)}) {
            Check.same("$echo", value, echo.$echo(value));
        }
    }

    private void heartbeat() throws InterruptedException {
        int before = Loopback.CLIENTS.size();
        ReferenceConfig<Types> reference = consumer.alone("heartbeat", "1000");
        Types idle = reference.get();
        Check.same("a call before", 3, idle.add(1, 2));
        Check.that("no connection of its own", Loopback.CLIENTS.size() > before);
        Client client = Loopback.CLIENTS.get(Loopback.CLIENTS.size() - 1);
        String port = client.getLocalAddress().toString();
        long called = System.currentTimeMillis();
        Thread.sleep(4200);
        Check.that("the connection was closed", client.isConnected());
        Long read = (Long) client.getAttribute("READ_TIMESTAMP");
        Check.that("no heartbeat was answered", read != null && read > called + 1000);
        Check.same("the idle connection", port, client.getLocalAddress().toString());
        Check.same("a call after", 3, idle.add(1, 2));
        Check.same("the connection of that call", port, client.getLocalAddress().toString());
        reference.destroy();
    }

    private void timeout() {
        MethodConfig method = new MethodConfig();
        method.setName("sleep");
        method.setTimeout(300);
        ReferenceConfig<Types> reference = consumer.types();
        reference.setMethods(new ArrayList<>(List.of(method)));
        Types hasty = reference.get();
        long start = System.nanoTime();
        RpcException late = Check.thrown("sleep(2000)", RpcException.class, () -> hasty.sleep(2000));
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        Check.that("not a timeout: " + late.getMessage(), Check.isTimeout(late));
        Check.that("the timeout took " + took + " ms", took < 1500);
        Check.same("a short sleep", "slept", hasty.sleep(10));
        Check.same("another call", 3, hasty.add(1, 2));
        reference.destroy();
    }

    private void payload() throws InterruptedException {
        Check.refused("request over our own limit", () -> types.length("x".repeat(OVER_DEFAULT_PAYLOAD)));
        Check.same("a call afterwards", 3, types.add(1, 2));
        if (Consumer.isProvidedBy(types, "go")) {
            unanswered("response over the limit", () -> types.blob(OVER_DEFAULT_PAYLOAD));
            eventuallyAlive(types);
            return;
        }
        Check.refused("response over the limit", () -> types.blob(OVER_DEFAULT_PAYLOAD));
        Check.same("a call afterwards", 3, types.add(1, 2));
    }

    /** With a higher limit on this side only, it is the provider that has to refuse, and to keep the connection. */
    private void payloadProvider() throws InterruptedException {
        ReferenceConfig<Types> reference = consumer.alone("payload", "67108864");
        Types generous = reference.get();
        Client client = Loopback.CLIENTS.get(Loopback.CLIENTS.size() - 1);
        String port = client.getLocalAddress().toString();
        Check.Call tooLarge = () -> generous.length("x".repeat(OVER_DEFAULT_PAYLOAD));
        if (Consumer.isProvidedBy(types, "go")) {
            // dubbo-go cannot write such an answer, and closes the connection over such a request.
            unanswered("response over the provider's limit", () -> generous.blob(OVER_DEFAULT_PAYLOAD));
            unanswered("request over the provider's limit", tooLarge);
            reference.destroy();
            eventuallyAlive(types);
            return;
        }
        Check.refused("response over the provider's limit", () -> generous.blob(OVER_DEFAULT_PAYLOAD));
        Check.same("a call afterwards", 3, generous.add(1, 2));
        if (Consumer.isProvidedBy(types, "java27")) {
            // 2.7.23 logs it, answers nothing, and reads nothing more from that connection.
            unanswered("request over the provider's limit", tooLarge);
            unanswered("a call afterwards", () -> generous.add(1, 2));
            reference.destroy();
            Check.same("a call over another connection", 3, types.add(1, 2));
            return;
        }
        if (Consumer.isProvidedBy(types, "java33")) {
            // Without a limit set on the provider 3.3.6 takes requests of any size; with one it answers 40.
            int length = generous.length("x".repeat(OVER_DEFAULT_PAYLOAD));
            Check.same("request over the default limit", OVER_DEFAULT_PAYLOAD, length);
        } else {
            Check.refused("request over the provider's limit", tooLarge);
        }
        Check.same("a call afterwards", 3, generous.add(1, 2));
        Check.same("the connection", port, client.getLocalAddress().toString());
        reference.destroy();
    }

    /** The call fails, and nobody tells why. */
    private static void unanswered(String what, Check.Call call) {
        Check.thrown(what, RpcException.class, call);
    }

    /** Allows for a connection that has to be made again. */
    private static void eventuallyAlive(Types types) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try {
                Check.same("a call afterwards", 3, types.add(1, 2));
                return;
            } catch (RpcException failure) {
                Check.that("no call works afterwards: " + failure.getMessage(), System.nanoTime() < end);
                Thread.sleep(100);
            }
        }
    }

    /**
     * As {@link Check#refused}. What dubbo-go refuses it answers with a java.lang.Throwable: 3.3.6 does not read that
     * class and throws an RpcException, 2.7.23 throws it as it is.
     */
    private void refused(String what, Check.Call call) {
        if (!Consumer.isProvidedBy(types, "go")) {
            Check.refused(what, call);
            return;
        }
        Throwable refused = Check.thrown(what, Throwable.class, call);
        boolean timeout = refused instanceof RpcException rpc && rpc.isTimeout();
        Check.that(what + ": no answer, only a timeout: " + refused, !timeout);
    }

    private void unknownMethod() {
        ReferenceConfig<GenericService> reference = consumer.generic(Types.class.getName());
        GenericService service = reference.get();
        // dubbo-go answers with a java.lang.Throwable, which 2.7.23 throws as it is.
        Class<? extends Throwable> type = Consumer.isProvidedBy(types, "go") ? Throwable.class : RuntimeException.class;
        Throwable refused = Check.thrown("the unknown method", type,
                () -> service.$invoke("noSuchMethod", new String[] {"java.lang.String"}, new Object[] {"x"}));
        Check.that("only a timeout", !(refused instanceof RpcException rpc && rpc.isTimeout()));
        Check.that("the text does not name the method: " + refused,
                String.valueOf(refused.getMessage()).contains("noSuchMethod"));
        Check.same("a call afterwards", 3, types.add(1, 2));
        reference.destroy();
    }

    private void unknownService() {
        ReferenceConfig<Missing> reference = consumer.reference(Missing.class);
        reference.setCheck(false);
        Missing missing = reference.get();
        refused("ping", () -> missing.ping("x"));
        Check.same("a call afterwards", 3, types.add(1, 2));
        reference.destroy();
    }
}
