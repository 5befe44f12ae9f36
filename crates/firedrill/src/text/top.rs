//! The words of `top`. The names of columns are short: eighty cells have to do.

use drill_core::messages;

messages! {
    /// In the head.
    pub fn lab(name, phase) { en: "lab {name}: {phase}", ko: "{name} 랩: {phase}" }
    /// In the head.
    pub fn customers(rate) { en: "customers {rate}/s", ko: "고객 초당 {rate}건" }
    /// In the head.
    pub fn no_customers() { en: "no customers", ko: "고객 없음" }
    /// The supervisor says nothing.
    pub fn supervisor_silent(time, clock) {
        en: "no answer from the supervisor for {time}: what runs is as of {clock}",
        ko: "수퍼바이저가 {time} 동안 응답하지 않습니다. 실행 상태는 {clock} 기준입니다",
    }
    /// Prometheus says nothing.
    pub fn prometheus_silent(time, clock) {
        en: "no answer from Prometheus for {time}: what was measured is as of {clock}",
        ko: "Prometheus가 {time} 동안 응답하지 않습니다. 측정값은 {clock} 기준입니다",
    }
    /// Prometheus has said nothing yet.
    pub fn prometheus_never() {
        en: "no answer from Prometheus: nothing is measured",
        ko: "Prometheus가 응답하지 않아 측정값이 없습니다",
    }
    /// Beside the name of a table.
    pub fn stale() { en: "(stale)", ko: "(오래됨)" }

    /// Table.
    pub fn alerts() { en: "ALERTS", ko: "경보" }
    /// Table.
    pub fn levels() { en: "SERVICE LEVELS", ko: "서비스 수준" }
    /// Table.
    pub fn services() { en: "SERVICES", ko: "서비스" }
    /// Table.
    pub fn links() { en: "LINKS", ko: "링크" }
    /// Table.
    pub fn stores() { en: "STORES AND POOLS", ko: "저장소와 풀" }

    /// How many alerts.
    pub fn alert_count(pages, tickets) {
        en: "pages: {pages}, tickets: {tickets}",
        ko: "호출(page): {pages}, 티켓(ticket): {tickets}",
    }
    /// In the head.
    pub fn pages(count) { en: "pages: {count}", ko: "호출 {count}건" }
    /// In the head.
    pub fn tickets(count) { en: "tickets: {count}", ko: "티켓 {count}건" }
    /// No alert.
    pub fn nothing_fires() { en: "nothing fires", ko: "울리는 경보가 없습니다" }
    /// Nobody knows whether any does.
    pub fn alerts_unknown() { en: "unknown", ko: "알 수 없음" }
    /// Column.
    pub fn since() { en: "SINCE", ko: "경과" }
    /// What an alert means for customers.
    pub fn impact(impact) { en: "impact: {impact}", ko: "영향: {impact}" }
    /// Where to read what to do.
    pub fn runbook(file) { en: "runbook: {file}", ko: "런북: {file}" }

    /// Column.
    pub fn rate() { en: "REQ/S", ko: "요청/초" }
    /// Column.
    pub fn available() { en: "OK", ko: "성공" }
    /// Column.
    pub fn target() { en: "TARGET", ko: "목표" }
    /// Column.
    pub fn p95() { en: "P95", ko: "P95" }
    /// Column.
    pub fn under() { en: "LIMIT", ko: "한도" }
    /// Column.
    pub fn burn() { en: "BURN", ko: "소진" }
    /// Column.
    pub fn errors_past() { en: "ERRORS 2 MIN", ko: "오류 2분" }
    /// Column.
    pub fn p95_past() { en: "P95 2 MIN", ko: "P95 2분" }
    /// Column.
    pub fn rate_past() { en: "REQ/S 2 MIN", ko: "요청 2분" }

    /// Column.
    pub fn ready() { en: "READY", ko: "준비" }
    /// Column.
    pub fn failures() { en: "5XX/S", ko: "5XX/초" }
    /// Column.
    pub fn cpu() { en: "CPU", ko: "CPU" }
    /// Column.
    pub fn memory() { en: "MEMORY", ko: "메모리" }
    /// Column.
    pub fn restarts() { en: "RESTARTS", ko: "재시작" }
    /// Column.
    pub fn last_exit() { en: "LAST EXIT", ko: "마지막 종료" }
    /// Column.
    pub fn age() { en: "AGE", ko: "나이" }

    /// Column.
    pub fn ends() { en: "ENDS", ko: "대상" }
    /// Column.
    pub fn connections() { en: "CONN", ko: "연결" }
    /// Column.
    pub fn calls() { en: "CALLS/S", ko: "호출/초" }
    /// Column.
    pub fn failed() { en: "FAILED/S", ko: "실패/초" }
    /// Column.
    pub fn breaker() { en: "BREAKER", ko: "차단기" }
    /// A circuit breaker.
    pub fn breaker_open(count) { en: "open x{count}", ko: "열림 x{count}" }

    /// Column.
    pub fn state() { en: "STATE", ko: "상태" }
    /// Column.
    pub fn in_use() { en: "IN USE", ko: "사용" }
    /// Column.
    pub fn wait() { en: "WAIT", ko: "대기" }
    /// A pool of database connections.
    pub fn pool(service) { en: "{service} pool", ko: "{service} 풀" }
    /// A pool.
    pub fn pool_free(idle) { en: "{idle} idle", ko: "유휴 {idle}" }
    /// A pool.
    pub fn pool_full() { en: "full", ko: "가득 참" }
    /// A pool.
    pub fn pool_timeouts(rate) { en: "{rate} timeouts/s", ko: "시간 초과 초당 {rate}" }
    /// A store whose process runs and that does not answer.
    pub fn no_answer() { en: "no answer", ko: "응답 없음" }

    /// Rows that did not fit.
    pub fn more(count, key) { en: "{count} more: key {key}", ko: "{count}개 더 있음: {key} 키" }
    /// Lines that did not fit.
    pub fn more_lines(count) { en: "{count} more lines: arrow down", ko: "{count}줄 더 있음: 아래 화살표" }
    /// The screen is too small.
    pub fn too_small() { en: "The terminal is too small.", ko: "터미널이 너무 작습니다." }

    /// Pane.
    pub fn pane_all() { en: "all", ko: "전체" }
    /// Pane.
    pub fn pane_services() { en: "services", ko: "서비스" }
    /// Pane.
    pub fn pane_links() { en: "links", ko: "링크" }
    /// Pane.
    pub fn pane_stores() { en: "stores", ko: "저장소" }
    /// Pane.
    pub fn pane_alerts() { en: "alerts", ko: "경보" }
    /// Key.
    pub fn key_help() { en: "help", ko: "도움말" }
    /// Key.
    pub fn key_quit() { en: "quit", ko: "끝내기" }

    /// Heading of the help.
    pub fn help_keys() { en: "Keys", ko: "키" }
    /// Help.
    pub fn help_panes() { en: "everything, or one part with all of its columns", ko: "전체, 또는 한 부분을 모든 열과 함께" }
    /// Help.
    pub fn help_turn() { en: "the next and the previous part", ko: "다음, 이전 부분" }
    /// Help.
    pub fn help_scroll() { en: "scroll", ko: "스크롤" }
    /// Help.
    pub fn help_quit() { en: "quit; the lab goes on", ko: "끝내기. 랩은 계속 돌아갑니다" }
    /// Heading of the help.
    pub fn help_words() { en: "What it says", ko: "보는 법" }
    /// Help.
    pub fn help_marks() {
        en: "✓ well, ! worth a look, ✗ broken, · unknown or not asked for",
        ko: "✓ 정상, ! 확인 필요, ✗ 고장, · 알 수 없거나 쓰지 않음",
    }
    /// Help.
    pub fn help_now() {
        en: "Rates, shares and percentiles are of the last 10 s, CPU of the last minute.",
        ko: "비율과 백분위수는 최근 10초, CPU는 최근 1분의 값입니다.",
    }
    /// Help.
    pub fn help_burn() {
        en: "BURN: how many times too fast the error budget goes; 14.4x pages.",
        ko: "소진: 오류 예산이 몇 배로 빨리 줄어드는지. 14.4x부터 호출합니다.",
    }
    /// Help.
    pub fn help_links() {
        en: "ENDS: ready ends behind a link. CALLS and P95: as its callers saw it.",
        ko: "대상: 링크 뒤의 준비된 대상. 호출과 P95는 호출한 쪽이 본 값입니다.",
    }
}
