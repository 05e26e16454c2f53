package access

import (
	"fmt"
	"slices"
	"sync"

	"github.com/cordon-zoom/cordon"
)

// Operation is one API call: a method and a path, and what it asks of a token.
type Operation struct {
	Method, Path      string // Path as published: "/users/{userId}"
	ID, Product       string
	Classic, Granular []cordon.Scope   // any one of either suffices
	Added             []cordon.Scope   // so does any of these, which Zoom does not publish
	Label             string           // the rate-limit label; "" where none is published
	Privilege         cordon.Privilege // "" where nobody published or inferred one: never served
	Extension         bool             // not published by Zoom
}

// String is the operation as net/http spells a pattern: "GET /users/{userId}".
func (o *Operation) String() string { return o.Method + " " + o.Path }

// Accepts reports whether a token that holds s may ask for this operation.
func (o *Operation) Accepts(s cordon.Scope) bool {
	return slices.Contains(o.Classic, s) || slices.Contains(o.Granular, s) || slices.Contains(o.Added, s)
}

// Catalog is every operation that is known, and what follows from the list:
// which scopes exist, which privileges exist, which privileges back a scope.
// It never changes; the slices it returns belong to it and must not be changed.
type Catalog struct {
	operations []*Operation
	byPattern  map[string]*Operation
	paths      pathNode
	scopes     []cordon.Scope
	backing    map[cordon.Scope][]cordon.Privilege
	privileges []cordon.Privilege
}

// Operations returns the catalog. It is read once from the embedded files, and
// a malformed file is a mistake in the program: it panics.
func Operations() *Catalog { return embeddedCatalog() }

var embeddedCatalog = sync.OnceValue(func() *Catalog {
	c, err := newCatalog(catalogFile, privilegesFile, extensionsFile, recipeScopes)
	if err != nil {
		panic("access: " + err.Error())
	}
	return c
})

// All returns the published operations in the order of catalog.csv (by path),
// then the extensions.
func (c *Catalog) All() []*Operation { return c.operations }

// Find returns the operation of a pattern such as "GET /users/{userId}", or nil.
func (c *Catalog) Find(pattern string) *Operation { return c.byPattern[pattern] }

// Match returns the operation that a request asks for, or nil. The path is the
// escaped one (URL.EscapedPath, below /v2), so that an encoded slash stays inside its segment.
// Literal segments win over parameters: "/users/email" is not the user "email".
func (c *Catalog) Match(method, path string) *Operation { return c.paths.match(method, path) }

// Scopes returns the name of every scope that is known, sorted.
func (c *Catalog) Scopes() []cordon.Scope { return c.scopes }

// Knows reports whether s is one of Scopes.
func (c *Catalog) Knows(s cordon.Scope) bool {
	_, ok := c.backing[s]
	return ok
}

// Backing returns the privileges of the operations that accept s, sorted and
// distinct. A role backs s if it grants any of them.
func (c *Catalog) Backing(s cordon.Scope) []cordon.Privilege { return c.backing[s] }

// Privileges returns every privilege of the catalog and of Zoom's published
// list, sorted.
func (c *Catalog) Privileges() []cordon.Privilege { return c.privileges }

// KnowsPrivilege reports whether p is one of Privileges.
func (c *Catalog) KnowsPrivilege(p cordon.Privilege) bool {
	_, ok := slices.BinarySearch(c.privileges, p)
	return ok
}

// add enters an operation into the lists; index works out the rest.
func (c *Catalog) add(o *Operation) error {
	if c.byPattern[o.String()] != nil {
		return fmt.Errorf("%s is listed twice", o)
	}
	if err := c.paths.add(o); err != nil {
		return err
	}
	c.byPattern[o.String()] = o
	c.operations = append(c.operations, o)
	return nil
}

// index works out scopes, backing and privileges once all operations are in.
// named are the privileges that the files name.
func (c *Catalog) index(named []cordon.Privilege) {
	c.backing = make(map[cordon.Scope][]cordon.Privilege)
	for _, o := range c.operations {
		for _, s := range slices.Concat(o.Classic, o.Granular, o.Added) {
			by := c.backing[s]
			if o.Privilege != "" {
				by = append(by, o.Privilege)
			}
			c.backing[s] = by // also with none: a known scope that no role backs
		}
	}
	for s, by := range c.backing {
		slices.Sort(by)
		c.backing[s] = slices.Compact(by)
		c.scopes = append(c.scopes, s)
	}
	slices.Sort(c.scopes)

	c.privileges = append(slices.Clone(publishedPrivileges), named...)
	slices.Sort(c.privileges)
	c.privileges = slices.Compact(c.privileges)
}
