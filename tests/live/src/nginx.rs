//! nginx as a proxy, in a process of its own.

use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command};
use std::time::Duration;
use std::{fs, thread};

use tempfile::TempDir;

/// On how many ports one is tried.
const ATTEMPTS: usize = 5;

/// A running nginx; dropped, it ends. Its locations are in `nginx.conf`.
pub struct Nginx {
    pub address: SocketAddr,
    child: Child,
    folder: TempDir,
}

impl Nginx {
    /// Puts one in front of a server, and waits until it listens. Without nginx this fails.
    pub fn start(upstream: SocketAddr) -> Self {
        (0..ATTEMPTS)
            .find_map(|_| Self::start_at(free_port(), upstream))
            .expect("nginx to start")
    }

    /// None if it has not started, which its log tells.
    fn start_at(address: SocketAddr, upstream: SocketAddr) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let conf = include_str!("nginx.conf")
            .replace("LISTEN", &address.to_string())
            .replace("UPSTREAM", &upstream.to_string());
        fs::write(folder.path().join("nginx.conf"), conf).unwrap();
        let child = Command::new("nginx")
            .args(["-c", "nginx.conf", "-e", "error.log", "-p"])
            .arg(folder.path())
            .spawn()
            .expect("nginx");
        let mut nginx = Self {
            address,
            child,
            folder,
        };
        // It is written once the port is its own. That somebody listens would prove nothing: it may be somebody else.
        while !nginx.folder.path().join("nginx.pid").exists() {
            if nginx.child.try_wait().unwrap().is_some() {
                return None;
            }
            thread::sleep(Duration::from_millis(5));
        }
        Some(nginx)
    }
}

/// A port that is free now. Another process may be faster to take it.
fn free_port() -> SocketAddr {
    let port = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    port.local_addr().unwrap()
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let log = fs::read_to_string(self.folder.path().join("error.log")).unwrap_or_default();
        // Shown where a test fails.
        println!("{log}");
        // Neither is an error if it has died.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
