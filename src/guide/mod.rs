//! Guides: from a task to the code for it.
