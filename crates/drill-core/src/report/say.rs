//! The words of a postmortem.

crate::messages! {
    /// The page's title.
    pub fn postmortem(title) {
        en: "Postmortem: {title}",
        ko: "포스트모템: {title}",
    }
    /// A heading.
    pub fn summary() {
        en: "Summary",
        ko: "요약",
    }
    /// A heading.
    pub fn key_moments() {
        en: "Key moments",
        ko: "주요 시점",
    }
    /// A heading.
    pub fn what_customers_saw() {
        en: "What customers saw",
        ko: "고객이 겪은 일",
    }
    /// A heading.
    pub fn impact() {
        en: "Impact by journey",
        ko: "여정별 영향",
    }
    /// A heading.
    pub fn timeline() {
        en: "Timeline",
        ko: "타임라인",
    }
    /// A heading.
    pub fn diagnosis() {
        en: "Diagnosis and root cause",
        ko: "진단과 근본 원인",
    }
    /// A heading.
    pub fn what_was_tried() {
        en: "What was tried",
        ko: "시도한 조치",
    }
    /// A heading.
    pub fn what_repairs() {
        en: "What repairs it",
        ko: "복구 방법",
    }
    /// A heading.
    pub fn lessons() {
        en: "Lessons",
        ko: "배운 점",
    }
    /// A heading.
    pub fn follow_ups() {
        en: "Follow-ups",
        ko: "후속 조치",
    }
    /// A heading.
    pub fn score() {
        en: "Score by skill",
        ko: "역량별 점수",
    }
    /// A heading.
    pub fn further_reading() {
        en: "Further reading",
        ko: "더 읽을거리",
    }
    /// A heading.
    pub fn about_this_run() {
        en: "About this run",
        ko: "이 드릴에 대하여",
    }
    /// The headline with numbers.
    pub fn headline(duration, failed, requests, percent) {
        en: "For {duration}, customers were hurt: {failed} of {requests} requests failed ({percent}).",
        ko: "{duration} 동안 고객에게 영향이 있었습니다. 요청 {requests}건 중 {failed}건({percent})이 실패했습니다.",
    }
    /// Slow requests.
    pub fn headline_slow(slow) {
        en: "And {slow} more took too long.",
        ko: "그 밖에 {slow}건은 너무 느렸습니다.",
    }
    /// The journey that was hurt most.
    pub fn headline_worst(journey, percent) {
        en: "Hit hardest: {journey}, where {percent} failed.",
        ko: "{journey} 여정의 영향이 가장 커서 {percent}가 실패했습니다.",
    }
    /// Orders that were not taken.
    pub fn headline_orders(orders) {
        en: "Checkouts that failed, and orders not taken with them: {orders}.",
        ko: "결제 실패로 놓친 주문은 {orders}건입니다.",
    }
    /// Orders that were not taken, with their worth.
    pub fn headline_orders_worth(orders, amount) {
        en: "Checkouts that failed, and orders not taken with them: {orders}, worth {amount}.",
        ko: "결제 실패로 놓친 주문은 {orders}건, 금액으로 {amount}입니다.",
    }
    /// Nothing was measured.
    pub fn headline_unmeasured() {
        en: "The impact has not been measured: the run is not over, or it was cut short.",
        ko: "영향이 아직 측정되지 않았습니다. 드릴이 끝나지 않았거나 도중에 중단되었습니다.",
    }
    /// How it ended.
    pub fn outcome_resolved(mitigated, resolved) {
        en: "Service levels were back {mitigated} after the impact began, and the cause was gone after {resolved}. Both held.",
        ko: "영향이 시작된 뒤 {mitigated} 만에 서비스 수준이 돌아왔고, {resolved} 만에 원인이 제거되었습니다. 둘 다 유지되었습니다.",
    }
    /// How it ended.
    pub fn outcome_surrendered() {
        en: "The drill was given up before it was resolved.",
        ko: "해결하기 전에 드릴을 포기했습니다.",
    }
    /// How it ended.
    pub fn outcome_stopped(reason) {
        en: "The drill was ended before it was resolved: {reason}",
        ko: "해결하기 전에 드릴이 중단되었습니다: {reason}",
    }
    /// It goes on.
    pub fn outcome_open() {
        en: "The incident is not over yet.",
        ko: "아직 장애가 진행 중입니다.",
    }
    /// The alert.
    pub fn paged_with(alert, summary, impact) {
        en: "The page was `{alert}`: {summary}. {impact}",
        ko: "호출 알람: `{alert}`. {summary}. {impact}",
    }
    /// A state.
    pub fn resolved() {
        en: "Resolved",
        ko: "해결",
    }
    /// A state.
    pub fn surrendered() {
        en: "Given up",
        ko: "포기",
    }
    /// A state.
    pub fn stopped() {
        en: "Ended early",
        ko: "중단",
    }
    /// A state.
    pub fn open() {
        en: "In progress",
        ko: "진행 중",
    }
    /// A moment.
    pub fn t0() {
        en: "Impact starts",
        ko: "영향 시작",
    }
    /// A moment.
    pub fn t1() {
        en: "Page arrives",
        ko: "호출 도착",
    }
    /// A moment.
    pub fn t2() {
        en: "Acknowledged",
        ko: "호출 확인",
    }
    /// A moment.
    pub fn t3() {
        en: "Diagnosed",
        ko: "원인 진단",
    }
    /// A moment.
    pub fn t4() {
        en: "Service levels restored",
        ko: "서비스 수준 회복",
    }
    /// A moment.
    pub fn t5() {
        en: "Cause removed",
        ko: "원인 제거",
    }
    /// A measure.
    pub fn time_to_detect() {
        en: "time to detect",
        ko: "탐지까지",
    }
    /// A measure.
    pub fn time_to_acknowledge() {
        en: "time to acknowledge",
        ko: "확인까지",
    }
    /// A measure.
    pub fn time_to_diagnose() {
        en: "time to diagnose",
        ko: "진단까지",
    }
    /// A measure.
    pub fn time_to_mitigate() {
        en: "time to mitigate",
        ko: "완화까지",
    }
    /// A measure.
    pub fn time_to_resolve() {
        en: "time to resolve",
        ko: "해결까지",
    }
    /// A column.
    pub fn column_moment() {
        en: "Moment",
        ko: "시점",
    }
    /// A column.
    pub fn column_time() {
        en: "Time (UTC)",
        ko: "시각 (UTC)",
    }
    /// A column.
    pub fn column_since() {
        en: "Since T0",
        ko: "T0 이후",
    }
    /// A column.
    pub fn column_measure() {
        en: "Measure",
        ko: "측정값",
    }
    /// A column.
    pub fn column_who() {
        en: "Who",
        ko: "주체",
    }
    /// A column.
    pub fn column_what() {
        en: "What",
        ko: "내용",
    }
    /// A column.
    pub fn column_journey() {
        en: "Journey",
        ko: "여정",
    }
    /// A column.
    pub fn column_requests() {
        en: "Requests",
        ko: "요청",
    }
    /// A column.
    pub fn column_failed() {
        en: "Failed",
        ko: "실패",
    }
    /// A column.
    pub fn column_slow() {
        en: "Too slow",
        ko: "느림",
    }
    /// A column.
    pub fn column_skill() {
        en: "Skill",
        ko: "역량",
    }
    /// A column.
    pub fn column_points() {
        en: "Points",
        ko: "점수",
    }
    /// A column.
    pub fn column_why() {
        en: "Why",
        ko: "이유",
    }
    /// A column.
    pub fn column_action() {
        en: "Action",
        ko: "할 일",
    }
    /// A column.
    pub fn column_owner() {
        en: "Owner",
        ko: "담당",
    }
    /// A column.
    pub fn column_due() {
        en: "Due",
        ko: "기한",
    }
    /// All journeys.
    pub fn whole_shop() {
        en: "Whole shop",
        ko: "쇼핑몰 전체",
    }
    /// Not reached.
    pub fn not_reached() {
        en: "not reached",
        ko: "도달하지 못함",
    }
    /// The error budget.
    pub fn budget(availability, availability_objective, latency, latency_objective) {
        en: "At this rate of requests the incident burnt {availability} of a 30 days' error budget for availability (objective {availability_objective}) and {latency} of the one for latency (objective {latency_objective}).",
        ko: "이 요청량을 기준으로 30일치 오류 예산 가운데 가용성 예산의 {availability}(목표 {availability_objective}), 지연 예산의 {latency}(목표 {latency_objective})를 소진했습니다.",
    }
    /// What counts.
    pub fn how_measured(latency) {
        en: "Measured by the customers' own traffic in bins of 100 ms, each request counted when it was due. Too slow means longer than {latency}.",
        ko: "고객 트래픽이 직접 100밀리초 단위로 측정했으며, 요청은 보내기로 되어 있던 시각에 집계했습니다. {latency}를 넘으면 느린 요청입니다.",
    }
    /// The chart, for those who can't see it.
    pub fn chart_title() {
        en: "Success ratio and 95th percentile of latency over time",
        ko: "시간에 따른 성공률과 95백분위 지연",
    }
    /// The chart, for those who can't see it.
    pub fn chart_description(lowest, at, slowest) {
        en: "The share of successful requests was lowest at {lowest}, {at} after the impact began. The slowest 95th percentile was {slowest}. Dashed vertical lines mark T0 to T5.",
        ko: "성공률은 영향 시작 {at} 뒤에 {lowest}로 가장 낮았습니다. 95백분위 지연의 최댓값은 {slowest}입니다. 세로 점선은 T0부터 T5까지의 시점입니다.",
    }
    /// Under the chart.
    pub fn chart_caption() {
        en: "Hatched: requests that failed. Dotted vertical lines: T0 to T5.",
        ko: "빗금은 실패한 요청, 세로 점선은 T0부터 T5까지의 시점입니다.",
    }
    /// A number of interest.
    pub fn tile_failed() {
        en: "failed requests",
        ko: "실패한 요청",
    }
    /// A number of interest.
    pub fn tile_score() {
        en: "score",
        ko: "점수",
    }
    /// A line.
    pub fn line_whole() {
        en: "whole shop",
        ko: "쇼핑몰 전체",
    }
    /// A line.
    pub fn line_worst(journey) {
        en: "{journey}, mean of 5 s",
        ko: "{journey}, 5초 평균",
    }
    /// An axis.
    pub fn axis_success() {
        en: "successful requests",
        ko: "성공한 요청",
    }
    /// An axis.
    pub fn axis_latency() {
        en: "p95 of successful requests (at most 2 s shown)",
        ko: "성공한 요청의 p95 (2초까지 표시)",
    }
    /// An axis.
    pub fn axis_time() {
        en: "time since T0 (minutes:seconds)",
        ko: "T0 이후 시간 (분:초)",
    }
    /// A line.
    pub fn objective(value) {
        en: "objective {value}",
        ko: "목표 {value}",
    }
    /// Who did it.
    pub fn who_firedrill() {
        en: "firedrill",
        ko: "firedrill",
    }
    /// Who did it.
    pub fn who_alert() {
        en: "alert",
        ko: "알람",
    }
    /// Who did it.
    pub fn who_responder() {
        en: "responder",
        ko: "대응자",
    }
    /// Who did it.
    pub fn who_check() {
        en: "check",
        ko: "체크",
    }
    /// Who did it.
    pub fn who_customers() {
        en: "customers",
        ko: "고객",
    }
    /// An answer was right.
    pub fn answer_right() {
        en: "right",
        ko: "정답",
    }
    /// An answer was wrong.
    pub fn answer_wrong() {
        en: "wrong",
        ko: "오답",
    }
    /// What the responder committed to.
    pub fn committed(layer, component, answer) {
        en: "Layer `{layer}`, component `{component}`: “{answer}”",
        ko: "계층 `{layer}`, 컴포넌트 `{component}`: “{answer}”",
    }
    /// Nobody committed to anything.
    pub fn nobody_diagnosed() {
        en: "Nobody committed to a diagnosis.",
        ko: "원인을 답한 사람이 없습니다.",
    }
    /// The root cause.
    pub fn root_cause(layer, component) {
        en: "Root cause (layer `{layer}`, component `{component}`)",
        ko: "근본 원인 (계층 `{layer}`, 컴포넌트 `{component}`)",
    }
    /// The root cause stays secret.
    pub fn root_cause_hidden() {
        en: "The root cause is shown once the run is resolved or given up.",
        ko: "근본 원인은 드릴이 해결되거나 포기한 뒤에 공개됩니다.",
    }
    /// Nothing was tried.
    pub fn nothing_tried() {
        en: "The journal knows of no change. Changes made with other tools are for you to add.",
        ko: "저널에 기록된 변경이 없습니다. 다른 도구로 한 변경은 직접 적어 주세요.",
    }
    /// What followed a change.
    pub fn then_levels_restored() {
        en: "The service levels came back after this.",
        ko: "이 조치 뒤에 서비스 수준이 돌아왔습니다.",
    }
    /// What followed a change.
    pub fn then_cause_removed() {
        en: "The cause was gone after this.",
        ko: "이 조치 뒤에 원인이 사라졌습니다.",
    }
    /// Changes with other tools.
    pub fn other_tools() {
        en: "Changes made with other tools are for you to add.",
        ko: "다른 도구로 한 변경은 직접 적어 주세요.",
    }
    /// What does not repair.
    pub fn what_does_not_repair() {
        en: "What does not, and why",
        ko: "복구가 되지 않는 조치와 그 이유",
    }
    /// A prompt.
    pub fn went_well() {
        en: "What went well",
        ko: "잘된 점",
    }
    /// A prompt.
    pub fn went_badly() {
        en: "What went badly",
        ko: "아쉬운 점",
    }
    /// A prompt.
    pub fn went_luckily() {
        en: "Where we were lucky",
        ko: "운이 좋았던 점",
    }
    /// A place to write.
    pub fn write_here() {
        en: "write here",
        ko: "여기에 작성",
    }
    /// A follow-up.
    pub fn follow_up_prevent() {
        en: "Prevent: what keeps this cause from returning?",
        ko: "예방: 같은 원인이 다시 생기지 않게 하려면?",
    }
    /// A follow-up.
    pub fn follow_up_detect(duration) {
        en: "Detect: it took {duration} until somebody was called. What would have called them sooner, or named the cause?",
        ko: "탐지: 호출까지 {duration} 걸렸습니다. 더 일찍 알거나 원인까지 짚어 줄 알람은?",
    }
    /// A follow-up.
    pub fn follow_up_mitigate(duration) {
        en: "Mitigate: customers were hurt for {duration}. What would have shortened it: a runbook, a limit, a switch?",
        ko: "완화: 고객 영향이 {duration} 이어졌습니다. 런북, 제한, 스위치 가운데 무엇이 있었다면 짧아졌을까?",
    }
    /// A follow-up.
    pub fn follow_up_verify() {
        en: "Verify: play this drill again with another seed, after the follow-ups are done.",
        ko: "검증: 후속 조치를 마친 뒤 다른 시드로 이 드릴을 다시 해 본다.",
    }
    /// The sum of the score.
    pub fn score_total(total) {
        en: "{total} of 100 points",
        ko: "100점 만점에 {total}점",
    }
    /// What hints cost.
    pub fn score_hints(cost) {
        en: "Hints cost {cost} points.",
        ko: "힌트 사용으로 {cost}점을 뺐습니다.",
    }
    /// What limits the score.
    pub fn score_cap(points, why) {
        en: "At most {points} points. {why}",
        ko: "최대 {points}점입니다. {why}",
    }
    /// A skill.
    pub fn skill_detect() {
        en: "Detect",
        ko: "탐지",
    }
    /// A skill.
    pub fn skill_triage() {
        en: "Triage",
        ko: "분류",
    }
    /// A skill.
    pub fn skill_mitigate() {
        en: "Mitigate",
        ko: "완화",
    }
    /// A skill.
    pub fn skill_diagnose() {
        en: "Diagnose",
        ko: "진단",
    }
    /// A skill.
    pub fn skill_repair() {
        en: "Repair",
        ko: "복구",
    }
    /// A skill.
    pub fn skill_communicate() {
        en: "Communicate",
        ko: "소통",
    }
    /// About the run.
    pub fn about(run, drill, seed, lab, runtime, version) {
        en: "Run `{run}` of the drill `{drill}` (seed {seed}) in the lab `{lab}`, runtime `{runtime}`, firedrill {version}.",
        ko: "드릴 `{drill}`(시드 {seed})의 실행 `{run}`. 랩 `{lab}`, 런타임 `{runtime}`, firedrill {version}.",
    }
    /// Where it comes from.
    pub fn source() {
        en: "Every number comes from the run's journal. People act on what they know at the time: this report looks for what to change in the system, not for whom to blame.",
        ko: "모든 수치는 실행 저널에서 나왔습니다. 사람은 그 순간 아는 것을 바탕으로 행동합니다. 이 보고서는 누구의 잘못인지가 아니라 시스템에서 무엇을 바꿀지를 찾습니다.",
    }
}
