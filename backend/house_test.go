package backend_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors says on which floor each room stands; a room imports strictly lower floors. A folder
// that is not named has the floor of the nearest one above it.
var floors = map[string]int{
	"backend/money": 0, "backend/calendar": 0, "backend/database": 0, "backend/vault": 0, "backend/lease": 0,
	"backend/database/databasetest": 1, "backend/transfer/transfertest": 1,
	"backend/price": 1, "backend/ledger": 1, "backend/notify": 1, "backend/settings": 1,
	"backend/ledger/sqlite": 2, "backend/ledger/ledgertest": 2, "backend/provider": 2, "backend/budget": 2, "backend/meter": 2, "backend/forecast": 2, "backend/invoice": 2, "backend/tag": 2, "backend/tariff": 2, "backend/rates": 2, "backend/lock": 2,
	"backend/notify/plain": 1, "backend/notify/email": 2, "backend/notify/webhook": 2,
	"backend/provider/rest": 3, "backend/account": 3, "backend/channel": 3,
	"backend/provider/openai": 4,
	"backend/syncer":          4, "backend/outlook": 4, "backend/transfer": 4, "backend/imports": 4, "backend/gateway": 4,
	"backend/provider/all": 5, "backend/provider/providertest": 5, "backend/report": 5,
	"backend/alert": 6, "backend/simulator": 6, "backend/simulator/serve": 10,
	"backend":  7,
	"app/bind": 8, "app/native": 8,
	"app/desktop": 9, "app/tray": 9,
	"app/resident": 10, "app/ctl": 10, ".": 10,
}

// providers stand on one floor without being named one by one: adding one touches one folder.
const providers, providersFloor = "backend/provider/", 4

// alone says which library only some rooms may import.
var alone = map[string][]string{
	"github.com/wailsapp/wails":     {"app/desktop", "build/bare"},
	"github.com/getlantern/systray": {"app/tray"},
	"github.com/gen2brain/beeep":    {"app/native"},
	"github.com/zalando/go-keyring": {"backend/vault"},
	"modernc.org/sqlite":            {"backend/database", "backend/ledger/sqlite"},
}

// exact is where no float may stand: money and what decides about it.
var exact = []string{"backend/money", "backend/price", "backend/meter", "backend/gateway", "backend/ledger", "backend/ledger/sqlite", "backend/budget", "backend/forecast", "backend/account", "backend/syncer", "backend/alert", "backend/outlook", "backend/report", "backend/transfer", "backend/imports", "backend/invoice", "backend/rates"}

type file struct {
	room, path string
	test       bool
	tree       *ast.File
}

// house parses every Go file of the project.
func house(t *testing.T) []file {
	t.Helper()
	var files []file
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains([]string{"node_modules", ".git", "testdata", "bin", "out"}, entry.Name()) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		tree, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		inside, err := filepath.Rel("..", path)
		files = append(files, file{filepath.ToSlash(filepath.Dir(inside)), filepath.ToSlash(inside), strings.HasSuffix(path, "_test.go"), tree})
		return err
	})
	if err != nil || len(files) < 50 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	return files
}

func floor(room string) (int, bool) {
	if f, ok := floors[room]; ok {
		return f, true
	}
	if strings.HasPrefix(room, providers) && strings.Count(room, "/") == 2 {
		return providersFloor, true
	}
	return 0, false
}

func imports(f file) []string {
	var paths []string
	for _, spec := range f.tree.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		paths = append(paths, path)
	}
	return paths
}

func TestRoomsLookDown(t *testing.T) {
	for _, f := range house(t) {
		if f.tree.Name.Name == "main" && f.room != "." && !strings.HasPrefix(f.room, "app/") {
			continue // generators and the like: programs, not rooms
		}
		own, ok := floor(f.room)
		if !ok {
			t.Errorf("%s: the room %s has no floor; give it one in backend/house_test.go", f.path, f.room)
			continue
		}
		for _, path := range imports(f) {
			room, isOurs := strings.CutPrefix(path, "outlay/")
			other, known := floor(room)
			// A test outside of its package may use the room itself, and what tests are for.
			if !isOurs || (f.test && (room == f.room || other <= own || own >= 3 || strings.HasSuffix(room, "test"))) {
				continue
			}
			if !known || other >= own {
				t.Errorf("%s (floor %d) imports %s (floor %d): rooms look down", f.path, own, room, other)
			}
		}
	}
}

func TestSomeLibrariesHaveARoomOfTheirOwn(t *testing.T) {
	for _, f := range house(t) {
		for _, path := range imports(f) {
			for library, rooms := range alone {
				if strings.HasPrefix(path, library) && !slices.Contains(rooms, f.room) && !f.test {
					t.Errorf("%s imports %s, which belongs to %v", f.path, path, rooms)
				}
			}
		}
	}
}

func TestEachPackageSaysOnceWhatItIs(t *testing.T) {
	comments := map[string]int{}
	for _, f := range house(t) {
		if f.test {
			continue
		}
		comments[f.room] += 0
		if f.tree.Doc != nil {
			comments[f.room]++
		}
	}
	for room, n := range comments {
		if n != 1 {
			t.Errorf("%s has %d package comments; it needs exactly one, which says what the room is", room, n)
		}
	}
}

func TestNoFloatDecidesAboutMoney(t *testing.T) {
	for _, f := range house(t) {
		isProvider := strings.HasPrefix(f.room, providers) && f.room != "backend/provider/rest"
		if (!slices.Contains(exact, f.room) && !isProvider) || f.test {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && slices.Contains([]string{"float32", "float64", "ParseFloat", "InexactFloat64", "Float64"}, id.Name) {
				t.Errorf("%s speaks of %s: money is exact", f.path, id.Name)
			}
			return true
		})
	}
}

func TestEachProviderHasIconFixturesAndTheCommonTests(t *testing.T) {
	folders, err := filepath.Glob("provider/*/icon.svg")
	if err != nil {
		t.Fatal(err)
	}
	if len(folders) == 0 {
		t.Fatal("no provider found")
	}
	described := map[string]bool{}
	tested, local := map[string]bool{}, map[string]bool{}
	for _, f := range house(t) {
		ast.Inspect(f.tree, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.FuncDecl:
				if x.Name.Name == "Descriptor" && x.Recv == nil && !f.test {
					described[f.room] = true
				}
			case *ast.KeyValueExpr:
				if key, ok := x.Key.(*ast.Ident); ok && key.Name == "Local" && !f.test {
					local[f.room] = true // it asks nobody, so there are no answers to record
				}
			case *ast.SelectorExpr:
				if pkg, ok := x.X.(*ast.Ident); ok && pkg.Name == "providertest" && x.Sel.Name == "Run" && f.test {
					tested[f.room] = true
				}
			}
			return true
		})
	}
	for room := range described {
		inside := strings.TrimPrefix(room, "backend/")
		if icon, _ := filepath.Glob(inside + "/icon.svg"); len(icon) == 0 {
			t.Errorf("%s has no icon.svg", room)
		}
		if fixtures, _ := filepath.Glob(inside + "/testdata/*"); len(fixtures) == 0 && !local[room] {
			t.Errorf("%s has no fixtures in testdata", room)
		}
		if !tested[room] {
			t.Errorf("%s does not call providertest.Run", room)
		}
	}
}
