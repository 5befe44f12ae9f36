//! The drills that this program ships with or that an author is writing.

use std::path::{Path, PathBuf};

use drill_core::definition::{DefinitionError, Drill, Runtime};
use drill_core::guide::{Guide, GuideError};
use drill_core::i18n::{Lang, Text};
use sha2::{Digest, Sha256};

use crate::control::protocol::{Failure, FailureKind};
use crate::suggest;
use crate::texts::catalog as say;

/// Where drills lie within the share folder.
const FOLDER: &str = "chaos-experiments/drills";
/// A drill's definition within its folder.
const DEFINITION: &str = "drill.yaml";

/// Why a drill can't be had.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// The folder of the drills is not there.
    #[error("{}: {source}", dir.display())]
    NoFolder {
        /// The folder.
        dir: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// No drill has this id.
    #[error("there is no drill named {id}")]
    Unknown {
        /// The id that was asked for.
        id: String,
        /// Those that exist.
        known: Vec<String>,
    },
    /// A definition is not sound.
    #[error("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Broken {
        /// The drill's id.
        id: String,
        /// Everything that is wrong, with line and column.
        errors: Vec<DefinitionError>,
    },
    /// A guide is not sound.
    #[error(transparent)]
    Guide(#[from] GuideError),
    /// A file of the drill can't be read.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl From<CatalogError> for Failure {
    fn from(error: CatalogError) -> Self {
        match &error {
            CatalogError::NoFolder { dir, source } => Self::new(
                FailureKind::Environment,
                Text::from_fn(|lang| say::no_folder(lang, dir.display(), source)),
            )
            .with_next("firedrill doctor"),
            CatalogError::Unknown { id, known } => {
                let failure = Self::new(
                    FailureKind::NotFound,
                    suggest::unknown(|lang| say::no_drill(lang, id), id, known),
                );
                match suggest::nearest(id, known) {
                    Some(near) => failure.with_next(format!("firedrill play {near}")),
                    None => failure.with_next("firedrill drills"),
                }
            }
            CatalogError::Broken { id, errors } => Self::new(
                FailureKind::BrokenDrill,
                Text::from_fn(|lang| say::broken(lang, id)),
            )
            .because(Text::from_fn(|lang| {
                let all: Vec<String> = errors.iter().map(|one| one.in_lang(lang)).collect();
                all.join("\n")
            }))
            .with_next(format!("firedrill rehearse {id}")),
            CatalogError::Guide(error) => Self::new(
                FailureKind::BrokenDrill,
                Text::from_fn(|lang| say::broken_guide(lang, error)),
            ),
            CatalogError::File { path, source } => Self::new(
                FailureKind::BrokenDrill,
                Text::from_fn(|lang| say::no_file(lang, path.display(), source)),
            ),
        }
    }
}

/// A drill with everything in its folder.
#[derive(Debug, Clone)]
pub struct DrillFolder {
    /// The folder.
    pub dir: PathBuf,
    /// Its definition.
    pub drill: Drill,
    /// The English guide.
    pub guide_en: Guide,
    /// The Korean guide.
    pub guide_ko: Guide,
    /// A digest of every file of the folder, in hexadecimal: tells whether two runs played the same drill.
    pub hash: String,
}

impl DrillFolder {
    /// The guide in one language.
    #[must_use]
    pub fn guide(&self, lang: Lang) -> &Guide {
        match lang {
            Lang::En => &self.guide_en,
            Lang::Ko => &self.guide_ko,
        }
    }

    /// The text of a hint, from tier 1.
    #[must_use]
    pub fn hint(&self, tier: u32) -> Option<Text> {
        let index = usize::try_from(tier).ok()?.checked_sub(1)?;
        Some(Text {
            en: self.guide_en.hints.get(index)?.clone(),
            ko: self.guide_ko.hints.get(index)?.clone(),
        })
    }

    /// Where a script of the drill lies: the runtime's own one where there is one.
    #[must_use]
    pub fn script(&self, name: &str, runtime: Runtime) -> PathBuf {
        let stem = name.strip_suffix(".sh").unwrap_or(name);
        let own = self.dir.join(format!("{stem}.{runtime}.sh"));
        if own.is_file() {
            own
        } else {
            self.dir.join(name)
        }
    }
}

/// The folder of all drills.
#[derive(Debug, Clone)]
pub struct Catalog {
    dir: PathBuf,
}

impl Catalog {
    /// The drills of a share folder.
    #[must_use]
    pub fn of_share(share: &Path) -> Self {
        Self {
            dir: share.join(FOLDER),
        }
    }

    /// The ids of all drills, sorted.
    ///
    /// # Errors
    /// When the folder can't be read.
    pub fn ids(&self) -> Result<Vec<String>, CatalogError> {
        let entries = std::fs::read_dir(&self.dir).map_err(|source| CatalogError::NoFolder {
            dir: self.dir.clone(),
            source,
        })?;
        let mut ids: Vec<String> = entries
            .flatten()
            .filter(|entry| entry.path().join(DEFINITION).is_file())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        ids.sort();
        Ok(ids)
    }

    /// One drill.
    ///
    /// # Errors
    /// When there is no such drill, or when its files are not sound: then with everything that is wrong.
    pub fn load(&self, id: &str) -> Result<DrillFolder, CatalogError> {
        let known = self.ids()?;
        // Only names that were listed: an id never leads out of the folder.
        if !known.iter().any(|known| known == id) {
            return Err(CatalogError::Unknown {
                id: id.to_owned(),
                known,
            });
        }
        let dir = self.dir.join(id);
        let path = dir.join(DEFINITION);
        let yaml = read(&path)?;
        let drill = Drill::read(&yaml, &path.display().to_string()).map_err(|errors| {
            CatalogError::Broken {
                id: id.to_owned(),
                errors,
            }
        })?;
        let guide = |lang: Lang| {
            let path = dir.join(format!("guide.{lang}.md"));
            let text = read(&path)?;
            let guide = Guide::parse(&text, lang, drill.hints.len(), &path.display().to_string())?;
            Ok::<_, CatalogError>(guide)
        };
        Ok(DrillFolder {
            guide_en: guide(Lang::En)?,
            guide_ko: guide(Lang::Ko)?,
            hash: digest(&dir)?,
            drill,
            dir,
        })
    }

    /// Every drill, sound or not, with its id.
    ///
    /// # Errors
    /// When the folder can't be read.
    #[expect(
        clippy::type_complexity,
        reason = "a list of results needs no name of its own"
    )]
    pub fn all(&self) -> Result<Vec<(String, Result<DrillFolder, CatalogError>)>, CatalogError> {
        Ok(self
            .ids()?
            .into_iter()
            .map(|id| {
                let drill = self.load(&id);
                (id, drill)
            })
            .collect())
    }
}

fn read(path: &Path) -> Result<String, CatalogError> {
    std::fs::read_to_string(path).map_err(|source| CatalogError::File {
        path: path.to_path_buf(),
        source,
    })
}

fn digest(dir: &Path) -> Result<String, CatalogError> {
    let file = |path: &Path| {
        let path = path.to_path_buf();
        move |source| CatalogError::File { path, source }
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir)
        .map_err(file(dir))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    let mut hash = Sha256::new();
    for path in files {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        let bytes = std::fs::read(&path).map_err(file(&path))?;
        // Lengths keep two folders apart whose names and bytes only add up to the same.
        hash.update((name.len() as u64).to_be_bytes());
        hash.update(name);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    Ok(hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}
