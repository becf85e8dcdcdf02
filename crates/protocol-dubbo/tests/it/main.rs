//! Whole connections over loopback sockets, with ports chosen by the system.

mod calls;
mod connection;
mod hostile;
mod raw;
mod service;
