//! Plants in pots.

use super::canvas::{Canvas, Point, Shape};
use super::color::Palette;
use super::shadow;

fn pot(canvas: &mut Canvas, p: &Palette, width: f32) {
    shadow(canvas, p, width + 4.0, 84.0);
    let body = Shape::Polygon(
        vec![
            (50.0 - width, 64.0),
            (50.0 + width, 64.0),
            (50.0 + width * 0.74, 82.0),
            (50.0 - width * 0.74, 82.0),
        ],
        1.6,
    );
    canvas.fill(&body, p.main);
    let edge = 50.0 - width;
    canvas.fill_inside(
        &body,
        &Shape::Box((edge + 3.0, 74.0), (4.0, 14.0), 0.0, -10.0),
        p.dark,
    );
    canvas.fill(
        &Shape::Box((50.0, 63.0), (width + 2.0, 3.0), 1.4, 0.0),
        p.light,
    );
}

/// A leaf from its stalk to its tip, with its middle vein.
fn leaf(canvas: &mut Canvas, p: &Palette, from: Point, to: Point, width: f32, shade: f32) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let side = (-dy / dx.hypot(dy) * width, dx / dx.hypot(dy) * width);
    let at = |along: f32, across: f32| {
        (
            from.0 + dx * along + side.0 * across,
            from.1 + dy * along + side.1 * across,
        )
    };
    let outline = vec![
        from,
        at(0.25, 0.8),
        at(0.55, 1.0),
        at(0.82, 0.6),
        to,
        at(0.82, -0.6),
        at(0.55, -1.0),
        at(0.25, -0.8),
    ];
    canvas.fill(&Shape::Polygon(outline, 0.8), p.leaf.mix(p.ink, shade));
    canvas.fill(
        &Shape::Line(from, at(0.9, 0.0), 0.4),
        p.leaf.mix(p.white, 0.35),
    );
}

pub(super) fn foliage(canvas: &mut Canvas, p: &Palette, variant: u8) {
    let width = [8.0, 6.0, 3.6][usize::from(variant.min(2))];
    canvas.fill(
        &Shape::Line((50.0, 64.0), (50.0, 34.0), 1.0),
        p.leaf.mix(p.wood, 0.6),
    );
    let leaves: [(Point, Point, f32); 7] = [
        ((50.0, 58.0), (22.0, 52.0), 0.25),
        ((50.0, 58.0), (78.0, 50.0), 0.15),
        ((50.0, 50.0), (24.0, 36.0), 0.1),
        ((50.0, 50.0), (76.0, 33.0), 0.25),
        ((50.0, 42.0), (34.0, 20.0), 0.2),
        ((50.0, 42.0), (66.0, 18.0), 0.05),
        ((50.0, 40.0), (50.0, 12.0), 0.0),
    ];
    for (from, to, shade) in leaves {
        leaf(canvas, p, from, to, width, shade);
    }
    pot(canvas, p, 16.0);
}

pub(super) fn blades(canvas: &mut Canvas, p: &Palette, variant: u8) {
    let lean = 4.0 + f32::from(variant) * 5.0;
    for (index, height) in [30.0_f32, 22.0, 14.0, 24.0, 34.0].into_iter().enumerate() {
        let step = index as f32 - 2.0;
        let foot = (50.0 + step * 4.5, 64.0);
        let tip = (50.0 + step * lean * 1.4, height);
        let blade = Shape::Polygon(
            vec![(foot.0 - 3.4, foot.1), (foot.0 + 3.4, foot.1), tip],
            1.0,
        );
        canvas.fill(&blade, p.leaf.mix(p.ink, 0.06 * (index % 3) as f32));
        let stripe = if variant == 0 {
            p.leaf.mix(p.accent, 0.5)
        } else {
            p.leaf.mix(p.white, 0.3)
        };
        canvas.fill_inside(&blade, &Shape::Line(foot, tip, 0.7), stripe);
    }
    pot(canvas, p, 15.0);
}

pub(super) fn cactus(canvas: &mut Canvas, p: &Palette, variant: u8) {
    let rib = p.leaf.mix(p.ink, 0.22);
    if variant == 0 {
        let ball = Shape::Circle((50.0, 48.0), 20.0);
        canvas.fill(&ball, p.leaf);
        for (a, x) in [(4.0, 50.0), (12.0, 50.0)] {
            canvas.fill_inside(&ball, &Shape::Ellipse((x - a, 48.0), (0.7, 20.0)), rib);
            canvas.fill_inside(&ball, &Shape::Ellipse((x + a, 48.0), (0.7, 20.0)), rib);
        }
        canvas.fill(&Shape::Circle((50.0, 28.0), 3.6), p.accent);
        canvas.fill(&Shape::Circle((56.0, 30.0), 2.6), p.light);
    } else {
        canvas.fill(&Shape::Line((34.0, 46.0), (48.0, 52.0), 3.6), p.leaf);
        canvas.fill(&Shape::Line((34.0, 46.0), (34.0, 34.0), 3.6), p.leaf);
        canvas.fill(&Shape::Line((66.0, 40.0), (52.0, 46.0), 3.2), p.leaf);
        canvas.fill(&Shape::Line((66.0, 40.0), (66.0, 28.0), 3.2), p.leaf);
        let trunk = Shape::Line((50.0, 66.0), (50.0, 22.0), 7.0);
        canvas.fill(&trunk, p.leaf);
        for x in [46.5, 50.0, 53.5] {
            canvas.fill_inside(&trunk, &Shape::Line((x, 18.0), (x, 66.0), 0.5), rib);
        }
        canvas.fill(&Shape::Circle((50.0, 15.5), 3.0), p.accent);
    }
    pot(canvas, p, 14.0);
}

pub(super) fn rosettes(canvas: &mut Canvas, p: &Palette, _: u8) {
    for (centre, radius, tint) in [
        ((36.0, 56.0), 11.0, 0.0),
        ((64.0, 56.0), 11.0, 0.35),
        ((50.0, 46.0), 14.0, 0.15),
    ] {
        for (ring, petals) in [(1.0_f32, 9), (0.66, 7), (0.34, 5)] {
            for petal in 0..petals {
                let angle = petal as f32 / petals as f32 * std::f32::consts::TAU + ring * 3.0;
                let at = (
                    centre.0 + angle.cos() * radius * ring * 0.75,
                    centre.1 + angle.sin() * radius * ring * 0.6,
                );
                let color = p
                    .leaf
                    .mix(p.accent, tint)
                    .mix(p.white, 0.55 * (1.0 - ring) + 0.12 * (petal % 2) as f32);
                canvas.fill(&Shape::Ellipse(at, (radius * 0.34, radius * 0.3)), color);
            }
        }
    }
    pot(canvas, p, 23.0);
}
