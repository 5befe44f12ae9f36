//! The sentences of the timeline, one an event.

crate::messages! {
    /// The run began.
    pub fn run_started(drill) {
        en: "The drill `{drill}` began; nothing was broken yet.",
        ko: "드릴 `{drill}` 시작. 아직 아무것도 망가지지 않은 상태입니다.",
    }
    /// The steady state held.
    pub fn baseline_held(seconds) {
        en: "Steady state: service levels held for {seconds} s.",
        ko: "정상 상태 확인: 서비스 수준이 {seconds}초 동안 유지되었습니다.",
    }
    /// The fault is in.
    pub fn fault_applied() {
        en: "**T0** The fault was in, and could hurt from here on.",
        ko: "**T0** 장애 주입 완료. 이 시점부터 영향이 나타날 수 있습니다.",
    }
    /// The fault is in, and may be told.
    pub fn fault_applied_told(fault) {
        en: "**T0** The fault was in, and could hurt from here on: {fault}.",
        ko: "**T0** 장애 주입 완료. 이 시점부터 영향이 나타날 수 있습니다: {fault}.",
    }
    /// A fault.
    pub fn fault_scale(workload, replicas) {
        en: "`{workload}` was scaled to {replicas} replicas",
        ko: "`{workload}` 레플리카 수 변경: {replicas}",
    }
    /// A fault.
    pub fn fault_set(workload, settings) {
        en: "`{workload}` was given {settings}",
        ko: "`{workload}` 설정 변경: {settings}",
    }
    /// A fault.
    pub fn fault_link(link) {
        en: "the link `{link}` was degraded",
        ko: "링크 `{link}` 품질 저하",
    }
    /// A fault.
    pub fn fault_kill(process) {
        en: "`{process}` was killed",
        ko: "`{process}` 강제 종료",
    }
    /// A fault.
    pub fn fault_sql(database) {
        en: "the database `{database}` was changed",
        ko: "데이터베이스 `{database}` 변경",
    }
    /// A fault.
    pub fn fault_restart(workload) {
        en: "`{workload}` was restarted, replica by replica",
        ko: "`{workload}`을(를) 레플리카 하나씩 재시작",
    }
    /// A fault.
    pub fn fault_traffic(rate) {
        en: "customers came at {rate} requests per second",
        ko: "고객 요청이 초당 {rate}건으로 바뀜",
    }
    /// A fault.
    pub fn fault_patch(object) {
        en: "`{object}` was changed",
        ko: "`{object}` 변경",
    }
    /// A fault.
    pub fn fault_apply(object) {
        en: "`{object}` was applied",
        ko: "`{object}` 적용",
    }
    /// A fault.
    pub fn fault_delete(object) {
        en: "`{object}` was deleted",
        ko: "`{object}` 삭제",
    }
    /// A symptom.
    pub fn symptom(title, after) {
        en: "Symptom, {after} after T0: {title}.",
        ko: "T0 이후 {after}, 증상: {title}.",
    }
    /// The page.
    pub fn paged(alert, summary) {
        en: "**T1** Page `{alert}`: {summary}.",
        ko: "**T1** 호출 `{alert}`: {summary}.",
    }
    /// The learner took it.
    pub fn acknowledged() {
        en: "**T2** The page was acknowledged.",
        ko: "**T2** 호출을 확인했습니다.",
    }
    /// A hint.
    pub fn hint(tier, cost) {
        en: "Hint {tier} was opened ({cost} points).",
        ko: "힌트 {tier} 열람 ({cost}점 차감).",
    }
    /// A right diagnosis.
    pub fn diagnosed_right(component) {
        en: "**T3** Diagnosis committed, and right: the cause is in `{component}`.",
        ko: "**T3** 진단 제출, 정답: 원인은 `{component}`에 있습니다.",
    }
    /// Right again.
    pub fn diagnosed_right_again(component) {
        en: "Diagnosis committed again, and right: `{component}`.",
        ko: "진단 다시 제출, 정답: `{component}`.",
    }
    /// A wrong diagnosis.
    pub fn diagnosed_wrong(layer, component) {
        en: "Diagnosis committed, and not right: layer `{layer}`, component `{component}`.",
        ko: "진단 제출, 오답: 계층 `{layer}`, 컴포넌트 `{component}`.",
    }
    /// An update.
    pub fn note(text) {
        en: "Update: “{text}”",
        ko: "상황 공유: “{text}”",
    }
    /// A change.
    pub fn action(command) {
        en: "Change: `{command}`",
        ko: "변경: `{command}`",
    }
    /// A check passes.
    pub fn check_passed(title) {
        en: "“{title}” holds.",
        ko: "“{title}” 충족.",
    }
    /// A check fails.
    pub fn check_failed(title, reason) {
        en: "“{title}” does not hold. {reason}",
        ko: "“{title}” 미충족. {reason}",
    }
    /// A check errs.
    pub fn check_error(title, reason) {
        en: "“{title}” could not be checked, which is firedrill's fault and not the responder's: {reason}",
        ko: "“{title}” 확인 불가. 대응자가 아니라 firedrill의 문제입니다: {reason}",
    }
    /// Service levels broke again.
    pub fn levels_broken() {
        en: "Service levels were missed again.",
        ko: "서비스 수준이 다시 무너졌습니다.",
    }
    /// Service levels are back.
    pub fn levels_restored() {
        en: "**T4** Service levels were back, and held from here on.",
        ko: "**T4** 서비스 수준 회복. 이후 계속 유지되었습니다.",
    }
    /// The cause returned.
    pub fn cause_returned() {
        en: "The cause was back.",
        ko: "원인이 다시 나타났습니다.",
    }
    /// The cause is gone.
    pub fn cause_removed() {
        en: "**T5** The cause was gone, and stayed away from here on.",
        ko: "**T5** 원인 제거. 이후 다시 나타나지 않았습니다.",
    }
    /// The end.
    pub fn resolved() {
        en: "Every check had passed and held: resolved.",
        ko: "모든 체크가 통과하고 유지되어 해결로 판정했습니다.",
    }
    /// The end.
    pub fn surrendered() {
        en: "The drill was given up; the solution was shown.",
        ko: "드릴을 포기하고 해법을 열었습니다.",
    }
    /// The end.
    pub fn stopped(reason) {
        en: "The drill was ended: {reason}",
        ko: "드릴 중단: {reason}",
    }
    /// The lab was put back.
    pub fn cleaned_up() {
        en: "The lab was put back as it was before, and its steady state held.",
        ko: "랩을 원래대로 되돌렸고 정상 상태를 확인했습니다.",
    }
    /// The lab was not put back.
    pub fn not_cleaned_up() {
        en: "The lab was put back, but its steady state did not return: run `firedrill down` and `firedrill up`.",
        ko: "랩을 되돌렸지만 정상 상태로 돌아오지 않았습니다. `firedrill down`과 `firedrill up`을 실행하세요.",
    }
}
