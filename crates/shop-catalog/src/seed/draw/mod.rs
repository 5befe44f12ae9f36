//! Draws a flat illustration of a product: a motif of its category, in colours of its own.

mod audio;
mod bags;
mod canvas;
mod color;
mod kitchen;
mod lighting;
mod plants;
mod stationery;

use canvas::{Canvas, Shape};
use color::Palette;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Motif {
    Mug,
    Kettle,
    Pan,
    Board,
    Bowl,
    DeskLamp,
    TableLamp,
    Pendant,
    Globe,
    Lantern,
    Notebook,
    Pen,
    Pencils,
    Envelope,
    Tote,
    Backpack,
    Satchel,
    Duffel,
    Foliage,
    Blades,
    Cactus,
    Rosettes,
    Headphones,
    Speaker,
    Turntable,
    Radio,
}

/// How a motif is drawn for one product.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub(super) motif: Motif,
    /// Degrees on the colour circle.
    pub(super) hue: f32,
    /// From 0, grey, to 1.
    pub(super) saturation: f32,
    /// 0, 1 or 2: another shape of the same thing.
    pub(super) variant: u8,
}

/// The picture as a PNG file with `side` pixels along each side.
pub(super) fn picture(look: &Look, side: usize) -> Result<Vec<u8>, png::EncodingError> {
    let palette = Palette::new(look.hue, look.saturation);
    let mut canvas = Canvas::new(side, palette.wall, palette.table);
    // A soft sun behind every product holds the series together.
    let sun = Shape::Circle((50.0 + f32::from(look.variant) * 6.0 - 6.0, 44.0), 34.0);
    canvas.tint(&sun, palette.white, 0.55);
    let draw = match look.motif {
        Motif::Mug => kitchen::mug,
        Motif::Kettle => kitchen::kettle,
        Motif::Pan => kitchen::pan,
        Motif::Board => kitchen::board,
        Motif::Bowl => kitchen::bowl,
        Motif::DeskLamp => lighting::desk_lamp,
        Motif::TableLamp => lighting::table_lamp,
        Motif::Pendant => lighting::pendant,
        Motif::Globe => lighting::globe,
        Motif::Lantern => lighting::lantern,
        Motif::Notebook => stationery::notebook,
        Motif::Pen => stationery::pen,
        Motif::Pencils => stationery::pencils,
        Motif::Envelope => stationery::envelope,
        Motif::Tote => bags::tote,
        Motif::Backpack => bags::backpack,
        Motif::Satchel => bags::satchel,
        Motif::Duffel => bags::duffel,
        Motif::Foliage => plants::foliage,
        Motif::Blades => plants::blades,
        Motif::Cactus => plants::cactus,
        Motif::Rosettes => plants::rosettes,
        Motif::Headphones => audio::headphones,
        Motif::Speaker => audio::speaker,
        Motif::Turntable => audio::turntable,
        Motif::Radio => audio::radio,
    };
    draw(&mut canvas, &palette, look.variant);
    canvas.png()
}

/// What a thing that stands on the table throws: `width` is half of it.
fn shadow(canvas: &mut Canvas, palette: &Palette, width: f32, y: f32) {
    canvas.tint(&Shape::Ellipse((51.5, y), (width, 2.6)), palette.ink, 0.16);
}
