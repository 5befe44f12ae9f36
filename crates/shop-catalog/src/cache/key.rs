//! What is cached, and what is forgotten together.

use shop_api::ProductId;

/// A cached reply.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// One product.
    Product(ProductId),
    /// A first page without a search. Only of known categories: what anybody may ask for must not fill Redis.
    Page {
        category: Option<&'static str>,
        limit: u32,
    },
    /// The categories with their counts.
    Categories,
}

/// What one change makes obsolete. Its keys share a hash tag, so in a cluster they share a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    Product(ProductId),
    /// All pages, and the categories.
    Lists,
}

impl Key {
    pub(crate) fn scope(&self) -> Scope {
        match self {
            Self::Product(id) => Scope::Product(*id),
            Self::Page { .. } | Self::Categories => Scope::Lists,
        }
    }

    pub(super) fn name(&self) -> String {
        match self {
            Self::Product(_) => format!("{}:value", self.scope().tag()),
            Self::Page { category, limit } => {
                let category = category.unwrap_or("all");
                format!("{}:page:{category}:{limit}", self.scope().tag())
            }
            Self::Categories => format!("{}:categories", self.scope().tag()),
        }
    }

    /// A label of metrics.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Product(_) => "product",
            Self::Page { .. } => "list",
            Self::Categories => "categories",
        }
    }
}

impl Scope {
    fn tag(self) -> String {
        match self {
            Self::Product(id) => format!("catalog:{{product:{id}}}"),
            Self::Lists => "catalog:{lists}".to_owned(),
        }
    }

    /// The key of its generation.
    pub(super) fn generation(self) -> String {
        format!("{}:generation", self.tag())
    }
}
