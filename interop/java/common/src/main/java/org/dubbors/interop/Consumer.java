package org.dubbors.interop;

import java.util.HashMap;
import java.util.Map;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.config.bootstrap.DubboBootstrap;
import org.apache.dubbo.rpc.service.GenericService;

/** Makes references to whatever provider the command line names, and runs the cases or the loop on them. */
final class Consumer {
    private final String direct;
    private final RegistryConfig registry;
    private final String scheme;
    private final int timeout;

    Consumer(Arguments arguments) throws ReflectiveOperationException {
        Loopback.use();
        direct = arguments.text("--direct", null);
        String named = direct == null ? "dubbo" : direct.substring(0, direct.indexOf("://"));
        scheme = arguments.text("--protocol", named);
        timeout = arguments.number("--timeout", 5000);
        ApplicationConfig application = new ApplicationConfig("interop-" + Release.NAME + "-consumer");
        application.setQosEnable(false);
        Release.configure(application, arguments.has("--interface-only"));
        registry = new RegistryConfig(
                direct == null ? arguments.required("--registry") : RegistryConfig.NO_AVAILABLE);
        DubboBootstrap.getInstance().application(application).registry(registry).start();
    }

    static int run(Arguments arguments) throws Exception {
        Consumer consumer = new Consumer(arguments);
        if (arguments.has("--loop")) {
            consumer.loop();
            return 0;
        }
        return new Report(arguments.has("--json")).run(new Cases(consumer).all(), arguments.text("--cases", "all"));
    }

    boolean isDirect() {
        return direct != null;
    }

    boolean isTriple() {
        return scheme.equals("tri");
    }

    /** Whether that peer provides: some cases expect what a peer really does, where it does not what is asked. */
    static boolean isProvidedBy(Types types, String peer) {
        return types.whoami().startsWith(peer + "|");
    }

    /** A reference with the settings all cases share: no retry, so that one failure is seen as one. */
    <T> ReferenceConfig<T> reference(Class<T> type) {
        ReferenceConfig<T> reference = new ReferenceConfig<>();
        reference.setInterface(type);
        reference.setTimeout(timeout);
        reference.setRetries(0);
        if (direct != null) {
            reference.setUrl(direct);
        } else {
            reference.setRegistry(registry);
            reference.setProtocol(scheme);
        }
        return reference;
    }

    ReferenceConfig<Types> types() {
        return reference(Types.class);
    }

    ReferenceConfig<GenericService> generic(String interfaceName) {
        ReferenceConfig<GenericService> reference = reference(GenericService.class);
        reference.setInterface(interfaceName);
        reference.setGeneric("true");
        return reference;
    }

    /** As {@link #types()}, with a cluster around it in every release and in direct mode too. */
    ReferenceConfig<Types> clustered() {
        ReferenceConfig<Types> reference = types();
        if (direct != null) {
            reference.setUrl(Release.direct(direct));
        }
        return reference;
    }

    /** A reference with a connection of its own, so that its parameters reach the transport. */
    ReferenceConfig<Types> alone(String... parameters) {
        ReferenceConfig<Types> reference = types();
        reference.setConnections(1);
        Map<String, String> extra = new HashMap<>();
        for (int at = 0; at < parameters.length; at += 2) {
            extra.put(parameters[at], parameters[at + 1]);
        }
        reference.setParameters(extra);
        return reference;
    }

    private void loop() throws Exception {
        ReferenceConfig<Types> reference = types();
        reference.setTimeout(1000);
        reference.setCheck(false);
        Types types = reference.get();
        Thread calls = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                System.out.println(attempt(types));
                try {
                    Thread.sleep(50);
                } catch (InterruptedException ended) {
                    return;
                }
            }
        });
        calls.setDaemon(true);
        calls.start();
        Peer.untilStdinCloses();
        calls.interrupt();
        calls.join(2000);
    }

    private static String attempt(Types types) {
        try {
            int sum = types.add(1, 2);
            return sum == 3 ? "OK" : "ERR wrong sum " + sum;
        } catch (Throwable failure) {
            return "ERR " + failure.getClass().getName();
        }
    }
}
