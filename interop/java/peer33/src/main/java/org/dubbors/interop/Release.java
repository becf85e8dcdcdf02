package org.dubbors.interop;

import java.util.List;
import java.util.Map;
import org.apache.dubbo.common.utils.SerializeCheckStatus;
import org.apache.dubbo.common.utils.SerializeSecurityManager;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ServiceConfig;
import org.apache.dubbo.rpc.RpcContext;
import org.apache.dubbo.rpc.model.FrameworkModel;
import org.apache.dubbo.rpc.service.GenericException;
import org.dubbors.interop.Report.Case;

/** What differs in the Java interface of this release, 3.3.6. */
final class Release {
    static final String JAR = "interop/java/peer33/target/peer33.jar";
    static final String NAME = "java33";

    private Release() {}

    /** By default 3.3 registers interfaces and instances, and prefers instances when it finds both. */
    static void configure(ApplicationConfig application, boolean interfaceOnly) {
        application.setEnableFileCache(false);
        if (interfaceOnly) {
            application.setRegisterMode("interface");
            System.setProperty("dubbo.application.service-discovery.migration", "FORCE_INTERFACE");
        }
    }

    static String direct(String url) {
        return url;
    }

    static void sendAttachment(String key, String value) {
        RpcContext.getClientAttachment().setAttachment(key, value);
    }

    static void clearAttachments() {
        RpcContext.getClientAttachment().clearAttachments();
    }

    static String answeredAttachment(String key) {
        return RpcContext.getClientResponseContext().getAttachment(key);
    }

    static String receivedAttachment(String key) {
        return RpcContext.getServerAttachment().getAttachment(key);
    }

    static void answerAttachment(String key, String value) {
        RpcContext.getServerResponseContext().setAttachment(key, value);
    }

    /** Class and message of what a generic call threw, or null when it is not a provider's exception. */
    static String[] genericFailure(Throwable thrown) {
        return thrown instanceof GenericException generic
                ? new String[] {generic.getExceptionClass(), generic.getExceptionMessage()}
                : null;
    }

    static List<ServiceConfig<?>> tripleServices() {
        return Triple.services();
    }

    static void tripleCases(Map<String, Case> all, Consumer consumer, Types types) {
        Triple.cases(all, consumer, types);
    }

    static void tripleCalls(Map<String, Case> calls, Consumer consumer) {
        TripleCalls.addTo(calls, consumer);
    }

    /** Opens the class check, which is strict on writing too: the golden values go beyond the contract. */
    static void trustAllClasses() {
        FrameworkModel.defaultModel()
                .getBeanFactory()
                .getBean(SerializeSecurityManager.class)
                .setCheckStatus(SerializeCheckStatus.DISABLE);
    }
}
