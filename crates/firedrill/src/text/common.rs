//! Words that many commands share.

use drill_core::messages;

messages! {
    /// Before what went wrong.
    pub fn error_label() { en: "error:", ko: "오류:" }
    /// Before what should be known.
    pub fn note_label() { en: "note:", ko: "참고:" }
    /// Before the likely cause.
    pub fn cause_label() { en: "cause:", ko: "원인:" }
    /// Before the next command.
    pub fn next_label() { en: "next:", ko: "다음:" }
    /// Before another command that may help.
    pub fn or_label() { en: "or:", ko: "또는:" }
    /// Before the commands to go on with.
    pub fn next_heading() { en: "Next", ko: "다음 할 일" }
    /// A value that was mistyped.
    pub fn did_you_mean(candidate) {
        en: "Did you mean {candidate}?",
        ko: "혹시 {candidate}인가요?",
    }
    /// What there is to choose from.
    pub fn there_are(names) { en: "There are: {names}.", ko: "사용할 수 있는 값: {names}" }
    /// Nothing to choose from.
    pub fn there_are_none() { en: "There are none yet.", ko: "아직 하나도 없습니다." }
    /// Yes.
    pub fn yes() { en: "yes", ko: "예" }
    /// No.
    pub fn no() { en: "no", ko: "아니요" }
    /// Ctrl-C while a client waited.
    pub fn interrupted() {
        en: "Interrupted. Only this command ended: the lab and its run go on.",
        ko: "중단했습니다. 이 명령만 끝났고, 랩과 훈련은 계속 진행됩니다.",
    }
    /// The state of a thing.
    pub fn ready() { en: "ready", ko: "준비됨" }
    /// The state of a thing.
    pub fn not_ready() { en: "not ready", ko: "준비 안 됨" }
    /// A duration under a minute.
    pub fn seconds(seconds) { en: "{seconds} s", ko: "{seconds}초" }
    /// A duration in minutes.
    pub fn minutes(minutes) { en: "{minutes} min", ko: "{minutes}분" }
    /// A duration in minutes and seconds.
    pub fn minutes_seconds(minutes, seconds) {
        en: "{minutes} min {seconds} s",
        ko: "{minutes}분 {seconds}초",
    }
}
