//! From the numbers of a model's output to scores.
//! It must not let anything through that is no score: a NaN would pass every comparison with a
//! threshold as harmless.

use std::sync::Arc;

use super::manifest::{Activation, Manifest};
use crate::kernel::ports::scoring::{Category, Scores, ScoringFault};

/// How far outside of 0 to 1 rounding may carry a score.
const SLACK: f32 = 1e-3;

/// What the output of a manifest means.
pub(super) struct Reader {
    model: Arc<str>,
    activation: Activation,
    /// In the order of the output: the name, and whether it counts as unsafe.
    categories: Vec<(Arc<str>, bool)>,
}

impl Reader {
    pub(super) fn new(manifest: &Manifest) -> Reader {
        let output = &manifest.output;
        let mut named: Vec<_> = output.categories.iter().collect();
        named.sort_by_key(|(_, place)| **place);
        let categories =
            named.into_iter().map(|(name, _)| (Arc::from(&**name), output.score.contains(name)));
        Reader {
            model: Arc::from(&*manifest.name),
            activation: output.activation,
            categories: categories.collect(),
        }
    }

    pub(super) fn model(&self) -> Arc<str> {
        Arc::clone(&self.model)
    }

    /// Reads the output of one picture.
    ///
    /// # Errors
    /// `NotAScore` for what is infinite, not a number or far from 0 to 1; `Failed` when there are
    /// more numbers than categories, or fewer.
    pub(super) fn read(&self, values: &[f32]) -> Result<Scores, ScoringFault> {
        if values.len() != self.categories.len() {
            let cause = format!("{} numbers for {}", values.len(), self.categories.len());
            return Err(ScoringFault::Failed { cause });
        }
        let values = match self.activation {
            Activation::None => values.to_vec(),
            Activation::Softmax => softmax(values),
        };
        let mut unsafe_score = 0.0;
        let mut categories = Vec::with_capacity(values.len());
        for ((name, counts), value) in self.categories.iter().zip(values) {
            let score = check(name, value)?;
            if *counts {
                unsafe_score += score;
            }
            categories.push(Category { name: Arc::clone(name), score, is_unsafe: *counts });
        }
        let unsafe_score = f32::min(unsafe_score, 1.0);
        Ok(Scores { unsafe_score, categories, model: self.model() })
    }
}

fn check(name: &str, value: f32) -> Result<f32, ScoringFault> {
    // False for a NaN as well.
    if (-SLACK..=1.0 + SLACK).contains(&value) {
        return Ok(value.clamp(0.0, 1.0));
    }
    Err(ScoringFault::NotAScore { category: name.to_owned(), value: value.to_string() })
}

fn softmax(values: &[f32]) -> Vec<f32> {
    let most = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = values.iter().map(|value| (value - most).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::super::manifest::tests::TEXT;
    use super::*;

    fn reader(activation: &str) -> Reader {
        let five = "categories = { drawing = 0, hentai = 1, neutral = 2, porn = 3, sexy = 4 }";
        let text = TEXT
            .replace("categories = { safe = 0, unsafe = 1 }", five)
            .replace("score = [\"unsafe\"]", "score = [\"porn\", \"hentai\"]")
            .replace("[output]", &format!("[output]\nactivation = \"{activation}\""));
        Reader::new(&Manifest::parse(&text).expect("a good manifest"))
    }

    #[test]
    fn the_score_is_the_sum_of_what_is_unsafe() {
        let scores = reader("none").read(&[0.1, 0.2, 0.25, 0.4, 0.05]).expect("good numbers");
        assert!((scores.unsafe_score - 0.6).abs() < 1e-6, "{scores:?}");
        let names: Vec<&str> = scores.categories.iter().map(|category| &*category.name).collect();
        assert_eq!(names, ["drawing", "hentai", "neutral", "porn", "sexy"]);
        assert!((scores.categories[3].score - 0.4).abs() < 1e-6);
        assert_eq!(&*scores.model, "open-nsfw");
        let most = reader("none").read(&[0.0, 0.9, 0.0, 0.9, 0.0]).expect("good numbers");
        assert!((most.unsafe_score - 1.0).abs() < 1e-6);
    }

    #[test]
    fn what_is_no_score_is_refused() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -0.01, 1.01] {
            for place in 0..5 {
                let mut values = [0.2; 5];
                values[place] = bad;
                let fault = reader("none").read(&values).expect_err("no score");
                assert!(matches!(fault, ScoringFault::NotAScore { .. }), "{bad}: {fault}");
            }
        }
        for bad in [f32::NAN, f32::INFINITY] {
            let fault = reader("softmax").read(&[bad, 0.0, 0.0, 0.0, 0.0]).expect_err("no score");
            assert!(matches!(fault, ScoringFault::NotAScore { .. }), "{bad}: {fault}");
        }
        for values in [&[0.5; 4][..], &[0.5; 6]] {
            let fault = reader("none").read(values).expect_err("of another length");
            assert!(matches!(fault, ScoringFault::Failed { .. }), "{fault}");
        }
        let rounding = reader("none").read(&[-1e-7, 1.0 + 1e-7, 0.0, 0.0, 0.0]);
        assert!((rounding.expect("it is rounding").unsafe_score - 1.0).abs() < 1e-6);
    }

    #[test]
    fn softmax_is_that_of_the_textbook() {
        let scores = reader("softmax").read(&[1000.0, 1001.0, 0.0, 1000.0, 0.0]);
        let scores = scores.expect("good numbers");
        assert!((scores.categories[1].score - 0.576_117).abs() < 1e-5, "{scores:?}");
        assert!((scores.unsafe_score - 0.788_058).abs() < 1e-5, "{scores:?}");
    }
}
