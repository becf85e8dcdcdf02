#[derive(dubbors::Hessian)]
struct NoClass {
    name: String,
}

#[derive(dubbors::Hessian)]
#[hessian(class = "a.B", renam = "x")]
struct Unknown {
    name: String,
}

#[derive(dubbors::Hessian)]
#[hessian(class = "a.B")]
struct Unnamed(String);

#[derive(dubbors::Hessian)]
#[hessian(class = "a.B")]
struct Twice {
    name: String,
    #[hessian(rename = "name")]
    other: String,
}

#[derive(dubbors::Hessian)]
#[hessian(class = "a.B", rename_all = "kebab-case")]
struct Kebab {
    name: String,
}

fn main() {}
