package org.dubbors.interop.hessian;

import com.caucho.hessian.test.TestHessian2Servlet;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;

/** The names of the servlet that Caucho tests Hessian 2 with: what it replies, and how it judges an argument. */
final class Servlet {
    private static final TestHessian2Servlet SERVLET = new TestHessian2Servlet();

    private Servlet() {}

    /** A vector for each reply; an argument is the reply of the same name. */
    static void vectors(Vectors vectors) throws Exception {
        Method[] methods = TestHessian2Servlet.class.getDeclaredMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName));
        for (Method method : methods) {
            if (method.getName().startsWith("reply")) {
                String java = "new TestHessian2Servlet()." + method.getName() + "()";
                vectors.add(method.getName(), java, method.invoke(SERVLET));
            }
        }
        for (Method method : methods) {
            if (method.getName().startsWith("arg")) {
                vectors.again(method.getName(), method.getName().replaceFirst("arg", "reply"));
            }
        }
    }

    /** What the servlet says about an argument; null if it is content. */
    static String judge(String name, Object argument) throws ReflectiveOperationException {
        try {
            Object answer = TestHessian2Servlet.class.getMethod(name, Object.class).invoke(SERVLET, argument);
            return Boolean.TRUE.equals(answer) ? null : String.valueOf(answer);
        } catch (InvocationTargetException thrown) {
            return thrown.getCause().toString();
        }
    }
}
