package portal

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// scopeFacts is what the catalog tells of a scope: what it opens, and what a
// role must grant for it.
type scopeFacts struct {
	Name     cordon.Scope
	Opens    []opened           // those that this server answers first
	Served   int                // how many of them it answers
	Needs    []cordon.Privilege // any one; the one that opens most of it first
	products []string
	words    string // in lower case: what a search looks in
}

// opened is an operation that a scope opens.
type opened struct {
	*access.Operation
	Served bool
}

// shownOpened is how many operations a row names.
const shownOpened = 3

// First are the operations that a row names.
func (f scopeFacts) First() []opened { return f.Opens[:min(shownOpened, len(f.Opens))] }

// More is how many it does not name.
func (f scopeFacts) More() int { return len(f.Opens) - len(f.First()) }

// Permissions names what a role must grant one of.
func (f scopeFacts) Permissions() string { return permissionNames(f.Needs) }

// permissionNames joins permissions of which one suffices.
func permissionNames(list []cordon.Privilege) string {
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = permissionName(p)
	}
	return strings.Join(names, " or ")
}

// scopeIndex is every scope of the catalog but those for master accounts. It
// never changes.
type scopeIndex struct {
	all      []*scopeFacts // by name
	byName   map[cordon.Scope]*scopeFacts
	products []string
}

func (p *Portal) indexScopes() *scopeIndex {
	x := &scopeIndex{byName: make(map[cordon.Scope]*scopeFacts)}
	catalog := access.Operations()
	for _, s := range catalog.Scopes() {
		if !s.Master() {
			f := &scopeFacts{Name: s}
			x.all, x.byName[s] = append(x.all, f), f
		}
	}
	for _, op := range catalog.All() {
		_, served := p.needs[op.String()]
		for _, s := range slices.Concat(op.Classic, op.Granular, op.Added) {
			if f := x.byName[s]; f != nil {
				f.Opens = append(f.Opens, opened{op, served})
			}
		}
		x.products = append(x.products, op.Product)
	}
	slices.Sort(x.products)
	x.products = slices.Compact(x.products)
	for _, f := range x.all {
		f.settle(catalog.Backing(f.Name))
	}
	return x
}

// settle works out the rest once all that the scope opens is known.
func (f *scopeFacts) settle(needs []cordon.Privilege) {
	slices.SortStableFunc(f.Opens, func(a, b opened) int { return cmp.Compare(served(b), served(a)) })
	weight := make(map[cordon.Privilege]int)
	words := []string{string(f.Name)}
	for _, o := range f.Opens {
		f.Served += served(o)
		if o.Privilege != "" {
			weight[o.Privilege] += 1 + 1000*served(o)
		}
		if !slices.Contains(f.products, o.Product) {
			f.products = append(f.products, o.Product)
		}
		words = append(words, o.String(), strings.ReplaceAll(o.Product, "_", " "))
	}
	for _, q := range needs { // one that implies another, and opens no more of it, adds nothing
		if !slices.ContainsFunc(needs, func(p cordon.Privilege) bool { return p != q && q.Implies(p) && weight[p] >= weight[q] }) {
			f.Needs = append(f.Needs, q)
		}
	}
	slices.SortFunc(f.Needs, func(a, b cordon.Privilege) int { return cmp.Or(weight[b]-weight[a], cmp.Compare(a, b)) })
	for _, q := range f.Needs {
		words = append(words, permissionName(q), string(q))
	}
	f.words = strings.ToLower(strings.Join(words, "\n"))
}

func served(o opened) int {
	if o.Served {
		return 1
	}
	return 0
}

// facts is what is known of a scope; of one that the catalog no longer has,
// nothing but its name.
func (x *scopeIndex) facts(s cordon.Scope) *scopeFacts {
	if f := x.byName[s]; f != nil {
		return f
	}
	return &scopeFacts{Name: s}
}

// find lists the scopes that have every word of the query and, where product is
// not "", open something of it. Scopes that the role backs come first, and of
// these the ones that open something here.
func (x *scopeIndex) find(query, product string, backs func(cordon.Scope) bool, onlyBacked bool) (found []*scopeFacts) {
	words := searchWords(query)
	rank := make(map[*scopeFacts]int)
	for _, f := range x.all {
		backed := backs(f.Name)
		if product != "" && !slices.Contains(f.products, product) || onlyBacked && !backed || !f.has(words) {
			continue
		}
		if !backed {
			rank[f] = 2
		}
		if f.Served == 0 {
			rank[f]++
		}
		found = append(found, f)
	}
	slices.SortStableFunc(found, func(a, b *scopeFacts) int { return rank[a] - rank[b] })
	return found
}

func (f *scopeFacts) has(words []string) bool {
	for _, w := range words {
		if !strings.Contains(f.words, w) {
			return false
		}
	}
	return true
}

func searchWords(query string) []string { return strings.Fields(strings.ToLower(query)) }
