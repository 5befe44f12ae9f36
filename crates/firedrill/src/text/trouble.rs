//! What went wrong, why most likely, and what helps.

use drill_core::messages;

messages! {
    // Output.

    /// Standard output went away or is full.
    pub fn output_failed(reason) {
        en: "The result could not be written to standard output: {reason}",
        ko: "결과를 표준 출력에 쓰지 못했습니다: {reason}",
    }

    /// No supervisor answers.
    pub fn not_running(name) {
        en: "The lab {name} is not running.",
        ko: "{name} 랩이 실행 중이 아닙니다.",
    }

    // Names.

    /// Unknown process.
    pub fn no_process(name) {
        en: "There is no process named {name}.",
        ko: "{name} 프로세스는 없습니다.",
    }
    /// Unknown workload.
    pub fn no_workload(name) {
        en: "There is no workload named {name}.",
        ko: "{name} 워크로드는 없습니다.",
    }
    /// Unknown setting.
    pub fn no_setting(workload, key) {
        en: "{workload} has no setting {key}.",
        ko: "{workload} 워크로드에는 {key} 설정이 없습니다.",
    }
    /// Unknown run.
    pub fn no_run(name) {
        en: "This lab has no run named {name}.",
        ko: "이 랩에는 {name} 실행 기록이 없습니다.",
    }
    /// No run at all.
    pub fn no_runs() {
        en: "No drill was played in this lab yet.",
        ko: "이 랩에서 진행한 훈련이 아직 없습니다.",
    }
    /// A setting without a value.
    pub fn not_a_setting(given) {
        en: "\"{given}\" is not of the form KEY=VALUE.",
        ko: "\"{given}\"은 KEY=VALUE 형식이 아닙니다.",
    }
    /// What a duration looks like.
    pub fn not_a_duration(given) {
        en: "\"{given}\" is not a duration such as 30s, 5m or 2h.",
        ko: "\"{given}\"은 30s, 5m, 2h 같은 시간 형식이 아닙니다.",
    }

    /// A journal is damaged.
    pub fn journal_damaged(path, reason) {
        en: "The journal {path} can't be understood: {reason}",
        ko: "진행 기록 {path} 파일을 해석할 수 없습니다: {reason}",
    }
    /// Why, and that it was not touched.
    pub fn journal_damaged_cause() {
        en: "It was edited or damaged; a crash alone only tears its last line. It was left as it is.",
        ko: "편집되었거나 손상되었습니다. 비정상 종료만으로는 마지막 줄만 잘립니다. 파일은 건드리지 않았습니다.",
    }

    // The machine.

    /// A program of firedrill itself is missing.
    pub fn incomplete(path) {
        en: "This installation is not complete: {path} is missing.",
        ko: "설치가 온전하지 않습니다. {path} 경로가 없습니다.",
    }
    /// Why.
    pub fn incomplete_cause() {
        en: "The services and drills lie beside the program. The script ./firedrill of the checkout builds all of them.",
        ko: "서비스와 훈련 파일은 프로그램과 함께 있어야 합니다. 저장소의 ./firedrill 스크립트가 모두 빌드합니다.",
    }
    /// Anything else.
    pub fn other(reason) {
        en: "{reason}",
        ko: "예상하지 못한 오류입니다: {reason}",
    }
    /// A question on a pipe.
    pub fn no_terminal(options) {
        en: "There is no terminal to ask on. Give the answers as options: {options}",
        ko: "질문을 표시할 터미널이 없습니다. 답을 옵션으로 주세요: {options}",
    }

    /// What else helps when the aws program is missing.
    pub fn aws_elsewhere() {
        en: "Any S3 client works too: `firedrill status` shows address and keys.",
        ko: "다른 S3 클라이언트도 쓸 수 있습니다. 주소와 키는 `firedrill status`에 나옵니다.",
    }

    // What clap refused.

    /// An argument that a command does not have.
    pub fn unknown_argument(argument) {
        en: "This command has no argument {argument}.",
        ko: "이 명령에는 {argument} 인자가 없습니다.",
    }
    /// A command that does not exist.
    pub fn unknown_command(name) {
        en: "There is no command {name}.",
        ko: "{name} 명령은 없습니다.",
    }
    /// An argument that is missing.
    pub fn missing_argument(names) {
        en: "Something is missing: {names}",
        ko: "필요한 인자가 빠졌습니다: {names}",
    }
    /// A command below a command is missing.
    pub fn missing_command(names) {
        en: "Say what to do: {names}",
        ko: "무엇을 할지 지정하세요: {names}",
    }
    /// A value of the wrong kind.
    pub fn invalid_value(value, argument) {
        en: "\"{value}\" is not a value for {argument}.",
        ko: "\"{value}\"은 {argument}에 쓸 수 없는 값입니다.",
    }
    /// A value that is missing.
    pub fn missing_value(argument) {
        en: "{argument} needs a value.",
        ko: "{argument}에는 값이 필요합니다.",
    }
    /// Two arguments that exclude each other, or one given twice.
    pub fn conflict(argument) {
        en: "{argument} can't be given twice, or together with the others.",
        ko: "{argument}: 두 번 쓰거나 다른 인자와 함께 쓸 수 없습니다.",
    }
    /// Bytes that are no text.
    pub fn not_utf8() {
        en: "An argument is not valid UTF-8.",
        ko: "올바른 UTF-8이 아닌 인자가 있습니다.",
    }
    /// Whatever clap finds besides.
    pub fn not_understood() {
        en: "The command was not understood.",
        ko: "명령을 이해하지 못했습니다.",
    }
    /// What a value should be.
    pub fn expected(what) { en: "Expected: {what}", ko: "필요한 값: {what}" }
}
