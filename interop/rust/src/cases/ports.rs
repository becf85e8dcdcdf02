//! The open connections of this process, as the kernel lists them.

use std::collections::HashSet;

use crate::consumer::Target;

const ESTABLISHED: &str = "01";

/// The local addresses of this process's connections to the provider, or to anything when a registry named it.
pub(super) fn local_ports(target: &Target) -> HashSet<String> {
    let port = target.direct.as_deref().and_then(|url| url.rsplit_once(':')?.1.parse::<u16>().ok());
    let remote = port.map(|port| format!(":{port:04X}")).unwrap_or_default();
    let own = own_sockets();
    let mut ports = HashSet::new();
    for table in ["/proc/self/net/tcp", "/proc/self/net/tcp6"] {
        for line in std::fs::read_to_string(table).unwrap_or_default().lines().skip(1) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            if let [_, local, peer, state, _, _, _, _, _, inode, ..] = fields.as_slice()
                && *state == ESTABLISHED
                && peer.ends_with(&remote)
                && own.contains(*inode)
            {
                ports.insert((*local).to_owned());
            }
        }
    }
    ports
}

/// The inodes of the sockets that this process holds.
fn own_sockets() -> HashSet<String> {
    let Ok(links) = std::fs::read_dir("/proc/self/fd") else { return HashSet::new() };
    links
        .filter_map(|link| std::fs::read_link(link.ok()?.path()).ok())
        .filter_map(|target| Some(target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned()))
        .collect()
}
