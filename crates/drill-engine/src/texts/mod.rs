//! What the engine says to people, in every language.

pub mod catalog;
pub mod checks;
pub mod lab;
pub mod rehearse;
pub mod run;
pub mod supervisor;

drill_core::messages! {
    /// No supervisor answers.
    pub fn lab_is_down(lab) {
        en: "The lab {lab} is not running.",
        ko: "랩 {lab}이(가) 실행 중이 아닙니다.",
    }
    /// The socket belongs to another user.
    pub fn socket_denied(socket) {
        en: "This user may not open {socket}: the lab belongs to another user. Run the command as that user.",
        ko: "이 사용자는 {socket}을(를) 열 수 없습니다. 랩이 다른 사용자의 것이므로 그 사용자로 명령을 실행하세요.",
    }
    /// The supervisor ended in the middle of a request.
    pub fn supervisor_lost(lab) {
        en: "The supervisor of the lab {lab} ended or hung before it answered. `up` brings the same lab back with its data.",
        ko: "랩 {lab}의 슈퍼바이저가 응답하기 전에 종료되었거나 멈췄습니다. `up`을 실행하면 같은 랩이 데이터와 함께 다시 올라옵니다.",
    }
    /// Different versions of client and supervisor.
    pub fn protocol_mismatch(lab, error) {
        en: "The lab {lab} runs another version of firedrill than this one ({error}).",
        ko: "랩 {lab}은(는) 이것과 다른 버전의 firedrill로 실행 중입니다 ({error}).",
    }
    /// A name like the one that was typed.
    pub fn did_you_mean(name) {
        en: "Did you mean {name}?",
        ko: "혹시 {name}인가요?",
    }
    /// All names.
    pub fn there_are(names) {
        en: "There are: {names}.",
        ko: "있는 것: {names}.",
    }
    /// A request that this version does not know.
    pub fn unknown_request(reason) {
        en: "The lab's supervisor does not understand this request ({reason}). It was probably started by another version of firedrill.",
        ko: "랩의 슈퍼바이저가 이 요청을 이해하지 못합니다 ({reason}). 다른 버전의 firedrill로 시작된 것 같습니다.",
    }
    /// A bug: the task of a request ended abnormally.
    pub fn request_crashed(error) {
        en: "The request failed inside the supervisor: {error}. The lab's log supervisor.log says more.",
        ko: "슈퍼바이저 안에서 요청이 실패했습니다: {error}. 랩의 supervisor.log에 자세한 내용이 있습니다.",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_message_exists_in_every_language() {
        drill_core::i18n::assert_complete(super::ALL);
    }
}
