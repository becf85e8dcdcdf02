package org.dubbors.interop;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.dubbo.config.ServiceConfig;
import org.dubbors.interop.Report.Case;
import org.dubbors.interop.talk.Talk;

/** What this release has over tri:// besides the services and cases of dubbo://. */
final class Triple {
    /** About the connection and the limits of dubbo://. */
    private static final Set<String> OTHERS = Set.of("heartbeat", "payload", "payload-provider");

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
        TalkCases talk = new TalkCases(consumer);
        talk.addTo(all);
        new TalkStreamCases(talk).addTo(all);
        new StreamCases(consumer, types).addTo(all);
    }
}
