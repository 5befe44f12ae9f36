//! Puts a picture on the screen. Eighty by twenty-four cells have to do; more is used.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Padding, Paragraph};
use unicode_width::UnicodeWidthStr as _;

use super::grid::{Cell, Fit, GAP, Grid, Row};
use super::model::Health;
use super::screen::{Pane, Screen};
use super::views::Views;
use crate::paint::Tone;
use crate::render::time;
use crate::table::{clip, wrap};
use crate::text::top as say;

/// Below this there is nothing to see.
const LEAST: (u16, u16) = (40, 8);
/// Rows of links and stores, with their heads, that are kept before there is air between tables, and before anything
/// else grows. What is broken is among the first of them.
const LOWER: [usize; 2] = [7, 8];
/// How far the sentences of an alert stand in.
const INDENT: usize = 9;

/// How what is said looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Theme {
    /// Without colours only bold, dim and reversed letters are used.
    pub(crate) has_colour: bool,
}

impl Theme {
    fn style(self, tone: Tone) -> Style {
        let style = Style::new();
        let bold = style.add_modifier(Modifier::BOLD);
        match (tone, self.has_colour) {
            (Tone::Plain, _) => style,
            (Tone::Strong, _) => bold,
            (Tone::Dim, _) => style.add_modifier(Modifier::DIM),
            (Tone::Good, true) => style.fg(Color::Green),
            (Tone::Warn, true) => style.fg(Color::Yellow),
            (Tone::Bad, true) => bold.fg(Color::Red),
            (Tone::Command, true) => style.fg(Color::Cyan),
            (Tone::Good | Tone::Command, false) => style,
            (Tone::Warn | Tone::Bad, false) => bold,
        }
    }
}

/// Draws one frame.
pub(crate) struct Drawing<'a> {
    pub(crate) views: Views<'a>,
    pub(crate) theme: Theme,
}

