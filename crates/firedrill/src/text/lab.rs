//! Bringing a lab up and down, operating the shop, logs, connections, the audit.

use drill_core::messages;

messages! {
    // Up and down.

    /// The supervisor is being started.
    pub fn starting(lab) { en: "Starting the lab {lab}", ko: "{lab} 랩을 시작합니다" }
    /// Everything is ready.
    pub fn up(lab, seconds) {
        en: "The lab {lab} is ready after {seconds} s.",
        ko: "{lab} 랩이 {seconds}초 만에 준비됐습니다.",
    }
    /// Programs that a lab needs are missing.
    pub fn missing_programs(names) {
        en: "Not installed, or not where firedrill looks: {names}.",
        ko: "설치되지 않았거나 firedrill이 찾는 위치에 없는 프로그램: {names}",
    }
    /// It was up already.
    pub fn was_up(lab) {
        en: "The lab {lab} is up already.",
        ko: "{lab} 랩은 이미 실행 중입니다.",
    }
    /// The supervisor ended while the lab came up.
    pub fn died(lab) {
        en: "The lab {lab} could not be brought up. Its last words:",
        ko: "{lab} 랩을 띄우지 못했습니다. 마지막 로그:",
    }
    /// The lab was made for another runtime.
    pub fn other_runtime(lab, runtime) {
        en: "The lab {lab} was made for the runtime {runtime}, and stays so. Give another lab a name.",
        ko: "{lab} 랩은 {runtime} 런타임으로 만들어졌고 바꿀 수 없습니다. 다른 이름으로 새 랩을 만드세요.",
    }
    /// `--redis` for a lab that has another.
    pub fn other_redis(lab, redis) {
        en: "The lab {lab} was made with the Redis {redis}, and stays so. Give another lab a name.",
        ko: "{lab} 랩의 Redis는 {redis} 방식으로 만들어졌고 바꿀 수 없습니다. 다른 이름으로 새 랩을 만드세요.",
    }
    /// A standby comes and goes with the lab's start.
    pub fn standby_while_up(lab) {
        en: "The lab {lab} is up. Its PostgreSQL gets or loses a standby when it comes up; its data stay.",
        ko: "{lab} 랩이 실행 중입니다. PostgreSQL 대기 서버는 랩을 띄울 때만 추가하거나 없앨 수 있습니다. 데이터는 남습니다.",
    }
    /// Grafana comes and goes with the lab's start.
    pub fn grafana_while_up(lab) {
        en: "The lab {lab} is up. Grafana starts and ends with it; its data stay.",
        ko: "{lab} 랩이 실행 중입니다. Grafana는 랩을 띄울 때만 켜거나 끌 수 있습니다. 데이터는 남습니다.",
    }
    /// Grafana is not there.
    pub fn no_grafana() {
        en: "Grafana is not installed, or not where firedrill looks.",
        ko: "Grafana가 설치되지 않았거나 firedrill이 찾는 위치에 없습니다.",
    }
    /// Why.
    pub fn no_grafana_cause() {
        en: "Debian has no package of it. The Nix shell has one, and so has https://grafana.com/grafana/download",
        ko: "데비안에는 패키지가 없습니다. Nix 셸에 들어 있고 https://grafana.com/grafana/download 에서도 받을 수 있습니다",
    }
    /// A failover begins.
    pub fn failing_over() {
        en: "Failing PostgreSQL over to its standby",
        ko: "PostgreSQL을 대기 서버로 전환합니다",
    }
    /// A failover is done.
    pub fn failed_over(to, from, seconds) {
        en: "PostgreSQL failed over: {to} is the primary and took writes after {seconds} s. {from} is made its standby; `status` shows when that is in sync.",
        ko: "PostgreSQL을 전환했습니다. 주 서버는 이제 {to}이며 {seconds}초 만에 쓰기를 받았습니다. {from}은(는) 대기 서버가 되는 중이고, 동기화되면 `status`에 표시됩니다.",
    }
    /// The lab is stopped.
    pub fn down(lab) {
        en: "The lab {lab} is down. Its data is kept.",
        ko: "{lab} 랩을 멈췄습니다. 데이터는 남아 있습니다.",
    }
    /// It was down already.
    pub fn was_down(lab) {
        en: "The lab {lab} is down already.",
        ko: "{lab} 랩은 이미 멈춰 있습니다.",
    }
    /// Being stopped.
    pub fn going_down(lab) { en: "Stopping the lab {lab}", ko: "{lab} 랩을 멈추는 중입니다" }
    /// The supervisor does not end.
    pub fn not_down(lab, seconds) {
        en: "The lab {lab} was still there after {seconds} s.",
        ko: "{lab} 랩이 {seconds}초가 지나도 멈추지 않았습니다.",
    }
    /// A hung supervisor.
    pub fn not_down_cause(pid) {
        en: "Its supervisor (process {pid}) hangs. Ending it takes every process of the lab with it; the data stays.",
        ko: "슈퍼바이저(프로세스 {pid})가 응답하지 않습니다. 강제로 끝내면 랩의 모든 프로세스가 함께 끝나며, 데이터는 남습니다.",
    }
    /// Everything is deleted.
    pub fn purged(path) {
        en: "Deleted {path} with all data, logs and reports.",
        ko: "데이터, 로그, 보고서를 포함해 {path} 폴더를 삭제했습니다.",
    }

    // The shop.

    /// A restart begins.
    pub fn restarting(workload) {
        en: "Restarting {workload}, one replica after the other",
        ko: "{workload} 레플리카를 하나씩 다시 시작합니다",
    }
    /// A restart is done.
    pub fn restarted(workload) {
        en: "{workload} was restarted; every replica is ready.",
        ko: "{workload} 재시작이 끝났고, 모든 레플리카가 준비됐습니다.",
    }
    /// Scaling begins.
    pub fn scaling(workload, replicas) {
        en: "Scaling {workload} to {replicas}",
        ko: "{workload} 레플리카를 {replicas}개로 조정합니다",
    }
    /// Scaling is done.
    pub fn scaled(workload, replicas) {
        en: "{workload} has {replicas} ready replicas.",
        ko: "{workload}: 레플리카 {replicas}개가 준비됐습니다.",
    }
    /// Setting begins.
    pub fn setting(workload, key, value) {
        en: "Setting {key}={value} of {workload}, and restarting it",
        ko: "{workload} 설정을 {key}={value}(으)로 바꾸고 다시 시작합니다",
    }
    /// Setting is done.
    pub fn set(workload, key, value) {
        en: "{workload} runs with {key}={value}.",
        ko: "{workload}: {key}={value} 설정이 적용됐습니다.",
    }
    /// `kubectl` for a lab without a cluster.
    pub fn no_cluster_here(lab) {
        en: "The lab {lab} has no cluster: its services are processes of this machine.",
        ko: "랩 {lab}에는 클러스터가 없습니다. 서비스가 이 머신의 프로세스로 실행되고 있습니다.",
    }
    /// Why that can't be changed.
    pub fn runtime_is_kept() {
        en: "A lab keeps the runtime that it was made for. Another one can be on Kubernetes.",
        ko: "랩의 런타임은 만들 때 정해집니다. 쿠버네티스용 랩은 따로 만들면 됩니다.",
    }
    /// Unsetting begins.
    pub fn unsetting(workload, key) {
        en: "Giving {key} of {workload} its default back, and restarting it",
        ko: "{workload}의 {key} 설정을 기본값으로 되돌리고 다시 시작합니다",
    }
    /// Unsetting is done.
    pub fn unset(workload, key) {
        en: "{workload} runs with the default of {key}.",
        ko: "{workload}: {key} 설정이 기본값으로 돌아왔습니다.",
    }

    // Logs and connections.

    /// Nothing is there.
    pub fn no_logs(lab) {
        en: "The lab {lab} has written no logs yet.",
        ko: "{lab} 랩에는 아직 로그가 없습니다.",
    }
    /// Nothing fits.
    pub fn no_lines() {
        en: "No line fits.",
        ko: "조건에 맞는 줄이 없습니다.",
    }
    /// Lines were left out.
    pub fn only_last(lines) {
        en: "Only the last {lines} lines; -n shows more, --since all of a time.",
        ko: "마지막 {lines}줄만 표시했습니다. 더 보려면 -n, 시간으로 고르려면 --since를 쓰세요.",
    }
    /// The `aws` program is missing.
    pub fn no_aws() {
        en: "The aws command line is not installed. A lab runs without it; only this command needs it.",
        ko: "aws 명령이 설치되어 있지 않습니다. 랩은 없어도 동작하며, 이 명령에만 필요합니다.",
    }
    /// Unknown database.
    pub fn no_database(name) {
        en: "There is no database named {name}.",
        ko: "{name} 데이터베이스는 없습니다.",
    }

    // The audit.

    /// What was compared.
    pub fn audit_checked() { en: "Compared", ko: "대조한 항목" }
    /// A count.
    pub fn audit_acknowledged() { en: "acknowledged orders", ko: "고객이 접수를 확인받은 주문" }
    /// A count.
    pub fn audit_cancelled() { en: "acknowledged cancellations", ko: "고객이 취소를 확인받은 주문" }
    /// A count.
    pub fn audit_orders() { en: "orders in the database", ko: "데이터베이스의 주문" }
    /// A count.
    pub fn audit_products() { en: "products", ko: "상품" }
    /// A count.
    pub fn audit_reservations() { en: "reservations", ko: "재고 예약" }
    /// A count.
    pub fn audit_outbox() { en: "open outbox events", ko: "처리 대기 중인 아웃박스 이벤트" }
    /// All is well.
    pub fn audit_clean() {
        en: "Nothing is lost: every acknowledged order exists once with the right total, and the stock adds up.",
        ko: "유실이 없습니다. 접수된 주문이 모두 정확한 금액으로 한 번씩 존재하고, 재고도 맞습니다.",
    }
    /// Something is wrong.
    pub fn audit_findings(count) {
        en: "Findings: {count}. What was promised and what is there differ.",
        ko: "문제 {count}건: 고객에게 약속한 내용과 실제 데이터가 다릅니다.",
    }
    /// The audit could not be made.
    pub fn audit_failed(reason) {
        en: "The audit could not be carried out: {reason}",
        ko: "감사를 수행하지 못했습니다: {reason}",
    }
    /// Why.
    pub fn audit_failed_cause() {
        en: "It needs the lab's databases; PostgreSQL is probably not running.",
        ko: "랩의 데이터베이스가 필요합니다. PostgreSQL이 실행 중이 아닌 것 같습니다.",
    }

    // Rehearsals.

    /// Nothing was named.
    pub fn rehearse_nothing() {
        en: "Say which drills to rehearse, or --all.",
        ko: "예행연습할 훈련을 지정하거나 --all을 쓰세요.",
    }
    /// A drill's turn.
    pub fn rehearsing(drill) { en: "Rehearsing {drill}", ko: "{drill} 예행연습" }
    /// Before something that was proven.
    pub fn proof_holds() { en: "ok  ", ko: "확인" }
    /// Before something that is not true.
    pub fn proof_fails() { en: "FAIL", ko: "실패" }
    /// Where the lab is left for inspection.
    pub fn proof_kept(folder) {
        en: "The lab is kept for inspection: {folder}",
        ko: "살펴볼 수 있도록 랩을 남겨 두었습니다: {folder}",
    }
    /// A drill is true.
    pub fn rehearsal_passed(drill, proofs, seconds) {
        en: "{drill} is true: {proofs} proofs in {seconds} s.",
        ko: "{drill} 훈련은 올바릅니다. {seconds}초 동안 {proofs}가지를 증명했습니다.",
    }
    /// Ctrl-C.
    pub fn rehearsal_cancelled() {
        en: "Interrupted. The labs of the rehearsal are gone.",
        ko: "중단했습니다. 예행연습에 쓴 랩은 모두 정리했습니다.",
    }
    /// Result.
    pub fn rehearsed(passed, all) {
        en: "{passed} of {all} drills are true.",
        ko: "훈련 {all}개 중 {passed}개가 올바릅니다.",
    }

    // Load tests.

    /// k6 is missing.
    pub fn no_k6() {
        en: "k6, which makes the load, was not found.",
        ko: "부하를 만드는 k6를 찾지 못했습니다.",
    }
    /// Where it was looked for.
    pub fn no_k6_cause() {
        en: "It is neither on PATH nor in firedrill's cache nor where Go installs programs. A lab runs without it; only this command needs it.",
        ko: "PATH, firedrill의 캐시, Go가 프로그램을 설치하는 폴더 어디에도 없습니다. 랩은 없어도 동작하며, 이 명령에만 필요합니다.",
    }
    /// Where the page is.
    pub fn load_written(path) {
        en: "The page with all figures: {path}",
        ko: "모든 수치를 담은 페이지: {path}",
    }
    /// k6 itself failed.
    pub fn load_failed(code) {
        en: "k6 ended before the test was over, with {code}.",
        ko: "k6가 테스트를 마치지 못하고 {code} 코드로 끝났습니다.",
    }
    /// Why.
    pub fn load_failed_cause() {
        en: "What k6 wrote above says why.",
        ko: "이유는 위에 k6가 출력한 내용에 있습니다.",
    }

    // Monitoring.

    /// The channel is empty.
    pub fn no_messages() {
        en: "No message has come yet. An alert that fires writes one.",
        ko: "아직 메시지가 없습니다. 경보가 울리면 여기에 표시됩니다.",
    }
    /// A source is wrong.
    pub fn no_monitoring(error) {
        en: "Rules and dashboards can't be made: {error}",
        ko: "규칙과 대시보드를 만들 수 없습니다: {error}",
    }
    /// Why.
    pub fn no_monitoring_cause(folder) {
        en: "a source below {folder}/monitoring is missing or not as it should be",
        ko: "{folder}/monitoring 아래의 원본이 없거나 형식이 맞지 않습니다",
    }
    /// Nothing was to be done.
    pub fn monitoring_current(count) {
        en: "All {count} files are as their sources say.",
        ko: "{count}개 파일이 모두 원본과 같습니다.",
    }
}
