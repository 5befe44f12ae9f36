//! The 60 products that a new shop begins with: 10 of each category, in the order of the shop's menu.

mod audio;
mod bags;
mod kitchen;
mod lighting;
mod plants;
mod stationery;

use super::draw::{Look, Motif};

/// One product of the seed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Article {
    pub(super) sku: &'static str,
    pub(super) name: &'static str,
    pub(super) name_ko: &'static str,
    pub(super) description: &'static str,
    pub(super) description_ko: &'static str,
    pub(super) cents: i64,
    pub(super) look: Look,
}

/// Hue, saturation and variant of a picture.
type Paint = (f32, f32, u8);

const fn article(
    sku: &'static str,
    cents: i64,
    [name, name_ko]: [&'static str; 2],
    [description, description_ko]: [&'static str; 2],
    motif: Motif,
    (hue, saturation, variant): Paint,
) -> Article {
    Article {
        sku,
        name,
        name_ko,
        description,
        description_ko,
        cents,
        look: Look {
            motif,
            hue,
            saturation,
            variant,
        },
    }
}

/// Each category with its articles.
pub(super) const ASSORTMENT: [(&str, [Article; 10]); 6] = [
    ("kitchen", kitchen::ARTICLES),
    ("lighting", lighting::ARTICLES),
    ("stationery", stationery::ARTICLES),
    ("bags", bags::ARTICLES),
    ("plants", plants::ARTICLES),
    ("audio", audio::ARTICLES),
];
