package org.dubbors.interop;

import java.util.List;
import java.util.Map;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ServiceConfig;
import org.apache.dubbo.rpc.RpcContext;
import org.apache.dubbo.rpc.service.GenericException;
import org.dubbors.interop.Report.Case;

/** What differs in the Java interface of this release, 2.7.23. */
final class Release {
    static final String JAR = "interop/java/peer27/target/peer27.jar";
    static final String NAME = "java27";

    private Release() {}

    /** 2.7 registers interfaces only; its instance mode is not used here. */
    static void configure(ApplicationConfig application, boolean interfaceOnly) {}

    /**
     * With one direct URL 2.7 puts no cluster around the invoker, and the application then sees no response
     * attachments. Twice the same URL makes it build one, over one shared connection;
     * the cluster has to be named, because the default one for several URLs fails with a ClassCastException.
     */
    static String direct(String url) {
        String once = url + "?cluster=failover";
        return once + ";" + once;
    }

    static void sendAttachment(String key, String value) {
        RpcContext.getContext().setAttachment(key, value);
    }

    static void clearAttachments() {
        RpcContext.getContext().clearAttachments();
    }

    static String answeredAttachment(String key) {
        return RpcContext.getServerContext().getAttachment(key);
    }

    static String receivedAttachment(String key) {
        return RpcContext.getContext().getAttachment(key);
    }

    static void answerAttachment(String key, String value) {
        RpcContext.getServerContext().setAttachment(key, value);
    }

    /**
     * Class and message of what a generic call threw, or null when it is not a provider's exception. Unlike in 3.3
     * the class of the old name, which is the one on the wire, is no subclass of the new one.
     */
    static String[] genericFailure(Throwable thrown) {
        if (thrown instanceof com.alibaba.dubbo.rpc.service.GenericException old) {
            return new String[] {old.getExceptionClass(), old.getExceptionMessage()};
        }
        return thrown instanceof GenericException generic
                ? new String[] {generic.getExceptionClass(), generic.getExceptionMessage()}
                : null;
    }

    static List<ServiceConfig<?>> tripleServices() {
        throw new IllegalArgumentException("2.7.23 has no Triple");
    }

    static void tripleCases(Map<String, Case> all, Consumer consumer, Types types) {
        throw new IllegalArgumentException("2.7.23 has no Triple");
    }

    static void tripleCalls(Map<String, Case> calls, Consumer consumer) {
        throw new IllegalArgumentException("2.7.23 has no Triple");
    }

    /** 2.7 checks no classes. */
    static void trustAllClasses() {}
}
