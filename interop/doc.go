// Package interop proves that Zoom clients written by others work against
// Cordon as they are. It is a module of its own, so that what they depend on
// never reaches Cordon's go.mod. See README.md.
package interop
