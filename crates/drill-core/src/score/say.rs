//! Why a skill has so many points.

crate::messages! {
    /// The page was taken in time.
    pub fn acknowledged(after) {
        en: "You took the page after {after}.",
        ko: "호출을 {after} 만에 받았습니다.",
    }
    /// The page was taken late.
    pub fn acknowledged_late(after, within) {
        en: "You took the page after {after}; {within} is the aim.",
        ko: "호출을 {after} 만에 받았습니다. 목표는 {within} 이내입니다.",
    }
    /// Nobody took the page.
    pub fn never_acknowledged() {
        en: "Nobody took the page: `firedrill ack` tells others that you have it.",
        ko: "호출을 받은 사람이 없습니다. `firedrill ack`은 내가 보고 있다고 알리는 일입니다.",
    }
    /// There was no page.
    pub fn no_page() {
        en: "There was no page to take.",
        ko: "받을 호출이 없었습니다.",
    }
    /// Layer and component at the first try.
    pub fn triage_first() {
        en: "Layer and component were right at the first try.",
        ko: "계층과 컴포넌트를 한 번에 맞혔습니다.",
    }
    /// Part of it, or later.
    pub fn triage_part(layer, component) {
        en: "Layer: {layer}; component: {component}. The first try counts in full, the second half.",
        ko: "계층: {layer}, 컴포넌트: {component}. 첫 번째 답은 전부, 두 번째 답은 절반을 쳐 줍니다.",
    }
    /// No commitment.
    pub fn triage_none() {
        en: "You did not commit to a layer and a component: `firedrill diagnose` does that.",
        ko: "계층과 컴포넌트를 답하지 않았습니다. `firedrill diagnose`로 답할 수 있습니다.",
    }
    /// Right at a try.
    pub fn right_at(attempt) {
        en: "right at try {attempt}",
        ko: "{attempt}번째에 정답",
    }
    /// Not right.
    pub fn not_right() {
        en: "not found",
        ko: "찾지 못함",
    }
    /// Service levels are back within par.
    pub fn mitigated(after) {
        en: "Customers were served as promised again {after} after the page, and it held.",
        ko: "호출 후 {after} 만에 서비스 수준이 돌아왔고, 그 상태가 유지되었습니다.",
    }
    /// Service levels are back, later than par.
    pub fn mitigated_late(after, par) {
        en: "Customers were served as promised again {after} after the page, and it held; par is {par}.",
        ko: "호출 후 {after} 만에 서비스 수준이 돌아왔고, 그 상태가 유지되었습니다. 기준 시간은 {par}입니다.",
    }
    /// Service levels did not come back.
    pub fn not_mitigated() {
        en: "Service levels were not back, or did not hold.",
        ko: "서비스 수준이 돌아오지 않았거나 유지되지 않았습니다.",
    }
    /// Something else was broken.
    pub fn collateral(points, checks) {
        en: "Less {points} for what else broke after you acted: {checks}.",
        ko: "조치 후 다른 것이 망가져 {points}점을 뺐습니다: {checks}.",
    }
    /// The cause was named.
    pub fn diagnosed(attempt) {
        en: "You named the cause at try {attempt}.",
        ko: "{attempt}번째 답에서 원인을 맞혔습니다.",
    }
    /// The cause was not named.
    pub fn not_diagnosed() {
        en: "You did not name the cause.",
        ko: "원인을 맞히지 못했습니다.",
    }
    /// The cause was guessed at too often.
    pub fn diagnosed_too_late(attempt) {
        en: "You named the cause at try {attempt}; by then it is a guess.",
        ko: "{attempt}번째에야 원인을 맞혔습니다. 그쯤이면 찍은 셈입니다.",
    }
    /// The cause was removed within par.
    pub fn repaired(after) {
        en: "The cause was gone {after} after the page and stayed away.",
        ko: "호출 후 {after} 만에 원인이 사라졌고, 다시 나타나지 않았습니다.",
    }
    /// The cause was removed, later than par.
    pub fn repaired_late(after, par) {
        en: "The cause was gone {after} after the page and stayed away; par is {par}.",
        ko: "호출 후 {after} 만에 원인이 사라졌고, 다시 나타나지 않았습니다. 기준 시간은 {par}입니다.",
    }
    /// The cause is still there.
    pub fn not_repaired() {
        en: "The cause was not removed.",
        ko: "원인이 제거되지 않았습니다.",
    }
    /// Only a restart.
    pub fn only_restarted() {
        en: "You restarted things, and the cause stayed. A restart alone earns nothing here: what caused it once does so again.",
        ko: "재시작만 했고 원인은 그대로 남았습니다. 재시작만으로는 점수가 없습니다. 같은 원인이 같은 장애를 다시 냅니다.",
    }
    /// Mitigated only.
    pub fn only_mitigated() {
        en: "Customers were served again, and the cause stayed: that is a mitigation, not a repair.",
        ko: "고객 서비스는 돌아왔지만 원인은 남았습니다. 완화이지 복구는 아닙니다.",
    }
    /// An update while it lasted.
    pub fn told_during() {
        en: "You said what customers see while they saw it.",
        ko: "장애 중에 고객 상황을 알렸습니다.",
    }
    /// No update while it lasted.
    pub fn silent_during() {
        en: "Nobody heard from you while it lasted.",
        ko: "장애가 이어지는 동안 아무 소식도 전하지 않았습니다.",
    }
    /// A second update.
    pub fn told_again() {
        en: "You gave more than one update.",
        ko: "상황을 두 번 이상 알렸습니다.",
    }
    /// No second update.
    pub fn told_once() {
        en: "A second update was missing.",
        ko: "두 번째 소식이 없었습니다.",
    }
    /// An update at the end.
    pub fn told_the_end() {
        en: "You said that it was over.",
        ko: "끝났다고 알렸습니다.",
    }
    /// No update at the end.
    pub fn silent_at_the_end() {
        en: "You did not say that it was over (`firedrill note \"…\"`).",
        ko: "끝났다는 소식을 전하지 않았습니다 (`firedrill note \"…\"`).",
    }
    /// Data was lost.
    pub fn data_lost(checks) {
        en: "Data was lost or is wrong, which limits the score: {checks}.",
        ko: "데이터가 사라졌거나 틀어져 점수가 제한됩니다: {checks}.",
    }
}
