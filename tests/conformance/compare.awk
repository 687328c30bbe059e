# SPDX-License-Identifier: MIT
# Copies ours; a line with a permitted difference is shown as the oracle's.
# Usage: awk -v topic=T -v engine=E -v safe=1 -f compare.awk differences \
#   oracle ours

function matches(pattern, line,    parts, count, i, at) {
  count = split(pattern, parts, "*")
  if (count == 1)
    return pattern == line
  if (substr(line, 1, length(parts[1])) != parts[1])
    return 0
  line = substr(line, length(parts[1]) + 1)
  for (i = 2; i < count; i++) {
    at = index(line, parts[i])
    if (at == 0)
      return 0
    line = substr(line, at + length(parts[i]))
  }
  return length(line) >= length(parts[count]) &&
    substr(line, length(line) - length(parts[count]) + 1) == parts[count]
}

function finish() {
  if (want_topic == topic && (want_engine == engine || want_engine == "*" ||
      safe && want_engine == engine " safe") && node != "") {
    count++
    nodes[count] = node
    mine[count] = ours
  }
  want_topic = want_engine = node = ours = ""
}

FNR == 1 { file++ }
file == 1 && /^topic: / { finish(); want_topic = substr($0, 8) }
file == 1 && /^engine: / { want_engine = substr($0, 9) }
file == 1 && /^node: / { node = substr($0, 7) }
file == 1 && /^ours: / { ours = substr($0, 7) }
file == 2 && FNR == 1 { finish() }
file == 2 { oracle[FNR] = $0 }
file == 3 {
  if ($0 != oracle[FNR])
    for (i = 1; i <= count; i++)
      if (matches(nodes[i], oracle[FNR]) && matches(mine[i], $0)) {
        print oracle[FNR]
        next
      }
  print
}
