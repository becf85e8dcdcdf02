package org.dubbors.interop;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Writes which class each public exception of Java's library and of Dubbo extends, one line each: "class TAB super". */
final class Exceptions {
    /** The parts of the JDK that a service may throw from; those for screens, sounds and compilers are left out. */
    private static final List<String> MODULES = List.of("java.base", "java.instrument", "java.management",
            "java.naming", "java.net.http", "java.prefs", "java.rmi", "java.scripting", "java.security.jgss",
            "java.security.sasl", "java.sql", "java.sql.rowset", "java.transaction.xa", "java.xml", "java.xml.crypto");

    private static final List<String> DUBBO = List.of("org.apache.dubbo.rpc.RpcException",
            "org.apache.dubbo.rpc.StatusRpcException", "org.apache.dubbo.rpc.service.GenericException",
            "com.alibaba.dubbo.rpc.service.GenericException", "org.apache.dubbo.remoting.RemotingException",
            "org.apache.dubbo.remoting.ExecutionException", "org.apache.dubbo.remoting.TimeoutException",
            "org.apache.dubbo.common.serialize.SerializationException");

    private Exceptions() {}

    static int run(Arguments arguments) throws IOException {
        TreeMap<String, String> supers = new TreeMap<>();
        for (String module : MODULES) {
            module(module, supers);
        }
        for (String name : DUBBO) {
            add(name, supers);
        }
        List<String> lines = new ArrayList<>();
        lines.add("# class TAB what it extends: the JDK " + Runtime.version().feature() + " and Dubbo; made by: java -jar "
                + Release.JAR + " exceptions --out FILE");
        supers.forEach((name, parent) -> lines.add(name + "\t" + parent));
        Files.write(Path.of(arguments.required("--out")), lines, StandardCharsets.UTF_8);
        return 0;
    }

    private static void module(String module, TreeMap<String, String> supers) throws IOException {
        Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/" + module);
        List<String> exported = ModuleLayer.boot().findModule(module).orElseThrow().getDescriptor().exports().stream()
                .filter(each -> !each.isQualified()).map(ModuleDescriptor.Exports::source).toList();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String path = root.relativize(file).toString();
                int end = path.lastIndexOf('/');
                if (path.endsWith(".class") && end > 0 && exported.contains(path.substring(0, end).replace('/', '.'))) {
                    add(path.substring(0, path.length() - ".class".length()).replace('/', '.'), supers);
                }
            }
        }
    }

    private static void add(String name, TreeMap<String, String> supers) {
        try {
            Class<?> found = Class.forName(name, false, Exceptions.class.getClassLoader());
            if (Throwable.class.isAssignableFrom(found) && Modifier.isPublic(found.getModifiers())
                    && found != Throwable.class) {
                supers.put(name, found.getSuperclass().getName());
            }
        } catch (ClassNotFoundException | NoClassDefFoundError absent) {
            System.err.println("absent: " + name);
        }
    }
}
