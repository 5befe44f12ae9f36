//! The words of `doctor`.

use drill_core::messages;

messages! {
    /// Heading.
    pub fn heading_programs() { en: "Programs", ko: "프로그램" }
    /// Heading.
    pub fn heading_files() { en: "Installation", ko: "설치 파일" }
    /// Heading.
    pub fn heading_machine() { en: "Machine", ko: "컴퓨터" }
    /// Heading.
    pub fn heading_labs() { en: "Labs", ko: "랩" }
    /// Column.
    pub fn column_program() { en: "PROGRAM", ko: "프로그램" }
    /// Column.
    pub fn column_state() { en: "STATE", ko: "상태" }
    /// Column.
    pub fn column_version() { en: "VERSION", ko: "버전" }
    /// Column.
    pub fn column_path() { en: "PATH", ko: "경로" }
    /// State.
    pub fn ok() { en: "ok", ko: "정상" }
    /// State.
    pub fn missing() { en: "missing", ko: "없음" }
    /// State.
    pub fn optional() { en: "optional", ko: "선택" }
    /// State.
    pub fn warn() { en: "note", ko: "참고" }
    /// State.
    pub fn bad() { en: "bad", ko: "문제" }
    /// An item.
    pub fn home() { en: "labs' folder", ko: "랩 폴더" }
    /// An item.
    pub fn services() { en: "services", ko: "서비스 프로그램" }
    /// An item.
    pub fn drills() { en: "drills", ko: "훈련 파일" }
    /// An item.
    pub fn rules() { en: "alert rules", ko: "경보 규칙" }
    /// An item.
    pub fn ui() { en: "web UI", ko: "웹 UI" }
    /// An item.
    pub fn disk() { en: "disk", ko: "디스크" }
    /// An item.
    pub fn memory() { en: "memory", ko: "메모리" }
    /// An item.
    pub fn ports() { en: "ports", ko: "포트" }
    /// An item.
    pub fn postgres_user() { en: "user for PostgreSQL", ko: "PostgreSQL 실행 사용자" }
    /// An item.
    pub fn fingerprint() { en: "Fingerprint", ko: "실행 환경" }
    /// Who runs PostgreSQL.
    pub fn same_user() { en: "you", ko: "현재 사용자" }
    /// Who runs PostgreSQL, which refuses root.
    pub fn other_user(number) {
        en: "user {number}, because PostgreSQL refuses root",
        ko: "사용자 {number} (PostgreSQL은 root로 실행할 수 없음)",
    }
    /// How much is free.
    pub fn free_of(free, total) {
        en: "{free} GiB of {total} GiB free",
        ko: "{total} GiB 중 {free} GiB 여유",
    }
    /// How much is needed.
    pub fn needs(amount) {
        en: "a lab needs {amount} GiB",
        ko: "랩 하나에 {amount} GiB가 필요합니다",
    }
    /// Ports.
    pub fn ports_free(free, from, to) {
        en: "{free} of a sample of 100 ports between {from} and {to} are free",
        ko: "{from}~{to} 범위에서 표본 100개 중 {free}개 여유",
    }
    /// A recorded port is taken.
    pub fn port_taken(port, purpose) {
        en: "port {port} ({purpose}) is taken by another program; the next `up` moves it",
        ko: "{port}번 포트({purpose})를 다른 프로그램이 사용 중입니다. 다음 `up`에서 다른 포트로 옮깁니다",
    }
    /// The ephemeral range overlaps.
    pub fn ports_overlap(from) {
        en: "outgoing connections of this machine may take ports from {from} on, and collide with a lab's",
        ko: "이 컴퓨터는 {from}번부터 외부 연결용 포트로 쓰므로 랩의 포트와 겹칠 수 있습니다",
    }
    /// A lab.
    pub fn lab_up() { en: "up", ko: "실행 중" }
    /// A lab.
    pub fn lab_down() { en: "down", ko: "멈춤" }
    /// No labs.
    pub fn no_labs() { en: "none yet", ko: "아직 없음" }
    /// All is well.
    pub fn all_well() {
        en: "Everything a lab needs is here.",
        ko: "랩에 필요한 것이 모두 갖춰져 있습니다.",
    }
    /// Something is missing.
    pub fn problems(count) {
        en: "What keeps a lab from running: {count}.",
        ko: "랩 실행을 막는 문제가 {count}건 있습니다.",
    }
    /// Some other distribution.
    pub fn other_distribution(programs) {
        en: "On a distribution without apt-get, install these by its own means: {programs}",
        ko: "apt-get이 없는 배포판에서는 해당 배포판의 방법으로 설치하세요: {programs}",
    }
    /// The disk is not writable.
    pub fn not_writable(path) {
        en: "{path} can't be written",
        ko: "{path} 경로에 쓸 수 없습니다",
    }
}
