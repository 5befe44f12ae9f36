//! The order of a question's answers: the same for the same seed, in every version.

/// The numbers below `count` in an order that the seed decides.
#[must_use]
pub fn shuffled(seed: u64, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut state = seed;
    // Fisher and Yates, from the end.
    for last in (1..count).rev() {
        let bound = last as u64 + 1;
        let pick = usize::try_from(next(&mut state) % bound).unwrap_or_default();
        order.swap(last, pick);
    }
    order
}

/// SplitMix64: a library's generator may change with its version, and a seed must not.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_order_in_every_version() {
        // Written down once; a change would break every seed that somebody noted.
        assert_eq!(shuffled(1, 5), [2, 1, 4, 3, 0]);
        assert_eq!(shuffled(7, 5), shuffled(7, 5));
    }

    #[test]
    fn the_generator_is_the_published_one() {
        // The first numbers of SplitMix64 for the seed 1234567, as its author's reference prints them.
        let mut state = 1_234_567;
        let first: Vec<u64> = (0..3).map(|_| next(&mut state)).collect();
        assert_eq!(
            first,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn every_answer_is_there_once_and_every_place_is_reached() {
        let mut places = [[false; 5]; 5];
        for seed in 0..200 {
            let order = shuffled(seed, 5);
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2, 3, 4]);
            for (place, answer) in order.into_iter().enumerate() {
                places[place][answer] = true;
            }
        }
        assert!(places.iter().flatten().all(|seen| *seen));
    }

    #[test]
    fn nothing_to_order_is_no_error() {
        assert!(shuffled(1, 0).is_empty());
        assert_eq!(shuffled(1, 1), [0]);
    }
}
