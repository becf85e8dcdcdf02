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
 * Makes single calls for interop/servers/capture.py, which keeps the frames. Prints "CALL name" and makes that call
 * when a line arrives on standard input; the outcome of a call does not matter here.
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
            // Frames that nobody waits for still have to pass.
            Thread.sleep(200);
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
        calls.put("heartbeat", () -> {
            consumer.alone("heartbeat", "500").get();
            Thread.sleep(1200);
        });
        // For a provider with one thread and no queue.
        calls.put("pool-exhausted", () -> {
            CompletableFuture<Void> busy = CompletableFuture.runAsync(() -> types.sleep(1000));
            Thread.sleep(300);
            try {
                types.add(1, 2);
            } finally {
                busy.join();
            }
        });
        return calls;
    }
}
