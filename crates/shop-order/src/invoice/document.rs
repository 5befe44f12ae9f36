//! An invoice as a document that a browser shows and prints without anything else. Pure.

use std::fmt::Write as _;

use shop_api::{Money, Order};

use super::Language;

/// The document's only style. The response's policy allows it by its digest.
pub(super) const STYLE: &str = "\
:root{color-scheme:light}\
body{margin:2.5rem auto;max-width:44rem;padding:0 1.25rem;font:15px/1.6 system-ui,-apple-system,'Segoe UI','Noto Sans KR',sans-serif;color:#1c2024;background:#fff}\
header{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;border-bottom:2px solid #1c2024;padding-bottom:.75rem}\
header p{margin:0;font-weight:600}\
h1{font-size:1.6rem;margin:0}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.25rem;margin:1.5rem 0}\
dt{color:#60646c}dd{margin:0}\
table{width:100%;border-collapse:collapse;margin:1.5rem 0}\
th,td{text-align:left;padding:.5rem .25rem;border-bottom:1px solid #d9d9e0;vertical-align:top}\
th{color:#60646c;font-weight:600}\
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
tfoot th,tfoot td{border-bottom:0;border-top:2px solid #1c2024;color:#1c2024;font-weight:700}\
footer{color:#60646c;font-size:.85rem}\
@media(max-width:30rem){body{margin:1rem auto;padding:0 .6rem;font-size:12px}th,td{padding:.4rem .15rem}}\
@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}\
@page{margin:2cm}";

/// What an invoice says in one language.
struct Words {
    title: &'static str,
    number: &'static str,
    order: &'static str,
    date: &'static str,
    product: &'static str,
    quantity: &'static str,
    price: &'static str,
    amount: &'static str,
    total: &'static str,
    note: &'static str,
}

const EN: Words = Words {
    title: "Invoice",
    number: "Invoice number",
    order: "Order id",
    date: "Date (UTC)",
    product: "Product",
    quantity: "Quantity",
    price: "Unit price",
    amount: "Amount",
    total: "Total",
    note: "Thank you for your order.",
};

const KO: Words = Words {
    title: "거래명세서",
    number: "거래명세서 번호",
    order: "주문 ID",
    date: "날짜(UTC)",
    product: "상품",
    quantity: "수량",
    price: "단가",
    amount: "금액",
    total: "합계",
    note: "주문해 주셔서 감사합니다.",
};

/// The invoice of an order that was confirmed; nothing when it never was. It says what was bought then, so it is the same
/// whatever becomes of the order.
pub(super) fn render(order: &Order, language: Language) -> Option<String> {
    let words = match language {
        Language::En => &EN,
        Language::Ko => &KO,
    };
    let date = order.confirmed_at()?.format("%Y-%m-%d");
    let mut lines = String::new();
    for item in &order.items {
        let amount = item.unit_price.times(item.quantity).ok()?;
        let _ = writeln!(
            lines,
            "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            escape(&item.name),
            item.quantity,
            money(item.unit_price),
            money(amount),
        );
    }
    let Words {
        title,
        number: number_word,
        order: order_word,
        date: date_word,
        product,
        quantity,
        price,
        amount,
        total: total_word,
        note,
    } = words;
    let (number, id, total, code) = (order.number, order.id, money(order.total), language.code());
    Some(format!(
        "<!doctype html>\n\
         <html lang=\"{code}\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} {number}</title>\n\
         <style>{STYLE}</style>\n\
         </head>\n\
         <body>\n\
         <header><h1>{title}</h1><p>Fairday</p></header>\n\
         <dl>\n\
         <dt>{number_word}</dt><dd>{number}</dd>\n\
         <dt>{order_word}</dt><dd>{id}</dd>\n\
         <dt>{date_word}</dt><dd>{date}</dd>\n\
         </dl>\n\
         <table>\n\
         <thead><tr><th scope=\"col\">{product}</th><th scope=\"col\" class=\"n\">{quantity}</th>\
         <th scope=\"col\" class=\"n\">{price}</th><th scope=\"col\" class=\"n\">{amount}</th></tr></thead>\n\
         <tbody>\n{lines}</tbody>\n\
         <tfoot><tr><th scope=\"row\" colspan=\"3\">{total_word}</th><td class=\"n\">{total}</td></tr></tfoot>\n\
         </table>\n\
         <footer>{note}</footer>\n\
         </body>\n\
         </html>\n"
    ))
}

/// Never markup: currencies are three capital letters.
fn money(money: Money) -> String {
    money.to_string()
}

/// Text that can stand in an element, whatever somebody called a product.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use chrono::{DateTime, Utc};
    use shop_api::{
        Actor, CustomerId, OrderId, OrderItem, OrderNumber, OrderStatus, OrderStep, ProductId,
        ReservationId,
    };
    use uuid::Uuid;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn order(name: &str, status: OrderStatus, statuses: &[OrderStatus]) -> Order {
        Order {
            id: OrderId(Uuid::from_u128(1)),
            number: OrderNumber(123),
            customer_id: CustomerId(Uuid::from_u128(2)),
            reservation_id: ReservationId(Uuid::from_u128(3)),
            status,
            total: Money::usd(3998),
            items: vec![OrderItem {
                product_id: ProductId(Uuid::from_u128(4)),
                name: name.to_owned(),
                quantity: 2,
                unit_price: Money::usd(1999),
            }],
            created_at: at("2026-11-28T23:59:59Z"),
            updated_at: at("2026-12-24T00:00:00Z"),
            history: statuses
                .iter()
                .map(|status| OrderStep {
                    status: *status,
                    at: at("2026-11-28T23:59:59Z"),
                    actor: Actor::System,
                })
                .collect(),
        }
    }

    const CONFIRMED: [OrderStatus; 2] = [OrderStatus::Pending, OrderStatus::Confirmed];

    #[test]
    fn it_says_what_was_bought_in_both_languages() {
        let order = order("Desk lamp", OrderStatus::Confirmed, &CONFIRMED);
        for (language, title, code) in [
            (Language::En, "Invoice", "en"),
            (Language::Ko, "거래명세서", "ko"),
        ] {
            let text = render(&order, language).unwrap();
            for part in [
                title,
                "FD-000123",
                "2026-11-28",
                "Desk lamp",
                "19.99 USD",
                "39.98 USD",
                &format!("lang=\"{code}\""),
            ] {
                assert!(text.contains(part), "{part} in {text}");
            }
        }
    }

    #[test]
    fn a_products_name_is_text_and_never_markup() {
        let order = order(
            "<script>alert('&\"')</script>",
            OrderStatus::Confirmed,
            &CONFIRMED,
        );
        let text = render(&order, Language::En).unwrap();
        assert!(!text.contains("<script"), "{text}");
        assert!(
            text.contains("&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;"),
            "{text}"
        );
    }

    #[test]
    fn it_is_the_same_whatever_becomes_of_the_order() {
        let confirmed = order("Desk lamp", OrderStatus::Confirmed, &CONFIRMED);
        let cancelled = order(
            "Desk lamp",
            OrderStatus::Cancelled,
            &[
                OrderStatus::Pending,
                OrderStatus::Confirmed,
                OrderStatus::Cancelled,
            ],
        );
        assert_eq!(
            render(&confirmed, Language::En),
            render(&cancelled, Language::En)
        );
    }

    #[test]
    fn an_order_that_was_never_confirmed_has_none() {
        let order = order("Desk lamp", OrderStatus::Pending, &[OrderStatus::Pending]);
        assert_eq!(render(&order, Language::En), None);
    }
}
