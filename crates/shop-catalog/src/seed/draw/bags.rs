//! Bags.

use super::canvas::{Canvas, Shape};
use super::color::Palette;
use super::shadow;

pub(super) fn tote(canvas: &mut Canvas, p: &Palette, variant: u8) {
    shadow(canvas, p, 27.0, 84.0);
    let wide = f32::from(variant) * 4.0;
    canvas.fill(&Shape::Ring((50.0, 44.0), 14.0, 1.7), p.dark);
    let body = Shape::Polygon(
        vec![
            (27.0 - wide, 44.0),
            (73.0 + wide, 44.0),
            (70.0 + wide, 81.0),
            (30.0 - wide, 81.0),
        ],
        2.2,
    );
    canvas.fill(&body, p.main);
    canvas.fill_inside(
        &body,
        &Shape::Polygon(
            vec![
                (20.0 - wide, 40.0),
                (32.0 - wide, 40.0),
                (38.0 - wide, 86.0),
                (20.0, 86.0),
            ],
            0.0,
        ),
        p.dark,
    );
    canvas.fill_inside(
        &body,
        &Shape::Box((50.0, 45.0), (40.0, 1.2), 0.0, 0.0),
        p.light,
    );
    match variant {
        0 => canvas.fill(&Shape::Circle((52.0, 63.0), 8.0), p.white),
        1 => {
            canvas.fill(&Shape::Line((52.0, 73.0), (52.0, 58.0), 0.9), p.white);
            for (x, y) in [(47.5, 62.0), (56.5, 60.0), (48.5, 68.0), (55.5, 66.0)] {
                canvas.fill(&Shape::Ellipse((x, y), (4.0, 2.0)), p.white);
            }
        }
        _ => {
            for x in [38.0, 48.0, 58.0, 68.0] {
                canvas.fill_inside(&body, &Shape::Line((x, 48.0), (x, 86.0), 1.3), p.white);
            }
        }
    }
}

pub(super) fn backpack(canvas: &mut Canvas, p: &Palette, variant: u8) {
    shadow(canvas, p, 25.0, 84.0);
    canvas.fill(&Shape::Ring((50.0, 24.0), 6.0, 1.5), p.ink);
    canvas.fill(&Shape::Line((30.0, 48.0), (25.0, 76.0), 3.0), p.ink);
    canvas.fill(&Shape::Line((70.0, 48.0), (75.0, 76.0), 3.0), p.ink);
    let body = Shape::Box((50.0, 54.0), (22.0, 29.0), 13.0, 0.0);
    canvas.fill(&body, p.main);
    canvas.fill_inside(
        &body,
        &Shape::Box((31.0, 54.0), (6.0, 32.0), 0.0, 0.0),
        p.dark,
    );
    match variant {
        0 => {
            canvas.fill(&Shape::Box((50.0, 30.0), (17.0, 5.0), 2.4, 0.0), p.dark);
            canvas.fill(&Shape::Line((50.0, 30.0), (50.0, 52.0), 1.4), p.wood);
            canvas.fill(&Shape::Box((50.0, 46.0), (3.0, 2.4), 0.8, 0.0), p.white);
        }
        1 => {
            canvas.fill(&Shape::Line((36.0, 44.0), (64.0, 44.0), 0.8), p.ink);
            canvas.fill(&Shape::Circle((64.0, 44.0), 1.6), p.accent);
        }
        _ => {
            canvas.fill(&Shape::Line((38.0, 38.0), (62.0, 54.0), 0.8), p.accent);
            canvas.fill(&Shape::Line((62.0, 38.0), (38.0, 54.0), 0.8), p.accent);
        }
    }
    let pocket = Shape::Box((50.0, 68.0), (15.0, 11.0), 4.0, 0.0);
    canvas.fill(&pocket, p.light);
    canvas.fill_inside(
        &pocket,
        &Shape::Box((50.0, 58.5), (18.0, 3.6), 0.0, 0.0),
        p.dark,
    );
    canvas.fill(&Shape::Line((41.0, 65.0), (59.0, 65.0), 0.6), p.ink);
}

pub(super) fn satchel(canvas: &mut Canvas, p: &Palette, variant: u8) {
    shadow(canvas, p, 30.0, 82.0);
    canvas.fill(&Shape::Ring((50.0, 46.0), 27.0, 1.6), p.wood);
    let body = Shape::Box((50.0, 63.0), (29.0, 18.0), 3.0, 0.0);
    canvas.fill(&body, p.dark);
    let flap = Shape::Polygon(
        vec![
            (22.0, 46.0),
            (78.0, 46.0),
            (76.0, 66.0),
            (66.0, 70.0),
            (34.0, 70.0),
            (24.0, 66.0),
        ],
        1.6,
    );
    canvas.fill(&flap, p.main);
    canvas.fill_inside(
        &flap,
        &Shape::Box((50.0, 46.0), (40.0, 1.6), 0.0, 0.0),
        p.light,
    );
    for x in if variant == 0 {
        [50.0, 50.0]
    } else {
        [37.0, 63.0]
    } {
        canvas.fill(&Shape::Line((x, 58.0), (x, 75.0), 1.8), p.wood);
        canvas.fill(&Shape::Box((x, 70.0), (3.0, 2.2), 0.6, 0.0), p.white);
        canvas.fill(&Shape::Box((x, 70.0), (1.6, 1.0), 0.3, 0.0), p.wood);
    }
}

pub(super) fn duffel(canvas: &mut Canvas, p: &Palette, variant: u8) {
    shadow(canvas, p, 34.0, 80.0);
    canvas.fill(&Shape::Ring((50.0, 50.0), 15.0, 1.7), p.ink);
    let body = Shape::Box((50.0, 64.0), (34.0, 16.0), 11.0, 0.0);
    canvas.fill(&body, p.main);
    for x in [18.0, 82.0] {
        canvas.fill_inside(&body, &Shape::Circle((x, 64.0), 10.0), p.dark);
    }
    canvas.fill_inside(
        &body,
        &Shape::Box((50.0, 52.0), (40.0, 1.0), 0.0, 0.0),
        p.ink,
    );
    for x in [38.0, 62.0] {
        canvas.fill_inside(
            &body,
            &Shape::Line((x, 46.0), (x, 84.0), 2.0),
            if variant == 0 { p.wood } else { p.accent },
        );
    }
    canvas.fill(&Shape::Box((50.0, 67.0), (7.0, 5.0), 1.2, 0.0), p.light);
}
