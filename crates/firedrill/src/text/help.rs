//! What `--help` says. `about_<command>` describes a command, `arg_<command>_<argument>` one of its
//! arguments, and `arg_<argument>` one that all commands share: `crate::help` looks them up by name.

use drill_core::messages;

messages! {
    /// The program.
    pub fn about() {
        en: "Learn to run and rescue a microservice shop by living through real incidents on it.",
        ko: "마이크로서비스 쇼핑몰에서 실제 장애를 겪으며 운영과 복구를 익히는 도구입니다.",
    }
    /// Heading.
    pub fn usage() { en: "Usage:", ko: "사용법:" }
    /// Heading.
    pub fn arguments() { en: "Arguments", ko: "인자" }
    /// Heading.
    pub fn options() { en: "Options", ko: "옵션" }
    /// Heading.
    pub fn shared_options() { en: "Options of every command", ko: "모든 명령의 공통 옵션" }
    /// A command, in the usage.
    pub fn command() { en: "COMMAND", ko: "명령" }
    /// Heading.
    pub fn commands() { en: "Commands", ko: "명령" }
    /// Heading.
    pub fn group_drill() { en: "Live through an incident", ko: "장애 훈련" }
    /// Heading.
    pub fn group_repair() { en: "Investigate and repair", ko: "조사와 복구" }
    /// Heading.
    pub fn group_lab() { en: "The lab", ko: "실습 환경(랩)" }
    /// Heading.
    pub fn group_more() { en: "More", ko: "그 밖에" }
    /// Below the list of commands.
    pub fn footer() {
        en: "Start with `firedrill play`. `firedrill` alone says where you are and what to do next.",
        ko: "`firedrill play`로 시작하세요. `firedrill`만 입력하면 지금 상태와 다음 할 일을 알려 줍니다.",
    }

    /// Shared argument.
    pub fn arg_lab() {
        en: "The lab to work with [default: default, or FIREDRILL_LAB]",
        ko: "사용할 랩 [기본값: default 또는 FIREDRILL_LAB]",
    }
    /// Shared argument.
    pub fn arg_lang() {
        en: "Language: en or ko [default: from the locale]",
        ko: "언어: en 또는 ko [기본값: 로캘에 따름]",
    }
    /// Shared argument.
    pub fn arg_output() {
        en: "Form of the result on standard output: text or json [default: text]",
        ko: "표준 출력에 쓰는 결과의 형식: text 또는 json [기본값: text]",
    }
    /// Shared argument.
    pub fn arg_help() { en: "Show this help", ko: "이 도움말을 표시합니다" }
    /// Shared argument.
    pub fn arg_version() { en: "Show the version", ko: "버전을 표시합니다" }

    /// A command.
    pub fn about_play() {
        en: "Start a drill: bring the lab up, break it, and get paged",
        ko: "훈련을 시작합니다: 랩을 띄우고 장애를 일으킨 뒤 호출을 보냅니다",
    }
    /// An argument.
    pub fn arg_play_drill() {
        en: "The drill to play; see `firedrill drills` [default: catalog-gone]",
        ko: "시작할 훈련. 목록은 `firedrill drills` [기본값: catalog-gone]",
    }
    /// An argument.
    pub fn arg_play_watch() {
        en: "Stay and follow the run instead of returning to the prompt",
        ko: "프롬프트로 돌아가지 않고 진행 상황을 계속 표시합니다",
    }
    /// An argument.
    pub fn arg_play_seed() {
        en: "A whole number that repeats a variant of the drill; the report names it",
        ko: "같은 변형을 다시 시작하게 하는 정수. 보고서에 적혀 있습니다",
    }
    /// A command.
    pub fn about_drills() {
        en: "List the drills: level, par time, runtime, done or not",
        ko: "훈련 목록을 표시합니다: 난이도, 기준 시간, 실행 방식, 완료 여부",
    }
    /// An argument.
    pub fn arg_play_on() {
        en: "How a new lab runs its services: process or kubernetes [default: process, where the drill can be played so]",
        ko: "새 랩의 서비스 실행 방식: process 또는 kubernetes [기본값: 가능하면 process]",
    }
    /// A command.
    pub fn about_ack() {
        en: "Acknowledge the page: you are on it",
        ko: "호출을 확인합니다: 내가 맡았다고 알립니다",
    }
    /// A command.
    pub fn about_hint() {
        en: "Open the next hint; each costs points",
        ko: "다음 힌트를 엽니다. 힌트마다 점수가 깎입니다",
    }
    /// A command.
    pub fn about_diagnose() {
        en: "Say which layer and component is at fault, and why",
        ko: "어느 계층의 어느 구성 요소가 왜 문제인지 답합니다",
    }
    /// An argument.
    pub fn arg_diagnose_layer() {
        en: "The layer of the cause: aws, kubernetes or application",
        ko: "원인이 있는 계층: aws, kubernetes 또는 application",
    }
    /// An argument.
    pub fn arg_diagnose_component() {
        en: "The component at fault, as `firedrill status` names it",
        ko: "문제가 된 구성 요소. 이름은 `firedrill status`에 나옵니다",
    }
    /// An argument.
    pub fn arg_diagnose_answer() {
        en: "The letter of an answer; run without options to read them",
        ko: "답의 글자. 옵션 없이 실행하면 보기를 볼 수 있습니다",
    }
    /// A command.
    pub fn about_check() {
        en: "Check the repair and wait until it has held",
        ko: "복구됐는지 검사하고, 유지되는지 기다려 확인합니다",
    }
    /// An argument.
    pub fn arg_check_no_wait() {
        en: "Check once and return at once",
        ko: "기다리지 않고 한 번만 검사합니다",
    }
    /// A command.
    pub fn about_note() {
        en: "Write a note into the run's timeline; it counts as communication",
        ko: "타임라인에 메모를 남깁니다. 소통 점수에 반영됩니다",
    }
    /// An argument.
    pub fn arg_note_text() { en: "What you want to record", ko: "기록할 내용" }
    /// A command.
    pub fn about_solve() {
        en: "Show cause, solutions, and why tempting fixes fail (after a pass)",
        ko: "원인과 해법, 흔한 오답이 실패하는 이유를 봅니다 (통과한 뒤)",
    }
    /// An argument.
    pub fn arg_solve_surrender() {
        en: "Give up the run that is going on and see the solution",
        ko: "진행 중인 훈련을 포기하고 해법을 봅니다",
    }
    /// A command.
    pub fn about_report() {
        en: "Print the run's score and postmortem as Markdown",
        ko: "점수와 장애 보고서(포스트모템)를 Markdown으로 출력합니다",
    }
    /// An argument.
    pub fn arg_report_run() {
        en: "The run, or the beginning of its name [default: the last one]",
        ko: "실행 기록의 이름 또는 그 앞부분 [기본값: 가장 최근 기록]",
    }
    /// An argument.
    pub fn arg_report_html() {
        en: "Write the HTML report to this file",
        ko: "HTML 보고서를 쓸 파일",
    }
    /// An argument.
    pub fn arg_report_export() {
        en: "Write journal, score and fingerprint of the machine to this file, as JSON",
        ko: "진행 기록, 점수, 실행 환경 정보를 JSON으로 쓸 파일",
    }
    /// A command.
    pub fn about_stop() {
        en: "End the drill and put the lab back as it was",
        ko: "훈련을 끝내고 랩을 원래대로 되돌립니다",
    }

    /// A command.
    pub fn about_status() {
        en: "Show workloads, stores, links, addresses, logins, memory, and the run",
        ko: "워크로드, 저장소, 링크, 주소, 로그인, 메모리, 훈련 상태를 표시합니다",
    }
    /// A command.
    pub fn about_top() {
        en: "Watch the lab live: alerts, service levels, services, links, stores",
        ko: "랩을 실시간으로 봅니다: 경보, 서비스 수준, 서비스, 링크, 저장소",
    }
    /// An argument.
    pub fn arg_top_plain() {
        en: "Print it once as lines and return, as is done where there is no terminal",
        ko: "화면 대신 한 번만 줄로 출력하고 끝냅니다. 터미널이 아니면 항상 이렇게 합니다",
    }
    /// A command.
    pub fn about_logs() {
        en: "Show the logs of one process, of a workload, or of all",
        ko: "프로세스 하나, 워크로드 하나 또는 전체의 로그를 표시합니다",
    }
    /// An argument.
    pub fn arg_logs_process() {
        en: "A process or workload as `firedrill status` names it [default: all]",
        ko: "프로세스나 워크로드. 이름은 `firedrill status`에 나옵니다 [기본값: 전체]",
    }
    /// An argument.
    pub fn arg_logs_follow() {
        en: "Keep showing new lines until Ctrl-C",
        ko: "Ctrl-C를 누를 때까지 새 줄을 계속 표시합니다",
    }
    /// An argument.
    pub fn arg_logs_since() {
        en: "Only lines younger than this: 30s, 5m, 2h",
        ko: "이 시간 안에 쓰인 줄만 표시합니다: 30s, 5m, 2h",
    }
    /// An argument.
    pub fn arg_logs_grep() {
        en: "Only lines that contain this text, upper and lower case alike",
        ko: "이 문자열이 있는 줄만 표시합니다 (대소문자 구분 없음)",
    }
    /// An argument.
    pub fn arg_logs_level() {
        en: "Only lines of this level or a more severe one: trace, debug, info, warn, error",
        ko: "이 수준 이상으로 심각한 줄만 표시합니다: trace, debug, info, warn, error",
    }
    /// An argument.
    pub fn arg_logs_trace() {
        en: "Only lines of this request, in every service: the trace_id of a log line or the requestId of an error",
        ko: "이 요청에 대한 줄만 모든 서비스에서 찾아 표시합니다: 로그의 trace_id 또는 오류 응답의 requestId",
    }
    /// An argument.
    pub fn arg_logs_lines() {
        en: "How many lines to show from the end; a whole number [default: 200, or all with --since]",
        ko: "끝에서부터 표시할 줄 수. 정수 [기본값: 200, --since가 있으면 전체]",
    }
    /// A command.
    pub fn about_inbox() {
        en: "Show the messages of the incident channel, as Slack would",
        ko: "장애 채널의 메시지를 Slack처럼 표시합니다",
    }
    /// An argument.
    pub fn arg_inbox_follow() { en: "Go on with messages to come", ko: "새 메시지를 계속 표시합니다" }
    /// An argument.
    pub fn arg_inbox_messages() {
        en: "How many of the last messages [default: 10]",
        ko: "최근 메시지 몇 개를 표시할지 [기본값: 10]",
    }
    /// A command.
    pub fn about_monitoring() {
        en: "Make rules and dashboards of their sources in k8s/monitoring",
        ko: "k8s/monitoring의 원본으로 규칙과 대시보드를 만듭니다",
    }
    /// A command.
    pub fn about_connect() {
        en: "Open psql, redis-cli, aws or kubectl on the lab, already logged in",
        ko: "랩에 로그인된 psql, redis-cli, aws, kubectl을 엽니다",
    }
    /// A command.
    pub fn about_connect_postgres() {
        en: "psql as the superuser",
        ko: "슈퍼유저로 psql을 엽니다",
    }
    /// An argument.
    pub fn arg_connect_postgres_database() {
        en: "The database: orders, catalog or postgres [default: postgres]",
        ko: "데이터베이스: orders, catalog 또는 postgres [기본값: postgres]",
    }
    /// An argument.
    pub fn arg_connect_postgres_args() {
        en: "Handed to psql, after `--`",
        ko: "`--` 뒤에 쓰면 psql에 그대로 전달합니다",
    }
    /// A command.
    pub fn about_connect_redis() { en: "redis-cli", ko: "redis-cli를 엽니다" }
    /// An argument.
    pub fn arg_connect_redis_args() {
        en: "Handed to redis-cli, after `--`",
        ko: "`--` 뒤에 쓰면 redis-cli에 그대로 전달합니다",
    }
    /// A command.
    pub fn about_connect_s3() {
        en: "The aws command line with the lab's endpoint and keys",
        ko: "랩의 주소와 키로 설정된 aws 명령을 실행합니다",
    }
    /// An argument.
    pub fn arg_connect_s3_args() {
        en: "Handed to aws, after `--` [default: list the pictures' bucket]",
        ko: "`--` 뒤에 쓰면 aws에 그대로 전달합니다 [기본값: 이미지 버킷의 목록]",
    }
    /// A command.
    pub fn about_connect_kubernetes() {
        en: "kubectl in the lab's namespace, with the learner's rights",
        ko: "랩의 네임스페이스에서 학습자 권한으로 kubectl을 실행합니다",
    }
    /// An argument.
    pub fn arg_connect_kubernetes_args() {
        en: "Handed to kubectl, after `--` [default: get deployments,pods,services]",
        ko: "`--` 뒤에 쓰면 kubectl에 그대로 전달합니다 [기본값: get deployments,pods,services]",
    }
    /// A command.
    pub fn about_shop() {
        en: "Operate the shop: restart, scale, set, unset",
        ko: "쇼핑몰을 운영합니다: restart, scale, set, unset",
    }
    /// A command.
    pub fn about_shop_restart() {
        en: "Restart the replicas of a workload one by one",
        ko: "워크로드의 레플리카를 하나씩 다시 시작합니다",
    }
    /// An argument.
    pub fn arg_shop_restart_workload() {
        en: "The workload, as `firedrill status` names it",
        ko: "워크로드. 이름은 `firedrill status`에 나옵니다",
    }
    /// A command.
    pub fn about_shop_scale() {
        en: "Give a workload a number of replicas",
        ko: "워크로드의 레플리카 수를 정합니다",
    }
    /// An argument.
    pub fn arg_shop_scale_workload() {
        en: "The workload, as `firedrill status` names it",
        ko: "워크로드. 이름은 `firedrill status`에 나옵니다",
    }
    /// An argument.
    pub fn arg_shop_scale_replicas() {
        en: "How many replicas it shall have; a whole number from 0",
        ko: "레플리카 수. 0 이상의 정수",
    }
    /// A command.
    pub fn about_shop_set() {
        en: "Change settings of a workload, and restart it to take effect",
        ko: "워크로드의 설정을 바꾸고, 적용되도록 다시 시작합니다",
    }
    /// An argument.
    pub fn arg_shop_set_workload() {
        en: "The workload, as `firedrill status` names it",
        ko: "워크로드. 이름은 `firedrill status`에 나옵니다",
    }
    /// An argument.
    pub fn arg_shop_set_settings() {
        en: "Settings as KEY=VALUE",
        ko: "KEY=VALUE 형식의 설정",
    }
    /// A command.
    pub fn about_shop_unset() {
        en: "Give settings of a workload their default back",
        ko: "워크로드의 설정을 기본값으로 되돌립니다",
    }
    /// An argument.
    pub fn arg_shop_unset_workload() {
        en: "The workload, as `firedrill status` names it",
        ko: "워크로드. 이름은 `firedrill status`에 나옵니다",
    }
    /// An argument.
    pub fn arg_shop_unset_keys() {
        en: "Names of settings",
        ko: "설정의 이름",
    }
    /// A command.
    pub fn about_audit() {
        en: "Prove from the customers' own records that no order was lost",
        ko: "고객 측 기록과 데이터베이스를 대조해 주문이 유실되지 않았음을 확인합니다",
    }

    /// A command.
    pub fn about_up() {
        en: "Bring the lab up, with the data it had",
        ko: "랩을 띄웁니다. 데이터는 그대로입니다",
    }
    /// A command.
    pub fn about_failover() {
        en: "Make PostgreSQL's standby the primary, as RDS does at a reboot with failover",
        ko: "PostgreSQL 대기 서버를 주 서버로 바꿉니다 (RDS의 장애 조치 재부팅)",
    }
    /// An argument.
    pub fn arg_up_standby() {
        en: "Give PostgreSQL a synchronous standby, as Multi-AZ does; the lab keeps it",
        ko: "PostgreSQL에 다중 AZ와 같은 동기식 대기 서버를 둡니다. 랩에 계속 유지됩니다",
    }
    /// An argument.
    pub fn arg_up_with() {
        en: "Run Grafana with the shop's dashboards, where it is installed; the lab keeps it",
        ko: "Grafana가 설치되어 있으면 쇼핑몰 대시보드와 함께 실행합니다. 랩에 계속 유지됩니다",
    }
    /// An argument.
    pub fn arg_up_without() { en: "Take Grafana away again", ko: "Grafana를 끕니다" }
    /// An argument.
    pub fn arg_up_no_standby() {
        en: "Take the standby away again",
        ko: "대기 서버를 없앱니다",
    }
    /// Argument.
    pub fn arg_up_on() {
        en: "How the services run: process or kubernetes [default: process]",
        ko: "서비스 실행 방식: process 또는 kubernetes [기본값: process]",
    }
    /// Argument.
    pub fn arg_up_redis() {
        en: "What Redis of a new lab is: a cluster of three nodes, or single [default: cluster]",
        ko: "새 랩의 Redis 구성: cluster(노드 셋의 클러스터) 또는 single [기본값: cluster]",
    }
    /// An argument.
    pub fn arg_up_context() {
        en: "Make the lab on this context of the kubeconfig, and not on the cluster of this machine; needs --registry and --host-address",
        ko: "이 머신의 클러스터 대신 kubeconfig의 이 컨텍스트에 랩을 만듭니다. --registry와 --host-address가 필요합니다",
    }
    /// An argument.
    pub fn arg_up_registry() {
        en: "Where images are pushed and pulled: registry.example/team; http://HOST:PORT for one on plain HTTP",
        ko: "이미지를 올리고 내려받을 곳: registry.example/team. 암호화하지 않는 곳은 http://HOST:PORT",
    }
    /// An argument.
    pub fn arg_up_host_address() {
        en: "The address at which pods reach this machine",
        ko: "파드가 이 머신에 연결할 때 쓰는 주소",
    }
    /// An argument.
    pub fn arg_up_storage_class() {
        en: "The storage class of the volume that replicas of order share [default: the cluster's]",
        ko: "order 레플리카가 함께 쓰는 볼륨의 스토리지 클래스 [기본값: 클러스터의 기본 클래스]",
    }
    /// An argument.
    pub fn arg_up_yes() {
        en: "Do not ask before using a cluster that is not firedrill's own",
        ko: "firedrill이 만들지 않은 클러스터를 쓰기 전에 묻지 않습니다",
    }
    /// A command.
    pub fn about_cluster() {
        en: "The embedded Kubernetes cluster (Linux, as root)",
        ko: "내장 쿠버네티스 클러스터 (리눅스, root)",
    }
    /// Command.
    pub fn about_cluster_up() {
        en: "Bring the cluster up, from nothing or from whatever a crash left",
        ko: "클러스터를 띄웁니다. 비정상 종료 뒤에도 그대로 복구합니다",
    }
    /// Argument.
    pub fn arg_cluster_up_nodes() {
        en: "How many nodes, 1 to 5 [default: 2]",
        ko: "노드 수, 1~5 [기본값: 2]",
    }
    /// Command.
    pub fn about_cluster_down() {
        en: "End the cluster and remove what it changed on this machine; its data stays",
        ko: "클러스터를 끝내고 이 머신에 만든 것을 지웁니다. 데이터는 남습니다",
    }
    /// Argument.
    pub fn arg_cluster_down_purge() {
        en: "Delete its data too",
        ko: "데이터도 삭제합니다",
    }
    /// Command.
    pub fn about_cluster_status() {
        en: "API server, nodes, name service, memory",
        ko: "API 서버, 노드, 이름 서비스, 메모리 상태",
    }
    /// Command.
    pub fn about_cluster_kubeconfig() {
        en: "Print the path of the administrator's kubeconfig",
        ko: "관리자 kubeconfig의 경로를 출력합니다",
    }
    /// Command.
    pub fn about_cluster_doctor() {
        en: "Look whether a cluster can come up here, and change nothing",
        ko: "이 머신에서 클러스터를 띄울 수 있는지 확인만 합니다",
    }
    /// Command.
    pub fn about_down() {
        en: "Stop the lab; its data stays",
        ko: "랩을 멈춥니다. 데이터는 남습니다",
    }
    /// An argument.
    pub fn arg_down_purge() {
        en: "Delete the lab with all of its data, logs and reports",
        ko: "랩의 데이터, 로그, 보고서까지 모두 삭제합니다",
    }
    /// A command.
    pub fn about_doctor() {
        en: "Check programs, versions, ports, disk and memory of this machine",
        ko: "이 컴퓨터의 프로그램, 버전, 포트, 디스크, 메모리를 점검합니다",
    }

    /// A command.
    pub fn about_rehearse() {
        en: "Let the machine play drills, to prove that they are true",
        ko: "훈련이 올바른지 기계가 직접 수행해 증명합니다",
    }
    /// Argument.
    pub fn arg_rehearse_on() {
        en: "How the services run: process or kubernetes [default: process, where a drill can be played so]",
        ko: "서비스 실행 방식: process 또는 kubernetes [기본값: 가능하면 process]",
    }
    /// An argument.
    pub fn arg_rehearse_drills() {
        en: "The drills to rehearse",
        ko: "예행연습할 훈련",
    }
    /// An argument.
    pub fn arg_rehearse_all() { en: "Every drill", ko: "모든 훈련" }
    /// A command.
    pub fn about_load() {
        en: "Bring many customers with k6, and hold the shop to its service levels",
        ko: "k6로 많은 고객을 보내 쇼핑몰이 서비스 수준을 지키는지 봅니다",
    }
    /// An argument.
    pub fn arg_load_kind() {
        en: "smoke, load, stress, spike, soak or breakpoint; RATE (visits/s), DURATION (90s, 5m) and CUSTOMERS in the environment change its size",
        ko: "smoke, load, stress, spike, soak 또는 breakpoint. 크기는 환경 변수 RATE(초당 방문 수), DURATION(90s, 5m), CUSTOMERS로 바꿉니다",
    }
    /// An argument.
    pub fn arg_load_out() {
        en: "Write the HTML page to this file [default: in the lab's folder]",
        ko: "HTML 결과를 쓸 파일 [기본값: 랩 폴더 안]",
    }
    /// A command.
    pub fn about_completions() {
        en: "Print the completions for a shell",
        ko: "셸 자동 완성 스크립트를 출력합니다",
    }
    /// An argument.
    pub fn arg_completions_shell() {
        en: "bash, zsh, fish, elvish or powershell",
        ko: "bash, zsh, fish, elvish 또는 powershell",
    }
}
