#[derive(dubbors::Hessian)]
#[hessian(class = "a.B")]
enum WithData {
    First,
    Second(String),
}

#[derive(dubbors::Hessian)]
#[hessian(class = "a.B")]
enum Twice {
    Red,
    #[hessian(rename = "RED")]
    Green,
}

#[derive(dubbors::Hessian)]
#[hessian(class = "a.B")]
enum Empty {}

#[derive(dubbors::Hessian)]
#[hessian(class = "a.B")]
enum TwiceTheSameClass {
    #[hessian(class = "a.C")]
    First { x: i32 },
    #[hessian(class = "a.C")]
    Second,
}

#[derive(dubbors::Hessian)]
#[hessian(class = "a.B")]
enum TwoInside {
    Both(String, String),
}

#[derive(dubbors::Hessian)]
#[hessian(class = "a.B")]
enum Generic<T> {
    One(T),
}

#[derive(dubbors::Hessian)]
#[hessian(class = "a.B")]
enum Renamed {
    #[hessian(class = "a.C", rename = "x")]
    First { x: i32 },
}

fn main() {}
