//! The address of this machine that others reach it by.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

/// The address that packets to other machines leave from; loopback when there is no way out.
///
/// Asks the system for its route to an address reserved for documentation. Nothing is sent.
pub fn local_ip() -> IpAddr {
    let routed = || -> std::io::Result<IpAddr> {
        let socket = UdpSocket::bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)))?;
        socket.connect(SocketAddr::from((Ipv4Addr::new(198, 51, 100, 1), 9)))?;
        Ok(socket.local_addr()?.ip())
    };
    routed().ok().filter(|ip| !ip.is_unspecified()).unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_an_address_to_listen_at() {
        let ip = super::local_ip();
        assert!(!ip.is_unspecified());
        assert!(std::net::TcpListener::bind((ip, 0)).is_ok());
    }
}
