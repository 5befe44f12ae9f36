//! What an audit says to people.

drill_core::messages! {
    /// An acknowledged order does not exist.
    pub fn order_lost(number, key) {
        en: "Order {number} was acknowledged to its customer, and no such order exists (checkout {key}).",
        ko: "주문 {number}은(는) 고객에게 접수가 확인되었지만 데이터베이스에 없습니다 (결제 {key}).",
    }

    /// An acknowledged order was cancelled.
    pub fn order_cancelled(number) {
        en: "Order {number} was acknowledged to its customer, and is cancelled although neither the customer nor staff asked for it.",
        ko: "주문 {number}은(는) 고객에게 접수가 확인되었는데, 고객도 직원도 요청하지 않은 취소 상태입니다.",
    }

    /// An order counts although it was cancelled.
    pub fn cancellation_lost(number) {
        en: "Order {number} counts, although its customer was told that it is cancelled.",
        ko: "주문 {number}은(는) 고객에게 취소되었다고 안내되었는데 아직 유효합니다.",
    }

    /// One checkout made several orders.
    pub fn doubled_checkout(numbers, key) {
        en: "One checkout made more than one order: {numbers} (checkout {key}).",
        ko: "결제 한 번에 주문이 여러 개 생겼습니다: {numbers} (결제 {key}).",
    }

    /// Several orders live on one reservation.
    pub fn doubled_reservation(numbers, reservation) {
        en: "More than one order uses the same reserved units: {numbers} (reservation {reservation}).",
        ko: "같은 재고 예약을 여러 주문이 쓰고 있습니다: {numbers} (예약 {reservation}).",
    }

    /// A total differs from its items.
    pub fn total_is_not_the_sum(number, amount, currency, sum) {
        en: "Order {number} has a total of {amount} minor units of {currency}, and its items add up to {sum}.",
        ko: "주문 {number}의 총액은 {currency} 최소 단위로 {amount}인데, 품목의 합은 {sum}입니다.",
    }

    /// A total differs from what the customer was told.
    pub fn total_is_not_as_told(number, amount, currency, said, said_in) {
        en: "Order {number} has a total of {amount} minor units of {currency}, and its customer was told {said} of {said_in}.",
        ko: "주문 {number}의 총액은 {currency} 최소 단위로 {amount}인데, 고객에게는 {said_in} 최소 단위로 {said}(으)로 안내되었습니다.",
    }

    /// An order is pending for too long.
    pub fn pending_stuck(number) {
        en: "Order {number} has been pending for more than 60 s.",
        ko: "주문 {number}이(가) 60초 넘게 대기(pending) 상태입니다.",
    }

    /// An order counts and has no confirmed reservation.
    pub fn order_without_reservation(number, reservation) {
        en: "Order {number} counts, and its units are not reserved for good (reservation {reservation}).",
        ko: "주문 {number}은(는) 확정되었지만 재고 예약이 확정되어 있지 않습니다 (예약 {reservation}).",
    }

    /// A confirmed reservation has no order.
    pub fn reservation_without_order(reservation) {
        en: "Reservation {reservation} is confirmed, and no order uses its units.",
        ko: "예약 {reservation}은(는) 확정되었지만 그 재고를 쓰는 주문이 없습니다.",
    }

    /// A reservation is held beyond its time.
    pub fn reservation_leaked(reservation, seconds) {
        en: "Reservation {reservation} expired {seconds} s ago and still holds its units.",
        ko: "예약 {reservation}은(는) {seconds}초 전에 만료되었는데 아직 재고를 잡고 있습니다.",
    }

    /// A product's units don't add up.
    pub fn stock_off(sku, received, stock, held) {
        en: "Product {sku}: {received} units were received, and {stock} in stock plus {held} reserved do not add up to it.",
        ko: "상품 {sku}: 입고된 수량은 {received}개인데, 재고 {stock}개와 예약 {held}개의 합이 맞지 않습니다.",
    }

    /// A cancelled order's stock is not back.
    pub fn stock_not_returned(number, reservation) {
        en: "Order {number} was cancelled after its confirmation, and its units are not back in stock (reservation {reservation}).",
        ko: "주문 {number}은(는) 확정된 뒤 취소되었지만 그 재고가 되돌아오지 않았습니다 (예약 {reservation}).",
    }

    /// A change of an order has not reached who must deal with it.
    pub fn outbox_not_drained(number, status, subscriber, seconds, attempts) {
        en: "Order {number} became {status} {seconds} s ago, and {subscriber} has not dealt with it (attempts: {attempts}).",
        ko: "주문 {number}이(가) {seconds}초 전에 {status} 상태가 되었지만 {subscriber}이(가) 아직 처리하지 않았습니다 (시도 {attempts}회).",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_message_is_complete_in_both_languages() {
        drill_core::i18n::assert_complete(super::ALL);
    }
}
