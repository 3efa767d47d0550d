//! Guides: from a task to the code for it.
//!
//! | guide | for |
//! |---|---|
//! | [`llm_client`] | OpenAI, Anthropic, Gemini, Ollama: answers as they are written, tool calls, timeouts |
//! | [`gateway`] | forwarding an event stream, counting, changing it, heartbeats |
//! | [`server`] | sending events with axum, hyper or any writer; resuming by ID |
//! | [`logs_and_language_servers`] | NDJSON, growing log files, `Content-Length` messages, MCP |
//! | [`mini_program`] | WeChat mini-programs, and other places without `TextDecoder` |
//! | [`migration`] | coming from `eventsource-stream`, `reqwest-eventsource`, `sse-stream` and others |
//! | [`how_it_is_proven`] | what is tested, and how to run it |
//! | [`how_fast`] | figures, why, and where it is not ahead |
//!
//! Every snippet names the features of this crate that it needs and shows what it imports. All of them are compiled and
//! run: they are doctests of the package `examples/recipes`, which has reqwest, axum, hyper and tokio at hand.
// They link to what all features have.
#![cfg_attr(
    not(all(feature = "axum-core", feature = "codec", feature = "serde_json")),
    allow(rustdoc::broken_intra_doc_links)
)]

#[doc = include_str!("llm_client.md")]
pub mod llm_client {}

#[doc = include_str!("gateway.md")]
pub mod gateway {}

#[doc = include_str!("server.md")]
pub mod server {}

#[doc = include_str!("logs_and_language_servers.md")]
pub mod logs_and_language_servers {}

#[doc = include_str!("mini_program.md")]
pub mod mini_program {}

#[doc = include_str!("migration.md")]
pub mod migration {}

#[doc = include_str!("how_it_is_proven.md")]
pub mod how_it_is_proven {}

#[doc = include_str!("how_fast.md")]
pub mod how_fast {}
