//! Which part of a cluster's keys a command is about.

use deadpool_redis::redis::{Arg, Cmd};

use super::RedisError;
use super::node::Work;

/// How many parts there are.
pub(super) const SLOTS: u16 = 16_384;

/// The slot of what is to be done; none where no key is named, which any node can do.
///
/// # Errors
/// [`RedisError::Scattered`] where commands of a pipeline are about different slots.
pub(super) fn of(work: Work<'_>) -> Result<Option<u16>, RedisError> {
    let commands = match work {
        Work::Command(command) => return Ok(of_command(command)),
        Work::Pipeline(commands) => commands.cmd_iter(),
    };
    let mut found = None;
    for slot in commands.filter_map(of_command) {
        if *found.get_or_insert(slot) != slot {
            return Err(RedisError::Scattered);
        }
    }
    Ok(found)
}

fn of_command(command: &Cmd) -> Option<u16> {
    let argument = |index: usize| match command.args_iter().nth(index) {
        Some(Arg::Simple(bytes)) => Some(bytes),
        _ => None,
    };
    let name = argument(0)?.to_ascii_uppercase();
    let key = match name.as_slice() {
        // Script or function, number of keys, keys.
        b"EVAL" | b"EVALSHA" | b"EVAL_RO" | b"EVALSHA_RO" | b"FCALL" | b"FCALL_RO" => {
            if argument(2)? == b"0" {
                return None;
            }
            argument(3)
        }
        b"PING" | b"ECHO" | b"INFO" | b"DBSIZE" | b"TIME" | b"CLUSTER" | b"CONFIG" | b"SCRIPT"
        | b"FUNCTION" | b"CLIENT" | b"COMMAND" | b"PUBLISH" | b"SCAN" | b"KEYS" | b"WAIT"
        | b"MULTI" | b"EXEC" => None,
        _ => argument(1),
    };
    key.map(of_key)
}

/// The slot of a key: of its hash tag, where it has one.
pub(super) fn of_key(key: &[u8]) -> u16 {
    let tag = || {
        let (_, after) = key.split_at_checked(key.iter().position(|byte| *byte == b'{')? + 1)?;
        let tag = after
            .split_at_checked(after.iter().position(|byte| *byte == b'}')?)?
            .0;
        (!tag.is_empty()).then_some(tag)
    };
    crc16::State::<crc16::XMODEM>::calculate(tag().unwrap_or(key)) % SLOTS
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::redis::{cmd, pipe};
    use super::*;

    /// What `CLUSTER KEYSLOT` of Redis 7.0 answers.
    #[rstest]
    #[case::plain("foo", 12182)]
    #[case::tagged("a{foo}b", 12182)]
    #[case::first_tag("{foo}{bar}", 12182)]
    #[case::empty_tag("{}foo", 9500)]
    #[case::open_tag("{foo", 13308)]
    #[case::empty("", 0)]
    fn a_key_has_the_slot_that_redis_gives_it(#[case] key: &str, #[case] slot: u16) {
        assert_eq!(of_key(key.as_bytes()), slot);
    }

    #[test]
    fn a_command_is_about_its_first_key() {
        let foo = Some(12182);
        assert_eq!(of_command(cmd("GET").arg("foo")), foo);
        assert_eq!(
            of_command(cmd("eval").arg("return 1").arg(1).arg("foo").arg("bar")),
            foo
        );
        assert_eq!(
            of_command(cmd("EVAL").arg("return 1").arg(0).arg("foo")),
            None
        );
        assert_eq!(of_command(&cmd("PING")), None);
    }

    #[test]
    fn a_pipeline_is_about_one_slot() {
        let mut together = pipe();
        together.atomic().get("{a}1").ping().get("{a}2");
        assert!(matches!(of(Work::Pipeline(&together)), Ok(Some(_))));
        let mut scattered = pipe();
        scattered.get("a").get("b");
        assert!(matches!(
            of(Work::Pipeline(&scattered)),
            Err(RedisError::Scattered)
        ));
    }
}
