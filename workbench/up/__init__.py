"""All servers of the workbench as children of one process, which watches them."""
