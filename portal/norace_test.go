//go:build !race

package portal_test

const race = false
