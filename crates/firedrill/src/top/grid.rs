//! A table before it is known where it is shown: which columns give way when there is little room, and which rows
//! come first when there are few.

use unicode_width::UnicodeWidthStr as _;

use super::bars::Bars;
use super::model::Health;
use crate::paint::Tone;

/// Blanks between two columns.
pub(crate) const GAP: usize = 2;
/// The least that a column is worth showing with which takes what is left.
const LEAST: usize = 8;

/// A table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grid {
    /// The first one's name is what the table is about.
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
}

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// Set against the right edge: for numbers.
    pub(crate) right: bool,
    /// Takes what the others leave, in equal parts where there are several.
    pub(crate) rest: bool,
    /// Where there is too little room the greatest goes first; 0 always stays.
    pub(crate) gives_way: u8,
}

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// What decides whether it is shown where only some are.
    pub(crate) health: Health,
    /// Whether its first cell carries the mark of its health.
    pub(crate) is_marked: bool,
    pub(crate) cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    /// Words or a number.
    Text(String, Tone),
    /// The last minutes.
    Bars(Bars),
}

/// Which columns are shown, and how wide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fit(pub(crate) Vec<(usize, usize)>);

/// A column of words.
pub(crate) fn words(name: impl Into<String>, gives_way: u8) -> Column {
    Column {
        name: name.into(),
        right: false,
        rest: false,
        gives_way,
    }
}

/// A column of numbers.
pub(crate) fn number(name: impl Into<String>, gives_way: u8) -> Column {
    Column {
        right: true,
        ..words(name, gives_way)
    }
}

/// A column that takes what the others leave.
pub(crate) fn rest(name: impl Into<String>, gives_way: u8) -> Column {
    Column {
        rest: true,
        ..words(name, gives_way)
    }
}

/// An ordinary cell.
pub(crate) fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into(), Tone::Plain)
}

/// A cell with a meaning.
pub(crate) fn toned(text: impl Into<String>, tone: Tone) -> Cell {
    Cell::Text(text.into(), tone)
}

impl Health {
    /// The letter that says it without a colour.
    pub(crate) const fn mark(self) -> char {
        match self {
            Self::Bad => '✗',
            Self::Warn => '!',
            Self::Good => '✓',
            Self::Unknown => '·',
        }
    }

    pub(crate) const fn tone(self) -> Tone {
        match self {
            Self::Bad => Tone::Bad,
            Self::Warn => Tone::Warn,
            Self::Good => Tone::Good,
            Self::Unknown => Tone::Dim,
        }
    }
}

impl Row {
    /// A row with the mark of its health.
    pub(crate) fn marked(health: Health, cells: Vec<Cell>) -> Self {
        Self {
            health,
            is_marked: true,
            cells,
        }
    }

    fn width(&self, column: usize) -> usize {
        let mark = if column == 0 && self.is_marked { 2 } else { 0 };
        match self.cells.get(column) {
            Some(Cell::Text(text, _)) => mark + text.width(),
            _ => mark,
        }
    }
}

impl Grid {
    /// A table of these columns.
    pub(crate) fn new(columns: Vec<Column>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    fn natural(&self, column: usize) -> usize {
        let head = self.columns.get(column).map_or(0, |one| one.name.width());
        self.rows
            .iter()
            .map(|row| row.width(column))
            .fold(head, usize::max)
    }

    /// The width of the whole table, or of those of its columns that never give way.
    pub(crate) fn width(&self, only_what_stays: bool) -> usize {
        let widths: Vec<usize> = (0..self.columns.len())
            .filter(|column| !only_what_stays || self.columns[*column].gives_way == 0)
            .map(|column| self.natural(column))
            .collect();
        widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
    }

    /// What fits into `width`.
    pub(crate) fn fit(&self, width: usize) -> Fit {
        let mut shown: Vec<(usize, usize)> = (0..self.columns.len())
            .map(|column| (column, self.natural(column)))
            .collect();
        // What takes the rest needs less than it has to say.
        let needs = |&(column, natural): &(usize, usize)| match &self.columns[column] {
            one if one.rest => one.name.width().max(LEAST),
            _ => natural,
        };
        let total = |shown: &[(usize, usize)]| {
            shown.iter().map(needs).sum::<usize>() + GAP * shown.len().saturating_sub(1)
        };
        while total(&shown) > width {
            let greatest = shown
                .iter()
                .enumerate()
                .max_by_key(|(_, (column, _))| self.columns[*column].gives_way);
            match greatest {
                Some((place, (column, _))) if self.columns[*column].gives_way > 0 => {
                    shown.remove(place);
                }
                _ => break,
            }
        }
        let is_rest = |column: usize| self.columns[column].rest;
        let rests = shown.iter().filter(|(column, _)| is_rest(*column)).count();
        let others: usize = shown
            .iter()
            .filter(|(column, _)| !is_rest(*column))
            .map(|(_, natural)| natural)
            .sum();
        let spare = width.saturating_sub(others + GAP * shown.len().saturating_sub(1));
        let mut left = width;
        for (place, (column, size)) in shown.iter_mut().enumerate() {
            if place > 0 {
                left = left.saturating_sub(GAP);
            }
            if is_rest(*column) {
                *size = spare / rests;
            }
            *size = (*size).min(left);
            left -= *size;
        }
        shown.retain(|(_, size)| *size > 0);
        Fit(shown)
    }

    /// The same with at most `most` rows, what is worse before what is well, and how many are left out.
    pub(crate) fn first(mut self, most: usize) -> (Self, usize) {
        let left_out = self.rows.len().saturating_sub(most);
        if left_out > 0 {
            self.rows.sort_by_key(|row| row.health);
            self.rows.truncate(most);
        }
        (self, left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Grid {
        let mut grid = Grid::new(vec![
            words("LINKS", 0),
            number("ENDS", 0),
            number("P95", 2),
            rest("LAST", 1),
        ]);
        grid.rows = vec![
            Row::marked(
                Health::Good,
                vec![text("main->order"), text("2"), text("12 ms"), text("x")],
            ),
            Row::marked(
                Health::Bad,
                vec![text("주문->데이터"), text("0"), text("-"), text("y")],
            ),
        ];
        grid
    }

    #[test]
    fn what_matters_least_gives_way_first() {
        assert_eq!(example().fit(80).0, [(0, 14), (1, 4), (2, 5), (3, 51)]);
        assert_eq!(example().fit(30).0, [(0, 14), (1, 4), (3, 8)]);
        assert_eq!(example().fit(20).0, [(0, 14), (1, 4)]);
        assert_eq!(example().fit(9).0, [(0, 9)]);
        assert_eq!(example().fit(0).0, []);
    }

    #[test]
    fn where_few_rows_fit_the_broken_ones_are_shown() {
        let (grid, left_out) = example().first(1);
        assert_eq!((grid.rows[0].health, left_out), (Health::Bad, 1));
        let (grid, left_out) = example().first(5);
        assert_eq!((grid.rows[0].health, left_out), (Health::Good, 0));
    }
}
