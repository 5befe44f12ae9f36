//! A run.

drill_core::messages! {
    /// The journal failed.
    pub fn not_recorded(reason) {
        en: "The run's journal could not be written, so nothing was done: {reason}.",
        ko: "실행 기록을 쓸 수 없어 아무 작업도 하지 않았습니다: {reason}.",
    }
    /// The baseline is awaited.
    pub fn waiting_for_baseline() {
        en: "Before anything breaks, the shop must be healthy: waiting for its steady state.",
        ko: "무언가 고장 나기 전에 쇼핑몰이 건강해야 합니다. 정상 상태를 기다리는 중입니다.",
    }
    /// How long the baseline has held.
    pub fn baseline_holds() {
        en: "Steady state",
        ko: "정상 상태 유지",
    }
    /// The baseline held.
    pub fn baseline_held() {
        en: "The steady state held. You are on call now; the page will come.",
        ko: "정상 상태가 확인되었습니다. 이제 당신이 당직입니다. 곧 호출이 옵니다.",
    }
    /// It held, and not long enough.
    pub fn held_too_short(held, wanted) {
        en: "customers were served as promised for {held} s, and it must be {wanted}",
        ko: "고객이 약속한 수준의 서비스를 받은 시간이 {held}초이며 {wanted} 동안 유지되어야 합니다",
    }
    /// A workload is not ready.
    pub fn not_all_ready(workload, ready, desired) {
        en: "{workload} has {ready} of {desired} replicas ready",
        ko: "{workload}의 레플리카 {desired}개 중 {ready}개만 준비되었습니다",
    }
    /// An alert fires before the drill.
    pub fn still_firing(alert) {
        en: "the alert {alert} is firing",
        ko: "경보 {alert}이(가) 울리고 있습니다",
    }
    /// Alertmanager is not there.
    pub fn no_alertmanager(reason) {
        en: "Alertmanager does not answer ({reason})",
        ko: "Alertmanager가 응답하지 않습니다 ({reason})",
    }
    /// The drill did not begin.
    pub fn no_baseline() {
        en: "The drill did not begin: the shop's steady state did not hold, and nothing was broken.",
        ko: "드릴을 시작하지 않았습니다. 쇼핑몰의 정상 상태가 유지되지 않았고, 아무것도 고장 내지 않았습니다.",
    }
    /// A check that does not pass before anything is broken.
    pub fn check_fails_before(title, reason) {
        en: "before anything is broken, this does not hold: {title}. {reason}",
        ko: "아무것도 고장 내기 전인데 이 조건이 맞지 않습니다: {title}. {reason}",
    }
    /// A change failed.
    pub fn change_failed(reason) {
        en: "The lab could not be changed as the drill asks: {reason}.",
        ko: "드릴이 요구하는 대로 랩을 바꿀 수 없습니다: {reason}.",
    }
    /// No page came.
    pub fn no_page(within) {
        en: "The fault is in and no page came, which should have come within {within}. The lab is put back. This is not your fault.",
        ko: "장애를 일으켰지만 {within} 안에 와야 할 호출이 오지 않았습니다. 랩을 되돌립니다. 당신의 잘못이 아닙니다.",
    }
    /// A crash before the fault.
    pub fn cut_before_fault() {
        en: "The supervisor was restarted before the drill had begun. The lab is put back; play the drill again.",
        ko: "드릴이 시작되기 전에 슈퍼바이저가 다시 시작되었습니다. 랩을 되돌렸으니 드릴을 다시 시작하세요.",
    }
    /// The lab went down.
    pub fn lab_went_down() {
        en: "The lab was taken down.",
        ko: "랩을 내렸습니다.",
    }
    /// The learner stopped.
    pub fn stopped_by_learner() {
        en: "Stopped by the learner.",
        ko: "학습자가 중단했습니다.",
    }
    /// The drill is gone.
    pub fn drill_is_gone(reason) {
        en: "The drill of this run can't be loaded any more: {reason}.",
        ko: "이 실행의 드릴을 더 이상 불러올 수 없습니다: {reason}.",
    }
    /// Cleanup begins.
    pub fn putting_back() {
        en: "Putting the lab back as it was before the drill.",
        ko: "랩을 드릴 이전 상태로 되돌리는 중입니다.",
    }
    /// Cleanup is done.
    pub fn put_back() {
        en: "The lab is as it was, and its steady state held.",
        ko: "랩이 이전 상태로 돌아왔고 정상 상태가 확인되었습니다.",
    }
    /// Cleanup did not help.
    pub fn not_put_back(reason) {
        en: "The lab was put back, but its steady state did not return: {reason}.",
        ko: "랩을 되돌렸지만 정상 상태가 돌아오지 않았습니다: {reason}.",
    }
    /// A run is active.
    pub fn busy(drill) {
        en: "The drill {drill} is being played in this lab.",
        ko: "이 랩에서 드릴 {drill}을(를) 진행하는 중입니다.",
    }
    /// No run.
    pub fn no_run() {
        en: "No drill is being played in this lab.",
        ko: "이 랩에서 진행 중인 드릴이 없습니다.",
    }
    /// The run is over.
    pub fn run_is_over() {
        en: "The run is over.",
        ko: "이 실행은 끝났습니다.",
    }
    /// No page yet.
    pub fn not_paged_yet() {
        en: "The page has not come yet.",
        ko: "아직 호출이 오지 않았습니다.",
    }
    /// Not resolved yet.
    pub fn not_resolved_yet() {
        en: "The incident is not resolved yet. The solution is shown after a pass, or when you give up.",
        ko: "아직 장애가 해결되지 않았습니다. 해답은 통과한 뒤, 또는 포기할 때 볼 수 있습니다.",
    }
    /// No hints.
    pub fn no_hints() {
        en: "This drill has no hints.",
        ko: "이 드릴에는 힌트가 없습니다.",
    }
    /// No question.
    pub fn no_question() {
        en: "This drill asks no question.",
        ko: "이 드릴에는 질문이 없습니다.",
    }
    /// An unknown layer.
    pub fn no_layer(layer) {
        en: "There is no layer named {layer}.",
        ko: "{layer}(이)라는 계층이 없습니다.",
    }
    /// An unknown component.
    pub fn no_component(component) {
        en: "This lab has no component named {component}.",
        ko: "이 랩에는 {component}(이)라는 구성 요소가 없습니다.",
    }
    /// An unknown answer.
    pub fn no_answer(answer) {
        en: "There is no answer {answer}.",
        ko: "{answer}(이)라는 답이 없습니다.",
    }
    /// An empty note.
    pub fn empty_note() {
        en: "A note needs words.",
        ko: "메모할 내용을 적어 주세요.",
    }
    /// A drill for another runtime.
    pub fn wrong_runtime(drill, runtimes) {
        en: "The drill {drill} can't be played in this lab: it needs the runtime {runtimes}.",
        ko: "이 랩에서는 드릴 {drill}을(를) 진행할 수 없습니다. {runtimes} 런타임이 필요합니다.",
    }
    /// A drill that is about a standby, in a lab without one.
    pub fn needs_standby(drill) {
        en: "The drill {drill} can't be played in this lab: its PostgreSQL has no standby.",
        ko: "이 랩에서는 드릴 {drill}을(를) 진행할 수 없습니다. PostgreSQL에 대기 서버가 없습니다.",
    }
    /// The cluster refused what a run needs of it.
    pub fn no_cluster(error) {
        en: "The drill can't begin: the cluster did not give what it needs. {error}",
        ko: "드릴을 시작할 수 없습니다. 클러스터에서 필요한 것을 얻지 못했습니다. {error}",
    }
    /// A drill of the whole cluster on a cluster of somebody else.
    pub fn not_on_this_cluster(drill) {
        en: "The drill {drill} breaks a whole cluster. It is played only on a cluster that firedrill made for labs.",
        ko: "드릴 {drill}은(는) 클러스터 전체를 망가뜨립니다. firedrill이 랩용으로 만든 클러스터에서만 진행할 수 있습니다.",
    }
    /// A drill of the whole cluster beside other labs.
    pub fn other_labs(drill, labs) {
        en: "The drill {drill} breaks a whole cluster, and other labs are on it: {labs}.",
        ko: "드릴 {drill}은(는) 클러스터 전체를 망가뜨리는데, 다른 랩이 그 위에 있습니다: {labs}.",
    }
    /// The run failed for a reason told elsewhere.
    pub fn run_failed() {
        en: "The run ended without a result.",
        ko: "실행이 결과 없이 끝났습니다.",
    }
    /// The lab's own part could not be set up.
    pub fn no_client(reason) {
        en: "The lab's checks can't be set up: {reason}.",
        ko: "랩의 점검을 준비할 수 없습니다: {reason}.",
    }
    /// Rewinding failed.
    pub fn not_rewound(seconds, check) {
        en: "{seconds} s after the fault was put back, the check {check} does not fail.",
        ko: "장애를 되돌려 놓은 지 {seconds}초가 지났지만 점검 {check}이(가) 실패하지 않습니다.",
    }
    /// A disk failed.
    pub fn no_run_folder(reason) {
        en: "The run's folder can't be made: {reason}.",
        ko: "실행 폴더를 만들 수 없습니다: {reason}.",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_message_exists_in_every_language() {
        drill_core::i18n::assert_complete(super::ALL);
    }
}
