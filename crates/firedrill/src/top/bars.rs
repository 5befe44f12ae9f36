//! The last minutes of one number as a row of bars.

/// From nothing to the top of the scale.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Values over time, the last one now.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bars {
    values: Vec<Option<f64>>,
    /// What is above is not as promised; none where nothing is.
    limit: Option<f64>,
    /// The least that the full height stands for.
    top: f64,
}

/// One bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bar {
    /// Its letter; a blank where there is no value.
    pub(crate) letter: char,
    /// Whether it is above the limit.
    pub(crate) is_above: bool,
}

impl Bars {
    /// The full height stands for `top`, or for the greatest value where that is more.
    pub(crate) fn new(values: &[Option<f64>], limit: Option<f64>, top: f64) -> Self {
        Self {
            values: values.to_vec(),
            limit,
            top,
        }
    }

    /// The whole time in `width` bars, each the greatest value of its time: a peak is never left out.
    pub(crate) fn fit(&self, width: usize) -> Vec<Bar> {
        let width = width.min(self.values.len());
        let top = self
            .values
            .iter()
            .flatten()
            .fold(self.top, |top, value| top.max(*value));
        (0..width)
            .map(|place| {
                let from = place * self.values.len() / width;
                let to = (place + 1) * self.values.len() / width;
                let greatest = self.values[from..to]
                    .iter()
                    .flatten()
                    .copied()
                    .reduce(f64::max);
                self.bar(greatest, top)
            })
            .collect()
    }

    fn bar(&self, value: Option<f64>, top: f64) -> Bar {
        let Some(value) = value else {
            return Bar {
                letter: ' ',
                is_above: false,
            };
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of 1 times 7"
        )]
        // The lowest bar is nothing at all; the least of something stands out from it.
        let height = if value <= 0.0 || top <= 0.0 {
            0
        } else {
            ((value / top).clamp(0.0, 1.0) * 7.0).ceil() as usize
        };
        Bar {
            letter: BARS.get(height).copied().unwrap_or('█'),
            is_above: self.limit.is_some_and(|limit| value > limit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(bars: &[Bar]) -> String {
        bars.iter().map(|bar| bar.letter).collect()
    }

    #[test]
    fn the_least_of_something_differs_from_nothing() {
        let bars = Bars::new(
            &[Some(0.0), Some(0.001), Some(0.5), Some(1.0), None],
            None,
            1.0,
        );
        assert_eq!(letters(&bars.fit(9)), "▁▂▅█ ");
    }

    #[test]
    fn a_peak_survives_a_narrow_screen() {
        let mut values = vec![Some(0.0); 60];
        values[31] = Some(1.0);
        let bars = Bars::new(&values, Some(0.1), 1.0).fit(6);
        assert_eq!(letters(&bars), "▁▁▁█▁▁");
        assert_eq!(bars.iter().filter(|bar| bar.is_above).count(), 1);
    }

    #[test]
    fn a_value_above_the_scale_sets_the_scale() {
        let bars = Bars::new(&[Some(1.0), Some(4.0)], Some(2.0), 2.0);
        assert_eq!(letters(&bars.fit(2)), "▃█");
    }

    #[test]
    fn no_values_and_no_room_are_no_bars() {
        assert!(Bars::new(&[], None, 1.0).fit(10).is_empty());
        assert!(Bars::new(&[Some(1.0)], None, 1.0).fit(0).is_empty());
    }
}
