//! What is served, by whom, and who reads it.

pub mod answer;
pub mod feed;
pub mod nginx;
pub mod readers;
pub mod scenarios;
pub mod servers;
