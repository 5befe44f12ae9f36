//! The whole service over HTTP, with a stand-in for `main` behind it.

mod api;
mod limits;
mod program;
mod settings;
mod support;
mod ui;
