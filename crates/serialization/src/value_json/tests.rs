mod calls;
mod hostile;

use bytes::BytesMut;
use dubbors_core::Method;

use super::*;

fn refused(method: &Method, body: &str) -> String {
    ValueJson::default().arguments(method, body.as_bytes()).unwrap_err().message().to_owned()
}

fn values(method: &Method, body: &str) -> Vec<Value> {
    let payload = ValueJson::default().arguments(method, body.as_bytes()).unwrap();
    let mut from = Decoder::new(payload.bytes());
    let values = (0..method.arity).map(|_| from.value().unwrap()).collect();
    from.finish().unwrap();
    values
}

fn answer(value: &impl dubbors_hessian::Encode) -> String {
    let mut json = BytesMut::new();
    ValueJson::default().answer(&dubbors_hessian::to_bytes(value).unwrap(), &mut json).unwrap();
    String::from_utf8(json.to_vec()).unwrap()
}
