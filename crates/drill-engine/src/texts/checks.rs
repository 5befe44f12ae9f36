//! Why checks fail.

drill_core::messages! {
    /// Service levels are missed.
    pub fn levels_missed(window, journeys) {
        en: "Customers are not served as promised (last {window}): {journeys}.",
        ko: "고객이 약속한 수준의 서비스를 받지 못하고 있습니다 (최근 {window}): {journeys}.",
    }
    /// Requests of a journey failed.
    pub fn journey_failed(journey, failed, requests) {
        en: "{journey}: {failed} of {requests} requests failed",
        ko: "{journey}: 요청 {requests}건 중 {failed}건 실패",
    }
    /// Requests of a journey were slow.
    pub fn journey_slow(journey, slow, requests) {
        en: "{journey}: {slow} of {requests} requests were too slow",
        ko: "{journey}: 요청 {requests}건 중 {slow}건이 너무 느림",
    }
    /// Nobody asked for anything.
    pub fn no_requests(window) {
        en: "No customer was served in the last {window}.",
        ko: "최근 {window} 동안 서비스를 받은 고객이 없습니다.",
    }
    /// All journeys together.
    pub fn all_journeys() {
        en: "all journeys",
        ko: "전체 여정",
    }
    /// The cause is still there; more would tell the answer.
    pub fn cause_is_there() {
        en: "It is still there.",
        ko: "아직 남아 있습니다.",
    }
    /// Replicas are missing.
    pub fn replicas_missing(workload, ready, min) {
        en: "{workload} has {ready} ready replicas and needs {min}.",
        ko: "{workload}의 준비된 레플리카가 {ready}개이며 {min}개가 필요합니다.",
    }
    /// A query gave another value.
    pub fn sql_differs(found, wanted) {
        en: "The database says {found} where {wanted} is expected.",
        ko: "데이터베이스의 값이 {found}입니다. 기대한 값은 {wanted}입니다.",
    }
    /// An expression has no series.
    pub fn promql_empty() {
        en: "Prometheus has no data for it.",
        ko: "Prometheus에 해당 데이터가 없습니다.",
    }
    /// An expression has another value.
    pub fn promql_differs(found, wanted) {
        en: "The metric is {found} and must be {wanted}.",
        ko: "지표 값이 {found}입니다. {wanted}이어야 합니다.",
    }
    /// Another status.
    pub fn http_differs(path, found, wanted) {
        en: "{path} answers {found} instead of {wanted}.",
        ko: "{path}의 응답이 {wanted}이(가) 아니라 {found}입니다.",
    }
    /// No answer.
    pub fn http_silent(path, reason) {
        en: "{path} does not answer: {reason}.",
        ko: "{path}이(가) 응답하지 않습니다: {reason}.",
    }
    /// Another status through a Service.
    pub fn service_differs(service, path, found, wanted) {
        en: "{path} through the Service {service} answers {found} instead of {wanted}.",
        ko: "Service {service}를 거친 {path} 요청이 {wanted} 대신 {found}(으)로 응답합니다.",
    }
    /// No answer through a Service.
    pub fn service_silent(service, path, seconds) {
        en: "{path} through the Service {service} is not answered within {seconds} s.",
        ko: "Service {service}를 거친 {path} 요청에 {seconds}초 안에 응답이 없습니다.",
    }
    /// No such object.
    pub fn object_missing(object) {
        en: "There is no {object}.",
        ko: "{object} 오브젝트가 없습니다.",
    }
    /// The query finds nothing.
    pub fn field_missing(object, query) {
        en: "{object} has no {query}.",
        ko: "{object}에 {query} 값이 없습니다.",
    }
    /// Another value.
    pub fn field_differs(object, query, found, wanted) {
        en: "{object}: {query} is {found} instead of {wanted}.",
        ko: "{object}: {query} 값이 {wanted}이어야 하는데 {found}입니다.",
    }
    /// No such event.
    pub fn event_missing(object, reason, window) {
        en: "The cluster has not reported {reason} about {object} within {window}.",
        ko: "최근 {window} 동안 {object}에 대한 {reason} 이벤트가 없습니다.",
    }
    /// The audit found something.
    pub fn audit_found(count, first) {
        en: "A promise to customers was broken ({count} findings): {first}",
        ko: "고객과의 약속이 지켜지지 않았습니다 (발견 {count}건): {first}",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_message_exists_in_every_language() {
        drill_core::i18n::assert_complete(super::ALL);
    }
}
