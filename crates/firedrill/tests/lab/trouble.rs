//! What goes wrong around a lab is named, with the next command, and costs nothing.

use crate::kit::Home;

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
