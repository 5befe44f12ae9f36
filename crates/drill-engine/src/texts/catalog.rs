//! Drills that can't be had.

drill_core::messages! {
    /// The folder of drills is missing.
    pub fn no_folder(dir, reason) {
        en: "The drills are not where they should be: {dir}: {reason}.",
        ko: "드릴이 있어야 할 곳에 없습니다: {dir}: {reason}.",
    }
    /// An unknown drill.
    pub fn no_drill(id) {
        en: "There is no drill named {id}.",
        ko: "{id}(이)라는 드릴이 없습니다.",
    }
    /// A broken definition.
    pub fn broken(id) {
        en: "The definition of the drill {id} is broken.",
        ko: "드릴 {id}의 정의가 잘못되었습니다.",
    }
    /// A broken guide.
    pub fn broken_guide(reason) {
        en: "The drill's guide is broken: {reason}.",
        ko: "드릴의 안내서가 잘못되었습니다: {reason}.",
    }
    /// A missing file.
    pub fn no_file(path, reason) {
        en: "A file of the drill can't be read: {path}: {reason}.",
        ko: "드릴의 파일을 읽을 수 없습니다: {path}: {reason}.",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_message_exists_in_every_language() {
        drill_core::i18n::assert_complete(super::ALL);
    }
}
