"""What the article did by hand: parse each line, hash the sections, find the first character that differs by halving."""
import hashlib
import json
import sys


def stripped(value):
    if isinstance(value, dict):
        return {key: stripped(item) for key, item in value.items() if key != "cache_control"}
    if isinstance(value, list):
        return [stripped(item) for item in value]
    return value


def digest(text):
    return hashlib.md5(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


previous = {}
requests = breaks = 0
hashes = None
for line in open(sys.argv[1], encoding="utf-8"):
    record = json.loads(line)
    if record.get("stage") != "request":
        continue
    body = stripped(record["payload"])
    tools, system, messages = (json.dumps(body.get(key), ensure_ascii=False) for key in ("tools", "system", "messages"))
    hashes = [digest(section) for section in (tools, system, messages)]
    now = tools + system + messages[:-1]
    before = previous.get(record["sessionId"])
    previous[record["sessionId"]] = now
    requests += 1
    if before is None:
        continue
    low, high = 0, min(len(before), len(now))
    while low < high:
        middle = (low + high + 1) // 2
        if before[:middle] == now[:middle]:
            low = middle
        else:
            high = middle - 1
    if low < len(before):
        breaks += 1
print(requests, breaks, hashes)
