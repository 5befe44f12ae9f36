//! The embedded Kubernetes cluster.

use drill_core::messages;

messages! {
    // Up.

    /// The Go programs are being built.
    pub fn building() {
        en: "Building Kubernetes from its public Go modules (once; minutes)",
        ko: "공개된 Go 모듈로 쿠버네티스를 빌드합니다 (처음 한 번, 몇 분 걸립니다)",
    }
    /// How far the build is; shown after `building` while it goes on.
    pub fn built_so_far(done, of) {
        en: "{done} of {of} packages",
        ko: "패키지 {of}개 중 {done}개",
    }
    /// How long it will take.
    pub fn time_left(minutes, seconds) {
        en: "about {minutes} min {seconds} s left",
        ko: "약 {minutes}분 {seconds}초 남음",
    }
    /// A step.
    pub fn preparing() {
        en: "Preparing addresses, certificates and images",
        ko: "주소, 인증서, 이미지를 준비합니다",
    }
    /// A step.
    pub fn control_plane() { en: "Starting the control plane", ko: "컨트롤 플레인을 시작합니다" }
    /// A step.
    pub fn nodes() { en: "Waiting for the nodes", ko: "노드를 기다립니다" }
    /// A step.
    pub fn name_service() { en: "Waiting for the name service", ko: "이름 서비스를 기다립니다" }
    /// A step.
    pub fn ingress() { en: "Waiting for the ingress controller", ko: "인그레스 컨트롤러를 기다립니다" }
    /// It is up.
    pub fn up(version, nodes, seconds) {
        en: "The cluster is up: Kubernetes {version}, {nodes} nodes, after {seconds} s.",
        ko: "클러스터가 {seconds}초 만에 준비됐습니다: 쿠버네티스 {version}, 노드 {nodes}개",
    }
    /// It was up already.
    pub fn was_up(version, nodes) {
        en: "The cluster is up already: Kubernetes {version}, {nodes} nodes.",
        ko: "클러스터는 이미 실행 중입니다: 쿠버네티스 {version}, 노드 {nodes}개",
    }
    /// What to type to use it.
    pub fn use_it() { en: "Use it with kubectl:", ko: "kubectl로 사용하려면:" }
    /// Next command.
    pub fn do_status() { en: "how the cluster is", ko: "클러스터 상태" }
    /// Next command.
    pub fn do_down() {
        en: "end it and remove what it changed on this machine",
        ko: "클러스터를 끝내고 이 머신에 만든 것을 모두 지웁니다",
    }
    /// Next command.
    pub fn do_up() { en: "bring it up", ko: "클러스터를 띄웁니다" }

    // Down.

    /// A step.
    pub fn going_down() { en: "Ending the cluster", ko: "클러스터를 끝내는 중입니다" }
    /// It is down.
    pub fn down() {
        en: "The cluster is down. Its data is kept: the next `cluster up` is the same cluster.",
        ko: "클러스터를 끝냈습니다. 데이터는 남아 있어 다음 `cluster up`은 같은 클러스터입니다.",
    }
    /// It is down and deleted.
    pub fn purged() { en: "The cluster is down and deleted.", ko: "클러스터를 끝내고 삭제했습니다." }
    /// Nothing was there.
    pub fn was_down() { en: "There is no cluster to end.", ko: "끝낼 클러스터가 없습니다." }
    /// What was removed.
    pub fn removed() { en: "Removed from this machine:", ko: "이 머신에서 지운 것:" }

    // Status.

    /// There is none.
    pub fn none() { en: "The embedded cluster is not up.", ko: "내장 클러스터가 실행 중이 아닙니다." }
    /// Row.
    pub fn row_api() { en: "API server", ko: "API 서버" }
    /// Row.
    pub fn row_version() { en: "Kubernetes", ko: "쿠버네티스" }
    /// Row.
    pub fn row_addresses() { en: "addresses", ko: "주소 범위" }
    /// Row.
    pub fn row_names() { en: "name service", ko: "이름 서비스" }
    /// Row.
    pub fn row_ingress() { en: "ingress", ko: "인그레스" }
    /// Row.
    pub fn row_memory() { en: "memory", ko: "메모리" }
    /// Row.
    pub fn row_node(name) { en: "{name}", ko: "{name}" }
    /// State.
    pub fn ready() { en: "ready", ko: "준비됨" }
    /// State.
    pub fn not_ready() { en: "not ready", ko: "준비 안 됨" }
    /// Row.
    pub fn row_policy() { en: "network policy", ko: "네트워크 정책" }
    /// A policy that the cluster does not understand.
    pub fn refused() { en: "not understood", ko: "해석하지 못함" }
    /// The name service answers.
    pub fn answers(address) {
        en: "kubernetes.default is {address}",
        ko: "kubernetes.default 주소는 {address}",
    }
    /// The name service does not answer.
    pub fn no_answer() { en: "no answer", ko: "응답 없음" }

    // What is wrong.

    /// Not root.
    pub fn not_root() {
        en: "The embedded cluster needs root: each node has a network, mounts and control groups of its own.",
        ko: "내장 클러스터에는 root 권한이 필요합니다. 노드마다 별도의 네트워크, 마운트, cgroup을 만들기 때문입니다.",
    }
    /// Instead of root.
    pub fn not_root_cause() {
        en: "Only root may make them. Labs of the runtime `process` need no root: firedrill up",
        ko: "이것들은 root만 만들 수 있습니다. `process` 런타임의 랩은 root가 필요 없습니다: firedrill up",
    }
    /// Not installed.
    pub fn no_programs(programs) {
        en: "Not installed: {programs}.",
        ko: "설치되지 않은 프로그램: {programs}",
    }
    /// No range.
    pub fn no_range() {
        en: "Every range of addresses that the cluster could have meets a route of this machine.",
        ko: "클러스터가 쓸 수 있는 모든 주소 범위가 이 머신의 라우트와 겹칩니다.",
    }
    /// Routes, probably of a VPN.
    pub fn no_range_cause() {
        en: "Usually a VPN takes all of 10.0.0.0/8. See `ip route`; end the VPN while the cluster runs.",
        ko: "대개 VPN이 10.0.0.0/8 전체를 차지할 때 생깁니다. `ip route`를 확인하고, 클러스터를 쓰는 동안 VPN을 끊으세요.",
    }
    /// The recorded range is taken.
    pub fn range_taken(range, route) {
        en: "The cluster's addresses {range} now meet this machine's route {route}.",
        ko: "클러스터의 주소 {range}이(가) 이제 이 머신의 라우트 {route}와 겹칩니다.",
    }
    /// What to do about it.
    pub fn range_taken_cause() {
        en: "Certificates and routes hold the addresses, so the cluster must be made anew, or the route must go.",
        ko: "주소가 인증서와 라우트에 들어 있으므로 클러스터를 새로 만들거나 그 라우트를 없애야 합니다.",
    }
    /// The disk is nearly full.
    pub fn no_space(path, free, needed) {
        en: "Where {path} is, {free} MiB are free, and a cluster needs {needed} MiB. Nothing was changed.",
        ko: "{path}이(가) 있는 디스크에 {free} MiB만 남았는데 클러스터에는 {needed} MiB가 필요합니다. 아무것도 바꾸지 않았습니다.",
    }
    /// Why that matters.
    pub fn no_space_cause() {
        en: "etcd, the images of each node and the logs of pods are kept there. FIREDRILL_HOME puts them on another disk.",
        ko: "etcd와 노드마다 두는 이미지, 파드 로그가 그곳에 저장됩니다. 다른 디스크에 두려면 FIREDRILL_HOME을 지정하세요.",
    }
    /// The build failed.
    pub fn build_failed(log) {
        en: "Kubernetes could not be built. The whole log: {log}",
        ko: "쿠버네티스를 빌드하지 못했습니다. 전체 로그: {log}",
    }
    /// Something did not become ready.
    pub fn not_ready_in_time(what, seconds) {
        en: "{what}: not ready after {seconds} s.",
        ko: "{what}: {seconds}초가 지나도 준비되지 않았습니다.",
    }
    /// Something else.
    pub fn failed(reason) { en: "The cluster: {reason}", ko: "클러스터: {reason}" }

    // Doctor.

    /// Row.
    pub fn look_root() { en: "user", ko: "사용자" }
    /// Row.
    pub fn look_programs() { en: "programs", ko: "프로그램" }
    /// Row.
    pub fn look_cgroups() { en: "control groups", ko: "cgroup" }
    /// Row.
    pub fn look_addresses() { en: "addresses", ko: "주소 범위" }
    /// Row.
    pub fn look_firewall() { en: "firewall", ko: "방화벽" }
    /// Row.
    pub fn look_disk() { en: "disk", ko: "디스크" }
    /// Row.
    pub fn look_resolver() { en: "name servers", ko: "이름 서버" }
    /// A firewall that drops.
    pub fn firewall_drops() {
        en: "drops what it does not know; the cluster adds up to three rules for its own packets (FORWARD in, FORWARD out, INPUT)",
        ko: "모르는 패킷을 버립니다. 클러스터는 자기 패킷을 통과시키는 규칙을 최대 세 개(FORWARD 수신, FORWARD 송신, INPUT) 추가합니다",
    }
    /// No resolver.
    pub fn no_resolver() {
        en: "none that pods can reach: names outside the cluster will not be known in it",
        ko: "파드가 닿을 수 있는 서버가 없습니다. 클러스터 안에서 외부 이름을 알 수 없습니다",
    }
    /// All is well.
    pub fn well() {
        en: "A cluster can come up here.",
        ko: "이 머신에서 클러스터를 띄울 수 있습니다.",
    }
    /// Not well.
    pub fn not_well(problems) {
        en: "What keeps a cluster from coming up: {problems}.",
        ko: "클러스터를 띄울 수 없는 이유: {problems}개",
    }
}
