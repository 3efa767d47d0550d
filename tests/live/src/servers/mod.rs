//! Every scenario at its path, served by axum and by hyper alone.

mod axum;
mod hyper;

use std::net::SocketAddr;

use ::axum::Router;
use tokio::net::TcpListener;

pub use self::axum::{axum, axum_sse_items};
pub use self::hyper::hyper;

/// Where a scenario can be had.
#[derive(Debug, Clone)]
pub struct Url {
    pub server: SocketAddr,
    pub path: String,
}

impl Url {
    pub fn new(server: SocketAddr, path: impl Into<String>) -> Self {
        let path = path.into();
        Self { server, path }
    }
}

impl std::fmt::Display for Url {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "http://{}{}", self.server, self.path)
    }
}

/// Serves until the runtime ends.
pub async fn spawn(app: Router) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { ::axum::serve(listener, app).await });
    address
}
