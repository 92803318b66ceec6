#!/bin/sh
# Runs the agent against the stand-in, records it, and fails where its prefix breaks: for a pull request.
#   sh examples/ci/run.sh
# Of the repository or the package that it lies in, it runs that cachequake; copied elsewhere, the one in the PATH, or what
# CACHEQUAKE says ("npx cachequake"). VETO=1: the request that would break it is not even sent, and the agent fails there and then.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
cachequake() {
  if [ -n "${CACHEQUAKE:-}" ]; then $CACHEQUAKE "$@"
  elif [ -f "$here/../../bin/cachequake.js" ]; then node "$here/../../bin/cachequake.js" "$@"
  else command cachequake "$@"
  fi
}
work=$(mktemp -d) || exit 2
node "$here/stand-in.js" > "$work/address" &
server=$!
trap 'kill "$server" 2> /dev/null; rm -rf "$work"' EXIT
until [ -s "$work/address" ]; do
  kill -0 "$server" || { echo "the stand-in for the API does not run" >&2; exit 2; }
  sleep 0.1
done
export XDG_STATE_HOME="$work"
cachequake record ${VETO:+--veto} --upstream "anthropic=$(cat "$work/address")" -- node "$here/agent.js" || exit
cachequake check "$work/cachequake/recordings" --max-breaks 0 --min-of-attainable 99%
