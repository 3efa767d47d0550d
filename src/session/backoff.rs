//! How long to wait before reconnecting.

use core::time::Duration;

/// Returns the wait before the nth attempt in a row, without jitter.
///
/// The standard asks a client to wait for the reconnection time, and lets it "wait some more" when attempts fail. That
/// more grows as 0, 1, 3, 7, … units. If the unit is the reconnection time itself, the wait doubles. If the server has
/// set another time, that is still waited for in full, and one of 0 does not make a busy loop.
pub(super) fn delay(
    reconnection_time: Duration,
    unit: Duration,
    max_delay: Duration,
    attempt: u32,
) -> Duration {
    let power = 1_u32
        .checked_shl(attempt.saturating_sub(1))
        .unwrap_or(u32::MAX);
    reconnection_time
        .saturating_add(unit.saturating_mul(power - 1))
        .min(max_delay)
        .max(reconnection_time)
}

/// Returns a wait that is up to half as long again, spread evenly by `random`.
pub(super) fn jittered(delay: Duration, random: u64) -> Duration {
    let most = u64::try_from((delay / 2).as_nanos()).unwrap_or(u64::MAX);
    // The upper half of the product is `most` scaled by random / 2^64.
    let more = (u128::from(most) * u128::from(random)) >> 64;
    delay.saturating_add(Duration::from_nanos(more as u64))
}

/// Returns the next number of SplitMix64 (Steele, Lea, Flood 2014): good enough to spread clients, not for secrets.
pub(super) fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const MINUTE: Duration = Duration::from_secs(60);

    fn delays(reconnection_time: Duration, unit: Duration) -> [u64; 7] {
        [1, 2, 3, 4, 5, 6, 7]
            .map(|attempt| delay(reconnection_time, unit, MINUTE, attempt).as_secs())
    }

    #[test]
    fn the_wait_doubles_up_to_the_cap() {
        assert_eq!(delays(2 * SECOND, 2 * SECOND), [2, 4, 8, 16, 32, 60, 60]);
    }

    #[test]
    fn a_reconnection_time_from_the_server_is_waited_for_in_full() {
        assert_eq!(delays(Duration::ZERO, SECOND), [0, 1, 3, 7, 15, 31, 60]);
        assert_eq!(delays(50 * SECOND, SECOND), [50, 51, 53, 57, 60, 60, 60]);
        assert_eq!(delays(90 * SECOND, SECOND), [90; 7]);
    }

    #[test]
    fn no_number_is_too_large() {
        for attempt in [32, 33, 34, u32::MAX] {
            assert_eq!(delay(SECOND, SECOND, MINUTE, attempt), MINUTE);
        }
        assert_eq!(
            delay(SECOND, Duration::MAX, Duration::MAX, u32::MAX),
            Duration::MAX
        );
        assert_eq!(delay(Duration::MAX, SECOND, MINUTE, 2), Duration::MAX);
        assert_eq!(jittered(Duration::MAX, u64::MAX), Duration::MAX);
    }

    #[test]
    fn jitter_adds_up_to_half() {
        assert_eq!(jittered(MINUTE, 0), MINUTE);
        assert_eq!(jittered(MINUTE, 1 << 63), 75 * SECOND);
        assert_eq!(
            jittered(MINUTE, u64::MAX),
            90 * SECOND - Duration::from_nanos(1)
        );
        assert_eq!(jittered(Duration::ZERO, u64::MAX), Duration::ZERO);
    }

    /// The first numbers of the reference implementation for this seed.
    #[test]
    fn the_numbers_are_those_of_splitmix64() {
        let mut state = 1_234_567;
        let numbers = [(); 5].map(|()| next_random(&mut state));
        assert_eq!(
            numbers,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821,
            ]
        );
    }
}
