//! Colours of a picture: a few that fit together, all from one hue.

/// Red, green and blue from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Color(pub(super) [f32; 3]);

impl Color {
    /// From the colour circle: hue in degrees, saturation and lightness from 0 to 1.
    pub(super) fn hsl(hue: f32, saturation: f32, lightness: f32) -> Self {
        let strength = saturation * lightness.min(1.0 - lightness);
        let channel = |offset: f32| {
            let k = (offset + hue / 30.0).rem_euclid(12.0);
            lightness - strength * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
        };
        Self([channel(0.0), channel(8.0), channel(4.0)])
    }

    /// `share` of the way to `other`.
    pub(super) fn mix(self, other: Self, share: f32) -> Self {
        let mut mixed = self.0;
        for (channel, goal) in mixed.iter_mut().zip(other.0) {
            *channel += (goal - *channel) * share;
        }
        Self(mixed)
    }
}

/// What a motif is painted with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    /// The thing itself.
    pub(super) main: Color,
    /// Its shaded side.
    pub(super) dark: Color,
    /// Its lit side.
    pub(super) light: Color,
    /// A second material, from the other side of the colour circle.
    pub(super) accent: Color,
    /// Outlines and holes.
    pub(super) ink: Color,
    /// Paper, porcelain, shine.
    pub(super) white: Color,
    /// Wood.
    pub(super) wood: Color,
    /// Leaves.
    pub(super) leaf: Color,
    /// The wall behind.
    pub(super) wall: Color,
    /// The table below.
    pub(super) table: Color,
}

impl Palette {
    pub(super) fn new(hue: f32, saturation: f32) -> Self {
        let main = Color::hsl(hue, saturation, 0.52);
        Self {
            main,
            dark: Color::hsl(hue + 8.0, saturation, 0.38),
            light: Color::hsl(hue - 8.0, saturation * 0.9, 0.68),
            accent: Color::hsl(hue + 160.0, saturation * 0.8, 0.58),
            ink: Color::hsl(hue + 220.0, 0.25, 0.2),
            white: Color::hsl(hue, 0.25, 0.96),
            wood: Color::hsl(30.0, 0.42, 0.55),
            leaf: Color::hsl(138.0 + (hue % 40.0) - 20.0, 0.38, 0.42),
            wall: Color::hsl(hue + 40.0, 0.35, 0.9),
            table: Color::hsl(hue + 25.0, 0.3, 0.82),
        }
    }
}
