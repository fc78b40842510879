"""The command line: `jixiao`. One module a command; `main` loads each only when it is called."""
