//! Every sentence of the command line, in every language. Grouped as a learner meets them.

pub mod cluster;
pub mod common;
pub mod doctor;
pub mod drill;
pub mod elsewhere;
pub mod help;
pub mod lab;
pub mod status;
pub mod top;
pub mod trouble;

#[cfg(test)]
mod tests {
    use drill_core::i18n::assert_complete;

    #[test]
    fn every_message_exists_in_every_language() {
        assert_complete(super::common::ALL);
        assert_complete(super::doctor::ALL);
        assert_complete(super::drill::ALL);
        assert_complete(super::elsewhere::ALL);
        assert_complete(super::help::ALL);
        assert_complete(super::lab::ALL);
        assert_complete(super::status::ALL);
        assert_complete(super::top::ALL);
        assert_complete(super::trouble::ALL);
    }
}
