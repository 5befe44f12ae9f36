//! Kinds of pictures that the shop shows.

use shop_api::ProductId;
use uuid::Uuid;

/// A kind of picture, told by the first bytes of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Png,
    Jpeg,
    WebP,
}

/// What the beginning of a file says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A picture of this kind.
    Is(Format),
    /// It may be one: more of the file tells.
    Unclear,
    /// No picture that the shop shows.
    Isnt,
    /// A picture with more pixels than a browser should have to unpack, or with none.
    TooLarge,
}

/// Pixels along a side, at most.
pub(crate) const LARGEST_SIDE: u32 = 8000;

/// The size of a picture stands in so many bytes from the beginning; before it, a JPEG may have a preview and color tables.
pub(crate) const HEAD: usize = 256 * 1024;

/// What a file is, whatever its sender calls it.
pub(crate) fn judge(head: &[u8]) -> Verdict {
    let Some(format) = Format::of(head) else {
        // All three are told by 12 bytes.
        return if head.len() < 12 {
            Verdict::Unclear
        } else {
            Verdict::Isnt
        };
    };
    let size = match format {
        Format::Png => png_size(head),
        Format::Jpeg => jpeg_size(head),
        Format::WebP => webp_size(head),
    };
    match size {
        Size::Of(width, height) => {
            let fits = |side| (1..=LARGEST_SIDE).contains(&side);
            if fits(width) && fits(height) {
                Verdict::Is(format)
            } else {
                Verdict::TooLarge
            }
        }
        Size::Later => Verdict::Unclear,
        Size::Nowhere => Verdict::Isnt,
    }
}

/// Width and height, if the beginning of the file has them.
enum Size {
    Of(u32, u32),
    Later,
    Nowhere,
}

/// The first chunk is the header: its length, its name, width and height.
fn png_size(head: &[u8]) -> Size {
    match head.get(8..24) {
        None => Size::Later,
        Some(chunk) => match (
            chunk.strip_prefix(b"\0\0\0\x0dIHDR"),
            number(chunk, 8),
            number(chunk, 12),
        ) {
            (Some(_), Some(width), Some(height)) => Size::Of(width, height),
            _ => Size::Nowhere,
        },
    }
}

/// Segments up to the one that begins a frame: a marker, the length, and for a frame the depth, height and width.
fn jpeg_size(head: &[u8]) -> Size {
    let mut place = 2;
    loop {
        let (Some(begin), Some(marker)) = (head.get(place), head.get(place + 1)) else {
            return Size::Later;
        };
        if *begin != 0xff {
            return Size::Nowhere;
        }
        match *marker {
            // A marker may be preceded by fill bytes.
            0xff => place += 1,
            // Frames; between their numbers are tables.
            0xc0..=0xcf if !matches!(*marker, 0xc4 | 0xc8 | 0xcc) => {
                return match (short(head, place + 7), short(head, place + 5)) {
                    (Some(width), Some(height)) => Size::Of(width, height),
                    _ => Size::Later,
                };
            }
            // The end, or pixels before any frame.
            0x00 | 0xd8..=0xda => return Size::Nowhere,
            _ => match short(head, place + 2) {
                None => return Size::Later,
                Some(length) if length < 2 => return Size::Nowhere,
                Some(length) => place += 2 + usize::try_from(length).unwrap_or(usize::MAX / 2),
            },
        }
    }
}

/// The first chunk is one of three kinds, each with the size in another place.
fn webp_size(head: &[u8]) -> Size {
    let Some(chunk) = head.get(12..30) else {
        return Size::Later;
    };
    let byte = |place: usize| chunk.get(place).copied().map_or(0, u32::from);
    let pair = |place| byte(place) | byte(place + 1) << 8;
    let triple = |place| pair(place) | byte(place + 2) << 16;
    match chunk.get(..4) {
        Some(b"VP8 ") if chunk.get(11..14) == Some(b"\x9d\x01\x2a") => {
            Size::Of(pair(14) & 0x3fff, pair(16) & 0x3fff)
        }
        Some(b"VP8L") if byte(8) == 0x2f => {
            let bits = triple(9) | byte(12) << 24;
            Size::Of((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)
        }
        Some(b"VP8X") => Size::Of(triple(12) + 1, triple(15) + 1),
        _ => Size::Nowhere,
    }
}

fn number(bytes: &[u8], place: usize) -> Option<u32> {
    let bytes = bytes.get(place..place + 4)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

fn short(bytes: &[u8], place: usize) -> Option<u32> {
    let bytes = bytes.get(place..place.checked_add(2)?)?;
    Some(u32::from(u16::from_be_bytes(bytes.try_into().ok()?)))
}

impl Format {
    /// What the first bytes name.
    pub(crate) fn of(file: &[u8]) -> Option<Self> {
        if file.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if file.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP") {
            Some(Self::WebP)
        } else {
            None
        }
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
        }
    }
}

/// The key of one upload in the bucket.
pub(crate) fn key(product: ProductId, upload: Uuid, format: Format) -> String {
    format!("products/{product}/{upload}.{}", format.suffix())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const JPEG: &[u8] =
        b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc4\0\x03t\xff\xc2\0\x0b\x08\0\x10\0\x20rest";

    #[rstest]
    #[case::png(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\x1f\x40rest",
        Verdict::Is(Format::Png)
    )]
    #[case::png_too_high(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\x1f\x41rest",
        Verdict::TooLarge
    )]
    #[case::png_of_nothing(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\x10rest",
        Verdict::TooLarge
    )]
    #[case::png_in_name_only(b"\x89PNG\r\n\x1a\nnot really, but it begins like one", Verdict::Isnt)]
    #[case::png_so_far(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Verdict::Unclear)]
    #[case::jpeg(JPEG, Verdict::Is(Format::Jpeg))]
    #[case::jpeg_so_far(JPEG.split_at(20).0, Verdict::Unclear)]
    #[case::jpeg_in_name_only(b"\xff\xd8\xff\xe0\0\x04abnot a marker", Verdict::Isnt)]
    #[case::jpeg_that_never_moves(b"\xff\xd8\xff\xe0\0\0\0\0\0\0\0\0", Verdict::Isnt)]
    #[case::webp_lossy(
        b"RIFF\x10\0\0\0WEBPVP8 \x10\0\0\0\0\0\0\x9d\x01\x2a\x10\0\x20\0",
        Verdict::Is(Format::WebP)
    )]
    #[case::webp_lossless(
        b"RIFF\x10\0\0\0WEBPVP8L\x10\0\0\0\x2f\x10\x40\0\0\0\0\0\0\0",
        Verdict::Is(Format::WebP)
    )]
    #[case::webp_extended(
        b"RIFF\x10\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x10\0\0\x20\0\0",
        Verdict::Is(Format::WebP)
    )]
    #[case::webp_too_wide(
        b"RIFF\x10\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x40\x1f\0\x20\0\0",
        Verdict::TooLarge
    )]
    #[case::wave(b"RIFF\x10\0\0\0WAVEfmt ", Verdict::Isnt)]
    #[case::svg(b"<svg xmlns=", Verdict::Unclear)]
    #[case::whole_svg(b"<svg xmlns='x'>", Verdict::Isnt)]
    #[case::empty(b"", Verdict::Unclear)]
    fn a_picture_is_told_by_its_content(#[case] file: &[u8], #[case] expected: Verdict) {
        assert_eq!(judge(file), expected);
    }
}
