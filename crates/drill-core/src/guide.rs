//! The texts of a drill: `guide.en.md` and `guide.ko.md`.
//!
//! A guide has one first-level heading, then these second-level ones in this order:
//!
//! | English | Korean |
//! |---|---|
//! | `## Briefing` | `## 브리핑` |
//! | `## Hint 1`, `## Hint 2`, … | `## 힌트 1`, `## 힌트 2`, … |
//! | `## Debrief` | `## 디브리핑` |

use crate::i18n::Lang;

/// One language's guide. Its parts are Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guide {
    /// Read before the drill: the situation, without the cause.
    pub briefing: String,
    /// The hints in order of tier.
    pub hints: Vec<String>,
    /// Read after it: cause, repair and what to take away.
    pub debrief: String,
}

/// What is wrong with a guide.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {why}")]
pub struct GuideError {
    /// The file.
    pub file: String,
    /// What is wrong, and what is expected.
    pub why: String,
}

impl Guide {
    /// Reads a guide with as many hints as the definition has.
    ///
    /// # Errors
    /// When a heading is missing, unknown or out of order, or when nothing stands under one.
    pub fn parse(markdown: &str, lang: Lang, hints: usize, file: &str) -> Result<Self, GuideError> {
        let fault = |why: String| GuideError {
            file: file.to_owned(),
            why,
        };
        let wanted = headings(lang, hints);
        let found = sections(markdown);
        let names: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
        if names != wanted {
            return Err(fault(format!(
                "its headings are {}; they must be {}",
                list(&names),
                list(&wanted)
            )));
        }
        if let Some((name, _)) = found.iter().find(|(_, body)| body.is_empty()) {
            return Err(fault(format!("nothing stands under `## {name}`")));
        }
        let mut bodies = found.into_iter().map(|(_, body)| body);
        let briefing = bodies.next().unwrap_or_default();
        let mut hints: Vec<String> = bodies.collect();
        let debrief = hints.pop().unwrap_or_default();
        Ok(Self {
            briefing,
            hints,
            debrief,
        })
    }
}

fn headings(lang: Lang, hints: usize) -> Vec<String> {
    let (briefing, hint, debrief) = match lang {
        Lang::En => ("Briefing", "Hint", "Debrief"),
        Lang::Ko => ("브리핑", "힌트", "디브리핑"),
    };
    let mut all = vec![briefing.to_owned()];
    all.extend((1..=hints).map(|tier| format!("{hint} {tier}")));
    all.push(debrief.to_owned());
    all
}

/// Second-level headings and what stands under each. A line in a fenced block is no heading.
fn sections(markdown: &str) -> Vec<(&str, String)> {
    let mut found: Vec<(&str, String)> = Vec::new();
    let mut fenced = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        }
        match line.strip_prefix("## ") {
            Some(name) if !fenced => found.push((name.trim(), String::new())),
            _ => {
                if let Some((_, body)) = found.last_mut() {
                    body.push_str(line);
                    body.push('\n');
                }
            }
        }
    }
    for (_, body) in &mut found {
        *body = body.trim().to_owned();
    }
    found
}

fn list<T: AsRef<str>>(names: &[T]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let quoted: Vec<String> = names
        .iter()
        .map(|name| format!("`## {}`", name.as_ref()))
        .collect();
    quoted.join(", ")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    const GUIDE: &str = "# A drill\n\n## Briefing\nOne.\n\n## Hint 1\nTwo.\n```\n## not a heading\n```\n\n## Debrief\nThree.\n";

    #[test]
    fn a_guide_is_read_by_its_headings() {
        let guide = Guide::parse(GUIDE, Lang::En, 1, "guide.en.md").unwrap();
        assert_eq!(guide.briefing, "One.");
        assert_eq!(guide.hints, ["Two.\n```\n## not a heading\n```"]);
        assert_eq!(guide.debrief, "Three.");
    }

    #[test]
    fn a_missing_hint_is_named_with_what_is_expected() {
        let error = Guide::parse(GUIDE, Lang::En, 2, "guide.en.md").unwrap_err();
        assert_eq!(
            error.to_string(),
            "guide.en.md: its headings are `## Briefing`, `## Hint 1`, `## Debrief`; \
             they must be `## Briefing`, `## Hint 1`, `## Hint 2`, `## Debrief`"
        );
    }

    #[test]
    fn an_empty_part_is_refused() {
        let error =
            Guide::parse("## Briefing\n## Debrief\nx\n", Lang::En, 0, "guide.en.md").unwrap_err();
        assert_eq!(error.why, "nothing stands under `## Briefing`");
    }

    #[test]
    fn korean_guides_have_korean_headings() {
        let text = "## 브리핑\n하나\n## 힌트 1\n둘\n## 디브리핑\n셋\n";
        let guide = Guide::parse(text, Lang::Ko, 1, "guide.ko.md").unwrap();
        assert_eq!(guide.hints, ["둘"]);
    }
}
