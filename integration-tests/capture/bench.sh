#!/bin/bash
# Capture beside tcpdump and dumpcap; see bench.py, which it runs.
exec python3 "$(dirname "$0")/bench.py" "$@"
