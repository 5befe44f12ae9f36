//! A cluster of which only the surface is there: nobody changes an object, and it knows who else is on it.

use async_trait::async_trait;
use drill_core::object::ObjectName;
use lab_managed::LabError;
use lab_managed::objects::{ObjectEvent, Objects, Others, Snapshot};
use serde_json::Value;

pub(crate) struct FakeCluster(pub(crate) Others);

#[async_trait]
impl Objects for FakeCluster {
    async fn read(&self, _: &ObjectName) -> Result<Option<Value>, LabError> {
        Ok(None)
    }

    async fn patch(&self, object: &ObjectName, _: &Value) -> Result<(), LabError> {
        panic!("nobody was to change {object}");
    }

    async fn apply(&self, manifest: &Value) -> Result<(), LabError> {
        panic!("nobody was to apply {manifest}");
    }

    async fn delete(&self, object: &ObjectName) -> Result<(), LabError> {
        panic!("nobody was to delete {object}");
    }

    async fn snapshot(&self, _: &[ObjectName]) -> Result<Snapshot, LabError> {
        Ok(Snapshot::default())
    }

    async fn restore(&self, _: &Snapshot) -> Result<(), LabError> {
        Ok(())
    }

    async fn events(&self, _: &ObjectName) -> Result<Vec<ObjectEvent>, LabError> {
        Ok(Vec::new())
    }

    async fn get_through(&self, service: &str, path: &str) -> Result<u16, LabError> {
        panic!("nobody was to ask {service} for {path}");
    }

    async fn others(&self) -> Result<Others, LabError> {
        Ok(self.0.clone())
    }
}
