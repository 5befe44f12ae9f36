//! A lab on a cluster that is somebody's.

use drill_core::messages;

messages! {
    /// What a lab is about to be made on.
    pub fn about(lab, context, server, version) {
        en: "The lab {lab} goes onto the context {context}: {server}, Kubernetes {version}.",
        ko: "{lab} 랩을 컨텍스트 {context}에 만듭니다: {server}, Kubernetes {version}.",
    }
    /// What is done there.
    pub fn doing(namespace, probe, registry, host) {
        en: "It makes the namespace {namespace}, and {probe} for a moment; pushes images to {registry}; and opens this machine's data stores to pods at {host}.",
        ko: "네임스페이스 {namespace}와, 잠시 동안 {probe}를 만들고, {registry}에 이미지를 올리고, 이 머신의 데이터 저장소를 {host} 주소로 파드에 엽니다.",
    }
    /// Below 1.35.
    pub fn no_tolerance(version) {
        en: "Autoscalers have a tolerance of their own from Kubernetes 1.35 on. On {version} that field is dropped, and drills that set it are not exact.",
        ko: "오토스케일러별 허용 오차(tolerance)는 Kubernetes 1.35부터 있습니다. {version}에서는 이 필드가 무시되므로 이 값을 쓰는 훈련이 정확하지 않습니다.",
    }
    /// The question.
    pub fn ask() { en: "Go on? [y/N] ", ko: "계속할까요? [y/N] " }
    /// The answer was no.
    pub fn refused() { en: "Nothing was changed.", ko: "아무것도 바꾸지 않았습니다." }
    /// Nobody can answer.
    pub fn no_answer(context) {
        en: "The context {context} is not firedrill's own cluster, and there is no terminal to ask on.",
        ko: "컨텍스트 {context}은(는) firedrill이 만든 클러스터가 아니며, 물어볼 터미널이 없습니다.",
    }

    /// Options are missing.
    pub fn incomplete(missing) {
        en: "A lab on another cluster also needs {missing}.",
        ko: "다른 클러스터에 랩을 만들려면 {missing}도 필요합니다.",
    }
    /// Why they are needed.
    pub fn incomplete_cause() {
        en: "Pods pull the shop's images from the registry, and reach PostgreSQL, Redis and S3 of this machine at the host address.",
        ko: "파드는 레지스트리에서 이미지를 내려받고, 호스트 주소로 이 머신의 PostgreSQL, Redis, S3에 연결합니다.",
    }
    /// Not with processes.
    pub fn only_kubernetes() {
        en: "--context, --registry, --host-address and --storage-class are for a lab on Kubernetes.",
        ko: "--context, --registry, --host-address, --storage-class는 Kubernetes 랩에서만 씁니다.",
    }
    /// The lab is elsewhere.
    pub fn made_for(lab, place) {
        en: "The lab {lab} was made for {place}, and stays there. Give another lab a name.",
        ko: "{lab} 랩은 {place}에 만들어졌고 옮길 수 없습니다. 다른 이름으로 새 랩을 만드세요.",
    }
    /// The cluster of this machine.
    pub fn embedded() { en: "the cluster of this machine", ko: "이 머신의 클러스터" }
    /// A context.
    pub fn place(context) { en: "the context {context}", ko: "컨텍스트 {context}" }
    /// It runs.
    pub fn running(lab) {
        en: "The lab {lab} is up; its registry, host address and storage class change only while it is down.",
        ko: "{lab} 랩이 실행 중입니다. 레지스트리, 호스트 주소, 스토리지 클래스는 랩을 멈춘 뒤에 바꿀 수 있습니다.",
    }

    /// No such context.
    pub fn no_context(context, files) {
        en: "The kubeconfig ({files}) has no context named {context}.",
        ko: "kubeconfig({files})에 {context}라는 컨텍스트가 없습니다.",
    }
    /// Those that there are.
    pub fn contexts(known) { en: "It has: {known}.", ko: "있는 컨텍스트: {known}" }
    /// There is none at all.
    pub fn no_contexts() {
        en: "It has none. KUBECONFIG names another file.",
        ko: "컨텍스트가 하나도 없습니다. 다른 파일은 KUBECONFIG로 지정합니다.",
    }
    /// No answer.
    pub fn unreachable(server, reason) {
        en: "The API server {server} does not answer as one: {reason}.",
        ko: "API 서버 {server}이(가) 제대로 응답하지 않습니다: {reason}.",
    }
    /// Why.
    pub fn unreachable_cause() {
        en: "The cluster is down or half dead, a VPN or firewall is between, or the context is out of date. Nothing was changed.",
        ko: "클러스터가 멈췄거나 일부만 살아 있거나, VPN 또는 방화벽이 막고 있거나, 컨텍스트가 오래됐습니다. 아무것도 바꾸지 않았습니다.",
    }
    /// Not let in.
    pub fn no_entry(server, reason) {
        en: "The API server {server} does not let the context's user in: {reason}.",
        ko: "API 서버 {server}이(가) 이 컨텍스트의 사용자를 거부했습니다: {reason}.",
    }
    /// Why.
    pub fn no_entry_cause() {
        en: "Its certificate or token has expired, or is of another cluster. Nothing was changed.",
        ko: "인증서나 토큰이 만료됐거나 다른 클러스터의 것입니다. 아무것도 바꾸지 않았습니다.",
    }
    /// Versions.
    pub fn skew(version, minor) {
        en: "The cluster is {version}, and there is no kubectl within one minor version of 1.{minor}.",
        ko: "클러스터는 {version}인데, 1.{minor}과 마이너 버전 차이가 하나 이내인 kubectl이 없습니다.",
    }
    /// Those that were looked at.
    pub fn skew_cause(found) {
        en: "Found: {found}. Put a fitting kubectl first on PATH. Nothing was changed.",
        ko: "찾은 것: {found}. 맞는 kubectl을 PATH 앞쪽에 두세요. 아무것도 바꾸지 않았습니다.",
    }
    /// None was found.
    pub fn none() { en: "none", ko: "없음" }
    /// No node.
    pub fn no_node(nodes) {
        en: "No node of the cluster takes pods, so none would start ({nodes}).",
        ko: "파드를 받을 노드가 없어 파드를 시작할 수 없습니다({nodes}).",
    }
    /// Why.
    pub fn no_node_cause() {
        en: "The nodes are down or cordoned, or their kubelets do not reach the API server. Nothing was changed.",
        ko: "노드가 멈췄거나 cordon 상태이거나, kubelet이 API 서버에 연결하지 못합니다. 아무것도 바꾸지 않았습니다.",
    }
    /// Rights.
    pub fn forbidden(context, rights) {
        en: "The user of the context {context} may not: {rights}.",
        ko: "컨텍스트 {context}의 사용자에게 없는 권한: {rights}.",
    }
    /// Why.
    pub fn forbidden_cause() {
        en: "A lab makes a namespace and everything in it. Let somebody grant these rights, or take a context that has them. Nothing was changed.",
        ko: "랩은 네임스페이스와 그 안의 모든 것을 만듭니다. 권한을 받거나, 권한이 있는 컨텍스트를 쓰세요. 아무것도 바꾸지 않았습니다.",
    }
    /// Somebody's.
    pub fn taken(namespace) {
        en: "The namespace {namespace} is there already and is not this lab's.",
        ko: "네임스페이스 {namespace}이(가) 이미 있으며 이 랩의 것이 아닙니다.",
    }
    /// Whose.
    pub fn taken_cause() {
        en: "Somebody else has a lab of this name on the cluster, or made the namespace for something else. Nothing was changed.",
        ko: "다른 사람이 같은 이름의 랩을 만들었거나, 다른 용도로 만든 네임스페이스입니다. 아무것도 바꾸지 않았습니다.",
    }
    /// No class.
    pub fn no_class(known) {
        en: "The cluster has no default storage class for the volume that the replicas of order share. Classes: {known}.",
        ko: "order 레플리카가 함께 쓰는 볼륨에 필요한 기본 스토리지 클래스가 클러스터에 없습니다. 있는 클래스: {known}",
    }
    /// No such class.
    pub fn no_such_class(class, known) {
        en: "The cluster has no storage class named {class}. Classes: {known}.",
        ko: "클러스터에 {class}라는 스토리지 클래스가 없습니다. 있는 클래스: {known}",
    }
    /// What it has to be.
    pub fn class_cause() {
        en: "It has to offer ReadWriteMany. Nothing was changed.",
        ko: "ReadWriteMany를 지원하는 클래스여야 합니다. 아무것도 바꾸지 않았습니다.",
    }
}
