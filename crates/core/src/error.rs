//! The one error type of the framework.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use dubbors_hessian::java::Exception;

use crate::{Code, Origin};

/// The result of anything that can fail with an [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failed call or a refused setting. One pointer wide; answers questions instead of being matched.
pub struct Error(Box<Inner>);

struct Inner {
    code: Code,
    origin: Origin,
    message: Cow<'static, str>,
    next: Option<Cow<'static, str>>,
    exception: Option<Exception>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of kind `code` that happened here, before anything was sent.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            code,
            origin: Origin::Local,
            message: message.into(),
            next: None,
            exception: None,
            source: None,
        }))
    }

    /// No provider could be reached.
    pub fn unavailable(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Unavailable, message)
    }

    /// The deadline passed.
    pub fn deadline_exceeded(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::DeadlineExceeded, message)
    }

    /// A limit refused the call.
    pub fn limit_exceeded(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::LimitExceeded, message)
    }

    /// The service, method or serialization is not known.
    pub fn unimplemented(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Unimplemented, message)
    }

    /// The call was refused on purpose.
    pub fn denied(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Denied, message)
    }

    /// A value could not be written or read.
    pub fn serialization(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Serialization, message)
    }

    /// A setting, address or argument is wrong.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Invalid, message)
    }

    /// Something went wrong while serving.
    pub fn internal(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Internal, message)
    }

    /// A business exception of the Java class `class`, as a service answers it to its caller.
    ///
    /// A Java caller catches it as that class when it knows the class, so name one that the interface declares or
    /// one of the JDK.
    pub fn exception(class: impl Into<String>, message: impl Into<String>) -> Self {
        Self::from(Exception::new(class, message))
    }

    /// The same error, happened at `origin`.
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.0.origin = origin;
        self
    }

    /// The same error with its cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The same error with a sentence that says what to do next.
    #[must_use]
    pub fn with_next(mut self, next: impl Into<Cow<'static, str>>) -> Self {
        self.0.next = Some(next.into());
        self
    }

    /// The same error with `context` and a colon before its message.
    #[must_use]
    pub fn context(mut self, context: impl fmt::Display) -> Self {
        self.0.message = Cow::Owned(format!("{context}: {}", self.0.message));
        self
    }

    /// The kind of failure.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Where it happened.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.0.origin
    }

    /// What happened, without the sentence about what to do next.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do next, where that is known.
    #[must_use]
    pub fn next(&self) -> Option<&str> {
        self.0.next.as_deref()
    }

    /// The business exception that the provider answered with.
    #[must_use]
    pub fn as_exception(&self) -> Option<&Exception> {
        self.0.exception.as_ref()
    }

    /// The business exception, by value, or the error itself.
    ///
    /// # Errors
    /// The error unchanged when it carries no business exception.
    pub fn into_exception(mut self) -> Result<Exception, Self> {
        self.0.exception.take().ok_or(self)
    }

    /// Whether another provider may not share this failure.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self.0.code, Code::Unavailable | Code::LimitExceeded | Code::DeadlineExceeded)
    }

    /// Whether the provider ran the call and answered with a business exception.
    #[must_use]
    pub fn is_application(&self) -> bool {
        self.0.code == Code::Application
    }

    /// Whether the deadline passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.code == Code::DeadlineExceeded
    }
}

impl From<Exception> for Error {
    fn from(exception: Exception) -> Self {
        let mut error = Self::new(Code::Application, exception.to_string()).with_origin(Origin::Remote);
        error.0.exception = Some(exception);
        error
    }
}

impl From<dubbors_hessian::Error> for Error {
    fn from(error: dubbors_hessian::Error) -> Self {
        Self::serialization(error.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        match &self.0.next {
            Some(next) => write!(f, "; next: {next}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug.field("code", &self.0.code).field("origin", &self.0.origin).field("message", &self.0.message);
        if let Some(next) = &self.0.next {
            debug.field("next", next);
        }
        if let Some(source) = &self.0.source {
            debug.field("source", source);
        }
        debug.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
