//! Lamps.

use super::canvas::{Canvas, Shape};
use super::color::{Color, Palette};
use super::shadow;

fn glow() -> Color {
    Color::hsl(46.0, 0.95, 0.78)
}

pub(super) fn desk_lamp(canvas: &mut Canvas, p: &Palette, variant: u8) {
    let reach = f32::from(variant) * 4.0;
    shadow(canvas, p, 20.0, 82.0);
    canvas.tint(
        &Shape::Polygon(
            vec![
                (58.0 + reach, 46.0),
                (74.0 + reach, 40.0),
                (92.0, 80.0),
                (58.0, 80.0),
            ],
            0.0,
        ),
        glow(),
        0.55,
    );
    canvas.fill(&Shape::Box((36.0, 80.0), (15.0, 2.6), 2.4, 0.0), p.dark);
    canvas.fill(&Shape::Line((36.0, 78.0), (28.0, 52.0), 1.5), p.ink);
    canvas.fill(&Shape::Line((28.0, 52.0), (56.0 + reach, 30.0), 1.5), p.ink);
    canvas.fill(&Shape::Circle((28.0, 52.0), 3.0), p.accent);
    let head = Shape::Polygon(
        vec![
            (53.0 + reach, 27.0),
            (61.0 + reach, 24.0),
            (77.0 + reach, 40.0),
            (57.0 + reach, 48.0),
        ],
        1.6,
    );
    canvas.fill(&head, p.main);
    canvas.fill_inside(
        &head,
        &Shape::Line((54.0 + reach, 27.0), (58.0 + reach, 49.0), 3.0),
        p.dark,
    );
    canvas.fill(&Shape::Circle((68.0 + reach, 45.0), 3.4), glow());
}

pub(super) fn table_lamp(canvas: &mut Canvas, p: &Palette, variant: u8) {
    shadow(canvas, p, 17.0, 82.0);
    canvas.tint(&Shape::Circle((50.0, 38.0), 30.0), glow(), 0.4);
    match variant {
        0 => {
            canvas.fill(&Shape::Ellipse((50.0, 70.0), (12.0, 11.5)), p.accent);
            canvas.fill(&Shape::Line((50.0, 60.0), (50.0, 50.0), 1.6), p.wood);
        }
        1 => {
            canvas.fill(&Shape::Box((50.0, 66.0), (6.0, 15.0), 5.0, 0.0), p.accent);
            for x in [46.5, 50.0, 53.5] {
                canvas.tint(&Shape::Line((x, 54.0), (x, 79.0), 0.5), p.white, 0.7);
            }
        }
        _ => {
            for x in [34.0, 50.0, 66.0] {
                canvas.fill(&Shape::Line((50.0, 50.0), (x, 81.0), 1.3), p.wood);
            }
        }
    }
    canvas.fill(
        &Shape::Box(
            (50.0, 81.0),
            (if variant == 2 { 0.1 } else { 11.0 }, 1.6),
            0.1,
            0.0,
        ),
        p.wood,
    );
    let shade = Shape::Polygon(
        vec![(38.0, 22.0), (62.0, 22.0), (73.0, 51.0), (27.0, 51.0)],
        1.6,
    );
    canvas.fill(&shade, p.main);
    canvas.fill_inside(
        &shade,
        &Shape::Polygon(
            vec![(30.0, 18.0), (42.0, 18.0), (36.0, 56.0), (20.0, 56.0)],
            0.0,
        ),
        p.dark,
    );
    canvas.fill_inside(
        &shade,
        &Shape::Box((50.0, 51.0), (40.0, 2.0), 0.0, 0.0),
        glow(),
    );
}

