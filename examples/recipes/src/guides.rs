//! The crate's guides: their snippets are compiled and run here, where reqwest, axum, hyper and tokio are at hand.

macro_rules! guides {
    ($($name:ident)*) => {
        $(
            #[doc = include_str!(concat!("../../../src/guide/", stringify!($name), ".md"))]
            mod $name {}
        )*
    };
}

guides!(llm_client gateway server logs_and_language_servers mini_program migration how_it_is_proven how_fast);
