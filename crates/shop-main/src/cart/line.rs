//! One line of a cart, and the text that stands for it in Redis. Pure.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use shop_api::{Money, ProductId};

/// The lines of a cart.
pub(crate) type Lines = BTreeMap<ProductId, Line>;

/// Pieces of one product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// How many.
    pub(crate) quantity: u32,
    /// The price of one piece that the customer was last shown.
    pub(crate) seen: Money,
}

/// As in Redis: `2 1999 USD`. The scripts rely on the quantity being first.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {}",
            self.quantity, self.seen.amount, self.seen.currency
        )
    }
}

/// Text that is no line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a cart line such as \"2 1999 USD\"")]
pub(crate) struct NotALine;

impl FromStr for Line {
    type Err = NotALine;

    fn from_str(text: &str) -> Result<Self, NotALine> {
        let mut parts = text.split(' ');
        let (Some(quantity), Some(amount), Some(currency), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotALine);
        };
        let quantity = quantity.parse().map_err(|_| NotALine)?;
        let amount = amount.parse().map_err(|_| NotALine)?;
        let currency = currency.parse().map_err(|_| NotALine)?;
        if quantity == 0 {
            return Err(NotALine);
        }
        Ok(Self {
            quantity,
            seen: Money::new(amount, currency),
        })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_line_reads_back() {
        let line = Line {
            quantity: 2,
            seen: Money::usd(1999),
        };
        assert_eq!(line.to_string(), "2 1999 USD");
        assert_eq!(line.to_string().parse(), Ok(line));
    }

    #[rstest]
    #[case::empty("")]
    #[case::no_price("2")]
    #[case::no_pieces("0 1999 USD")]
    #[case::more("2 1999 USD x")]
    #[case::currency("2 1999 usd")]
    fn other_text_is_no_line(#[case] text: &str) {
        assert_eq!(text.parse::<Line>(), Err(NotALine));
    }
}
