//! `firedrill top`: a lab live on a terminal, or once as lines.
//!
//! `read` asks, `model` says what is known, `views` says it in tables of words, and `draw` and `plain` put these on a
//! screen or on paper. Only `read` and `live` know of time and of other processes.

mod bars;
mod draw;
mod grid;
pub(crate) mod live;
pub(crate) mod model;
pub(crate) mod plain;
pub(crate) mod read;
mod screen;
mod terminal;
pub(crate) mod views;

#[cfg(test)]
mod example;
