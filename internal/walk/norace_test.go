//go:build !race

package walk

const race = false
