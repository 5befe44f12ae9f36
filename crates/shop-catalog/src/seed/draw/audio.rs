//! Things that play music.

use super::canvas::{Canvas, Shape};
use super::color::Palette;
use super::shadow;

pub(super) fn headphones(canvas: &mut Canvas, p: &Palette, variant: u8) {
    shadow(canvas, p, 28.0, 84.0);
    let above = Shape::Box((50.0, 32.0), (40.0, 24.0), 0.0, 0.0);
    canvas.fill_inside(&above, &Shape::Ring((50.0, 52.0), 27.0, 2.6), p.ink);
    canvas.fill_inside(&above, &Shape::Ring((50.0, 50.0), 27.0, 1.4), p.main);
    for (x, inner) in [(24.0, 4.0), (76.0, -4.0)] {
        canvas.fill(&Shape::Line((x, 50.0), (x, 62.0), 1.8), p.ink);
        canvas.fill(&Shape::Box((x + inner, 66.0), (5.0, 14.0), 4.6, 0.0), p.ink);
        canvas.fill(&Shape::Box((x, 66.0), (7.0, 13.0), 5.6, 0.0), p.main);
        canvas.fill(
            &Shape::Box((x - inner * 0.4, 66.0), (3.0, 8.0), 2.6, 0.0),
            if variant == 1 { p.accent } else { p.light },
        );
    }
    if variant == 2 {
        canvas.fill(&Shape::Line((24.0, 79.0), (30.0, 86.0), 0.6), p.ink);
        canvas.fill(&Shape::Line((30.0, 86.0), (58.0, 87.0), 0.6), p.ink);
    }
}

pub(super) fn speaker(canvas: &mut Canvas, p: &Palette, variant: u8) {
    let boxes: &[(f32, f32)] = if variant == 0 {
        &[(32.0, 15.0), (68.0, 15.0)]
    } else {
        &[(50.0, 20.0)]
    };
    shadow(canvas, p, 34.0, 83.0);
    for &(x, width) in boxes {
        let shell = Shape::Box(
            (x, 54.0),
            (width, 28.0),
            if variant == 1 { 12.0 } else { 3.0 },
            0.0,
        );
        canvas.fill(&shell, if variant == 0 { p.wood } else { p.main });
        canvas.fill_inside(
            &shell,
            &Shape::Box((x - width, 54.0), (4.0, 30.0), 0.0, 0.0),
            p.dark,
        );
        let big = width * 0.62;
        canvas.fill(&Shape::Circle((x, 64.0), big), p.ink);
        canvas.fill(&Shape::Circle((x, 64.0), big * 0.78), p.light);
        canvas.fill(&Shape::Circle((x, 64.0), big * 0.3), p.ink);
        canvas.fill(&Shape::Circle((x, 39.0), big * 0.5), p.ink);
        canvas.fill(&Shape::Circle((x, 39.0), big * 0.24), p.accent);
    }
    if variant == 1 {
        canvas.fill(&Shape::Ring((50.0, 25.0), 7.0, 1.3), p.ink);
    }
}

pub(super) fn turntable(canvas: &mut Canvas, p: &Palette, variant: u8) {
    shadow(canvas, p, 38.0, 82.0);
    let base = Shape::Box((50.0, 58.0), (38.0, 23.0), 3.0, 0.0);
    canvas.fill(&base, if variant == 0 { p.wood } else { p.main });
    canvas.fill_inside(
        &base,
        &Shape::Box((50.0, 79.0), (40.0, 3.0), 0.0, 0.0),
        p.dark,
    );
    canvas.fill(&Shape::Circle((42.0, 56.0), 19.0), p.ink);
    for radius in [16.0, 13.0, 10.0] {
        canvas.fill(
            &Shape::Ring((42.0, 56.0), radius, 0.25),
            p.ink.mix(p.white, 0.3),
        );
    }
    canvas.fill(&Shape::Circle((42.0, 56.0), 6.4), p.accent);
    canvas.fill(&Shape::Circle((42.0, 56.0), 1.0), p.white);
    canvas.fill(&Shape::Circle((76.0, 44.0), 4.4), p.white);
    canvas.fill(&Shape::Line((76.0, 44.0), (74.0, 62.0), 0.9), p.white);
    canvas.fill(&Shape::Line((74.0, 62.0), (58.0, 66.0), 0.9), p.white);
    canvas.fill(&Shape::Box((57.0, 66.0), (3.0, 1.8), 0.6, -14.0), p.light);
    for x in [70.0, 78.0] {
        canvas.fill(&Shape::Circle((x, 73.0), 1.8), p.white);
    }
}

pub(super) fn radio(canvas: &mut Canvas, p: &Palette, variant: u8) {
    shadow(canvas, p, 34.0, 82.0);
    canvas.fill(&Shape::Line((66.0, 44.0), (84.0, 14.0), 0.8), p.ink);
    canvas.fill(&Shape::Circle((84.0, 14.0), 1.6), p.ink);
    if variant == 0 {
        canvas.fill(&Shape::Ring((50.0, 44.0), 18.0, 1.6), p.wood);
    }
    let shell = Shape::Box((50.0, 61.0), (34.0, 20.0), 6.0, 0.0);
    canvas.fill(&shell, p.main);
    canvas.fill_inside(
        &shell,
        &Shape::Box((50.0, 79.0), (40.0, 4.0), 0.0, 0.0),
        p.dark,
    );
    canvas.fill(&Shape::Circle((35.0, 61.0), 13.0), p.dark);
    for y in [53.0, 57.0, 61.0, 65.0, 69.0] {
        canvas.fill_inside(
            &Shape::Circle((35.0, 61.0), 11.0),
            &Shape::Line((20.0, y), (50.0, y), 0.9),
            p.light,
        );
    }
    canvas.fill(&Shape::Box((66.0, 54.0), (13.0, 6.0), 1.6, 0.0), p.white);
    for x in [57.0, 61.0, 65.0, 69.0, 73.0] {
        canvas.fill(&Shape::Line((x, 52.0), (x, 54.0), 0.3), p.ink);
    }
    canvas.fill(&Shape::Line((68.0, 50.0), (68.0, 58.0), 0.6), p.accent);
    canvas.fill(&Shape::Circle((60.0, 69.0), 4.0), p.wood);
    canvas.fill(&Shape::Circle((73.0, 69.0), 4.0), p.wood);
}
