package org.dubbors.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ProtocolConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.config.ServiceConfig;
import org.apache.dubbo.config.bootstrap.DubboBootstrap;

/** Exports the contract three times: plain, version 2.0.0, and group g1 version 1.0.0. */
final class Provider {
    private Provider() {}

    static void run(Arguments arguments) throws Exception {
        int asked = Integer.parseInt(arguments.required("--port"));
        int port = asked == 0 ? freePort() : asked;
        System.setProperty("dubbo.service.shutdown.wait", arguments.text("--shutdown-wait", "3000"));
        Loopback.use();

        String scheme = arguments.text("--protocol", "dubbo");

        ApplicationConfig application = new ApplicationConfig("interop-" + Release.NAME + "-provider");
        application.setQosEnable(false);
        Release.configure(application, arguments.has("--interface-only"));

        ProtocolConfig protocol = new ProtocolConfig(scheme, port);
        if (arguments.has("--payload")) {
            protocol.setPayload(arguments.number("--payload", 0));
        }
        if (arguments.has("--threads")) {
            protocol.setThreads(arguments.number("--threads", 0));
        }
        if (arguments.has("--queues")) {
            protocol.setQueues(arguments.number("--queues", 0));
        }

        RegistryConfig registry = new RegistryConfig(arguments.text("--registry", RegistryConfig.NO_AVAILABLE));
        DubboBootstrap bootstrap = DubboBootstrap.getInstance();
        Exchanges.all().forEach(exchange -> bootstrap.service(service(exchange)));
        bootstrap.service(service(Failures.class, new FailureCase()));
        if (scheme.equals("tri")) {
            Release.tripleServices().forEach(bootstrap::service);
        }
        bootstrap
                .application(application)
                .registry(registry)
                .protocol(protocol)
                .service(service("", ""))
                .service(service("", "2.0.0"))
                .service(service("g1", "1.0.0"))
                .start();
        System.out.println("READY " + port);
        Peer.untilStdinCloses();
        System.exit(0);
    }

    /** Dubbo takes port 0 for no port at all. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static <T> ServiceConfig<T> service(Exchange<T> exchange) {
        return service(exchange.contract(), exchange.service());
    }

    private static <T> ServiceConfig<T> service(Class<T> contract, T service) {
        ServiceConfig<T> config = new ServiceConfig<>();
        config.setId(contract.getSimpleName());
        config.setInterface(contract);
        config.setRef(service);
        return config;
    }

    private static ServiceConfig<Types> service(String group, String version) {
        ServiceConfig<Types> service = new ServiceConfig<>();
        // 2.7 keeps one of all services without an id of their own, and drops the others in silence.
        service.setId("types-" + group + "-" + version);
        service.setInterface(Types.class);
        service.setRef(new TypesService(group, version));
        if (!group.isEmpty()) {
            service.setGroup(group);
        }
        if (!version.isEmpty()) {
            service.setVersion(version);
        }
        return service;
    }
}
