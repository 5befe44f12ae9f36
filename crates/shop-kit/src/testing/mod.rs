//! What the tests of the services need.
