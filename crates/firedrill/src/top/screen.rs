//! What the reader chose to see. Pure: keys in, a choice out.

use drill_core::i18n::Lang;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::text::top as say;

/// A part of the picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Pane {
    /// Everything, as much of it as fits.
    #[default]
    All,
    /// Services with their replicas.
    Services,
    /// Links with what their callers measured.
    Links,
    /// Stores and pools.
    Stores,
    /// Alerts with what they mean.
    Alerts,
}

impl Pane {
    /// In the order of their keys, from 1.
    pub(crate) const ALL: [Self; 5] = [
        Self::All,
        Self::Services,
        Self::Links,
        Self::Stores,
        Self::Alerts,
    ];

    /// Its name.
    pub(crate) fn name(self, lang: Lang) -> String {
        match self {
            Self::All => say::pane_all(lang),
            Self::Services => say::pane_services(lang),
            Self::Links => say::pane_links(lang),
            Self::Stores => say::pane_stores(lang),
            Self::Alerts => say::pane_alerts(lang),
        }
    }

    /// Its key.
    pub(crate) fn key(self) -> usize {
        self.place() + 1
    }

    fn place(self) -> usize {
        Self::ALL.iter().position(|pane| *pane == self).unwrap_or(0)
    }

    /// The pane so many keys further, around the end.
    fn turn(self, by: usize) -> Self {
        let place = (self.place() + by) % Self::ALL.len();
        Self::ALL.get(place).copied().unwrap_or_default()
    }
}

/// The reader's choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Screen {
    pub(crate) pane: Pane,
    /// Lines above the first one that is shown. Whoever draws holds it within what there is.
    pub(crate) scroll: usize,
    pub(crate) is_helping: bool,
}

impl Screen {
    /// Takes a key; true when the reader wants to leave.
    pub(crate) fn press(&mut self, key: KeyEvent) -> bool {
        if key.kind == KeyEventKind::Release {
            return false;
        }
        let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
        if is_control {
            // Raw mode hands Ctrl-C over as a key.
            return matches!(key.code, KeyCode::Char('c' | 'd'));
        }
        match key.code {
            KeyCode::Esc if self.is_helping => self.is_helping = false,
            KeyCode::Char('q' | 'Q') | KeyCode::Esc => return true,
            KeyCode::Char('?' | 'h') => self.is_helping = !self.is_helping,
            KeyCode::Char(digit @ '1'..='5') => {
                let place = digit as usize - '1' as usize;
                self.show(Pane::All.turn(place));
            }
            KeyCode::Tab | KeyCode::Right => self.show(self.pane.turn(1)),
            KeyCode::BackTab | KeyCode::Left => self.show(self.pane.turn(Pane::ALL.len() - 1)),
            KeyCode::Down | KeyCode::Char('j') => self.scroll += 1,
            KeyCode::Up | KeyCode::Char('k') => self.scroll = self.scroll.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => self.scroll += 10,
            KeyCode::PageUp => self.scroll = self.scroll.saturating_sub(10),
            KeyCode::Home => self.scroll = 0,
            _ => {}
        }
        false
    }

    fn show(&mut self, pane: Pane) {
        *self = Self {
            pane,
            ..Self::default()
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn pressed(screen: &mut Screen, code: KeyCode) -> bool {
        screen.press(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[rstest]
    #[case::q(KeyCode::Char('q'), KeyModifiers::NONE)]
    #[case::escape(KeyCode::Esc, KeyModifiers::NONE)]
    #[case::control_c(KeyCode::Char('c'), KeyModifiers::CONTROL)]
    fn a_key_leaves(#[case] code: KeyCode, #[case] modifiers: KeyModifiers) {
        assert!(Screen::default().press(KeyEvent::new(code, modifiers)));
    }

    #[test]
    fn escape_closes_the_help_before_it_leaves() {
        let mut screen = Screen::default();
        assert!(!pressed(&mut screen, KeyCode::Char('?')));
        assert!(!pressed(&mut screen, KeyCode::Esc));
        assert!(!screen.is_helping);
        assert!(pressed(&mut screen, KeyCode::Esc));
    }

    #[test]
    fn panes_turn_around_and_begin_at_their_top() {
        let mut screen = Screen::default();
        pressed(&mut screen, KeyCode::Char('4'));
        assert_eq!((screen.pane, screen.pane.key()), (Pane::Stores, 4));
        pressed(&mut screen, KeyCode::Down);
        pressed(&mut screen, KeyCode::Tab);
        assert_eq!((screen.pane, screen.scroll), (Pane::Alerts, 0));
        pressed(&mut screen, KeyCode::Right);
        assert_eq!(screen.pane, Pane::All);
        pressed(&mut screen, KeyCode::BackTab);
        assert_eq!(screen.pane, Pane::Alerts);
    }

    #[test]
    fn nothing_scrolls_above_the_top() {
        let mut screen = Screen::default();
        pressed(&mut screen, KeyCode::Up);
        pressed(&mut screen, KeyCode::PageUp);
        assert_eq!(screen.scroll, 0);
    }
}
