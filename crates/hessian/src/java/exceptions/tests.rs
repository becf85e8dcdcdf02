#![allow(clippy::unwrap_used)]

use super::*;
use crate::java::Exception;
use crate::{from_bytes, to_bytes};

#[test]
fn an_exception_is_what_it_extends() {
    let exception = Exception::new("java.io.FileNotFoundException", "gone");
    for class in ["java.io.FileNotFoundException", "java.io.IOException", "java.lang.Exception", ROOT] {
        assert!(exception.is(class), "{class}");
    }
    for class in ["java.lang.RuntimeException", "java.io.EOFException", "java.lang.Error", ""] {
        assert!(!exception.is(class), "{class}");
    }
    let own = Exception::new("com.x.OrderException", "no");
    assert!(own.is("com.x.OrderException") && own.is(ROOT));
    assert!(!own.is("java.lang.Exception"));
    assert_eq!(
        super_class("com.alibaba.dubbo.rpc.service.GenericException"),
        Some("org.apache.dubbo.rpc.service.GenericException")
    );
    assert_eq!(super_class(ROOT), None);
}

#[test]
fn every_line_leads_to_the_root() {
    assert!(exception_classes().count() > 400);
    for class in exception_classes() {
        let parents = std::iter::successors(Some(class), |class| super_class(class));
        assert_eq!(parents.take(20).last(), Some(ROOT), "{class}");
    }
}

/// Those that dubbo-go ships. Spec section 8.
const OF_GO: [(&str, &str); 15] = [
    ("com.alibaba.dubbo.rpc.service", "GenericException"),
    (
        "java.io",
        "EOFException FileNotFoundException IOException InterruptedIOException InvalidClassException \
         InvalidObjectException NotActiveException NotSerializableException ObjectStreamException \
         OptionalDataException StreamCorruptedException SyncFailedException UTFDataFormatException \
         UncheckedIOException WriteAbortedException",
    ),
    (
        "java.lang",
        "ArithmeticException ArrayIndexOutOfBoundsException ArrayStoreException ClassCastException \
         ClassNotFoundException CloneNotSupportedException EnumConstantNotPresentException Exception \
         IllegalAccessException IllegalArgumentException IllegalMonitorStateException IllegalStateException \
         IllegalThreadStateException IndexOutOfBoundsException InstantiationException InterruptedException \
         NegativeArraySizeException NoSuchFieldException NoSuchMethodException NullPointerException \
         NumberFormatException ReflectiveOperationException RuntimeException SecurityException \
         StringIndexOutOfBoundsException TypeNotPresentException UnsupportedOperationException",
    ),
    ("java.lang.annotation", "AnnotationTypeMismatchException IncompleteAnnotationException"),
    ("java.lang.instrument", "IllegalClassFormatException UnmodifiableClassException"),
    ("java.lang.invoke", "LambdaConversionException WrongMethodTypeException"),
    (
        "java.lang.reflect",
        "InvocationTargetException MalformedParameterizedTypeException MalformedParametersException \
         UndeclaredThrowableException",
    ),
    ("java.time", "DateTimeException"),
    ("java.time.format", "DateTimeParseException"),
    ("java.time.temporal", "UnsupportedTemporalTypeException"),
    ("java.time.zone", "ZoneRulesException"),
    (
        "java.util",
        "ConcurrentModificationException DuplicateFormatFlagsException EmptyStackException \
         FormatterClosedException IllegalFormatCodePointException IllegalFormatConversionException \
         IllegalFormatFlagsException IllegalFormatPrecisionException IllegalFormatWidthException \
         IllformedLocaleException InputMismatchException InvalidPropertiesFormatException \
         MissingFormatArgumentException MissingFormatWidthException MissingResourceException \
         NoSuchElementException TooManyListenersException UnknownFormatConversionException \
         UnknownFormatFlagsException",
    ),
    (
        "java.util.concurrent",
        "BrokenBarrierException CancellationException CompletionException ExecutionException \
         RejectedExecutionException TimeoutException",
    ),
    ("java.util.prefs", "BackingStoreException InvalidPreferencesFormatException"),
    ("java.util.zip", "DataFormatException ZipException"),
];

#[test]
fn those_of_dubbo_go_are_known() {
    let mut count = 2; // java.lang.Throwable, and the one below
    assert!(super_class("java.util.jar.JarException").is_some());
    for (package, classes) in OF_GO {
        for class in classes.split_whitespace() {
            assert!(super_class(&format!("{package}.{class}")).is_some(), "{package}.{class}");
            count += 1;
        }
    }
    assert_eq!(count, 88);
}

#[test]
fn every_class_travels() {
    for class in exception_classes().chain(["com.x.Own"]) {
        let sent = Exception::new(class, "m").with_cause(Exception::new(ROOT, "c")).with_field("code", 7);
        assert_eq!(from_bytes::<Exception>(&to_bytes(&sent).unwrap()).unwrap(), sent);
    }
}
