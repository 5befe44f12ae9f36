//! What the service refuses to start with.

use anyhow::Result;
use shop_frontend::Settings;
use shop_kit::settings;

use crate::support::{bundle, variables};

fn faults(change: impl FnOnce(&mut Vec<(String, String)>)) -> Result<String> {
    let ui = bundle()?;
    let mut variables = variables(ui.path(), "http://127.0.0.1:1");
    change(&mut variables);
    Ok(settings::load(variables, Settings::read)
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default())
}

#[test]
fn a_ui_that_was_not_built_is_refused_by_its_folder() -> Result<()> {
    let empty = tempfile::tempdir()?;
    let path = empty.path().display().to_string();
    let faults = faults(|variables| variables[1].1.clone_from(&path))?;
    assert_eq!(
        faults,
        format!("UI_DIR can't be used: {path}: has no index.html; is the UI built?")
    );
    Ok(())
}

#[test]
fn every_fault_is_named_at_once() -> Result<()> {
    let faults = faults(|variables| {
        variables[2].1 = "main".to_owned();
        variables.push(("HTTP_TIMEOUT".to_owned(), "1".to_owned()));
        variables.retain(|(key, _)| key != "UI_DIR");
    })?;
    for part in [
        "MAIN_URL must be an address",
        "UI_DIR is required",
        "did you mean HTTP_TIMEOUT_MS?",
    ] {
        assert!(faults.contains(part), "{faults}");
    }
    Ok(())
}

#[test]
fn main_may_take_longer_than_a_call_between_services() -> Result<()> {
    let ui = bundle()?;
    let mut variables = variables(ui.path(), "http://127.0.0.1:1");
    let settings = settings::load(variables.clone(), Settings::read)?;
    assert_eq!(settings.client.timeout.as_secs(), 10);
    variables.push(("HTTP_TIMEOUT_MS".to_owned(), "700".to_owned()));
    let settings = settings::load(variables, Settings::read)?;
    assert_eq!(settings.client.timeout.as_millis(), 700);
    Ok(())
}
