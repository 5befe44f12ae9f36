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

impl Format {
    /// What the file is, whatever its sender calls it.
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

    #[rstest]
    #[case::png(b"\x89PNG\r\n\x1a\nrest", Some(Format::Png))]
    #[case::jpeg(b"\xff\xd8\xff\xe0rest", Some(Format::Jpeg))]
    #[case::webp(b"RIFF\x10\0\0\0WEBPVP8 ", Some(Format::WebP))]
    #[case::wave(b"RIFF\x10\0\0\0WAVEfmt ", None)]
    #[case::svg(b"<svg xmlns=", None)]
    #[case::html(b"<!doctype html>", None)]
    #[case::short(b"\x89PNG", None)]
    #[case::empty(b"", None)]
    fn a_picture_is_told_by_its_content(#[case] file: &[u8], #[case] expected: Option<Format>) {
        assert_eq!(Format::of(file), expected);
    }
}
