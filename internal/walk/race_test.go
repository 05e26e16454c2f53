//go:build race

package walk

const race = true
