use rstest::rstest;

use super::*;
use crate::fixture::{journal, paged, sample_run};

fn bytes(entries: &[Entry]) -> Vec<u8> {
    entries
        .iter()
        .flat_map(|entry| encode(entry).unwrap().into_bytes())
        .collect()
}

#[test]
fn what_was_written_is_read_again() {
    let entries = sample_run();
    let bytes = bytes(&entries);
    assert_eq!(decode(&bytes), Ok((entries, bytes.len())));
}

#[test]
fn a_crash_at_any_byte_loses_only_the_entry_that_was_being_written() {
    let entries = journal([
        (0, Event::FaultApplied),
        (10, paged()),
        (20, Event::Acknowledged),
    ]);
    let bytes = bytes(&entries);
    for cut in 0..=bytes.len() {
        let torn = bytes.get(..cut).unwrap();
        let whole = torn.iter().filter(|byte| **byte == b'\n').count();
        let (read, valid) = decode(torn).unwrap();
        assert_eq!(read, entries[..whole]);
        assert!(valid <= cut);
        assert_eq!(torn[..valid], bytes[..valid]);
        assert!(!torn[valid..].contains(&b'\n'));
    }
}

#[test]
fn a_tail_of_zeros_is_torn_too() {
    let entries = journal([(0, Event::FaultApplied)]);
    let mut written = bytes(&entries);
    let valid = written.len();
    written.extend([0; 512]);
    assert_eq!(decode(&written), Ok((entries, valid)));
}

#[rstest]
#[case::no_json("nonsense\n", 2)]
#[case::an_unknown_event("{\"seq\":1,\"at\":\"2026-11-24T09:41:00Z\",\"kind\":\"eaten\"}\n", 2)]
#[case::a_gap(
    "{\"seq\":2,\"at\":\"2026-11-24T09:41:00Z\",\"kind\":\"acknowledged\"}\n",
    2
)]
#[case::an_entry_twice(
    "{\"seq\":0,\"at\":\"2026-11-24T09:41:00Z\",\"kind\":\"acknowledged\"}\n",
    2
)]
#[case::an_empty_line("\n", 2)]
fn damage_that_no_crash_makes_is_named_by_its_line(#[case] damage: &str, #[case] line: usize) {
    let mut written = bytes(&journal([(0, Event::FaultApplied)]));
    written.extend(damage.as_bytes());
    written.extend(b"{\"seq\":1,\"at\":\"2026-11-24T09:41:01Z\",\"kind\":\"acknowledged\"}\n");
    assert_eq!(decode(&written).unwrap_err().line, line);
}

#[test]
fn an_entry_is_one_line_whatever_people_write() {
    let entries = journal([(
        0,
        Event::NoteWritten {
            text: "one\ntwo\r\u{2028}three".into(),
        },
    )]);
    let line = encode(&entries[0]).unwrap();
    assert_eq!(line.matches('\n').count(), 1);
    assert_eq!(decode(line.as_bytes()).unwrap().0, entries);
}

#[test]
fn an_entry_reads_as_documented() {
    let entries = journal([(0, Event::HintTaken { tier: 1, cost: 4 })]);
    assert_eq!(
        encode(&entries[0]).unwrap(),
        "{\"seq\":0,\"at\":\"2026-11-24T09:41:00Z\",\"kind\":\"hintTaken\",\"tier\":1,\"cost\":4}\n"
    );
}
