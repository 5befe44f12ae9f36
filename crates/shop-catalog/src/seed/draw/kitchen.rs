//! Things of the kitchen.

use super::canvas::{Canvas, Shape};
use super::color::{Color, Palette};
use super::shadow;

pub(super) fn mug(canvas: &mut Canvas, p: &Palette, variant: u8) {
    let height = 17.0 + f32::from(variant) * 3.0;
    let bottom = 82.0;
    let centre = (48.0, bottom - height);
    shadow(canvas, p, 26.0, bottom);
    canvas.fill(&Shape::Ring((68.0, centre.1), height * 0.55, 2.6), p.main);
    let body = Shape::Box(centre, (20.0, height), 5.0, 0.0);
    canvas.fill(&body, p.main);
    canvas.fill_inside(
        &body,
        &Shape::Box((38.0, centre.1), (9.0, height), 0.0, 0.0),
        p.dark,
    );
    canvas.fill_inside(
        &body,
        &Shape::Box((33.0, centre.1), (8.0, height), 0.0, 0.0),
        p.main,
    );
    canvas.fill_inside(
        &body,
        &Shape::Box((48.0, bottom - 8.0), (20.0, 2.0), 0.0, 0.0),
        p.white,
    );
    let rim = centre.1 - height + 1.0;
    canvas.fill(&Shape::Ellipse((48.0, rim), (20.0, 4.2)), p.light);
    canvas.fill(
        &Shape::Ellipse((48.0, rim + 0.6), (17.4, 3.0)),
        p.ink.mix(p.wood, 0.4),
    );
    for (x, lean) in [(42.0, 2.0), (52.0, -2.0)] {
        canvas.tint(
            &Shape::Line((x, rim - 7.0), (x + lean, rim - 13.0), 1.0),
            p.white,
            0.9,
        );
        canvas.tint(
            &Shape::Line((x + lean, rim - 13.0), (x, rim - 19.0), 1.0),
            p.white,
            0.9,
        );
    }
}

pub(super) fn kettle(canvas: &mut Canvas, p: &Palette, _: u8) {
    shadow(canvas, p, 27.0, 82.0);
    canvas.fill(&Shape::Ring((50.0, 44.0), 20.0, 1.7), p.ink);
    canvas.fill(&Shape::Line((37.0, 26.0), (63.0, 26.0), 2.6), p.wood);
    canvas.fill(
        &Shape::Polygon(
            vec![(66.0, 62.0), (84.0, 45.0), (86.0, 47.0), (72.0, 72.0)],
            1.5,
        ),
        p.dark,
    );
    let body = Shape::Polygon(
        vec![(36.0, 45.0), (64.0, 45.0), (73.0, 79.0), (27.0, 79.0)],
        3.0,
    );
    canvas.fill(&body, p.main);
    canvas.fill_inside(
        &body,
        &Shape::Polygon(
            vec![(30.0, 40.0), (40.0, 40.0), (33.0, 84.0), (20.0, 84.0)],
            0.0,
        ),
        p.dark,
    );
    canvas.fill_inside(
        &body,
        &Shape::Line((58.0, 50.0), (63.0, 72.0), 1.4),
        p.light,
    );
    canvas.fill(&Shape::Ellipse((50.0, 43.5), (14.0, 2.6)), p.dark);
    canvas.fill(&Shape::Circle((50.0, 39.5), 3.0), p.wood);
}

