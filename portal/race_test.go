//go:build race

package portal_test

const race = true
