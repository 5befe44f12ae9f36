//! The journeys' names.

crate::messages! {
    /// A journey.
    pub fn browse() {
        en: "browsing",
        ko: "둘러보기",
    }
    /// A journey.
    pub fn search() {
        en: "search",
        ko: "검색",
    }
    /// A journey.
    pub fn cart() {
        en: "cart",
        ko: "장바구니",
    }
    /// A journey.
    pub fn checkout() {
        en: "checkout",
        ko: "결제",
    }
    /// A journey.
    pub fn order_status() {
        en: "order status",
        ko: "주문 조회",
    }
}