pub(super) fn pan(canvas: &mut Canvas, p: &Palette, variant: u8) {
    let deep = 5.0 + f32::from(variant) * 5.0;
    shadow(canvas, p, 30.0, 80.0);
    canvas.fill(&Shape::Line((66.0, 66.0), (93.0, 54.0), 2.6), p.wood);
    canvas.fill(&Shape::Line((64.0, 67.0), (71.0, 64.0), 2.2), p.ink);
    let top = 77.0 - deep * 2.0;
    let body = Shape::Polygon(
        vec![(17.0, top), (69.0, top), (62.0, 76.0), (24.0, 76.0)],
        3.0,
    );
    canvas.fill(&body, p.dark);
    canvas.fill_inside(
        &body,
        &Shape::Box((28.0, 70.0), (8.0, 20.0), 0.0, 12.0),
        p.dark.mix(p.ink, 0.35),
    );
    canvas.fill(&Shape::Ellipse((43.0, top), (29.0, 5.6)), p.main);
    canvas.fill(&Shape::Ellipse((43.0, top + 0.6), (25.5, 4.2)), p.ink);
    if variant == 0 {
        canvas.fill(&Shape::Ellipse((44.0, top + 0.8), (12.0, 2.6)), p.white);
        canvas.fill(
            &Shape::Ellipse((45.0, top + 0.4), (4.0, 1.6)),
            Color::hsl(42.0, 0.9, 0.55),
        );
    } else {
        canvas.fill(&Shape::Ellipse((43.0, top + 1.0), (21.0, 2.9)), p.white);
    }
}

pub(super) fn board(canvas: &mut Canvas, p: &Palette, variant: u8) {
    shadow(canvas, p, 24.0, 83.0);
    let tilt = f32::from(variant) * 4.0 - 4.0;
    let grain = p.wood.mix(p.ink, 0.22);
    canvas.fill(&Shape::Box((50.0, 26.0), (5.0, 10.0), 4.0, tilt), p.wood);
    let body = Shape::Box((50.0, 58.0), (21.0, 25.0), 6.0, tilt);
    canvas.fill(&body, p.wood);
    for (index, x) in [36.0, 43.0, 52.0, 61.0].into_iter().enumerate() {
        let lean = if index % 2 == 0 { 1.5 } else { -1.0 };
        canvas.fill_inside(&body, &Shape::Line((x, 30.0), (x + lean, 86.0), 0.5), grain);
    }
    canvas.fill(&Shape::Circle((50.0, 22.0), 2.2), p.wall);
    canvas.fill(&Shape::Circle((62.0, 74.0), 8.0), p.main);
    canvas.fill(&Shape::Circle((59.5, 71.5), 2.2), p.light);
    canvas.fill(&Shape::Line((62.0, 67.0), (64.0, 62.0), 0.8), p.leaf);
    canvas.fill(&Shape::Ellipse((67.0, 62.5), (3.4, 1.6)), p.leaf);
}

pub(super) fn bowl(canvas: &mut Canvas, p: &Palette, variant: u8) {
    shadow(canvas, p, 24.0, 82.0);
    let width = 27.0 + f32::from(variant) * 2.0;
    let outer = Shape::Circle((50.0, 54.0), width);
    let lower = Shape::Box((50.0, 69.0), (40.0, 13.0), 0.0, 0.0);
    canvas.fill(&Shape::Box((50.0, 79.0), (11.0, 3.2), 1.5, 0.0), p.dark);
    canvas.fill_inside(&lower, &outer, p.main);
    canvas.fill_inside(
        &lower,
        &Shape::Ring((50.0, 54.0), width - 6.0, 1.2),
        p.light,
    );
    canvas.fill(&Shape::Ellipse((50.0, 56.0), (width, 6.6)), p.light);
    canvas.fill(&Shape::Ellipse((50.0, 56.8), (width - 2.6, 5.0)), p.dark);
    let food = if variant == 0 {
        p.white
    } else {
        Color::hsl(44.0, 0.75, 0.74)
    };
    canvas.fill(&Shape::Dome((50.0, 58.0), width - 9.0), food);
    canvas.fill(&Shape::Ellipse((50.0, 57.8), (width - 9.0, 3.2)), food);
    canvas.fill(&Shape::Line((64.0, 52.0), (88.0, 28.0), 0.9), p.wood);
    canvas.fill(&Shape::Line((60.0, 50.0), (80.0, 22.0), 0.9), p.wood);
}
