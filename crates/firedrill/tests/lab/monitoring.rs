//! What is watched in a lab: nothing pages while all is well, every dashboard shows something, and what breaks is told.

mod alerts;
mod dashboards;
mod prometheus;
mod steady;
