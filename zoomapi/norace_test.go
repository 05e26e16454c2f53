//go:build !race

package zoomapi_test

const raced = false
