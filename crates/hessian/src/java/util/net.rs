//! `java.net.InetAddress` is an [`IpAddr`], and `InetSocketAddress` holds one. Spec section 7.2.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use bytes::Bytes;

use crate::class::ClassDef;
use crate::decode::{Decode, Decoder, Shape};
use crate::derive::{self, JavaType};
use crate::encode::{Encode, Encoder};
use crate::error::{Error, ErrorKind};
use crate::java::object::object;

/// What every address keeps inside; the name of the host is not read, and not written.
#[derive(Clone, Copy)]
struct Holder {
    address: i32,
    family: i32,
}

const FAMILY_4: i32 = 1;
const FAMILY_6: i32 = 2;

object! {
    Holder, "Ljava/net/InetAddress$InetAddressHolder;", "java.net.InetAddress$InetAddressHolder",
    |it| {
        "hostName" => _host: Option<String> = None::<String>,
        "address" => address: i32 = it.address,
        "family" => family: i32 = it.family,
    } => Some(Holder { address, family })
}

/// What an address of version 6 keeps besides; scopes have no meaning on another machine, so there is none.
struct Holder6(Ipv6Addr);

object! {
    Holder6, "Ljava/net/Inet6Address$Inet6AddressHolder;", "java.net.Inet6Address$Inet6AddressHolder",
    |it| {
        "ipaddress" => octets: Bytes = Bytes::copy_from_slice(&it.0.octets()),
        "scope_id" => _scope: i32 = 0,
        "scope_id_set" => _scoped: bool = false,
        "scope_ifname_set" => _named: bool = false,
        "scope_ifname" => _name: Option<String> = None::<String>,
    } => <[u8; 16]>::try_from(&octets[..]).ok().map(|octets| Holder6(octets.into()))
}

static INET: ClassDef = ClassDef::new("java.net.InetAddress", &["holder"]);
static INET_6: ClassDef = ClassDef::new("java.net.Inet6Address", &["holder", "holder6"]);
static SHAPE: Shape = Shape::new(&INET_6, &[]);

impl Encode for Ipv4Addr {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.object_begin(&INET);
        Holder { address: self.to_bits().cast_signed(), family: FAMILY_4 }.encode(to)
    }
}

impl Encode for Ipv6Addr {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.object_begin(&INET_6);
        Holder { address: 0, family: FAMILY_6 }.encode(to)?;
        Holder6(*self).encode(to)
    }
}

impl Encode for IpAddr {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        match self {
            Self::V4(address) => address.encode(to),
            Self::V6(address) => address.encode(to),
        }
    }
}

impl<'de> Decode<'de> for IpAddr {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        if let Some(address) = from.parsed()? {
            return Ok(address);
        }
        let Some(mut head) = from.object_begin(Some(&SHAPE))? else {
            return Err(from.null_found("InetAddress"));
        };
        let (mut holder, mut six) = (None, None);
        while let Some(field) = from.next_field(&mut head)? {
            match field {
                0 => holder = Some(Holder::decode(from)?),
                _ => six = Some(Holder6::decode(from)?),
            }
        }
        if let Some(Holder6(address)) = six {
            return Ok(address.into());
        }
        let holder = derive::field(holder, from, &INET, "holder")?;
        match holder.family {
            FAMILY_4 => Ok(Ipv4Addr::from_bits(holder.address.cast_unsigned()).into()),
            _ => Err(from.error(ErrorKind::BadFields { class: "InetAddress" })),
        }
    }
}

impl<'de> Decode<'de> for Ipv4Addr {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        match IpAddr::decode(from)? {
            IpAddr::V4(address) => Ok(address),
            IpAddr::V6(_) => Err(from.error(ErrorKind::BadFields { class: "Inet4Address" })),
        }
    }
}

impl<'de> Decode<'de> for Ipv6Addr {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        match IpAddr::decode(from)? {
            IpAddr::V6(address) => Ok(address),
            IpAddr::V4(_) => Err(from.error(ErrorKind::BadFields { class: "Inet6Address" })),
        }
    }
}

impl JavaType for IpAddr {
    const DESCRIPTOR: &'static str = "Ljava/net/InetAddress;";
}

impl JavaType for Ipv4Addr {
    const DESCRIPTOR: &'static str = "Ljava/net/Inet4Address;";
}

impl JavaType for Ipv6Addr {
    const DESCRIPTOR: &'static str = "Ljava/net/Inet6Address;";
}

/// A `java.net.InetSocketAddress`: a port at a host by name, by address, or both.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InetSocketAddress {
    /// The name of the host.
    pub host: Option<String>,
    /// Its address; `None` where the name was not looked up.
    pub address: Option<IpAddr>,
    /// The port.
    pub port: u16,
}

object! {
    InetSocketAddress, "Ljava/net/InetSocketAddress;", "java.net.InetSocketAddress",
    |it| {
        "hostName" => host: Option<String> = it.host,
        "addr" => address: Option<IpAddr> = it.address,
        "port" => port: i32 = i32::from(it.port),
    } => u16::try_from(port).ok().map(|port| InetSocketAddress { host, address, port })
}
