//! What an author reads about a definition that is broken.

crate::messages! {
    /// An unknown field.
    pub fn unknown_field(field) {
        en: "There is no field `{field}` here.",
        ko: "여기에는 `{field}` 필드가 없습니다.",
    }
    /// An unknown kind of fault, probe or word.
    pub fn unknown_word(word) {
        en: "`{word}` is not known here.",
        ko: "`{word}`은(는) 여기서 쓸 수 없는 값입니다.",
    }
    /// The nearest name.
    pub fn did_you_mean(name) {
        en: "Did you mean `{name}`?",
        ko: "혹시 `{name}`인가요?",
    }
    /// Every name.
    pub fn one_of(names) {
        en: "Known are: {names}.",
        ko: "쓸 수 있는 이름: {names}.",
    }
    /// A field that is not there.
    pub fn missing_field(field) {
        en: "The field `{field}` is missing.",
        ko: "`{field}` 필드가 빠졌습니다.",
    }
    /// How to add it.
    pub fn add_field(field) {
        en: "Add `{field}:` to this block.",
        ko: "이 블록에 `{field}:`를 추가하세요.",
    }
    /// A value that does not fit.
    pub fn wrong_value(got, wanted) {
        en: "Here stands `{got}`, where {wanted} belongs.",
        ko: "{wanted} 자리에 `{got}`이(가) 있습니다.",
    }
    /// A value of the wrong kind.
    pub fn wrong_kind(wanted) {
        en: "Here belongs {wanted}.",
        ko: "여기에는 {wanted}을(를) 써야 합니다.",
    }
    /// A kind of value.
    pub fn noun_period() {
        en: "a length of time",
        ko: "시간 값",
    }
    /// What to do about it.
    pub fn write_period() {
        en: "Write a whole number with a unit, as in 250ms, 15s, 5m or 1h.",
        ko: "250ms, 15s, 5m, 1h처럼 정수 뒤에 단위를 붙여 쓰세요.",
    }
    /// A kind of value.
    pub fn noun_object() {
        en: "an object of a cluster",
        ko: "클러스터의 오브젝트 이름",
    }
    /// What to do about it.
    pub fn write_object() {
        en: "Write kind and name in small letters, as in service/order.",
        ko: "service/order처럼 종류와 이름을 소문자로 쓰세요.",
    }
    /// A kind of value.
    pub fn noun_number() {
        en: "a whole number of 0 or more",
        ko: "0 이상의 정수",
    }
    /// A kind of value.
    pub fn noun_fraction() {
        en: "a number",
        ko: "숫자",
    }
    /// A kind of value.
    pub fn noun_bool() {
        en: "true or false",
        ko: "true 또는 false",
    }
    /// A kind of value.
    pub fn noun_text() {
        en: "a text",
        ko: "문자열",
    }
    /// A kind of value.
    pub fn noun_map() {
        en: "a block of fields",
        ko: "필드 블록",
    }
    /// A kind of value.
    pub fn noun_list() {
        en: "a list, each line of which begins with a hyphen",
        ko: "하이픈으로 시작하는 목록",
    }
    /// What to do about a wrong type.
    pub fn compare_schema() {
        en: "Compare with a drill that works, or let your editor check the file against chaos-experiments/drill.schema.json.",
        ko: "잘 되는 드릴과 비교하거나, 편집기에서 chaos-experiments/drill.schema.json 스키마로 검사해 보세요.",
    }
    /// A key that stands twice.
    pub fn duplicate_key(key) {
        en: "The key `{key}` stands here twice.",
        ko: "`{key}` 키가 두 번 나옵니다.",
    }
    /// What to do about it.
    pub fn remove_one() {
        en: "Keep one of the two.",
        ko: "둘 중 하나만 남기세요.",
    }
    /// Anything that a dependency says.
    pub fn not_valid(detail) {
        en: "This cannot be read: {detail}.",
        ko: "읽을 수 없는 내용입니다: {detail}.",
    }
    /// What to do about broken YAML.
    pub fn check_indentation() {
        en: "Look at the indentation, the quotes and the brackets of this line and the one above it.",
        ko: "이 줄과 바로 윗줄의 들여쓰기, 따옴표, 괄호를 확인하세요.",
    }
    /// A format version that this program does not know.
    pub fn format_version(got, known) {
        en: "formatVersion is {got}; this program reads {known}.",
        ko: "formatVersion이 {got}입니다. 이 프로그램은 {known}만 읽습니다.",
    }
    /// What to do about it.
    pub fn use_version(known) {
        en: "Write formatVersion: {known}, or update firedrill.",
        ko: "formatVersion: {known}로 쓰거나 firedrill을 최신으로 바꾸세요.",
    }
    /// An id with other characters.
    pub fn bad_id(id) {
        en: "`{id}` is not an id.",
        ko: "`{id}`은(는) id로 쓸 수 없습니다.",
    }
    /// What an id is.
    pub fn id_rule() {
        en: "Use small letters, digits and single hyphens, as in catalog-gone.",
        ko: "catalog-gone처럼 소문자, 숫자, 하이픈만 쓰세요.",
    }
    /// A text without one of its languages.
    pub fn empty_text(lang) {
        en: "The text is empty in the language {lang}.",
        ko: "{lang} 문구가 비어 있습니다.",
    }
    /// A Korean text that is not Korean.
    pub fn not_korean() {
        en: "The Korean text has no Korean letters.",
        ko: "한국어 문구에 한글이 없습니다.",
    }
    /// What to do about a text.
    pub fn write_both() {
        en: "A learner reads either language: write both.",
        ko: "학습자는 두 언어 중 하나로 읽습니다. 둘 다 쓰세요.",
    }
    /// A list that must not be empty.
    pub fn empty_list(what) {
        en: "`{what}` is empty.",
        ko: "`{what}`이(가) 비어 있습니다.",
    }
    /// What to do about it.
    pub fn add_one() {
        en: "Add at least one.",
        ko: "적어도 하나는 있어야 합니다.",
    }
    /// A name that stands twice.
    pub fn duplicate_id(id) {
        en: "`{id}` names two things.",
        ko: "`{id}`이(가) 두 번 쓰였습니다.",
    }
    /// What to do about it.
    pub fn rename_one() {
        en: "Give one of them another name; the journal tells them apart by it.",
        ko: "저널에서 구별할 수 있도록 하나의 이름을 바꾸세요.",
    }
    /// No check that proves something.
    pub fn nothing_proves(what) {
        en: "No check proves `{what}`.",
        ko: "`{what}`을(를) 증명하는 체크가 없습니다.",
    }
    /// What to do about it.
    pub fn add_check(what) {
        en: "Add a check with `proves: {what}`: without it a run can't be told to be over.",
        ko: "`proves: {what}` 체크를 추가하세요. 이것이 없으면 드릴이 끝났는지 알 수 없습니다.",
    }
    /// A PromQL probe without a bound.
    pub fn no_bound() {
        en: "The expression is compared with nothing.",
        ko: "식을 비교할 기준이 없습니다.",
    }
    /// What to do about it.
    pub fn add_bound() {
        en: "Add one of below, above or equals.",
        ko: "below, above, equals 중 하나를 추가하세요.",
    }
    /// A link fault that does nothing.
    pub fn link_unchanged() {
        en: "The link is not degraded in any way.",
        ko: "링크에 아무 변화도 주지 않습니다.",
    }
    /// What to do about it.
    pub fn add_degradation() {
        en: "Give it a latency or a mode.",
        ko: "latency나 mode를 지정하세요.",
    }
    /// Hints that do not count up.
    pub fn hint_tiers() {
        en: "Hints must count 1, 2, 3 in this order.",
        ko: "힌트는 1, 2, 3 순서로 적어야 합니다.",
    }
    /// What to do about it.
    pub fn number_hints() {
        en: "Number them from 1, as the guide's headings do.",
        ko: "가이드의 제목과 같이 1부터 번호를 매기세요.",
    }
    /// Hints that cost more than there is.
    pub fn hints_cost(sum) {
        en: "The hints cost {sum} points together.",
        ko: "힌트 비용을 모두 더하면 {sum}점입니다.",
    }
    /// What to do about it.
    pub fn cheaper_hints(most) {
        en: "Keep the sum at {most} or less: somebody who took every hint still repaired the shop.",
        ko: "합계가 {most}점을 넘지 않게 하세요. 힌트를 다 봐도 복구했다면 점수가 남아야 합니다.",
    }
    /// A question with too few answers.
    pub fn few_answers(got, wanted) {
        en: "The question has {got} answers; the cause and {wanted} distractors are needed.",
        ko: "답이 {got}개입니다. 실제 원인 하나와 오답 {wanted}개가 필요합니다.",
    }
    /// What to do about it.
    pub fn add_distractors() {
        en: "Add causes that show some of the same symptoms, and say what speaks against each.",
        ko: "비슷한 증상을 보이는 원인을 추가하고, 왜 아닌지 근거를 적으세요.",
    }
    /// A question without exactly one right answer.
    pub fn right_answers(got) {
        en: "The question has {got} right answers.",
        ko: "정답이 {got}개입니다.",
    }
    /// What to do about it.
    pub fn one_right_answer() {
        en: "Mark exactly one answer with `correct: true`.",
        ko: "정확히 하나의 답에만 `correct: true`를 적으세요.",
    }
    /// A script whose name says something else.
    pub fn script_name(script) {
        en: "`{script}` is not a script's name here.",
        ko: "`{script}`은(는) 여기에 쓸 수 있는 스크립트 이름이 아닙니다.",
    }
    /// What a script's name is.
    pub fn script_rule(prefix) {
        en: "Name a file of the drill's folder that begins with `{prefix}` and ends in .sh.",
        ko: "드릴 폴더에 있는, `{prefix}`로 시작하고 .sh로 끝나는 파일 이름을 쓰세요.",
    }
    /// A number out of range.
    pub fn out_of_range(what, range) {
        en: "`{what}` must be {range}.",
        ko: "`{what}` 값은 {range}이어야 합니다.",
    }
    /// What to do about it.
    pub fn change_number() {
        en: "Change the number.",
        ko: "값을 고치세요.",
    }
    /// The title gives the cause away.
    pub fn cause_told(word) {
        en: "A learner reads this before the cause is found, and it says `{word}`, as the fault does.",
        ko: "원인을 찾기 전에 읽는 문구인데, 장애에 쓰인 `{word}`이(가) 들어 있습니다.",
    }
    /// What to do about it.
    pub fn tell_symptom() {
        en: "Say what is seen from outside instead.",
        ko: "겉으로 보이는 증상으로 바꾸어 쓰세요.",
    }
    /// A service whose name means nothing here, near one that does.
    pub fn same_prerequisite() {
        en: "The drill is its own prerequisite.",
        ko: "드릴이 자기 자신을 선행 드릴로 지정했습니다.",
    }
    /// What to do about it.
    pub fn remove_prerequisite() {
        en: "Remove it from `prerequisites`.",
        ko: "`prerequisites`에서 빼세요.",
    }
    /// Something that only a cluster has.
    pub fn needs_cluster() {
        en: "Only a cluster has this, and the drill can be played without one.",
        ko: "클러스터에만 있는 것인데, 이 드릴은 클러스터 없이도 할 수 있다고 되어 있습니다.",
    }
    /// What to do about it.
    pub fn only_kubernetes() {
        en: "Write `runtimes: [kubernetes]`.",
        ko: "`runtimes: [kubernetes]`라고 쓰세요.",
    }
    /// A manifest that names no object.
    pub fn no_manifest() {
        en: "The manifest has no `kind` or no `metadata.name`.",
        ko: "매니페스트에 `kind`나 `metadata.name`이 없습니다.",
    }
    /// What to do about it.
    pub fn complete_manifest() {
        en: "Write the whole object, as for `kubectl apply`.",
        ko: "`kubectl apply`에 넣을 때처럼 오브젝트 전체를 쓰세요.",
    }
    /// A right to what the learner must not read.
    pub fn secrets_permitted() {
        en: "A learner who reads the lab's Secrets can do everything.",
        ko: "랩의 Secret을 읽을 수 있으면 학습자가 무엇이든 할 수 있습니다.",
    }
    /// What to do about it.
    pub fn name_resources() {
        en: "Name the resources one by one, without `secrets` and without `*`.",
        ko: "`secrets`와 `*`를 빼고 리소스를 하나씩 적으세요.",
    }
    /// A cluster's objects in a drill of one namespace.
    pub fn scope_is_cluster(object) {
        en: "{object} belongs to the whole cluster, and the drill says that it stays within its namespace.",
        ko: "{object}은(는) 클러스터 전체의 것인데, 드릴은 네임스페이스 안에만 영향을 준다고 되어 있습니다.",
    }
    /// What to do about it.
    pub fn say_scope() {
        en: "Write `scope: cluster`.",
        ko: "`scope: cluster`라고 쓰세요.",
    }
}
