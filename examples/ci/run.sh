#!/bin/sh
# Runs the agent against the stand-in, records it, and fails where its prefix breaks: for a pull request.
#   CACHEQUAKE="npx cachequake" sh examples/ci/run.sh
# VETO=1: the request that would break it is not even sent, and the agent fails there and then.
set -u
here=$(dirname "$0")
cachequake=${CACHEQUAKE:-cachequake}
work=$(mktemp -d)
node "$here/stand-in.js" > "$work/address" &
server=$!
trap 'kill $server; rm -rf "$work"' EXIT
until [ -s "$work/address" ]; do sleep 0.1; done
export XDG_STATE_HOME="$work"
$cachequake record ${VETO:+--veto} --upstream "anthropic=$(cat "$work/address")" -- node "$here/agent.js" || exit
$cachequake check "$work/cachequake/recordings" --max-breaks 0 --min-of-attainable 99%
