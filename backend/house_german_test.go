package backend_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mute are rooms of which the window shows no sentence.
var mute = []string{
	".", "app/ctl", "app/resident", "app/tray", "backend", "backend/database/databasetest", "backend/ledger/ledgertest", "backend/ledger/sqlite",
	"backend/provider/all", "backend/provider/providertest", "backend/transfer/transfertest",
}

// What is no sentence: questions to the database, tags of fields, forms of dates, files of the system.
var technical = regexp.MustCompile(`^<\?xml|^\[Desktop Entry\]|^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|WITH|BEGIN|VACUUM|ATTACH|AND|OR|ORDER BY|GROUP BY|WHERE|FROM|LIMIT|JOIN)\b|json:"| = \?|\b2006\b|\b15:04\b|^[\w-]+: [\w%/-]+$`)

var verb = regexp.MustCompile(`%[-+# 0]*(\[\d+\])?[\d.]*[a-zA-Z]`)

// TestEverySentenceHasItsGerman holds that what a room says in the window can be said in German:
// its file de.json has each sentence of its code, {1} and {2} in place of what stands in it for
// the moment, and nothing that the code no longer says. "" is for what stays as it is.
func TestEverySentenceHasItsGerman(t *testing.T) {
	rooms := map[string]map[string]bool{}
	for _, f := range house(t) {
		speaks := strings.HasPrefix(f.room, "backend") || strings.HasPrefix(f.room, "app/")
		if f.test || !speaks || slices.Contains(mute, f.room) || strings.HasPrefix(f.room, "backend/simulator") || f.tree.Name.Name == "main" {
			continue
		}
		if rooms[f.room] == nil {
			rooms[f.room] = map[string]bool{}
		}
		maps.Copy(rooms[f.room], sentences(f.tree))
	}
	for _, room := range slices.Sorted(maps.Keys(rooms)) {
		compare(t, room, rooms[room])
	}
}

func compare(t *testing.T, room string, said map[string]bool) {
	t.Helper()
	path := filepath.Join("..", filepath.FromSlash(room), "de.json")
	german := map[string]string{}
	if data, err := os.ReadFile(path); err == nil {
		if err := json.Unmarshal(data, &german); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	every := strings.Join(slices.Collect(maps.Keys(said)), "\x00")
	for _, text := range slices.Sorted(maps.Keys(german)) {
		for _, part := range parts(text) {
			if !strings.Contains(every, part) {
				t.Errorf("%s: the code does not say %q any more, of %q", path, part, text)
			}
		}
		if to := german[text]; to != "" && !slices.Equal(slots(text), slots(to)) {
			t.Errorf("%s: %q and %q have not the same figures in them", path, text, to)
		}
	}
	known := strings.Join(slices.Collect(maps.Keys(german)), "\x00")
	var missing []string
	for text := range said {
		if worded(text) && slices.ContainsFunc(parts(text), func(part string) bool { return !strings.Contains(known, part) }) {
			missing = append(missing, text)
		}
	}
	if len(missing) == 0 {
		return
	}
	slices.Sort(missing)
	var lines strings.Builder
	for _, text := range missing {
		key, _ := json.Marshal(text)
		fmt.Fprintf(&lines, "\t%s: \"\",\n", key)
	}
	t.Errorf("%s lacks the German of:\n%s", path, lines.String())
}

// sentences are the texts of a file, with {1} and {2} for what is put into them.
func sentences(tree *ast.File) map[string]bool {
	found := map[string]bool{}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BinaryExpr:
			if n.Op == token.ADD && spells(n) {
				add(found, joined(n))
				for _, inner := range operands(n) {
					ast.Inspect(inner, func(m ast.Node) bool {
						if lit, ok := m.(*ast.BasicLit); ok && m != inner && lit.Kind == token.STRING {
							text, _ := strconv.Unquote(lit.Value)
							add(found, text)
						}
						return true
					})
				}
				return false
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				text, _ := strconv.Unquote(n.Value)
				add(found, text)
			}
		}
		return true
	})
	return found
}

func add(found map[string]bool, text string) {
	if technical.MatchString(text) {
		return
	}
	found[numbered(text)] = true
}

// operands are what a sum of texts is of, from left to right.
func operands(e ast.Expr) []ast.Expr {
	if sum, ok := e.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
		return append(operands(sum.X), operands(sum.Y)...)
	}
	return []ast.Expr{e}
}

func spells(e ast.Expr) bool {
	return slices.ContainsFunc(operands(e), func(e ast.Expr) bool {
		lit, ok := e.(*ast.BasicLit)
		return ok && lit.Kind == token.STRING
	})
}

// joined is a sum of texts as one, with a verb for what is only known later.
func joined(e ast.Expr) string {
	var text strings.Builder
	for _, part := range operands(e) {
		if lit, ok := part.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			piece, _ := strconv.Unquote(lit.Value)
			text.WriteString(piece)
		} else {
			text.WriteString("%s")
		}
	}
	return text.String()
}

// numbered puts {1}, {2} in place of the verbs of a format.
func numbered(text string) string {
	n := 0
	text = strings.ReplaceAll(text, "%%", "\x01")
	text = verb.ReplaceAllStringFunc(text, func(string) string { n++; return fmt.Sprintf("{%d}", n) })
	return strings.TrimSpace(strings.ReplaceAll(text, "\x01", "%"))
}

var slot = regexp.MustCompile(`\{\d\}`)

func slots(text string) []string {
	found := slot.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// parts are the words of a text, without what is put into it.
func parts(text string) (found []string) {
	for _, part := range slot.Split(text, -1) {
		if part = strings.TrimSpace(part); len(part) > 2 {
			found = append(found, part)
		}
	}
	return found
}

var twoWords = regexp.MustCompile(`[A-Za-z’']{2,}\S* .*[A-Za-z]{2,}`)

// worded says that a text is more than one word.
func worded(text string) bool { return twoWords.MatchString(slot.ReplaceAllString(text, "")) }
