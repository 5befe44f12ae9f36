//! Paper and what writes on it.

use super::canvas::{Canvas, Shape};
use super::color::Palette;
use super::shadow;

pub(super) fn notebook(canvas: &mut Canvas, p: &Palette, variant: u8) {
    shadow(canvas, p, 26.0, 84.0);
    let tilt = f32::from(variant) * 6.0 - 6.0;
    canvas.fill(&Shape::Box((52.0, 54.0), (22.0, 29.0), 2.0, tilt), p.white);
    canvas.fill(&Shape::Box((53.0, 53.0), (22.0, 29.0), 2.0, tilt), p.dark);
    let cover = Shape::Box((49.0, 52.0), (22.0, 29.0), 2.4, tilt);
    canvas.fill(&cover, p.main);
    canvas.fill_inside(
        &cover,
        &Shape::Box((29.5, 52.0), (4.0, 33.0), 0.0, tilt),
        p.dark,
    );
    match variant {
        0 => {
            for row in 0..5 {
                for column in 0..4 {
                    let at = (40.0 + column as f32 * 6.0, 36.0 + row as f32 * 6.0);
                    canvas.fill_inside(&cover, &Shape::Circle(at, 0.9), p.light);
                }
            }
        }
        1 => canvas.fill(&Shape::Box((53.0, 40.0), (11.0, 6.0), 1.0, 0.0), p.white),
        _ => {
            canvas.fill(&Shape::Box((53.0, 42.0), (11.0, 8.0), 1.0, tilt), p.white);
            for (index, y) in [39.0, 42.0, 45.0].into_iter().enumerate() {
                canvas.fill(
                    &Shape::Line((46.0, y), (58.0 - index as f32 * 2.0, y + 1.2), 0.5),
                    p.ink,
                );
            }
        }
    }
    canvas.fill_inside(
        &cover,
        &Shape::Box((66.0, 52.0), (1.1, 33.0), 0.0, tilt),
        p.accent,
    );
}

pub(super) fn pen(canvas: &mut Canvas, p: &Palette, variant: u8) {
    canvas.fill(&Shape::Box((44.0, 62.0), (27.0, 17.0), 1.0, -8.0), p.white);
    for y in [54.0, 60.0, 66.0] {
        canvas.fill(
            &Shape::Line((24.0, y + 4.0), (58.0, y - 1.0), 0.35),
            p.light,
        );
    }
    canvas.tint(&Shape::Line((40.0, 76.0), (80.0, 36.0), 3.0), p.ink, 0.15);
    canvas.fill(&Shape::Line((42.0, 69.0), (76.0, 30.0), 3.0), p.main);
    canvas.fill(&Shape::Line((40.8, 68.0), (74.8, 29.0), 0.8), p.light);
    canvas.fill(
        &Shape::Polygon(vec![(39.0, 68.0), (44.0, 72.0), (34.0, 79.0)], 0.6),
        if variant == 0 { p.wood } else { p.ink },
    );
    canvas.fill(&Shape::Line((54.0, 50.0), (58.5, 54.0), 0.9), p.wood);
    canvas.fill(&Shape::Line((72.0, 38.0), (81.0, 28.0), 0.9), p.wood);
    if variant == 0 {
        canvas.fill(&Shape::Line((78.0, 27.5), (80.5, 24.5), 1.6), p.wood);
    } else {
        canvas.fill(&Shape::Line((34.0, 79.0), (39.5, 72.5), 0.4), p.white);
        canvas.fill(&Shape::Line((22.0, 75.0), (33.0, 79.5), 0.7), p.accent);
    }
}

pub(super) fn pencils(canvas: &mut Canvas, p: &Palette, variant: u8) {
    shadow(canvas, p, 20.0, 83.0);
    let colors = [p.main, p.accent, p.light, p.dark, p.leaf];
    for (index, color) in colors.into_iter().enumerate() {
        let step = index as f32;
        let foot = (40.0 + step * 5.0, 66.0);
        let tip = (26.0 + step * 12.0, 24.0 + (step - 2.0).abs() * 4.0);
        let along = (tip.0 - foot.0, tip.1 - foot.1);
        let neck = (tip.0 - along.0 * 0.16, tip.1 - along.1 * 0.16);
        canvas.fill(&Shape::Line(foot, neck, 2.3), color);
        canvas.fill(
            &Shape::Polygon(
                vec![
                    (neck.0 - 2.2, neck.1 + 0.4),
                    (neck.0 + 2.2, neck.1 + 0.4),
                    tip,
                ],
                0.4,
            ),
            p.wood,
        );
        canvas.fill(
            &Shape::Circle((tip.0 - along.0 * 0.02, tip.1 - along.1 * 0.02), 1.0),
            if variant == 0 { p.ink } else { color },
        );
    }
    let cup = Shape::Polygon(
        vec![(33.0, 56.0), (67.0, 56.0), (64.0, 80.0), (36.0, 80.0)],
        2.4,
    );
    let body = if variant == 2 { p.wood } else { p.white };
    canvas.fill(&cup, body);
    canvas.fill_inside(
        &cup,
        &Shape::Box((37.0, 68.0), (5.0, 16.0), 0.0, -6.0),
        body.mix(p.ink, 0.18),
    );
    if variant != 2 {
        canvas.fill_inside(
            &cup,
            &Shape::Box((50.0, 68.0), (22.0, 2.4), 0.0, 0.0),
            p.main,
        );
    }
}

pub(super) fn envelope(canvas: &mut Canvas, p: &Palette, variant: u8) {
    shadow(canvas, p, 30.0, 80.0);
    let paper = if variant == 0 {
        p.wood.mix(p.white, 0.25)
    } else {
        p.light
    };
    if variant != 0 {
        canvas.fill(&Shape::Box((50.0, 44.0), (24.0, 22.0), 1.0, 0.0), p.white);
        for y in [30.0, 35.0, 40.0] {
            canvas.fill(&Shape::Line((32.0, y), (62.0, y), 0.6), p.dark);
        }
    }
    let body = Shape::Box((50.0, 60.0), (30.0, 19.0), 2.0, 0.0);
    canvas.fill(&body, paper);
    let fold = paper.mix(p.ink, 0.16);
    canvas.fill_inside(
        &body,
        &Shape::Polygon(vec![(18.0, 40.0), (82.0, 40.0), (50.0, 65.0)], 0.8),
        fold,
    );
    canvas.fill_inside(
        &body,
        &Shape::Polygon(vec![(20.0, 38.0), (80.0, 38.0), (50.0, 62.0)], 0.8),
        paper.mix(p.white, 0.3),
    );
    canvas.fill(&Shape::Circle((50.0, 61.0), 4.6), p.main);
    canvas.fill(&Shape::Circle((50.0, 61.0), 2.8), p.dark);
    canvas.fill(&Shape::Box((72.0, 71.0), (4.0, 4.6), 0.4, 0.0), p.accent);
}
