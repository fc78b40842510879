"""Everything outside: databases, files, keys. Each module implements a port of `application.ports`."""
