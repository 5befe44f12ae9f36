//! Failures of the lab.

drill_core::messages! {
    /// A file failed.
    pub fn file(path, reason) {
        en: "{path} could not be read or written: {reason}.",
        ko: "{path}을(를) 읽거나 쓸 수 없습니다: {reason}.",
    }
    /// The disk is full.
    pub fn disk_full() {
        en: "The disk is full. Nothing was lost; free some space and repeat the command.",
        ko: "디스크가 가득 찼습니다. 잃어버린 것은 없으니 공간을 확보한 뒤 명령을 다시 실행하세요.",
    }
    /// Another user's file.
    pub fn other_user() {
        en: "It belongs to another user, probably because the lab was made with sudo.",
        ko: "다른 사용자의 파일입니다. 아마 랩을 sudo로 만들었기 때문일 것입니다.",
    }
    /// lab.json is broken.
    pub fn corrupt(path, reason) {
        en: "{path} can't be understood: {reason}.",
        ko: "{path}을(를) 해석할 수 없습니다: {reason}.",
    }
    /// Why it may be broken.
    pub fn corrupt_cause() {
        en: "It was edited or damaged. It is left as it is; the command below puts the lab aside and makes a new one.",
        ko: "편집되었거나 손상되었습니다. 파일은 그대로 두었습니다. 아래 명령은 이 랩을 옆으로 치우고 새 랩을 만듭니다.",
    }
    /// An unknown lab.
    pub fn no_lab(name) {
        en: "There is no lab named {name}.",
        ko: "{name}(이)라는 랩이 없습니다.",
    }
    /// A bad name of a lab.
    pub fn bad_name(name) {
        en: "A lab can't be named \"{name}\": use up to 40 small letters, digits and dashes.",
        ko: "랩 이름으로 \"{name}\"을(를) 쓸 수 없습니다. 소문자, 숫자, 붙임표로 40자까지 쓰세요.",
    }
    /// Another supervisor has the lab.
    pub fn already_running(name) {
        en: "The lab {name} already has a supervisor.",
        ko: "랩 {name}에는 이미 슈퍼바이저가 있습니다.",
    }
    /// An unknown workload.
    pub fn no_workload(name) {
        en: "There is no workload named {name}.",
        ko: "{name}(이)라는 워크로드가 없습니다.",
    }
    /// An unknown link.
    pub fn no_link(name) {
        en: "There is no link named {name}.",
        ko: "{name}(이)라는 링크가 없습니다.",
    }
    /// An unknown process.
    pub fn no_process(name) {
        en: "There is no process named {name}.",
        ko: "{name}(이)라는 프로세스가 없습니다.",
    }
    /// A setting that the workload refuses.
    pub fn bad_setting(workload, key, reason) {
        en: "{workload} refused the setting {key}: {reason}.",
        ko: "{workload}이(가) 설정 {key}을(를) 거부했습니다: {reason}.",
    }
    /// Too many replicas.
    pub fn too_many(workload, most) {
        en: "{workload} can have at most {most} replicas in a lab.",
        ko: "랩에서 {workload}은(는) 레플리카를 최대 {most}개까지 가질 수 있습니다.",
    }
    /// No port left.
    pub fn no_port(from, to) {
        en: "No port between {from} and {to} is free.",
        ko: "{from}번에서 {to}번 사이에 빈 포트가 없습니다.",
    }
    /// A program is missing.
    pub fn no_program(program) {
        en: "{program} is not installed.",
        ko: "{program}이(가) 설치되어 있지 않습니다.",
    }
    /// Something was not ready in time.
    pub fn not_ready(what, seconds, last) {
        en: "Not ready after {seconds} s: {what} ({last}).",
        ko: "{seconds}초가 지나도 준비되지 않았습니다: {what} ({last}).",
    }
    /// A rollout ended.
    pub fn rollout(replica, seconds) {
        en: "The new replica {replica} was not ready after {seconds} s and was taken back. The earlier replicas go on.",
        ko: "새 레플리카 {replica}의 준비가 {seconds}초 안에 끝나지 않아 되돌렸습니다. 기존 레플리카는 그대로 동작합니다.",
    }
    /// Why a rollout ends.
    pub fn rollout_cause() {
        en: "Its readiness probe never passed. /readyz names the dependency that it lacks; its log says why.",
        ko: "readiness 프로브가 한 번도 통과하지 못했습니다. 어떤 의존성이 없는지는 /readyz가, 이유는 로그가 말해 줍니다.",
    }
    /// A process failed.
    pub fn process(program, reason) {
        en: "{program} failed: {reason}.",
        ko: "{program} 실패: {reason}.",
    }
    /// A push failed.
    pub fn registry(registry, reason) {
        en: "The registry {registry} did not take the images: {reason}.",
        ko: "레지스트리 {registry}이(가) 이미지를 받지 않았습니다: {reason}.",
    }
    /// Why it may.
    pub fn registry_cause() {
        en: "It does not run, it is not a registry, or it wants a login, which is that of docker login. A registry on plain HTTP is given as http://HOST:PORT.",
        ko: "실행 중이 아니거나, 레지스트리가 아니거나, 로그인이 필요합니다. 로그인은 docker login으로 한 것을 씁니다. 암호화하지 않는 레지스트리는 http://HOST:PORT로 적습니다.",
    }
    /// A pull failed.
    pub fn no_pull(image, reason) {
        en: "The registry has the image {image}, and no pod can pull it: {reason}. Nothing of the lab was made on the cluster.",
        ko: "레지스트리에 있는 이미지 {image}을(를) 파드가 내려받지 못합니다: {reason}. 클러스터에는 랩의 어떤 것도 만들지 않았습니다.",
    }
    /// Why it may.
    pub fn no_pull_cause(registry) {
        en: "The nodes reach {registry} under another name or not at all, do not trust its certificate, were not told that it speaks plain HTTP (containerd: certs.d/HOST/hosts.toml), or need a login. Give an address that the nodes reach.",
        ko: "노드가 {registry}에 연결하지 못하거나 다른 이름으로만 연결하거나, 인증서를 믿지 않거나, 암호화하지 않는 레지스트리라고 설정되지 않았거나(containerd: certs.d/HOST/hosts.toml), 로그인이 필요합니다. 노드에서 연결되는 주소를 지정하세요.",
    }
    /// No cluster.
    pub fn no_cluster() { en: "The embedded cluster is not up.", ko: "내장 클러스터가 실행 중이 아닙니다." }
    /// An API server that hangs or is gone.
    pub fn no_answer() {
        en: "The API server of the embedded cluster does not answer, so nothing was made on it.",
        ko: "내장 클러스터의 API 서버가 응답하지 않아 아무것도 만들지 않았습니다.",
    }
    /// No node.
    pub fn no_node() {
        en: "No node of the embedded cluster takes pods: they are not ready, or cordoned. Nothing was made on it.",
        ko: "내장 클러스터에 파드를 받을 노드가 없습니다. 준비되지 않았거나 cordon 상태입니다. 아무것도 만들지 않았습니다.",
    }
    /// No way to this machine.
    pub fn no_way(address, reason) {
        en: "A pod could not log in to the lab's PostgreSQL at {address}: {reason}. Nothing of the lab was made on the cluster.",
        ko: "파드가 랩의 PostgreSQL({address})에 로그인하지 못했습니다: {reason}. 클러스터에는 랩의 어떤 것도 만들지 않았습니다.",
    }
    /// Why it may be missing.
    pub fn no_way_cause() {
        en: "The address is not this machine as the nodes see it, or a firewall between them drops the ports of the lab.",
        ko: "노드에서 볼 때 이 머신의 주소가 아니거나, 그 사이의 방화벽이 랩의 포트를 막고 있습니다.",
    }
    /// A failover without a standby.
    pub fn no_standby(lab) {
        en: "PostgreSQL of the lab {lab} has no standby to fail over to.",
        ko: "{lab} 랩의 PostgreSQL에는 장애 조치를 받을 대기 서버가 없습니다.",
    }
    /// A failover to a standby that is not there.
    pub fn standby_lost(lab) {
        en: "The standby of the lab {lab} does not follow the primary and is not promoted.",
        ko: "{lab} 랩의 대기 서버가 주 서버를 따라가지 않아 승격하지 않습니다.",
    }
    /// A failover to a standby that lacks something.
    pub fn standby_behind(lab) {
        en: "The standby of the lab {lab} is catching up and is not promoted yet.",
        ko: "{lab} 랩의 대기 서버가 아직 따라잡는 중이라 승격하지 않습니다.",
    }
    /// Why.
    pub fn standby_cause() {
        en: "What was acknowledged meanwhile would be lost. It is taken back into synchronous replication by itself; `status` shows it in sync then.",
        ko: "그동안 확인된 쓰기가 유실될 수 있습니다. 따라잡으면 자동으로 동기 복제에 다시 들어가며, 그때 `status`에 동기화됨으로 표시됩니다.",
    }
    /// A data store failed.
    pub fn store(store, reason) {
        en: "{store} answered with an error: {reason}.",
        ko: "{store}이(가) 오류로 응답했습니다: {reason}.",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_message_exists_in_every_language() {
        drill_core::i18n::assert_complete(super::ALL);
    }
}
