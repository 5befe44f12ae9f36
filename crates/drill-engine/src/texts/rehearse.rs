//! A rehearsal.

/// What stands in the place of a lab's name where no lab is needed.
pub const DEFINITION_LAB: &str = "definition";

drill_core::messages! {
    /// The definition is sound.
    pub fn definition_is_sound(hash) {
        en: "The definition and both guides are sound ({hash}).",
        ko: "정의와 두 언어의 안내서에 문제가 없습니다 ({hash}).",
    }
    /// To be proven: a lab.
    pub fn lab_comes_up() {
        en: "The lab comes up.",
        ko: "랩이 올라온다.",
    }
    /// Proven: a lab.
    pub fn lab_is_up(seconds) {
        en: "The lab is up after {seconds} s.",
        ko: "랩이 {seconds}초 만에 올라왔습니다.",
    }
    /// To be proven: the baseline.
    pub fn steady_state_holds() {
        en: "The steady state holds.",
        ko: "정상 상태가 유지된다.",
    }
    /// Proven: the baseline.
    pub fn steady_state_held(seconds) {
        en: "The steady state held for {seconds} s.",
        ko: "정상 상태가 {seconds}초 동안 유지되었습니다.",
    }
    /// To be proven: the page.
    pub fn page_comes(within) {
        en: "The page comes within {within}.",
        ko: "{within} 안에 호출이 온다.",
    }
    /// Proven: the page.
    pub fn page_came(alert, seconds, within) {
        en: "The page {alert} came {seconds} s after the fault (limit {within}).",
        ko: "장애 {seconds}초 뒤에 호출 {alert}이(가) 왔습니다 (한도 {within}).",
    }
    /// The page was late.
    pub fn page_was_late(alert, seconds) {
        en: "{alert} came {seconds} s after the fault.",
        ko: "장애 {seconds}초 뒤에야 {alert}이(가) 왔습니다.",
    }
    /// No page.
    pub fn nothing_paged() {
        en: "No page came.",
        ko: "호출이 오지 않았습니다.",
    }
    /// To be proven: a symptom.
    pub fn symptom_shows(title, within) {
        en: "Within {within}: {title}.",
        ko: "{within} 안에 보인다: {title}.",
    }
    /// Proven: a symptom.
    pub fn symptom_showed(title, seconds, within) {
        en: "After {seconds} s (limit {within}): {title}.",
        ko: "{seconds}초 뒤에 보였습니다 (한도 {within}): {title}.",
    }
    /// A symptom was late.
    pub fn symptom_was_late(seconds) {
        en: "It showed only after {seconds} s.",
        ko: "{seconds}초 뒤에야 보였습니다.",
    }
    /// A symptom is missing.
    pub fn symptom_is_missing(seconds) {
        en: "It has not shown after {seconds} s.",
        ko: "{seconds}초가 지나도 보이지 않습니다.",
    }
    /// To be proven: checks.
    pub fn checks_fail() {
        en: "With the fault in, every check that decides about the repair fails.",
        ko: "장애가 있는 동안 복구를 판정하는 점검이 모두 실패한다.",
    }
    /// Proven: checks.
    pub fn checks_failed() {
        en: "With the fault in, every check that decides about the repair fails.",
        ko: "장애가 있는 동안 복구를 판정하는 점검이 모두 실패합니다.",
    }
    /// A check errs.
    pub fn check_errs(check, reason) {
        en: "The check {check} errs: {reason}",
        ko: "점검 {check}을(를) 수행하지 못했습니다: {reason}",
    }
    /// A check passes.
    pub fn check_passes(check) {
        en: "The check {check} passes.",
        ko: "점검 {check}이(가) 통과합니다.",
    }
    /// To be proven: the fault after a rewind.
    pub fn fault_is_put_back() {
        en: "The fault shows again after a wrong fix was taken back.",
        ko: "잘못된 조치를 되돌린 뒤 장애가 다시 나타난다.",
    }
    /// To be proven: a script.
    pub fn script_runs(script) {
        en: "{script} runs to its end.",
        ko: "{script}이(가) 끝까지 실행된다.",
    }
    /// To be proven: a wrong fix.
    pub fn wrong_fix_fails(script) {
        en: "The wrong fix {script} does not pass.",
        ko: "잘못된 조치 {script}이(가) 통과하지 못한다.",
    }
    /// Proven: a wrong fix.
    pub fn wrong_fix_failed(script, seconds, failing) {
        en: "The wrong fix {script} has not passed after {seconds} s; still failing: {failing}.",
        ko: "잘못된 조치 {script}은(는) {seconds}초 뒤에도 통과하지 못했습니다. 실패 중: {failing}.",
    }
    /// A wrong fix passed.
    pub fn wrong_fix_passed() {
        en: "It resolved the incident.",
        ko: "장애를 해결해 버렸습니다.",
    }
    /// Nothing fails after a wrong fix.
    pub fn nothing_fails() {
        en: "No check fails any more; with a little more time it would pass.",
        ko: "실패하는 점검이 없습니다. 시간이 조금 더 지나면 통과할 것입니다.",
    }
    /// To be proven: the cleanup.
    pub fn steady_state_returns() {
        en: "The cleanup gives the steady state back.",
        ko: "정리하면 정상 상태가 돌아온다.",
    }
    /// Proven: the cleanup.
    pub fn steady_state_returned() {
        en: "The cleanup gave the steady state back.",
        ko: "정리 후 정상 상태가 돌아왔습니다.",
    }
    /// The baseline is gone.
    pub fn steady_state_is_gone() {
        en: "The steady state did not hold.",
        ko: "정상 상태가 유지되지 않았습니다.",
    }
    /// To be proven: a solution.
    pub fn solution_resolves(script) {
        en: "The solution {script}, run twice, resolves the incident and holds.",
        ko: "해법 {script}을(를) 두 번 실행하면 장애가 해결되고 유지된다.",
    }
    /// Proven: a solution.
    pub fn solution_resolved(script, hold) {
        en: "The solution {script}, run twice, resolved the incident and held for {hold} s.",
        ko: "해법 {script}을(를) 두 번 실행해 장애가 해결되었고 {hold}초 동안 유지되었습니다.",
    }
    /// A solution did not hold.
    pub fn did_not_hold() {
        en: "Every check passes, and not for long enough.",
        ko: "모든 점검이 통과하지만 충분히 오래 유지되지 않았습니다.",
    }
    /// To be proven: the audit.
    pub fn promises_are_kept() {
        en: "Every promise to customers was kept.",
        ko: "고객과의 약속이 모두 지켜졌다.",
    }
    /// Proven: the audit.
    pub fn promises_were_kept() {
        en: "The audit finds every promise to customers kept.",
        ko: "감사 결과 고객과의 약속이 모두 지켜졌습니다.",
    }
    /// To be proven: a journal.
    pub fn journal_is_whole() {
        en: "The run's journal can be read.",
        ko: "실행 기록을 읽을 수 있다.",
    }
    /// To be proven: the end of a lab.
    pub fn lab_goes_down() {
        en: "The lab goes down.",
        ko: "랩이 내려간다.",
    }
    /// A lab does not end.
    pub fn still_running(seconds) {
        en: "Its supervisor still runs after {seconds} s.",
        ko: "{seconds}초가 지나도 슈퍼바이저가 실행 중입니다.",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_message_exists_in_every_language() {
        drill_core::i18n::assert_complete(super::ALL);
    }
}
