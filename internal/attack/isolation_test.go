package attack

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/cordon-zoom/cordon"

// rooms says which of our own packages each room may import (design, section
// 4). A folder that is not here may be imported by none of these.
var rooms = map[string][]string{
	".":             {},
	"access/holder": {},
	"access":        {".", "access/holder"},
	"store":         {".", "access", "access/holder"},
	"oauth":         {".", "access", "store"},
	"ratelimit":     {"."},
	"zoomapi":       {".", "access", "access/holder", "ratelimit", "store"},
	"activity":      {".", "access", "store"},
	"portal":        {".", "access", "access/holder", "store", "oauth", "zoomapi"},
	"server":        {".", "access", "activity", "store", "oauth", "ratelimit", "zoomapi", "portal"},
	"importer":      {".", "store"},
	"client":        {"."},
}

// served are the rooms that answer requests: none of them may go through the
// operator's door or near the database.
var served = []string{"zoomapi", "oauth", "portal", "server", "activity", "gateway"}

// operatorDoor is every name by which somebody gets past the decision.
var operatorDoor = map[string]bool{"Operate": true, "OperatorTx": true, "Operator": true, "OwnersApp": true, "ResetOwner": true}

// databases may be imported by the store alone.
var databases = []string{"zombiezen.com/go/sqlite", "modernc.org/sqlite", "database/sql", "github.com/jackc/pgx"}

// source is one Go file that is not a test.
type source struct {
	dir  string // below the module, "." for the root
	name string
	file *ast.File
}

func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if text, e := os.ReadFile(filepath.Join(dir, "go.mod")); e == nil && strings.Contains(string(text), "module "+module+"\n") {
			return dir
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	t.Fatal("the module's root is not above this test")
	return ""
}

func sources(t testing.TB) (list []source) {
	t.Helper()
	top := root(t)
	err := filepath.WalkDir(top, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != top && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(top, name)
		list = append(list, source{filepath.ToSlash(filepath.Dir(rel)), rel, file})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (s source) imports() (list []string) {
	for _, spec := range s.file.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		list = append(list, name)
	}
	return list
}

// below is the import path of our own below the module, "." for the root.
func below(name string) (string, bool) {
	if name == module {
		return ".", true
	}
	return strings.CutPrefix(name, module+"/")
}

func TestRoomsAndDoors(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range sources(t) {
		seen[s.dir] = true
		room, ours := rooms[s.dir]
		for _, name := range s.imports() {
			if own, ok := below(name); ok && ours && !slices.Contains(room, own) {
				t.Errorf("%s imports %s; %s may import %v of ours", s.name, own, s.dir, room)
			}
			if s.dir != "store" && slices.ContainsFunc(databases, func(db string) bool { return name == db || strings.HasPrefix(name, db+"/") }) {
				t.Errorf("%s imports %s: only the store knows SQL", s.name, name)
			}
			if s.dir == "store" && (name == "net/http" || strings.HasPrefix(name, "net/http/")) {
				t.Errorf("%s imports %s: the store knows no HTTP", s.name, name)
			}
			if name == "unsafe" || name == "reflect" && s.dir == "store" || name == "plugin" {
				t.Errorf("%s imports %s", s.name, name)
			}
		}
		for _, group := range s.file.Comments {
			for _, c := range group.List {
				if strings.HasPrefix(c.Text, "//go:linkname") {
					t.Errorf("%s: %s", s.name, c.Text)
				}
			}
		}
	}
	for _, must := range []string{".", "access", "access/holder", "store", "oauth", "zoomapi", "server"} {
		if !seen[must] {
			t.Errorf("there is no room %s any more: this test looks at nothing", must)
		}
	}
}

// TestNobodyServingUsesTheOperatorsDoor: what answers requests never calls
// access.Operator, (*store.DB).Operate or anything of an OperatorTx.
func TestNobodyServingUsesTheOperatorsDoor(t *testing.T) {
	looked := 0
	for _, s := range sources(t) {
		top, _, _ := strings.Cut(s.dir, "/")
		serves := slices.Contains(served, top)
		ast.Inspect(s.file, func(n ast.Node) bool {
			name, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			looked++
			switch {
			case serves && operatorDoor[name.Name]:
				t.Errorf("%s uses %s, the operator's door", s.name, name.Name)
			case top == "zoomapi" && name.Name == "DB":
				t.Errorf("%s names the whole database: all it has is its Gate", s.name)
			case name.Name == "Operator" && s.dir != "access" && s.dir != "store":
				t.Errorf("%s uses access.Operator: only the store's operator door may", s.name)
			case name.Name == "Operator" && s.dir == "store" && path.Base(s.name) != "operator.go":
				t.Errorf("%s uses access.Operator outside operator.go", s.name)
			}
			return true
		})
	}
	if looked < 1000 {
		t.Error("no code was looked at")
	}
}

// TestOnlyTheDecisionMakesASight: no composite literal of Visibility, People,
// Groups or Grant with anything in it outside access.
func TestOnlyTheDecisionMakesASight(t *testing.T) {
	for _, s := range sources(t) {
		if s.dir == "access" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if sel, ok := lit.Type.(*ast.SelectorExpr); ok && len(lit.Elts) > 0 {
				if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "access" &&
					slices.Contains([]string{"Visibility", "People", "Groups", "Grant"}, sel.Sel.Name) {
					t.Errorf("%s makes an access.%s of its own: only the decision may", s.name, sel.Sel.Name)
				}
			}
			return true
		})
	}
}

// TestNoTimeAndNoLuckButInjected: clock and dice are injected (section 4).
func TestNoTimeAndNoLuckButInjected(t *testing.T) {
	for _, s := range sources(t) {
		if strings.HasPrefix(s.dir, "cmd/") || strings.HasPrefix(s.dir, "internal/") || strings.HasPrefix(s.dir, "interop") || s.dir == "store/storetest" {
			continue
		}
		for _, name := range s.imports() {
			if name == "math/rand" || name == "math/rand/v2" && s.dir != "demo" && s.dir != "demo/media" || name == "crypto/rand" && s.name != "dice.go" {
				t.Errorf("%s imports %s: dice are injected", s.name, name)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "time" && (sel.Sel.Name == "Now" || sel.Sel.Name == "Since" || sel.Sel.Name == "Until") {
					t.Errorf("%s calls time.%s: the clock is injected", s.name, sel.Sel.Name)
				}
			}
			return true
		})
	}
}
