//! What the customers have seen of the shop.

use std::collections::BTreeSet;

use serde::Deserialize;
use uuid::Uuid;

/// So many products are remembered; more would only cost memory.
const MOST: usize = 200;

/// A product as the shop describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Product {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) name_ko: String,
    pub(crate) category: String,
    pub(crate) price: Price,
}

/// Its price.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Price {
    pub(crate) amount: i64,
}

/// The products, categories and words that the customers know from the lists they have seen, so that the
/// traffic needs to be told nothing of the shop's assortment.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    products: Vec<Known>,
    categories: Vec<String>,
    words: Vec<String>,
}

/// A product that was seen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    pub(crate) id: Uuid,
    pub(crate) price: i64,
}

impl Shelf {
    pub(crate) fn see(&mut self, seen: Vec<Product>) {
        for product in seen {
            let known = self
                .products
                .iter_mut()
                .find(|known| known.id == product.id);
            if let Some(known) = known {
                known.price = product.price.amount;
            } else if self.products.len() < MOST {
                self.learn(product);
            }
        }
    }

    fn learn(&mut self, product: Product) {
        self.products.push(Known {
            id: product.id,
            price: product.price.amount,
        });
        if !self.categories.contains(&product.category) {
            self.categories.push(product.category);
        }
        let mut words: BTreeSet<String> = std::mem::take(&mut self.words).into_iter().collect();
        for name in [&product.name, &product.name_ko] {
            // One letter finds everything.
            let longest = name
                .split_whitespace()
                .max_by_key(|word| word.chars().count());
            words.extend(
                longest
                    .filter(|word| word.chars().count() > 1)
                    .map(str::to_owned),
            );
        }
        self.words = words.into_iter().collect();
    }

    /// Forgets a product that the shop no longer has.
    pub(crate) fn forget(&mut self, id: Uuid) {
        self.products.retain(|known| known.id != id);
    }

    pub(crate) fn product(&self, pick: u32) -> Option<Known> {
        choose(&self.products, pick).copied()
    }

    pub(crate) fn category(&self, pick: u32) -> Option<String> {
        if pick.is_multiple_of(4) {
            return None;
        }
        choose(&self.categories, pick / 4).cloned()
    }

    pub(crate) fn word(&self, pick: u32) -> Option<String> {
        choose(&self.words, pick).cloned()
    }
}

fn choose<T>(from: &[T], pick: u32) -> Option<&T> {
    let pick = usize::try_from(pick).ok()?;
    from.get(pick.checked_rem(from.len())?)
}
