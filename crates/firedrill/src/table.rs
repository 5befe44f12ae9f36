//! Columns that line up, also where a Korean letter is two cells wide.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::paint::{Paint, Tone};

/// One cell: its text, and what it means.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    text: String,
    tone: Tone,
    right: bool,
}

/// An ordinary cell.
pub(crate) fn cell(text: impl Into<String>) -> Cell {
    Cell {
        text: text.into(),
        tone: Tone::Plain,
        right: false,
    }
}

impl Cell {
    /// The same cell with a meaning.
    pub(crate) fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// The same cell, set against the right edge of its column: for numbers.
    pub(crate) fn right(mut self) -> Self {
        self.right = true;
        self
    }
}

/// A table without lines: two blanks between columns, nothing after the last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table whose first row names the columns.
    pub(crate) fn with_header<T: Into<String>>(names: impl IntoIterator<Item = T>) -> Self {
        let header = names
            .into_iter()
            .map(|name| cell(name).tone(Tone::Dim))
            .collect();
        Self { rows: vec![header] }
    }

    /// Adds a row at the end.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The table as text, each line indented by `indent` blanks and ended by a newline.
    pub(crate) fn render(&self, paint: Paint, indent: usize) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                self.rows
                    .iter()
                    .filter_map(|row| row.get(column))
                    .map(|cell| cell.text.width())
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let mut out = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                if column > 0 {
                    line.push_str("  ");
                }
                let width = widths.get(column).copied().unwrap_or(0);
                let gap = " ".repeat(width.saturating_sub(cell.text.width()));
                let text = paint.tone(cell.tone, &cell.text);
                if cell.right {
                    line.push_str(&gap);
                    line.push_str(&text);
                } else {
                    line.push_str(&text);
                    line.push_str(&gap);
                }
            }
            out.push_str(&" ".repeat(indent));
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

/// `text` in lines of at most `width` cells, broken at blanks. A word that is longer stays whole:
/// an address must remain one that can be copied. Its own line breaks are kept.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.width() + 1 + word.width() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// `text` cut to `width` cells, with an ellipsis where something is missing.
pub(crate) fn clip(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for letter in text.chars() {
        let wide = letter.width().unwrap_or(0);
        if used + wide + 1 > width {
            break;
        }
        used += wide;
        out.push(letter);
    }
    format!("{}…", out.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_korean_cell_takes_two_columns_a_letter() {
        let mut table = Table::with_header(["이름", "상태"]);
        table.row([cell("catalog"), cell("준비 완료")]);
        table.row([cell("주문"), cell("ok")]);
        assert_eq!(
            table.render(Paint::PLAIN, 0),
            "이름     상태\ncatalog  준비 완료\n주문     ok\n"
        );
    }

    #[test]
    fn numbers_stand_at_the_right_edge() {
        let mut table = Table::default();
        table.row([cell("postgres"), cell("38.1").right()]);
        table.row([cell("all"), cell("401.0").right()]);
        assert_eq!(
            table.render(Paint::PLAIN, 2),
            "  postgres   38.1\n  all       401.0\n"
        );
    }

    #[test]
    fn a_long_address_is_never_broken() {
        let lines = wrap("see http://127.0.0.1:20001/a/very/long/path now", 20);
        assert_eq!(
            lines,
            ["see", "http://127.0.0.1:20001/a/very/long/path", "now"]
        );
    }

    #[test]
    fn a_clipped_korean_text_stays_within_its_width() {
        assert_eq!(clip("주문 서비스", 6), "주문…");
        assert_eq!(clip("short", 6), "short");
    }
}
