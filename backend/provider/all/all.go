// Package all is every provider there is, in one registry.
//
// It is generated: a folder beside it that has a Descriptor is a provider, and `go generate
// ./...` finds it. The package refuses to be edited.
//
// # Why generated and not registered
//
// A provider that registers itself while the program starts is there because somebody
// imported it for no other reason. A list says what is in the program, and a test says
// whether the list is whole.
package all

//go:generate go run ./generate