pub(super) fn pendant(canvas: &mut Canvas, p: &Palette, variant: u8) {
    let drop = 34.0 + f32::from(variant) * 5.0;
    canvas.tint(
        &Shape::Polygon(
            vec![
                (30.0, drop + 18.0),
                (70.0, drop + 18.0),
                (88.0, 84.0),
                (12.0, 84.0),
            ],
            0.0,
        ),
        glow(),
        0.5,
    );
    canvas.fill(&Shape::Line((50.0, -2.0), (50.0, drop - 8.0), 0.7), p.ink);
    canvas.fill(
        &Shape::Box((50.0, drop - 7.0), (4.0, 4.0), 1.4, 0.0),
        p.wood,
    );
    let dome = Shape::Dome((50.0, drop + 18.0), 24.0);
    canvas.fill(&dome, p.main);
    canvas.fill_inside(&dome, &Shape::Circle((24.0, drop + 14.0), 16.0), p.dark);
    canvas.fill_inside(
        &dome,
        &Shape::Line((62.0, drop + 2.0), (67.0, drop + 12.0), 1.4),
        p.light,
    );
    canvas.fill(&Shape::Ellipse((50.0, drop + 18.0), (24.0, 3.2)), p.dark);
    canvas.fill(&Shape::Ellipse((50.0, drop + 18.6), (17.0, 2.2)), glow());
    canvas.fill(&Shape::Circle((50.0, drop + 21.0), 4.4), glow());
}

pub(super) fn globe(canvas: &mut Canvas, p: &Palette, variant: u8) {
    canvas.tint(&Shape::Circle((50.0, 48.0), 36.0), glow(), 0.35);
    canvas.fill(&Shape::Line((50.0, -2.0), (50.0, 24.0), 0.7), p.ink);
    canvas.fill(&Shape::Box((50.0, 24.0), (4.0, 4.0), 1.4, 0.0), p.wood);
    let ball = Shape::Ellipse(
        (50.0, 48.0),
        (23.0 + f32::from(variant), 22.0 - f32::from(variant) * 3.0),
    );
    canvas.fill(&ball, if variant == 0 { p.light } else { p.white });
    if variant == 0 {
        canvas.fill(&Shape::Circle((50.0, 47.0), 8.0), glow());
        canvas.tint(&Shape::Circle((41.0, 40.0), 4.0), p.white, 0.6);
    } else {
        for y in [34.0, 40.0, 46.0, 52.0, 58.0] {
            canvas.fill_inside(
                &ball,
                &Shape::Line((22.0, y), (78.0, y), 0.45),
                p.main.mix(p.white, 0.4),
            );
        }
        canvas.tint(&Shape::Ellipse((50.0, 48.0), (12.0, 11.0)), glow(), 0.7);
    }
}

pub(super) fn lantern(canvas: &mut Canvas, p: &Palette, variant: u8) {
    shadow(canvas, p, 20.0, 82.0);
    canvas.tint(&Shape::Circle((50.0, 55.0), 32.0), glow(), 0.45);
    if variant == 0 {
        canvas.fill(&Shape::Ring((50.0, 30.0), 12.0, 1.2), p.ink);
        canvas.fill(&Shape::Box((50.0, 36.0), (13.0, 4.0), 2.4, 0.0), p.main);
        canvas.fill(&Shape::Box((50.0, 56.0), (14.0, 18.0), 3.0, 0.0), p.white);
        canvas.fill(&Shape::Ellipse((50.0, 57.0), (6.0, 9.0)), glow());
        for x in [37.0, 50.0, 63.0] {
            canvas.fill(&Shape::Line((x, 38.0), (x, 74.0), 0.8), p.dark);
        }
        canvas.fill(&Shape::Box((50.0, 77.0), (18.0, 5.0), 2.4, 0.0), p.main);
        canvas.fill(&Shape::Circle((50.0, 77.0), 2.2), p.accent);
    } else {
        canvas.fill(&Shape::Box((50.0, 68.0), (7.0, 14.0), 4.0, 0.0), p.white);
        let cap = Shape::Dome((50.0, 58.0), 26.0);
        canvas.fill(&cap, p.main);
        for (x, y, r) in [(38.0, 48.0, 3.4), (52.0, 40.0, 4.4), (64.0, 51.0, 2.8)] {
            canvas.fill_inside(&cap, &Shape::Circle((x, y), r), p.light);
        }
        canvas.fill(&Shape::Ellipse((50.0, 58.0), (26.0, 3.6)), glow());
        canvas.fill(&Shape::Ellipse((50.0, 81.0), (12.0, 1.8)), p.white);
    }
}
