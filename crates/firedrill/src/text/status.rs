//! The words of `status`.

use drill_core::messages;

messages! {
    /// Heading.
    pub fn lab(name, phase) { en: "Lab {name}: {phase}", ko: "{name} 랩: {phase}" }
    /// Phase.
    pub fn phase_starting() { en: "starting", ko: "시작하는 중" }
    /// Phase.
    pub fn phase_ready() { en: "ready", ko: "준비됨" }
    /// Phase.
    pub fn phase_degraded() { en: "degraded", ko: "일부 비정상" }
    /// Phase.
    pub fn phase_stopping() { en: "stopping", ko: "멈추는 중" }
    /// Phase.
    pub fn phase_down() { en: "down", ko: "멈춤" }

    /// Heading.
    pub fn heading_workloads() { en: "Workloads", ko: "워크로드" }
    /// Heading.
    pub fn heading_stores() { en: "Stores and monitoring", ko: "저장소와 모니터링" }
    /// Heading.
    pub fn heading_links() { en: "Links", ko: "링크" }
    /// Heading.
    pub fn heading_addresses() { en: "Addresses and logins", ko: "주소와 로그인" }
    /// Heading.
    pub fn heading_memory() { en: "Memory (PSS)", ko: "메모리 (PSS)" }
    /// Heading.
    pub fn heading_traffic() { en: "Customers", ko: "고객 트래픽" }
    /// Heading.
    pub fn heading_run() { en: "Drill", ko: "훈련" }

    /// Column.
    pub fn column_name() { en: "NAME", ko: "이름" }
    /// Column.
    pub fn column_ready() { en: "READY", ko: "준비" }
    /// Column.
    pub fn column_state() { en: "STATE", ko: "상태" }
    /// Column.
    pub fn column_pid() { en: "PID", ko: "PID" }
    /// Column.
    pub fn column_port() { en: "PORT", ko: "포트" }
    /// Column.
    pub fn column_restarts() { en: "RESTARTS", ko: "재시작" }
    /// Column.
    pub fn column_last_exit() { en: "LAST EXIT", ko: "마지막 종료" }
    /// Column.
    pub fn column_age() { en: "AGE", ko: "실행 시간" }
    /// Settings that differ from the lab's defaults.
    pub fn settings_of(workload, settings) {
        en: "Changed settings of {workload}: {settings}",
        ko: "{workload}의 바뀐 설정: {settings}",
    }
    /// Column.
    pub fn column_ends() { en: "ENDPOINTS", ko: "연결 대상" }
    /// Column.
    pub fn column_connections() { en: "CONNECTIONS", ko: "연결" }

    /// State of a process.
    pub fn ready() { en: "ready", ko: "준비됨" }
    /// State of a process.
    pub fn not_ready() { en: "not ready", ko: "준비 안 됨" }
    /// State of a process.
    pub fn not_running() { en: "not running", ko: "실행 안 됨" }

    /// What a server is to the other one.
    pub fn primary() { en: "primary", ko: "주 서버" }
    /// What a server is to the other one.
    pub fn standby(replication) { en: "standby, {replication}", ko: "대기 서버, {replication}" }
    /// How far a standby is.
    pub fn in_sync() { en: "in sync", ko: "동기화됨" }
    /// How far a standby is.
    pub fn catching_up() { en: "catching up", ko: "따라잡는 중" }
    /// How far a standby is.
    pub fn lost() { en: "lost", ko: "끊김" }
    /// Column.
    pub fn column_role() { en: "ROLE", ko: "역할" }

    /// An address.
    pub fn shop() { en: "Shop", ko: "쇼핑몰" }
    /// A login.
    pub fn staff_token() { en: "Staff token", ko: "직원 토큰" }
    /// A login.
    pub fn password(password) { en: "password {password}", ko: "비밀번호 {password}" }
    /// A login.
    pub fn role(role, password) {
        en: "role {role}, password {password}",
        ko: "역할 {role}, 비밀번호 {password}",
    }
    /// A login.
    pub fn keys(access, secret) {
        en: "access key {access}, secret key {secret}",
        ko: "액세스 키 {access}, 시크릿 키 {secret}",
    }
    /// How to get in without typing a password.
    pub fn connect_hint(command) {
        en: "`{command}` logs you in.",
        ko: "`{command}` 명령으로 바로 로그인할 수 있습니다.",
    }
    /// Sum.
    pub fn total() { en: "total", ko: "합계" }
    /// Memory in MiB.
    pub fn mebibytes(value) { en: "{value} MiB", ko: "{value} MiB" }
    /// Customers come.
    pub fn traffic(rate, seed) {
        en: "{rate} requests per second (seed {seed})",
        ko: "초당 요청 {rate}건 (시드 {seed})",
    }
    /// No customer comes.
    pub fn no_traffic() { en: "none", ko: "없음" }
}
