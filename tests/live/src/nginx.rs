//! nginx as a proxy, in a process of its own.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::Duration;
use std::{env, fs, process, thread};

/// A running nginx; dropped, it ends. Its locations are in `nginx.conf`.
pub struct Nginx {
    pub address: SocketAddr,
    child: Child,
    folder: PathBuf,
}

impl Nginx {
    /// Puts one in front of a server, and waits until it listens. Without nginx this fails.
    pub fn start(upstream: SocketAddr) -> Self {
        // A port that is free now. Should another process be faster, nginx will not start, and the test fails.
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = port.local_addr().unwrap();
        drop(port);
        let folder = env::temp_dir().join(format!("unchunk-{}-{}", process::id(), address.port()));
        fs::create_dir(&folder).unwrap();
        let conf = include_str!("nginx.conf")
            .replace("LISTEN", &address.to_string())
            .replace("UPSTREAM", &upstream.to_string());
        fs::write(folder.join("nginx.conf"), conf).unwrap();
        let child = Command::new("nginx")
            .args(["-c", "nginx.conf", "-e", "error.log", "-p"])
            .arg(&folder)
            .spawn()
            .expect("nginx");
        let mut nginx = Self {
            address,
            child,
            folder,
        };
        while TcpStream::connect(address).is_err() {
            let ended = nginx.child.try_wait().unwrap();
            assert_eq!(ended, None, "nginx has not started");
            thread::sleep(Duration::from_millis(5));
        }
        nginx
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let log = fs::read_to_string(self.folder.join("error.log")).unwrap_or_default();
        // Shown where a test fails.
        println!("{log}");
        // Neither is an error if it has died.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
