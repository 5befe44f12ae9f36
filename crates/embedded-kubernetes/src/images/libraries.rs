//! What a program needs besides itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::ClusterError;
use crate::command::run;

/// The program under the path `to`, and beside it every library that it is linked against and the linker, each where it
/// is on this machine: that is where the linker looks for it. A static program needs none.
///
/// # Errors
/// When a library is missing on this machine.
pub fn with_libraries(
    program: &Path,
    to: &Path,
) -> Result<BTreeMap<PathBuf, PathBuf>, ClusterError> {
    let mut files = BTreeMap::from([(to.to_owned(), program.to_owned())]);
    // It fails for a static program, which needs nothing.
    let Ok(list) = run("ldd", [program]) else {
        return Ok(files);
    };
    for line in list.lines() {
        if line.contains("not found") {
            return Err(ClusterError::Tool {
                command: format!("ldd {}", program.display()),
                reason: line.trim().to_owned(),
            });
        }
        if let Some(library) = library(line) {
            files.insert(library.clone(), library);
        }
    }
    Ok(files)
}

/// The file that a line of `ldd` names: `libm.so.6 => /lib/libm.so.6 (0x7f…)`, or the linker's path alone.
fn library(line: &str) -> Option<PathBuf> {
    let (words, _) = line.trim().rsplit_once(" (")?;
    let path = words.rsplit(" => ").next()?;
    path.starts_with('/').then(|| PathBuf::from(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::library(
        "\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f)",
        Some("/lib/x86_64-linux-gnu/libm.so.6")
    )]
    #[case::linker(
        "\t/lib64/ld-linux-x86-64.so.2 (0x00007f)",
        Some("/lib64/ld-linux-x86-64.so.2")
    )]
    #[case::the_kernels_own("\tlinux-vdso.so.1 (0x00007ffd)", None)]
    #[case::none("\tstatically linked", None)]
    fn a_line_of_ldd_names_a_file_or_none(#[case] line: &str, #[case] file: Option<&str>) {
        assert_eq!(library(line), file.map(PathBuf::from));
    }
}
