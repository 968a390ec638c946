"""What stands beside delivery: orders that come in, bills that go out, who solved the like."""
