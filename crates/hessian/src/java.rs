//! Java types that have no counterpart in Rust's standard library, and the Java names of those that have.

mod array;
mod date;
mod decimal;
mod descriptor;
mod exception;
mod stack_frame;

pub use array::JavaArray;
pub use date::Date;
pub use decimal::BigDecimal;
pub use descriptor::JavaType;
pub use exception::Exception;
pub use stack_frame::StackFrame;
