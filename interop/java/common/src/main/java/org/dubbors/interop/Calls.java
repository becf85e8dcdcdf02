package org.dubbors.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.dubbo.config.MethodConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.rpc.service.EchoService;
import org.apache.dubbo.rpc.service.GenericService;
import org.dubbors.interop.Report.Case;

/**
 * Makes single calls for interop/capture/capture.py, which keeps the frames. Prints "CALL name", makes that call when
 * a line arrives on standard input, and prints "ENDED name"; the outcome of a call does not matter here.
 */
final class Calls {
    private Calls() {}

    static int run(Arguments arguments) throws Exception {
        Consumer consumer = new Consumer(arguments);
        BufferedReader go = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Map<String, Case> calls = calls(consumer);
        String wanted = arguments.text("--cases", "all");
        for (String name : wanted.equals("all") ? calls.keySet() : List.of(wanted.split(","))) {
            if (!calls.containsKey(name)) {
                throw new IllegalArgumentException("no such call: " + name);
            }
            System.out.println("CALL " + name);
            await(go);
            try {
                calls.get(name).run();
            } catch (Throwable outcome) {
                System.err.println(name + ": " + outcome.getClass().getName());
            }
            System.out.println("ENDED " + name);
        }
        System.out.println("DONE");
        // Stay connected: what the provider sends at its end is captured too.
        await(go);
        return 0;
    }

    private static void await(BufferedReader go) throws IOException {
        if (go.readLine() == null) {
            throw new IOException("standard input ended");
        }
    }

    private static Map<String, Case> calls(Consumer consumer) {
        ReferenceConfig<Types> reference = consumer.clustered();
        MethodConfig oneWay = new MethodConfig();
        oneWay.setName("oneWay");
        oneWay.setReturn(false);
        reference.setMethods(new ArrayList<>(List.of(oneWay)));
        Types types = reference.get();
        Map<String, Case> calls = new LinkedHashMap<>();
        calls.put("string", () -> types.echoString("world"));
        calls.put("string-null", () -> types.echoString(null));
        calls.put("add", () -> types.add(1, 2));
        calls.put("no-arguments", types::whoami);
        calls.put("null", () -> types.fail("null"));
        calls.put("void", types::doNothing);
        calls.put("boxed", () -> types.echoBoxedLong(7L));
        calls.put("overload", () -> types.overload("a", 7));
        calls.put("user", () -> types.echoUser(Samples.user("李雷")));
        calls.put("list", () -> types.echoList(Samples.list(3)));
        calls.put("exception-checked", () -> types.fail("checked"));
        calls.put("exception-runtime", () -> types.fail("runtime"));
        // No class of the contract and none that 3.3 trusts by itself.
        calls.put("exception-untrusted", () -> types.fail("untrusted"));
        calls.put("one-way", () -> types.oneWay("gone"));
        calls.put("async", () -> types.async("later").get());
        calls.put("attachments", () -> {
            Release.sendAttachment("user-id", "u-1");
            types.attachments(new ArrayList<>(List.of("user-id")));
            Release.clearAttachments();
        });
        calls.put("echo", () -> ((EchoService) types).$echo("OK"));
        calls.put("group-version", () -> {
            ReferenceConfig<Types> grouped = consumer.types();
            grouped.setGroup("g1");
            grouped.setVersion("1.0.0");
            grouped.get().whoami();
        });
        calls.put("generic", () -> consumer.generic(Types.class.getName()).get()
                .$invoke("add", new String[] {"int", "int"}, new Object[] {1, 2}));
        calls.put("unknown-service", () -> {
            ReferenceConfig<Missing> missing = consumer.reference(Missing.class);
            missing.get().ping("x");
        });
        calls.put("unknown-group", () -> {
            ReferenceConfig<Types> grouped = consumer.types();
            grouped.setGroup("g9");
            grouped.get().whoami();
        });
        calls.put("unknown-version", () -> {
            ReferenceConfig<Types> versioned = consumer.types();
            versioned.setVersion("9.9.9");
            versioned.get().whoami();
        });
        calls.put("unknown-method", () -> {
            GenericService service = consumer.generic(Types.class.getName()).get();
            service.$invoke("noSuchMethod", new String[] {"java.lang.String"}, new Object[] {"x"});
        });
        calls.put("response-too-large", () -> types.blob(9 * 1024 * 1024));
        calls.put("request-too-large", () -> {
            ReferenceConfig<Types> generous = consumer.alone("payload", "67108864");
            generous.setTimeout(1000);
            try {
                generous.get().length("x".repeat(9 * 1024 * 1024));
            } finally {
                generous.destroy();
            }
        });
        // The consumer gives up first; the answer comes all the same.
        calls.put("late-response", () -> {
            ReferenceConfig<Types> hasty = consumer.types();
            hasty.setTimeout(100);
            try {
                hasty.get().sleep(600);
            } finally {
                Thread.sleep(1000);
            }
        });
        calls.put("heartbeat", () -> {
            ReferenceConfig<Types> idle = consumer.alone("heartbeat", "500");
            idle.get();
            Thread.sleep(1200);
            idle.destroy();
        });
        // For a provider with one thread and no queue; with others it is an ordinary call.
        calls.put("pool-exhausted", () -> {
            CompletableFuture<Void> busy = CompletableFuture.runAsync(() -> types.sleep(1000));
            Thread.sleep(300);
            try {
                types.add(1, 2);
            } finally {
                busy.join();
            }
        });
        if (consumer.isTriple()) {
            Release.tripleCalls(calls, consumer);
        }
        return calls;
    }
}
