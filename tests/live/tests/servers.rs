//! Every reader tells the same of every scenario, whoever serves it.

use unchunk_live::readers;
use unchunk_live::scenarios::{self, WHOLE};
use unchunk_live::servers::{self, Url};

#[tokio::test]
async fn all_readers_tell_the_same_of_all_servers() {
    for server in [servers::axum().await, servers::hyper().await] {
        for scenario in scenarios::all() {
            readers::assert_all(&Url::new(server, scenario.path), &(scenario.expected)()).await;
        }
    }
}

#[tokio::test]
async fn what_tower_http_compresses_is_the_same() {
    let server = servers::axum().await;
    for scenario in WHOLE {
        let url = Url::new(server, format!("/gzip{}", scenario.path));
        let expected = (scenario.expected)();
        if expected.content_type.is_some() {
            readers::assert_gzip(&url).await;
        }
        assert_eq!(readers::reqwest(&url).await, expected, "{url}");
    }
}
