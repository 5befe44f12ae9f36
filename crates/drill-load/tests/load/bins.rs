//! Reading bins and the customers' journal back, whatever happened to their files.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use drill_core::slo::{Bin, Journey, JourneyBin};
use drill_load::BinReader;
use drill_load::orders::{self, Line};
use tempfile::TempDir;

const START: i64 = 1_790_000_000_000;

fn bin(at_ms: i64, ok: u32) -> Bin {
    let counts = JourneyBin {
        ok,
        latencies_ms: vec![12; ok as usize],
        ..JourneyBin::default()
    };
    Bin {
        at_ms,
        journeys: [(Journey::Browse, counts)].into(),
    }
}

fn write(dir: &Path, start_ms: i64, bins: impl IntoIterator<Item = Bin>) {
    let mut text = String::new();
    for bin in bins {
        text.push_str(&serde_json::to_string(&bin).unwrap());
        text.push('\n');
    }
    fs::write(dir.join(format!("bins-{start_ms}.jsonl")), text).unwrap();
}

fn starts(bins: &[Bin]) -> Vec<i64> {
    bins.iter().map(|bin| bin.at_ms - START).collect()
}

#[test]
fn a_folder_that_does_not_exist_has_no_bins() -> Result<(), Box<dyn std::error::Error>> {
    assert!(BinReader::open("/nowhere/at/all").since(0)?.is_empty());
    Ok(())
}

#[test]
fn bins_between_two_moments_come_in_order_from_all_files() -> Result<(), Box<dyn std::error::Error>>
{
    let dir = TempDir::new()?;
    write(
        dir.path(),
        START + 600_000,
        (0..5).map(|n| bin(START + 600_000 + n * 100, 1)),
    );
    write(
        dir.path(),
        START,
        (5_995..6_000).map(|n| bin(START + n * 100, 1)),
    );
    let reader = BinReader::open(dir.path());
    assert_eq!(
        starts(&reader.between(START + 599_800, START + 600_200)?),
        [599_800, 599_900, 600_000, 600_100]
    );
    assert_eq!(reader.since(START)?.len(), 10);
    assert!(reader.since(START + 700_000)?.is_empty());
    Ok(())
}

#[test]
fn a_line_that_was_torn_is_passed_over_wherever_it_stands() -> Result<(), Box<dyn std::error::Error>>
{
    let dir = TempDir::new()?;
    write(dir.path(), START, [bin(START, 1)]);
    let mut file = fs::OpenOptions::new()
        .append(true)
        .open(dir.path().join(format!("bins-{START}.jsonl")))?;
    file.write_all(b"{\"atMs\":179\n\xff\xfe\n")?;
    serde_json::to_writer(&mut file, &bin(START + 100, 1))?;
    file.write_all(b"\n{\"atMs\":1790000000200,\"journeys\":{\"bro")?;
    assert_eq!(starts(&BinReader::open(dir.path()).since(0)?), [0, 100]);
    Ok(())
}

#[test]
fn bins_of_two_generators_at_the_same_time_are_added_up() -> Result<(), Box<dyn std::error::Error>>
{
    let dir = TempDir::new()?;
    write(dir.path(), START, [bin(START, 1), bin(START + 100, 2)]);
    write(
        dir.path(),
        START + 1,
        [bin(START, 5), bin(START + 100, 3), bin(START + 200, 1)],
    );
    let bins = BinReader::open(dir.path()).since(START)?;
    assert_eq!(starts(&bins), [0, 100, 200]);
    let counts: Vec<u32> = bins
        .iter()
        .map(|bin| bin.journeys[&Journey::Browse].ok)
        .collect();
    assert_eq!(counts, [6, 5, 1]);
    assert_eq!(bins[0].journeys[&Journey::Browse].latencies_ms.len(), 6);
    Ok(())
}

#[test]
fn any_moment_of_a_long_file_is_found() -> Result<(), Box<dyn std::error::Error>> {
    let dir = TempDir::new()?;
    write(
        dir.path(),
        START,
        (0..6_000).map(|n| bin(START + n * 100, (n % 7) as u32)),
    );
    let reader = BinReader::open(dir.path());
    for from in (0..600_000).step_by(7_301) {
        let first = (from + 99) / 100 * 100;
        let bins = reader.between(START + from, START + from + 1_000)?;
        let wanted: Vec<i64> = (0..10)
            .map(|n| first + n * 100)
            .filter(|at| *at < 600_000)
            .collect();
        assert_eq!(starts(&bins), wanted);
    }
    assert_eq!(reader.since(0)?.len(), 6_000);
    Ok(())
}

#[test]
fn files_of_others_are_left_alone() -> Result<(), Box<dyn std::error::Error>> {
    let dir = TempDir::new()?;
    write(dir.path(), START, [bin(START, 1)]);
    fs::write(dir.path().join("bins-today.jsonl"), "not ours")?;
    fs::write(dir.path().join("orders.jsonl"), "{}")?;
    assert_eq!(starts(&BinReader::open(dir.path()).since(0)?), [0]);
    Ok(())
}

#[test]
fn the_journal_is_read_past_a_torn_line() -> Result<(), Box<dyn std::error::Error>> {
    let dir = TempDir::new()?;
    let ack = r#"{"ack":{"key":"0199a1b2-0000-7000-8000-000000000001","orderId":"0199a1b2-0000-7000-8000-000000000002","number":"FD-000001","total":{"amount":1999,"currency":"USD"},"at":"2026-11-24T10:00:00Z"}}"#;
    let intent = r#"{"intent":{"key":"0199a1b2-0000-7000-8000-000000000001","customer":7,"items":[{"productId":"0199a1b2-0000-7000-8000-000000000003","quantity":2}],"at":"2026-11-24T09:59:59Z"}}"#;
    let text = format!("{intent}\n{}\n{ack}\n{}", &ack[..40], &intent[..60]);
    fs::write(dir.path().join(orders::FILE), text)?;
    let lines: Vec<Line> = orders::read(dir.path())?.collect::<Result<_, _>>()?;
    assert!(
        matches!(&lines[0], Line::Intent(intent) if intent.customer == 7 && intent.items[0].quantity == 2)
    );
    assert!(
        matches!(&lines[1], Line::Ack(ack) if ack.total.amount == 1_999 && ack.number == "FD-000001")
    );
    assert_eq!(lines.len(), 2);
    assert_eq!(serde_json::to_string(&lines[0])?, intent);
    assert_eq!(serde_json::to_string(&lines[1])?, ack);
    Ok(())
}
