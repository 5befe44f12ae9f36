//! The strokes of the drawing.

use std::fmt::Write as _;

use super::{LEFT, RIGHT, WIDTH};
use crate::report::inline::escape;

pub(super) fn path(line: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (index, (x, y)) in line.iter().enumerate() {
        let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { "M" } else { " L" });
    }
    if let [(x, y)] = line {
        // A single point would not be drawn.
        let _ = write!(path, " L{:.1} {y:.1}", x + 1.0);
    }
    path
}

pub(super) fn panel(out: &mut String, title: &str, top: f64, height: f64) {
    let _ = writeln!(
        out,
        r#"<rect class="panel" x="{LEFT}" y="{top}" width="{:.1}" height="{height}"/><text class="axis" x="{LEFT}" y="{:.1}">{}</text>"#,
        WIDTH - LEFT - RIGHT,
        top - 8.0,
        escape(title)
    );
}

pub(super) fn grid(out: &mut String, y: f64, label: &str) {
    let _ = writeln!(
        out,
        r#"<line class="grid" x1="{LEFT}" y1="{y:.1}" x2="{:.1}" y2="{y:.1}"/><text class="label" x="{:.1}" y="{:.1}" text-anchor="end">{}</text>"#,
        WIDTH - RIGHT,
        LEFT - 7.0,
        y + 4.0,
        escape(label)
    );
}

pub(super) fn dashed(out: &mut String, y: f64, label: &str, label_below: f64) {
    let _ = writeln!(
        out,
        r#"<line class="objective" x1="{LEFT}" y1="{y:.1}" x2="{:.1}" y2="{y:.1}"/><text class="label halo" x="{:.1}" y="{:.1}" text-anchor="end">{}</text>"#,
        WIDTH - RIGHT,
        WIDTH - RIGHT - 4.0,
        y + label_below,
        escape(label)
    );
}

/// Which line is which, above everything.
pub(super) fn legend(out: &mut String, whole: &str, worst: &str) {
    const Y: f64 = 12.0;
    for (class, label, from_right) in [("line", whole, 330.0), ("line worst", worst, 205.0)] {
        let x = WIDTH - RIGHT - from_right;
        let _ = writeln!(
            out,
            r#"<path class="{class}" d="M{x:.1} {Y} L{:.1} {Y}"/><text class="label" x="{:.1}" y="{:.1}">{}</text>"#,
            x + 30.0,
            x + 37.0,
            Y + 4.0,
            escape(label)
        );
    }
}
