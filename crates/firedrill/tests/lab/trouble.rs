//! What goes wrong around a lab is named, with the next command, and costs nothing.

use std::process::Command;
use std::time::Duration;

use crate::kit::{Home, Said, kill, said};

#[test]
fn a_corrupt_state_file_is_named_and_left_alone() {
    let home = Home::new();
    let file = home.lab("default").join("lab.json");
    std::fs::create_dir_all(home.lab("default")).unwrap();
    std::fs::write(&file, "{ broken").unwrap();
    let said = home.run(&["up"]).with(3);
    assert!(said.err.contains("lab.json"), "{}", said.err);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "{ broken");
}

#[test]
fn a_second_up_is_harmless_and_a_taken_port_moves() {
    let home = Home::new();
    home.run(&["up"]).with(0);
    let before = home.status("default")["addresses"]["prometheus"].clone();
    let supervisor = home.pid_of("__supervisor", "default");
    home.run(&["up"]).with(0);
    assert_eq!(home.pid_of("__supervisor", "default"), supervisor);
    home.run(&["down"]).with(0);

    let port: u16 = before
        .as_str()
        .unwrap()
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let squatter = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    home.run(&["up"]).with(0);
    assert_ne!(home.status("default")["addresses"]["prometheus"], before);
    drop(squatter);
}

#[test]
fn an_interrupted_up_leaves_a_lab_that_the_next_one_takes_over() {
    let home = Home::new();
    for seen in ["lab.json", "postgres", "traffic"] {
        let mut up = home.command(&["up"]).spawn().unwrap();
        home.until(seen, Duration::from_secs(60), |home| {
            home.lab("default").join(seen).exists()
        });
        kill(up.id(), "INT");
        let code = up.wait().unwrap().code();
        // It may have been done just before.
        assert!(matches!(code, Some(130 | 0)), "{seen}: {code:?}");
        home.run(&["up"]).with(0);
        home.run(&["audit"]).with(0);
        home.run(&["down", "--purge"]).with(0);
        home.until("no orphan", Duration::from_secs(20), |home| {
            home.processes().is_empty()
        });
    }
}

#[test]
fn a_disk_too_small_for_a_lab_is_named() {
    let home = Home::new();
    let said = on_a_small_disk(&home, "24m", "$FIREDRILL up").with(3);
    assert!(said.err.contains("No space left on device"), "{}", said.err);
    assert!(said.err.contains("The disk is full"), "{}", said.err);
}

#[test]
fn a_disk_that_fills_up_takes_no_promised_order_with_it() {
    let home = Home::new();
    let script = r#"
        orders() { grep -c '"ack"' "$FIREDRILL_HOME/labs/default/traffic/orders.jsonl" || true; }
        sells() { before=$(orders); n=0; until [ "$(orders)" -gt "$before" ]; do n=$((n + 1)); [ $n -lt 600 ]; sleep 0.1; done; }
        trap '$FIREDRILL down >/dev/null 2>&1' EXIT
        $FIREDRILL up
        sells
        dd if=/dev/zero of="$FIREDRILL_HOME/filler" bs=1M 2>/dev/null || true
        # Full for as long as it takes some customers to be turned away.
        n=0; until $FIREDRILL logs --grep 'No space left on device' | grep -q .; do n=$((n + 1)); [ $n -lt 300 ]; sleep 0.1; done
        $FIREDRILL status >/dev/null
        rm "$FIREDRILL_HOME/filler"
        $FIREDRILL up
        sells
        $FIREDRILL audit
    "#;
    on_a_small_disk(&home, "192m", script).with(0);
}

/// Runs a script whose home of labs is a file system of its own, in a mount namespace that ends with it.
fn on_a_small_disk(home: &Home, size: &str, script: &str) -> Said {
    let own = home.command(&[]);
    let mut command = Command::new("unshare");
    command.arg("--mount");
    if !nix::unistd::geteuid().is_root() {
        command.args(["--user", "--map-current-user", "--keep-caps"]);
    }
    let mount =
        format!("mount -t tmpfs -o mode=0755,size={size} none \"$FIREDRILL_HOME\"\n{script}");
    command
        .args(["sh", "-euc", &mount])
        .env("FIREDRILL", own.get_program())
        .envs(
            own.get_envs()
                .filter_map(|(key, value)| Some((key, value?))),
        );
    said(command.output().unwrap())
}
