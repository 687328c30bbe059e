# Tests. Each program and script says in its name and its output what it holds.
