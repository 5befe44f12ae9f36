//! `diagnose`: the question, and what an answer is worth.

use std::collections::BTreeSet;
use std::sync::Arc;

use drill_core::definition::{Answer, Layer, Question};
use drill_core::i18n::Text;
use drill_core::journal::Event;

use super::{Director, over};
use crate::control::protocol::{
    AnswerView, DiagnoseView, Failure, FailureKind, QuestionView, RunPhase,
};
use crate::run::order::shuffled;
use crate::run::play::Run;
use crate::suggest;
use crate::texts::run as say;

impl Director {
    /// The diagnosis question, its answers in the order of this run's seed.
    ///
    /// # Errors
    /// When no page came, or when the solution was shown.
    pub async fn question(&self) -> Result<QuestionView, Failure> {
        let run = self.diagnosable().await?;
        let question = question(&run)?;
        Ok(QuestionView {
            prompt: question.prompt.clone(),
            answers: answers(&run, question)
                .map(|(letter, answer)| AnswerView {
                    letter,
                    text: answer.text.clone(),
                })
                .collect(),
            layers: Layer::ALL.iter().map(ToString::to_string).collect(),
            components: self.components(&run).await,
        })
    }

    /// Takes a diagnosis. A wrong one may be corrected.
    ///
    /// # Errors
    /// As [`Director::question`], and when layer, component or answer do not exist: that is not journalled.
    pub async fn diagnose(
        &self,
        layer: &str,
        component: &str,
        answer: &str,
    ) -> Result<DiagnoseView, Failure> {
        let run = self.diagnosable().await?;
        let question = question(&run)?;
        let not_found =
            |text| Failure::new(FailureKind::NotFound, text).with_next("firedrill diagnose");
        let Ok(layer_word) = layer.parse::<Layer>() else {
            let known: Vec<&str> = Layer::ALL.iter().map(|layer| layer.as_str()).collect();
            return Err(not_found(suggest::unknown(
                |lang| say::no_layer(lang, layer),
                layer,
                &known,
            )));
        };
        let components = self.components(&run).await;
        if !components.iter().any(|known| known == component) {
            return Err(not_found(suggest::unknown(
                |lang| say::no_component(lang, component),
                component,
                &components,
            )));
        }
        let letters: Vec<String> = answers(&run, question).map(|(letter, _)| letter).collect();
        let wanted = answer.trim().to_lowercase();
        let Some((_, chosen)) = answers(&run, question).find(|(letter, _)| *letter == wanted)
        else {
            return Err(not_found(suggest::unknown(
                |lang| say::no_answer(lang, answer),
                "",
                &letters,
            )));
        };
        let drill = &run.drill.drill;
        let (layer_correct, component_correct) =
            (layer_word == drill.layer, component == drill.component);
        let correct = layer_correct && component_correct && chosen.correct;
        run.recorder
            .record(Event::Diagnosed {
                layer: layer_word,
                component: component.to_owned(),
                answer: chosen.id.clone(),
                correct,
            })
            .await?;
        Ok(DiagnoseView {
            correct,
            layer_correct,
            component_correct,
            answer_correct: chosen.correct,
            why: chosen.why.clone(),
        })
    }

    /// The run of which a diagnosis can be made: paged, and the solution not shown.
    async fn diagnosable(&self) -> Result<Arc<Run>, Failure> {
        let run = self.last().await?;
        if run.phase() == RunPhase::Resolved && run.ending.borrow().is_none() {
            return Ok(run);
        }
        match self.open().await {
            Ok(run) if run.ending.borrow().is_some() => Err(over()),
            other => other,
        }
    }

    /// What a learner may name: everything that `status` shows.
    async fn components(&self, run: &Run) -> Vec<String> {
        let status = self.compute.status().await;
        let workloads = status.workloads.into_iter().map(|one| one.name);
        let stores = status.stores.into_iter().map(|one| one.name);
        let links = status.links.into_iter().map(|one| one.name);
        let mut names: Vec<String> = workloads.chain(stores).chain(links).collect();
        // A cause in something that the lab does not run can still be named.
        if !names.contains(&run.drill.drill.component) {
            names.push(run.drill.drill.component.clone());
        }
        let mut seen = BTreeSet::new();
        names.retain(|name| name != "traffic" && seen.insert(name.clone()));
        names
    }
}

fn question(run: &Run) -> Result<&Question, Failure> {
    run.drill
        .drill
        .diagnosis()
        .ok_or_else(|| Failure::new(FailureKind::NotFound, Text::from_fn(say::no_question)))
}

/// The answers with their letters, in the order of the run's seed.
fn answers<'a>(
    run: &Run,
    question: &'a Question,
) -> impl Iterator<Item = (String, &'a Answer)> + use<'a> {
    let order = shuffled(run.recorder.state().seed(), question.answers.len());
    ('a'..='z')
        .zip(order)
        .filter_map(|(letter, index)| Some((letter.to_string(), question.answers.get(index)?)))
}
