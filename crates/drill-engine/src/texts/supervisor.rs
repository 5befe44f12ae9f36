//! A lab that comes up, goes down, and is changed.

drill_core::messages! {
    /// A step begins.
    pub fn preparing() {
        en: "Preparing folders, ports and passwords.",
        ko: "폴더, 포트, 비밀번호를 준비하는 중입니다.",
    }
    /// A step is done.
    pub fn prepared(seconds) {
        en: "Prepared folders, ports and passwords ({seconds} s).",
        ko: "폴더, 포트, 비밀번호를 준비했습니다 ({seconds}초).",
    }
    /// A step begins.
    pub fn starting_stores() {
        en: "Starting PostgreSQL, Redis, object store, Prometheus and Alertmanager.",
        ko: "PostgreSQL, Redis, 객체 저장소, Prometheus, Alertmanager를 시작하는 중입니다.",
    }
    /// A step is done.
    pub fn stores_started(seconds) {
        en: "Data stores and monitoring run ({seconds} s).",
        ko: "데이터 저장소와 모니터링이 실행되었습니다 ({seconds}초).",
    }
    /// A step begins.
    pub fn probing() {
        en: "Trying from a pod whether the registry and this machine can be reached.",
        ko: "파드에서 레지스트리와 이 머신에 연결되는지 확인하는 중입니다.",
    }
    /// A step is done.
    pub fn probed(seconds) {
        en: "A pod pulled an image and reached this machine ({seconds} s).",
        ko: "파드가 이미지를 내려받고 이 머신에 연결했습니다({seconds}초).",
    }
    /// A step begins.
    pub fn making_images() {
        en: "Making the services' images and putting them where nodes get them.",
        ko: "서비스 이미지를 만들어 노드가 가져갈 곳에 두는 중입니다.",
    }
    /// A step is done.
    pub fn images_made(seconds) {
        en: "The images are where nodes get them ({seconds} s).",
        ko: "노드가 가져갈 곳에 이미지를 두었습니다 ({seconds}초).",
    }
    /// A step begins.
    pub fn filling() {
        en: "Bringing the databases up to date.",
        ko: "데이터베이스를 최신 상태로 맞추는 중입니다.",
    }
    /// A step is done.
    pub fn filled(seconds) {
        en: "The databases are up to date ({seconds} s).",
        ko: "데이터베이스가 최신 상태입니다 ({seconds}초).",
    }
    /// A step begins.
    pub fn starting_services() {
        en: "Starting the shop's services.",
        ko: "쇼핑몰 서비스를 시작하는 중입니다.",
    }
    /// A step is done.
    pub fn services_started(seconds) {
        en: "Every replica serves ({seconds} s).",
        ko: "모든 레플리카가 서비스 중입니다 ({seconds}초).",
    }
    /// A port was taken.
    pub fn port_moved(purpose, from, to) {
        en: "Port {from} of {purpose} is taken by another program; {to} is used now.",
        ko: "{purpose}의 포트 {from}을(를) 다른 프로그램이 쓰고 있어 이제 {to}을(를) 사용합니다.",
    }
    /// The webhook's port is taken.
    pub fn no_receiver(port, reason) {
        en: "The port {port}, where pages arrive, can't be opened: {reason}.",
        ko: "호출을 받을 포트 {port}을(를) 열 수 없습니다: {reason}.",
    }
    /// The lab goes down.
    pub fn stopping(lab) {
        en: "The lab {lab} is going down.",
        ko: "랩 {lab}을(를) 내리는 중입니다.",
    }
    /// A reply has no form; a bug.
    pub fn no_reply(reason) {
        en: "The reply can't be written: {reason}.",
        ko: "응답을 쓸 수 없습니다: {reason}.",
    }
    /// Replicas are awaited.
    pub fn waiting_for_replicas(workload, ready, replicas) {
        en: "{workload}: {ready} of {replicas} replicas ready",
        ko: "{workload}: 레플리카 {replicas}개 중 {ready}개 준비됨",
    }
    /// Replicas did not come.
    pub fn not_all_ready(workload, ready, replicas, seconds) {
        en: "{workload} has {ready} of {replicas} replicas ready after {seconds} s.",
        ko: "{seconds}초 뒤 {workload}의 레플리카 {replicas}개 중 {ready}개만 준비되었습니다.",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_message_exists_in_every_language() {
        drill_core::i18n::assert_complete(super::ALL);
    }
}
