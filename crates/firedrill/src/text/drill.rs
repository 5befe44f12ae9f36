//! What a learner reads while a drill goes on.

use drill_core::messages;

messages! {
    // The page.

    /// The channel of the message.
    pub fn page_channel() { en: "#incidents", ko: "#장애-알림" }
    /// Who posts it.
    pub fn page_sender(time) { en: "Alertmanager  {time}", ko: "Alertmanager  {time}" }
    /// First line.
    pub fn page_firing(alert, severity) {
        en: "[FIRING] {alert} (severity: {severity})",
        ko: "[FIRING] {alert} (심각도: {severity})",
    }
    /// What it does to customers.
    pub fn page_impact(impact) { en: "Impact: {impact}", ko: "영향: {impact}" }
    /// Since when.
    pub fn page_since(time) { en: "Firing since {time}", ko: "발생 시각: {time}" }

    // Addresses after the page.

    /// The shop's address.
    pub fn address_shop() { en: "Shop", ko: "쇼핑몰" }
    /// The drill can't be played as the lab runs.
    pub fn not_on_this_runtime(drill, on, usual) {
        en: "The drill {drill} can't be played on the runtime {on}: it needs {usual}.",
        ko: "훈련 {drill}은(는) {on} 런타임에서 할 수 없습니다. {usual} 런타임이 필요합니다.",
    }
    /// Prometheus's address.
    pub fn address_prometheus() { en: "Prometheus", ko: "Prometheus" }

    // What commands do, beside them.

    /// A next command.
    pub fn do_play() { en: "play the beginner's drill", ko: "입문 훈련을 시작합니다" }
    /// A next command.
    pub fn do_play_this() { en: "play it", ko: "이 훈련을 시작합니다" }
    /// A next command.
    pub fn do_drills() { en: "choose a drill", ko: "훈련을 고릅니다" }
    /// A next command.
    pub fn do_ack() { en: "say that you are on it", ko: "내가 맡았다고 알립니다" }
    /// A next command.
    pub fn do_status() {
        en: "see what runs and what does not",
        ko: "무엇이 돌고 무엇이 멈췄는지 봅니다",
    }
    /// A next command.
    pub fn do_hint() { en: "get a hint; it costs points", ko: "힌트를 엽니다 (점수가 깎입니다)" }
    /// A next command.
    pub fn do_inbox() {
        en: "read what else alerts",
        ko: "다른 경보도 울렸는지 봅니다",
    }
    /// A next command.
    pub fn do_logs() { en: "read a workload's log", ko: "워크로드의 로그를 읽습니다" }
    /// A next command.
    pub fn do_diagnose() { en: "say what the cause is", ko: "원인이 무엇인지 답합니다" }
    /// A next command.
    pub fn do_shop() {
        en: "repair: restart, scale, set, unset",
        ko: "복구합니다: restart, scale, set, unset",
    }
    /// A next command.
    pub fn do_check() {
        en: "check the repair, and that it holds",
        ko: "복구가 됐고 유지되는지 확인합니다",
    }
    /// A next command.
    pub fn do_report() { en: "read score and postmortem", ko: "점수와 장애 보고서를 읽습니다" }
    /// A next command.
    pub fn do_solve() {
        en: "read cause, solutions and tempting wrong fixes",
        ko: "원인, 해법, 흔한 오답을 읽습니다",
    }
    /// A next command.
    pub fn do_stop() { en: "end the drill", ko: "훈련을 끝냅니다" }
    /// A next command.
    pub fn do_up() { en: "bring the lab up", ko: "랩을 띄웁니다" }
    /// A next command.
    pub fn do_down() { en: "stop the lab", ko: "랩을 멈춥니다" }

    // Where a run stands.

    /// Phase.
    pub fn phase_baseline(title) {
        en: "\"{title}\": the shop must be healthy before the drill begins.",
        ko: "\"{title}\": 훈련 전에 쇼핑몰이 정상인지 확인하는 중입니다.",
    }
    /// Phase.
    pub fn phase_silent(title) {
        en: "\"{title}\" has begun. No page yet.",
        ko: "\"{title}\" 훈련이 시작됐습니다. 아직 호출이 없습니다.",
    }
    /// Phase.
    pub fn phase_paged(title, ago) {
        en: "\"{title}\": you were paged {ago} ago, and nobody has acknowledged it.",
        ko: "\"{title}\": {ago} 전에 호출됐고, 아직 아무도 확인하지 않았습니다.",
    }
    /// Phase.
    pub fn phase_open(title, ago) {
        en: "\"{title}\": you are on it, paged {ago} ago.",
        ko: "\"{title}\": 대응 중입니다. 호출된 지 {ago} 지났습니다.",
    }
    /// Phase.
    pub fn phase_resolved(title) {
        en: "\"{title}\": resolved. The repair held.",
        ko: "\"{title}\": 해결됐습니다. 복구가 유지되는 것도 확인했습니다.",
    }
    /// Phase.
    pub fn phase_surrendered(title) {
        en: "\"{title}\": given up. The solution was shown.",
        ko: "\"{title}\": 포기했고, 해법을 확인했습니다.",
    }
    /// Phase.
    pub fn phase_stopped(title) {
        en: "\"{title}\": ended without a result.",
        ko: "\"{title}\": 결과 없이 끝났습니다.",
    }
    /// The lab is being put back.
    pub fn cleaning_up() {
        en: "The lab is being put back as it was.",
        ko: "랩을 원래대로 되돌리는 중입니다.",
    }
    /// Nothing was played.
    pub fn no_run_yet() {
        en: "The lab is up. No drill was played yet.",
        ko: "랩이 실행 중입니다. 아직 진행한 훈련이 없습니다.",
    }
    /// There is no lab.
    pub fn no_lab_yet() {
        en: "You have no lab yet. `play` makes one, breaks it, and pages you.",
        ko: "아직 랩이 없습니다. `play`가 랩을 만들고, 장애를 일으키고, 호출을 보냅니다.",
    }
    /// The lab is down.
    pub fn lab_is_down(lab) {
        en: "The lab {lab} is down. Its data is kept.",
        ko: "{lab} 랩이 멈춰 있습니다. 데이터는 보관되어 있습니다.",
    }

    // Acknowledge, hint, diagnose, note.

    /// After `ack`.
    pub fn acknowledged(after) {
        en: "Acknowledged {after} after the page. It is yours.",
        ko: "호출 후 {after} 만에 확인했습니다. 이제 담당자입니다.",
    }
    /// After `ack`, when the time is unknown.
    pub fn acknowledged_now() {
        en: "Acknowledged. It is yours.",
        ko: "확인했습니다. 이제 담당자입니다.",
    }
    /// Heading of a hint.
    pub fn hint_heading(tier, tiers, cost) {
        en: "Hint {tier} of {tiers} ({cost} points)",
        ko: "힌트 {tier}/{tiers} ({cost}점 감점)",
    }
    /// After a hint.
    pub fn hint_next(cost) {
        en: "The next hint costs {cost} points.",
        ko: "다음 힌트는 {cost}점 감점입니다.",
    }
    /// After the last hint.
    pub fn hint_last() { en: "This was the last hint.", ko: "마지막 힌트였습니다." }
    /// A question.
    pub fn ask_layer() {
        en: "In which layer is the cause?",
        ko: "원인은 어느 계층에 있습니까?",
    }
    /// A question.
    pub fn ask_component() {
        en: "Which component is at fault?",
        ko: "문제가 된 구성 요소는 무엇입니까?",
    }
    /// Before the cursor.
    pub fn ask_prompt(choices) { en: "Answer ({choices}): ", ko: "답 ({choices}): " }
    /// An answer that is none.
    pub fn ask_again(given) {
        en: "\"{given}\" is not among them.",
        ko: "\"{given}\"은 보기에 없습니다.",
    }
    /// Nothing was typed and input ended.
    pub fn ask_ended() {
        en: "No answer was given. Nothing was recorded.",
        ko: "답이 없어 아무것도 기록하지 않았습니다.",
    }
    /// All is right.
    pub fn diagnosis_right() { en: "That is the cause.", ko: "맞습니다. 그것이 원인입니다." }
    /// Something is wrong.
    pub fn diagnosis_wrong() { en: "Not yet.", ko: "아직 아닙니다." }
    /// A part of the answer.
    pub fn part_layer() { en: "layer", ko: "계층" }
    /// A part of the answer.
    pub fn part_component() { en: "component", ko: "구성 요소" }
    /// A part of the answer.
    pub fn part_answer() { en: "cause", ko: "원인" }
    /// A part is right.
    pub fn part_right() { en: "right", ko: "맞음" }
    /// A part is wrong.
    pub fn part_wrong() { en: "wrong", ko: "틀림" }
    /// After `note`.
    pub fn note_written() { en: "Written into the timeline.", ko: "타임라인에 기록했습니다." }
    /// An empty note.
    pub fn note_empty() { en: "The note is empty.", ko: "메모가 비어 있습니다." }

    // Checks.

    /// State of a check.
    pub fn check_passed() { en: "pass", ko: "통과" }
    /// State of a check.
    pub fn check_failed() { en: "fail", ko: "실패" }
    /// State of a check: ours, never the learner's.
    pub fn check_error() { en: "error", ko: "오류" }
    /// State of a check.
    pub fn check_pending() { en: "wait", ko: "대기" }
    /// All passed, not yet long enough.
    pub fn check_holding(held, hold) {
        en: "Everything passes. It must hold for {hold}; so far it held {held}.",
        ko: "모두 통과했습니다. {hold} 동안 유지되어야 하며, 지금까지 {held} 유지됐습니다.",
    }
    /// While it must hold.
    pub fn check_waits() {
        en: "Everything passes; waiting for it to hold",
        ko: "모두 통과했고, 유지되는지 기다립니다",
    }
    /// It passed and held.
    pub fn check_resolved() {
        en: "Resolved: everything passes, and it held.",
        ko: "해결됐습니다. 모두 통과했고 유지되었습니다.",
    }
    /// It did not.
    pub fn check_not_yet() {
        en: "Not resolved yet.",
        ko: "아직 해결되지 않았습니다.",
    }
    /// A check that could not be carried out.
    pub fn check_ours() {
        en: "A check could not be carried out. That is the lab's fault and costs you nothing; try again.",
        ko: "수행하지 못한 검사가 있습니다. 랩의 문제이며 감점되지 않습니다. 다시 시도하세요.",
    }

    // Solve, stop, report.

    /// Heading.
    pub fn solve_cause() { en: "Cause", ko: "원인" }
    /// Heading.
    pub fn solve_solutions() { en: "What works", ko: "통하는 해법" }
    /// Heading.
    pub fn solve_wrong() { en: "What does not, and why", ko: "통하지 않는 해법과 이유" }
    /// After `stop`.
    pub fn stopped() {
        en: "The drill has ended, and the lab is as it was.",
        ko: "훈련을 끝내고 랩을 원래대로 되돌렸습니다.",
    }
    /// After `stop`, when something could not be put back.
    pub fn stopped_dirty() {
        en: "The drill has ended, but the lab is not yet as it was.",
        ko: "훈련은 끝났지만 랩이 아직 원래대로 돌아오지 않았습니다.",
    }
    /// Where the report lies.
    pub fn report_written(path) { en: "Report with graphs: {path}", ko: "그래프가 있는 보고서: {path}" }
    /// Where the export lies.
    pub fn export_written(path) { en: "Exported: {path}", ko: "내보낸 파일: {path}" }
    /// The run still goes on.
    pub fn report_unfinished() {
        en: "The run is not finished; this report shows what is known so far.",
        ko: "훈련이 아직 끝나지 않았습니다. 지금까지 기록된 내용만 담은 보고서입니다.",
    }
    /// The drill was changed after the run.
    pub fn report_changed(drill) {
        en: "The drill {drill} was changed after this run; the score follows the drill as it is now.",
        ko: "이 훈련 기록 이후 {drill} 정의가 바뀌었습니다. 점수는 현재 정의에 따릅니다.",
    }
    /// Follows `play --watch`.
    pub fn watching() {
        en: "Following the run. Ctrl-C leaves; the run goes on.",
        ko: "진행 상황을 지켜봅니다. Ctrl-C를 누르면 나가며, 훈련은 계속됩니다.",
    }

    // The list of drills.

    /// Column.
    pub fn column_drill() { en: "DRILL", ko: "훈련" }
    /// Column.
    pub fn column_title() { en: "TITLE", ko: "제목" }
    /// Column.
    pub fn column_level() { en: "LEVEL", ko: "난이도" }
    /// Column.
    pub fn column_par() { en: "PAR", ko: "기준 시간" }
    /// Column.
    pub fn column_runtime() { en: "RUNTIME", ko: "실행 방식" }
    /// Column.
    pub fn column_done() { en: "DONE", ko: "완료" }
    /// A level.
    pub fn level_responder() { en: "1 responder", ko: "1 대응자" }
    /// A level.
    pub fn level_operator() { en: "2 operator", ko: "2 운영자" }
    /// A level.
    pub fn level_commander() { en: "3 commander", ko: "3 지휘자" }
    /// Never resolved.
    pub fn not_done() { en: "-", ko: "-" }
    /// Resolved, with its score.
    pub fn done_with(score) { en: "yes, {score}/100", ko: "예, {score}/100" }
}
