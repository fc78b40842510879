"""The HTTP face (接口): views translate between JSON and commands or queries; they decide nothing."""
