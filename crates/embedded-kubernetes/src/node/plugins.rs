//! The folder of CNI plugins of a node: the distribution's, and ours.

use std::os::unix::fs::{PermissionsExt as _, symlink};

use lab_managed::LabError;

use super::Node;
use crate::{ClusterError, policy};

/// Fills the folder anew.
pub(super) fn provide(node: &Node<'_>) -> Result<(), ClusterError> {
    let folder = node.path("plugins");
    std::fs::remove_dir_all(&folder).map_err(LabError::file(&folder))?;
    std::fs::create_dir(&folder).map_err(LabError::file(&folder))?;
    let from = &node.programs.cni;
    for entry in std::fs::read_dir(from).map_err(LabError::file(from))? {
        let entry = entry.map_err(LabError::file(from))?;
        let link = folder.join(entry.file_name());
        symlink(entry.path(), &link).map_err(LabError::file(&link))?;
    }
    // This very program for as long as the node lives, also when its file was replaced since.
    let own = folder.join(policy::PLUGIN);
    let text = format!(
        "#!/bin/sh\nexec /proc/{}/exe {}\n",
        std::process::id(),
        policy::CNI_COMMAND
    );
    std::fs::write(&own, text).map_err(LabError::file(&own))?;
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&own, executable).map_err(LabError::file(&own))?;
    Ok(())
}
