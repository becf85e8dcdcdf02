package org.dubbors.interop;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.dubbo.config.ReferenceConfig;
import org.dubbors.interop.Report.Case;

/**
 * An interface whose methods take one value each and give it back, with the values that both sides know. The provider
 * answers an error when the value is not equal to one of them, and the consumer checks what came back.
 */
final class Exchange<T> {
    private final Class<T> contract;
    /** The values of each method, of each case. */
    private final Map<String, Map<String, List<Object>>> cases = new LinkedHashMap<>();

    private Map<String, List<Object>> current;

    Exchange(Class<T> contract) {
        this.contract = contract;
    }

    /** The methods that follow belong to this case. */
    Exchange<T> in(String name) {
        current = cases.computeIfAbsent(name, none -> new LinkedHashMap<>());
        return this;
    }

    Exchange<T> add(String method, Object value) {
        current.computeIfAbsent(method, none -> new ArrayList<>()).add(value);
        return this;
    }

    Class<T> contract() {
        return contract;
    }

    T service() {
        return contract.cast(Proxy.newProxyInstance(contract.getClassLoader(), new Class<?>[] {contract},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "toString" -> contract.getName();
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> received(method.getName(), arguments[0]);
                }));
    }

    private Object received(String method, Object value) {
        List<Object> expected = new ArrayList<>();
        cases.values().forEach(methods -> expected.addAll(methods.getOrDefault(method, List.of())));
        if (expected.stream().noneMatch(one -> Same.same(one, value))) {
            throw new IllegalArgumentException(method + ": received " + Check.shown(value));
        }
        return value;
    }

    void addTo(Map<String, Case> all, Consumer consumer, Types types) {
        cases.forEach((name, methods) -> all.put(name, () -> run(name, methods, consumer, types)));
    }

    private void run(String name, Map<String, List<Object>> methods, Consumer consumer, Types types) throws Throwable {
        ReferenceConfig<T> reference = consumer.reference(contract);
        reference.setCheck(false);
        T service = reference.get();
        String provider = types.whoami().split("\\|")[0];
        List<String> failures = new ArrayList<>();
        Map<String, String> skipped = new LinkedHashMap<>();
        for (Method method : contract.getMethods()) {
            String reason = Known.reason(provider, method.getName());
            if (!methods.containsKey(method.getName())) {
                continue;
            } else if (reason != null) {
                skipped.put(name + "." + method.getName(), reason);
                continue;
            }
            for (Object value : methods.get(method.getName())) {
                try {
                    Object back = method.invoke(service, value);
                    if (!Same.same(value, back)) {
                        failures.add(method.getName() + ": sent " + Check.shown(value) + ", got " + Check.shown(back));
                    }
                } catch (InvocationTargetException failure) {
                    String text = String.valueOf(failure.getCause());
                    failures.add(method.getName() + ": " + text);
                    if (System.getenv("INTEROP_TRACE") != null) {
                        failure.getCause().printStackTrace();
                    }
                }
            }
        }
        if (failures.isEmpty() && skipped.size() == methods.size()) {
            throw new Report.Skip(String.join("; ", new java.util.TreeSet<>(skipped.values())));
        }
        skipped.forEach(Report::skipped);
        Check.that(String.join("; ", failures), failures.isEmpty());
    }
}
