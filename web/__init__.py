"""The faces of Jixiao: HTTP API, pages, command line. `web.wiring` alone puts adapters into them."""
