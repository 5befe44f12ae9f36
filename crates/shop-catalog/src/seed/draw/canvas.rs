//! A canvas of 100 by 100 units and the few shapes that the pictures are made of. Each shape tells how far a point is
//! from its edge, which gives smooth edges for free.

use super::color::Color;

pub(super) type Point = (f32, f32);

/// A shape in units. The origin is at the top left.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// Centre and radius.
    Circle(Point, f32),
    /// Centre and half axes.
    Ellipse(Point, Point),
    /// Centre, half width and height, radius of the corners, turned by degrees.
    Box(Point, Point, f32, f32),
    /// A thick line with round ends: both ends and half its thickness.
    Line(Point, Point, f32),
    /// Corners in order, and how far they are rounded.
    Polygon(Vec<Point>, f32),
    /// Centre, radius and half the thickness.
    Ring(Point, f32, f32),
    /// The half of a circle above its centre.
    Dome(Point, f32),
}

impl Shape {
    /// Units from the edge; negative inside.
    fn distance(&self, p: Point) -> f32 {
        match self {
            Self::Circle(centre, radius) => length(minus(p, *centre)) - radius,
            Self::Ellipse(centre, (a, b)) => {
                let (x, y) = minus(p, *centre);
                let scaled = length((x / a, y / b));
                let slope = length((x / (a * a), y / (b * b))).max(1e-6);
                if scaled < 1e-6 {
                    -a.min(*b)
                } else {
                    scaled * (scaled - 1.0) / slope
                }
            }
            Self::Box(centre, (width, height), radius, degrees) => {
                let (x, y) = turned(minus(p, *centre), -degrees.to_radians());
                let (dx, dy) = (x.abs() - width + radius, y.abs() - height + radius);
                length((dx.max(0.0), dy.max(0.0))) + dx.max(dy).min(0.0) - radius
            }
            Self::Line(a, b, radius) => to_segment(p, *a, *b) - radius,
            Self::Polygon(corners, rounding) => polygon(corners, p) - rounding,
            Self::Ring(centre, radius, half) => (length(minus(p, *centre)) - radius).abs() - half,
            Self::Dome(centre, radius) => {
                let offset = minus(p, *centre);
                (length(offset) - radius).max(offset.1)
            }
        }
    }

    /// Left, top, right and bottom of what it can cover.
    fn bounds(&self) -> [f32; 4] {
        let around = |(x, y): Point, w: f32, h: f32| [x - w, y - h, x + w, y + h];
        match self {
            Self::Circle(centre, radius) | Self::Dome(centre, radius) => {
                around(*centre, *radius, *radius)
            }
            Self::Ellipse(centre, (a, b)) => around(*centre, *a, *b),
            Self::Box(centre, (width, height), _, _) => {
                let reach = length((*width, *height));
                around(*centre, reach, reach)
            }
            Self::Line(a, b, radius) => grow(&[*a, *b], *radius),
            Self::Polygon(corners, rounding) => grow(corners, *rounding),
            Self::Ring(centre, radius, half) => around(*centre, radius + half, radius + half),
        }
    }
}

/// A picture in the making.
#[derive(Debug)]
pub(super) struct Canvas {
    /// Pixels along each side.
    side: usize,
    pixels: Vec<[f32; 3]>,
}

impl Canvas {
    /// A wall that gets lighter towards the top, and a table.
    pub(super) fn new(side: usize, wall: Color, table: Color) -> Self {
        let white = Color([1.0, 1.0, 1.0]);
        let mut canvas = Self {
            side,
            pixels: Vec::with_capacity(side * side),
        };
        for row in 0..side {
            let height = row as f32 / side as f32;
            let color = wall.mix(white, 0.5 * (1.0 - height));
            canvas.pixels.extend(std::iter::repeat_n(color.0, side));
        }
        canvas.fill(&Shape::Box((50.0, 96.0), (60.0, 18.0), 0.0, 0.0), table);
        canvas
    }

