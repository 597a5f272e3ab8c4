"""Settings, addresses, the `zhengyou` command."""