impl Drawing<'_> {
    /// The whole screen. Holds the scroll within what there is.
    pub(crate) fn frame(&self, frame: &mut Frame<'_>, screen: &mut Screen) {
        let area = frame.area();
        if area.width < LEAST.0 || area.height < LEAST.1 {
            frame.render_widget(Paragraph::new(say::too_small(self.views.lang)), area);
            return;
        }
        let mut above = vec![self.head(area.width.into())];
        above.extend(self.views.silences().iter().map(|silence| {
            let line = clip(&format!("! {silence}"), area.width.into());
            Line::styled(
                line,
                self.theme.style(Tone::Warn).add_modifier(Modifier::BOLD),
            )
        }));
        let [head, body, foot] = Layout::vertical([
            Constraint::Length(u16::try_from(above.len()).unwrap_or(1)),
            Constraint::Fill(1),
            Constraint::Length(1),
        ])
        .areas(area);
        frame.render_widget(Paragraph::new(above), head);
        if screen.pane == Pane::All {
            screen.scroll = 0;
            let lines = self.all(body.width.into(), body.height.into());
            frame.render_widget(Paragraph::new(lines), body);
        } else {
            self.part(frame, body, screen);
        }
        frame.render_widget(Paragraph::new(self.foot(screen, area.width.into())), foot);
        if screen.is_helping {
            self.help(frame, area);
        }
    }

    fn head(&self, width: usize) -> Line<'static> {
        let health = self.views.picture.health();
        let base = Style::new().add_modifier(Modifier::REVERSED);
        let clock = format!(" {} ", time::clock(self.views.picture.at));
        let toned = |health: Health| {
            base.patch(self.theme.style(health.tone()))
                .add_modifier(Modifier::BOLD)
        };
        let lab = format!(" {} {} ", health.mark(), self.views.lab());
        let (fires, fires_style) = match self.views.fires() {
            // That every process is ready says nothing of what customers get.
            Some((health, words)) => (format!(" {} {words} ", health.mark()), toned(health)),
            None => (String::new(), base),
        };
        let rest = format!("  {}", self.views.customers());
        let room = width.saturating_sub(clock.width());
        let mut spans = Vec::new();
        let mut used = 0;
        for (text, style) in [
            (" firedrill top  ".to_owned(), base),
            (lab, toned(health)),
            (fires, fires_style),
            (rest, base),
        ] {
            let text = clip(&text, room.saturating_sub(used));
            used += text.width();
            spans.push(Span::styled(text, style));
        }
        spans.push(Span::styled(" ".repeat(room.saturating_sub(used)), base));
        spans.push(Span::styled(clock, base));
        Line::from(spans)
    }

    fn foot(&self, screen: &Screen, width: usize) -> Line<'static> {
        let lang = self.views.lang;
        let dim = self.theme.style(Tone::Dim);
        let mut spans = Vec::new();
        let mut used = 0;
        let keys = Pane::ALL
            .iter()
            .map(|pane| {
                (
                    pane.key().to_string(),
                    pane.name(lang),
                    *pane == screen.pane,
                )
            })
            .chain([
                ("?".to_owned(), say::key_help(lang), screen.is_helping),
                ("q".to_owned(), say::key_quit(lang), false),
            ]);
        for (key, name, is_on) in keys {
            let size = key.width() + name.width() + 4;
            if used + size > width {
                break;
            }
            used += size;
            let style = if is_on {
                Style::new().add_modifier(Modifier::REVERSED)
            } else {
                dim
            };
            let key_style = style
                .remove_modifier(Modifier::DIM)
                .add_modifier(Modifier::BOLD);
            spans.push(Span::styled(format!(" {key}"), key_style));
            spans.push(Span::styled(format!(" {name} "), style));
            spans.push(Span::raw(" "));
        }
        Line::from(spans)
    }

    /// Everything at once. What there is room for beyond the least is given in the order of its worth: air, replicas,
    /// what services promise each other.
    fn all(&self, width: usize, height: usize) -> Vec<Line<'static>> {
        let views = self.views;
        let alerts = views.alerts();
        let rows = |grid: &Grid| grid.rows.len() + 1;
        let (mut levels, mut services) = (views.levels(false), views.services(false));
        let few = alerts.rows.len().min(4) + 1;
        let lower = rows(&views.links()).max(rows(&views.stores(false)));
        let mut left = height.saturating_sub(few + rows(&levels) + rows(&services));
        let mut grow = |least: usize, by: usize| {
            let fits = left >= least + by;
            if fits {
                left -= by;
            }
            fits
        };
        let has_air = grow(LOWER[0].min(lower), 3);
        let lower = LOWER[1].min(lower);
        let with_replicas = views.services(true);
        if grow(lower, rows(&with_replicas) - rows(&services)) {
            services = with_replicas;
        }
        let of_services = views.levels(true);
        if grow(lower, rows(&of_services) - rows(&levels)) {
            levels = of_services;
        }
        let more = alerts.rows.len() + 1 - few;
        let few = if grow(lower, more) { few + more } else { few };

        let mut lines = self.few(alerts, few, width, Pane::Alerts);
        for grid in [levels, services] {
            if has_air {
                lines.push(Line::default());
            }
            lines.extend(self.table(&grid, width));
        }
        let spare = height.saturating_sub(lines.len() + usize::from(has_air));
        if spare >= 2 {
            if has_air {
                lines.push(Line::default());
            }
            lines.extend(self.beside(width, spare));
        }
        lines
    }

    /// Links, and stores to the right of them. One gets more than a half where the other needs less.
    fn beside(&self, width: usize, height: usize) -> Vec<Line<'static>> {
        let (links, stores) = (self.views.links(), self.views.stores(false));
        let gap = 2 * GAP;
        let half = (width - gap).div_ceil(2);
        let spare = (width - gap).saturating_sub(stores.width(true));
        let left_width = if spare < half {
            spare.max(links.width(true)).min(half)
        } else {
            half.max(links.width(false).min(spare))
        };
        let links = self.few(links, height, left_width, Pane::Links);
        let stores = self.few(stores, height, width - gap - left_width, Pane::Stores);
        let lines = links.len().max(stores.len());
        let mut stores = stores.into_iter();
        let mut links = links.into_iter();
        (0..lines)
            .map(|_| {
                let mut line = links.next().unwrap_or_default();
                let missing = (left_width + gap).saturating_sub(line.width());
                line.push_span(Span::raw(" ".repeat(missing)));
                for span in stores.next().unwrap_or_default().spans {
                    line.push_span(span);
                }
                line
            })
            .collect()
    }

    /// A table in so many lines. What is left out is counted, with the key that shows it.
    fn few(&self, grid: Grid, height: usize, width: usize, pane: Pane) -> Vec<Line<'static>> {
        let most = height.saturating_sub(1);
        if grid.rows.len() <= most {
            return self.table(&grid, width);
        }
        let (grid, left_out) = grid.first(most.saturating_sub(1));
        let mut lines = self.table(&grid, width);
        let more = say::more(self.views.lang, left_out, pane.key());
        let more = clip(&format!("  {more}"), width);
        lines.push(Line::styled(more, self.theme.style(Tone::Dim)));
        lines
    }

    /// One part with all of its columns, which scrolls.
    fn part(&self, frame: &mut Frame<'_>, area: Rect, screen: &mut Screen) {
        let (width, height) = (usize::from(area.width), usize::from(area.height));
        let mut lines = match screen.pane {
            Pane::Services => self.table(&self.views.services(true), width),
            Pane::Links => self.table(&self.views.links(), width),
            Pane::Stores => self.table(&self.views.stores(true), width),
            Pane::All | Pane::Alerts => self.alerts(width),
        };
        screen.scroll = screen.scroll.min(lines.len().saturating_sub(height));
        let head = lines.remove(0);
        let mut shown = vec![head];
        shown.extend(lines.into_iter().skip(screen.scroll));
        let hidden = shown.len().saturating_sub(height);
        if hidden > 0 {
            shown.truncate(height - 1);
            let more = say::more_lines(self.views.lang, hidden + 1);
            shown.push(Line::styled(
                clip(&more, width),
                self.theme.style(Tone::Dim),
            ));
        }
        frame.render_widget(Paragraph::new(shown), area);
    }

    fn alerts(&self, width: usize) -> Vec<Line<'static>> {
        let details = self.views.alert_details();
        let grid = self.views.alerts();
        if details.is_empty() {
            return self.table(&grid, width);
        }
        let fit = grid.fit(width);
        let mut lines = vec![self.names(&grid, &fit)];
        let indent = " ".repeat(INDENT);
        for (row, sentences) in details {
            lines.push(self.row(&grid, &row, &fit));
            for sentence in sentences {
                for line in wrap(&sentence, width.saturating_sub(INDENT)) {
                    lines.push(Line::raw(format!("{indent}{line}")));
                }
            }
            lines.push(Line::default());
        }
        lines
    }

    fn table(&self, grid: &Grid, width: usize) -> Vec<Line<'static>> {
        let fit = grid.fit(width);
        let mut lines = vec![self.names(grid, &fit)];
        lines.extend(grid.rows.iter().map(|row| self.row(grid, row, &fit)));
        lines
    }

    /// The head of a table. It is underlined over its whole width, which is all the frame that a table gets.
    fn names(&self, grid: &Grid, fit: &Fit) -> Line<'static> {
        let mut spans = Vec::new();
        for (place, &(column, width)) in fit.0.iter().enumerate() {
            let tone = if column == 0 { Tone::Strong } else { Tone::Dim };
            let style = self.theme.style(tone).add_modifier(Modifier::UNDERLINED);
            if place > 0 {
                spans.push(Span::styled(" ".repeat(GAP), style));
            }
            let name = clip(&grid.columns[column].name, width);
            let blanks = " ".repeat(width - name.width());
            let text = if grid.columns[column].right {
                blanks + &name
            } else {
                name + &blanks
            };
            spans.push(Span::styled(text, style));
        }
        Line::from(spans)
    }

    fn row(&self, grid: &Grid, row: &Row, fit: &Fit) -> Line<'static> {
        let mut spans = Vec::new();
        for (place, &(column, width)) in fit.0.iter().enumerate() {
            if place > 0 {
                spans.push(Span::raw(" ".repeat(GAP)));
            }
            let mut room = width;
            if column == 0 && row.is_marked && room > 2 {
                let mark = format!("{} ", row.health.mark());
                spans.push(Span::styled(mark, self.theme.style(row.health.tone())));
                room -= 2;
            }
            match row.cells.get(column) {
                Some(Cell::Text(text, tone)) => {
                    let text = clip(text, room);
                    let blanks = Span::raw(" ".repeat(room - text.width()));
                    let text = Span::styled(text, self.theme.style(*tone));
                    if grid.columns[column].right {
                        spans.extend([blanks, text]);
                    } else {
                        spans.extend([text, blanks]);
                    }
                }
                Some(Cell::Bars(bars)) => {
                    let bars = bars.fit(room);
                    let blanks = " ".repeat(room - bars.len());
                    spans.extend(bars.iter().map(|bar| {
                        let tone = if bar.is_above { Tone::Bad } else { Tone::Good };
                        Span::styled(bar.letter.to_string(), self.theme.style(tone))
                    }));
                    spans.push(Span::raw(blanks));
                }
                None => spans.push(Span::raw(" ".repeat(room))),
            }
        }
        Line::from(spans)
    }

    fn help(&self, frame: &mut Frame<'_>, area: Rect) {
        let lang = self.views.lang;
        let strong = self.theme.style(Tone::Strong);
        let command = self.theme.style(Tone::Command);
        let key = |keys: &str, does: String| {
            Line::from(vec![
                Span::styled(format!("  {keys:<11}"), command),
                Span::raw(does),
            ])
        };
        let mut lines = vec![
            Line::styled(say::help_keys(lang), strong),
            key("1 ... 5", say::help_panes(lang)),
            key("tab, ← →", say::help_turn(lang)),
            key("↑ ↓ j k", say::help_scroll(lang)),
            key("q, esc, ^C", say::help_quit(lang)),
            Line::default(),
            Line::styled(say::help_words(lang), strong),
        ];
        lines.extend(
            [
                say::help_marks(lang),
                say::help_now(lang),
                say::help_burn(lang),
                say::help_links(lang),
            ]
            .iter()
            .flat_map(|sentence| wrap(sentence, usize::from(area.width).saturating_sub(8)))
            .map(|line| Line::raw(format!("  {line}"))),
        );
        let width = lines.iter().map(Line::width).max().unwrap_or(0) + 4;
        let [_, middle, _] = Layout::vertical([
            Constraint::Fill(1),
            Constraint::Length(u16::try_from(lines.len() + 2).unwrap_or(u16::MAX)),
            Constraint::Fill(1),
        ])
        .areas(area);
        let [_, place, _] = Layout::horizontal([
            Constraint::Fill(1),
            Constraint::Length(u16::try_from(width).unwrap_or(u16::MAX)),
            Constraint::Fill(1),
        ])
        .areas(middle);
        frame.render_widget(Clear, place);
        let block = Block::bordered()
            .title(" firedrill top ")
            .padding(Padding::horizontal(1));
        frame.render_widget(Paragraph::new(lines).block(block), place);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#[path = "draw/tests.rs"]
mod tests;