    /// Paints `shape`.
    pub(super) fn fill(&mut self, shape: &Shape, color: Color) {
        self.paint(shape, None, color, 1.0);
    }

    /// Paints only what lies inside `within`: shades and patterns of a thing.
    pub(super) fn fill_inside(&mut self, within: &Shape, shape: &Shape, color: Color) {
        self.paint(shape, Some(within), color, 1.0);
    }

    /// Paints so that `share` of what is below is covered: shadows and shine.
    pub(super) fn tint(&mut self, shape: &Shape, color: Color, share: f32) {
        self.paint(shape, None, color, share);
    }

    fn paint(&mut self, shape: &Shape, within: Option<&Shape>, color: Color, share: f32) {
        let [left, top, right, bottom] = shape.bounds();
        let scale = self.side as f32 / 100.0;
        let pixel = |unit: f32| (unit * scale).clamp(0.0, self.side as f32) as usize;
        let columns = pixel(left - 1.0)..pixel(right + 1.0);
        for row in pixel(top - 1.0)..pixel(bottom + 1.0) {
            for column in columns.clone() {
                let point = ((column as f32 + 0.5) / scale, (row as f32 + 0.5) / scale);
                let mut distance = shape.distance(point);
                if let Some(within) = within {
                    distance = distance.max(within.distance(point));
                }
                let cover = (0.5 - distance * scale).clamp(0.0, 1.0) * share;
                if cover > 0.0
                    && let Some(pixel) = self.pixels.get_mut(row * self.side + column)
                {
                    *pixel = Color(*pixel).mix(color, cover).0;
                }
            }
        }
    }

    /// The picture as a PNG file.
    pub(super) fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let side = u32::try_from(self.side).unwrap_or(u32::MAX);
        let mut file = Vec::with_capacity(32 * 1024);
        let mut encoder = png::Encoder::new(&mut file, side, side);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        let bytes: Vec<u8> = self
            .pixels
            .iter()
            .flatten()
            .map(|channel| (channel.clamp(0.0, 1.0) * 255.0).round() as u8)
            .collect();
        writer.write_image_data(&bytes)?;
        writer.finish()?;
        Ok(file)
    }
}

fn minus(a: Point, b: Point) -> Point {
    (a.0 - b.0, a.1 - b.1)
}

fn length((x, y): Point) -> f32 {
    (x * x + y * y).sqrt()
}

fn turned((x, y): Point, angle: f32) -> Point {
    let (sin, cos) = angle.sin_cos();
    (x * cos - y * sin, x * sin + y * cos)
}

fn grow(points: &[Point], by: f32) -> [f32; 4] {
    let start = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    let [left, top, right, bottom] =
        points
            .iter()
            .fold(start, |[left, top, right, bottom], (x, y)| {
                [left.min(*x), top.min(*y), right.max(*x), bottom.max(*y)]
            });
    [left - by, top - by, right + by, bottom + by]
}

fn to_segment(p: Point, a: Point, b: Point) -> f32 {
    let (ap, ab) = (minus(p, a), minus(b, a));
    let along =
        ((ap.0 * ab.0 + ap.1 * ab.1) / (ab.0 * ab.0 + ab.1 * ab.1).max(1e-6)).clamp(0.0, 1.0);
    length((ap.0 - ab.0 * along, ap.1 - ab.1 * along))
}

fn polygon(corners: &[Point], p: Point) -> f32 {
    let mut nearest = f32::MAX;
    let mut inside = false;
    let mut before = corners.last().copied().unwrap_or_default();
    for &corner in corners {
        nearest = nearest.min(to_segment(p, before, corner));
        let crosses = (corner.1 > p.1) != (before.1 > p.1);
        if crosses
            && p.0 < (before.0 - corner.0) * (p.1 - corner.1) / (before.1 - corner.1) + corner.0
        {
            inside = !inside;
        }
        before = corner;
    }
    if inside { -nearest } else { nearest }
}
