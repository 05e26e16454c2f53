module github.com/cordon-zoom/cordon/interop

go 1.26.0

require (
	github.com/markbates/goth v1.82.0
	golang.org/x/oauth2 v0.37.0
)
