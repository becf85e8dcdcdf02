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

fn main() {}
