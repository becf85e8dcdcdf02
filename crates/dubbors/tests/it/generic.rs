use dubbors::hessian::{Map, Object};
use dubbors::{Code, Generic, Value};

use crate::contract::{Service, consumer, start};

async fn generic(url: &str) -> Generic {
    consumer().await.generic("demo.Demo").url(url).connect().await.unwrap()
}

#[tokio::test]
async fn methods_are_called_by_name() {
    let (_provider, url) = start(Service::default()).await;
    let demo = generic(&url).await;
    let hello = demo.invoke("sayHello", &["java.lang.String"], [Value::from("you")]).await.unwrap();
    assert_eq!(hello, Value::from("Hello, you!"));
    let number = demo.invoke("overload", &["int"], [Value::Int(7)]).await.unwrap();
    assert_eq!(number, Value::from("number 7"));
    assert_eq!(demo.invoke("hang", &["int"], []).await.unwrap_err().code(), Code::Invalid);
    let no_types: [&str; 0] = [];
    assert!(demo.invoke("fail", &["java.lang.String"], [Value::Null]).await.is_err());
    assert_eq!(demo.invoke("notes", &no_types, []).await.unwrap(), Value::Int(0));
    assert_eq!(demo.echo(Value::from("ping")).await.unwrap(), Value::from("ping"));
}

#[tokio::test]
async fn objects_are_maps_with_their_class() {
    let (_provider, url) = start(Service::default()).await;
    let demo = generic(&url).await;
    let fields = [
        ("name", Value::from("ann")),
        ("age", Value::Null),
        ("favourite", Value::from("RED")),
        ("tags", Value::Null),
    ];
    let object = Value::Object(Object::new("demo.User", fields.clone()));
    let map = Value::Map(Map::new(
        [("class", Value::from("demo.User"))].into_iter().chain(fields).map(|(k, v)| (k.into(), v)).collect(),
    ));
    for user in [object, map] {
        let back = demo.invoke("echoUser", &["demo.User"], [user]).await.unwrap();
        let Value::Map(back) = back else { panic!("{back:?}") };
        assert_eq!(back.get("class"), Some(&Value::from("demo.User")));
        assert_eq!(back.get("name"), Some(&Value::from("ann")));
        assert_eq!(back.get("favourite"), Some(&Value::from("RED")));
    }
}

#[tokio::test]
async fn failures_say_what_exists() {
    let (_provider, url) = start(Service::default()).await;
    let demo = generic(&url).await;
    let error = demo.invoke("fail", &["java.lang.String"], [Value::from("exception")]).await.unwrap_err();
    let exception = error.as_exception().unwrap();
    assert_eq!((exception.class.as_str(), exception.message.as_deref()), ("demo.Oops", Some("on purpose")));
    let error = demo.invoke("sayHallo", &["java.lang.String"], [Value::from("x")]).await.unwrap_err();
    assert!(error.to_string().contains("sayHello(Ljava/lang/String;)"), "{error}");
}
