package org.dubbors.interop;

import dubbors.interop.Talk;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.dubbo.config.ServiceConfig;
import org.dubbors.interop.Report.Case;

/** What this release has over tri:// besides the services and cases of dubbo://. */
final class Triple {
    /** About the connection and the limits of dubbo://. */
    private static final Set<String> OTHERS = Set.of("heartbeat", "payload", "payload-provider");

    private static final String DOUBLED = "dubbo-go names grpc-accept-encoding twice in the trailers of such an error,"
            + " over which 3.3.6 ends the call with CANCELLED";

    /** Cases of dubbo:// that dubbo-go cannot serve over Triple, or whose answers 3.3.6 cannot read. */
    private static final Map<String, String> NOT_WITH_GO = Map.of(
            "nulls", "dubbo-go refuses a null argument over Triple",
            "overloads", "dubbo-go has one method of a name over Triple",
            "echo", "dubbo-go does not provide $echo over Triple",
            "exception-checked", DOUBLED,
            "exception-runtime", DOUBLED,
            "thrown", DOUBLED);

    private Triple() {}

    static List<ServiceConfig<?>> services() {
        ServiceConfig<Talk> talk = new ServiceConfig<>();
        talk.setId("Talk");
        talk.setInterface(Talk.class);
        talk.setRef(new TalkService());
        ServiceConfig<Streams> streams = new ServiceConfig<>();
        streams.setId("Streams");
        streams.setInterface(Streams.class);
        streams.setRef(new StreamsService());
        return List.of(talk, streams);
    }

    static void cases(Map<String, Case> all, Consumer consumer, Types types) {
        all.keySet().removeAll(OTHERS);
        NOT_WITH_GO.forEach((name, reason) -> all.computeIfPresent(name, (same, run) -> () -> {
            if (Consumer.isProvidedBy(types, "go")) {
                throw new Report.Skip(reason);
            }
            run.run();
        }));
        TalkCases talk = new TalkCases(consumer);
        talk.addTo(all);
        new TalkStreamCases(talk).addTo(all);
        new StreamCases(consumer, types).addTo(all);
    }
}
