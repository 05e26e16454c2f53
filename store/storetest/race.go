//go:build race

package storetest

// raced says that the race detector is on, which slows SQLite ten times over.
const raced = true
