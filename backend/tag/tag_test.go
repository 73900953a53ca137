package tag_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"outlay/backend/database"
	"outlay/backend/database/databasetest"
	"outlay/backend/ledger"
	"outlay/backend/tag"
)

func connect(t *testing.T, db *database.DB, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if _, err := db.Write.ExecContext(t.Context(), `INSERT INTO accounts (id, provider, label, created_at) VALUES (?, 'openai', ?, '')`, id, id); err != nil {
			t.Fatal(err)
		}
	}
}

func text(t *testing.T, s *tag.Store) string {
	t.Helper()
	list, err := s.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, l := range list {
		lines = append(lines, fmt.Sprint(l.Name, l.Parts))
	}
	return strings.Join(lines, "; ")
}

func TestATagIsOfPartsOfTheBook(t *testing.T) {
	db := databasetest.Open(t)
	connect(t, db, "a", "b")
	s := tag.New(db)
	account, project := ledger.Part{Account: "a", Of: ledger.ByAccount}, ledger.Part{Account: "b", Of: ledger.ByProject, Key: "p"}
	key := ledger.Part{Account: "b", Of: ledger.ByKey, Key: "k"}
	for _, step := range []struct {
		what, name string
		parts      []ledger.Part
		want       string
	}{
		{"a new one", "  Acme\n Corp ", []ledger.Part{account, project}, "Acme Corp[{a account } {b project p}]"},
		{"the same part twice", "beta", []ledger.Part{key, key}, "Acme Corp[{a account } {b project p}]; beta[{b key k}]"},
		{"other parts replace those before", "Acme Corp", []ledger.Part{key}, "Acme Corp[{b key k}]; beta[{b key k}]"},
		{"none of them removes it", "Acme Corp", nil, "beta[{b key k}]"},
	} {
		if err := s.Put(t.Context(), step.name, step.parts); err != nil {
			t.Fatalf("%s: %v", step.what, err)
		}
		if got := text(t, s); got != step.want {
			t.Errorf("%s: %s, want %s", step.what, got, step.want)
		}
	}
	if _, err := db.Write.ExecContext(t.Context(), `DELETE FROM accounts WHERE id = 'b'`); err != nil || text(t, s) != "" {
		t.Errorf("the tag of an account that is gone: %s, %v", text(t, s), err)
	}
}

func TestWhatNoTagCanBe(t *testing.T) {
	db := databasetest.Open(t)
	connect(t, db, "a")
	s := tag.New(db)
	for _, c := range []struct {
		what, name string
		part       ledger.Part
	}{
		{"no name", " \t", ledger.Part{Account: "a", Of: ledger.ByAccount}},
		{"a long name", strings.Repeat("x", 61), ledger.Part{Account: "a", Of: ledger.ByAccount}},
		{"an escape character", "a\x1b[31m", ledger.Part{Account: "a", Of: ledger.ByAccount}},
		{"no account", "x", ledger.Part{Account: "nobody", Of: ledger.ByAccount}},
		{"a model", "x", ledger.Part{Account: "a", Of: ledger.ByModel, Key: "gpt"}},
		{"a project without an id", "x", ledger.Part{Account: "a", Of: ledger.ByProject}},
	} {
		if err := s.Put(t.Context(), c.name, []ledger.Part{c.part}); !errors.Is(err, tag.ErrInvalid) {
			t.Errorf("%s: %v", c.what, err)
		}
	}
	if got := text(t, s); got != "" {
		t.Errorf("stored all the same: %s", got)
	}
}

func TestATagIsRenamedWithItsBudgets(t *testing.T) {
	db := databasetest.Open(t)
	connect(t, db, "a", "b")
	s := tag.New(db)
	a, b := ledger.Part{Account: "a", Of: ledger.ByAccount}, ledger.Part{Account: "b", Of: ledger.ByAccount}
	for name, part := range map[string]ledger.Part{"Acme": a, "Other": b} {
		if err := s.Put(t.Context(), name, []ledger.Part{part}); err != nil {
			t.Fatal(err)
		}
	}
	for id, of := range map[string][2]string{"1": {"tag", "Acme"}, "2": {"service", "Acme"}, "3": {"tag", "Other"}} {
		if _, err := db.Write.ExecContext(t.Context(), `INSERT INTO budgets (id, scope, subject, period, limit_nanos, limit_currency, created_at) VALUES (?, ?, ?, 'month', 1, 'USD', '')`, id, of[0], of[1]); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		what, old, name string
		parts           []ledger.Part
		refused         error
		want, budgets   string
	}{
		{"another tag's name", "Acme", "Other", []ledger.Part{a}, tag.ErrInvalid, "Acme[{a account }]; Other[{b account }]", "Acme Acme Other"},
		{"an account that is not there", "Acme", "New", []ledger.Part{{Account: "nobody", Of: ledger.ByAccount}}, tag.ErrInvalid, "Acme[{a account }]; Other[{b account }]", "Acme Acme Other"},
		{"nothing in it", "Acme", "Acme", nil, tag.ErrInvalid, "Acme[{a account }]; Other[{b account }]", "Acme Acme Other"},
		{"a tag that is gone", "Nobody", "New", []ledger.Part{a}, tag.ErrNotFound, "Acme[{a account }]; Other[{b account }]", "Acme Acme Other"},
		{"other parts under the same name", "Acme", " Acme ", []ledger.Part{b}, nil, "Acme[{b account }]; Other[{b account }]", "Acme Acme Other"},
		{"another name and other parts", "Acme", "acme GmbH", []ledger.Part{a, b}, nil, "acme GmbH[{a account } {b account }]; Other[{b account }]", "acme GmbH Acme Other"},
	} {
		if err := s.Change(t.Context(), step.old, step.name, step.parts); !errors.Is(err, step.refused) {
			t.Errorf("%s: %v", step.what, err)
		}
		var budgets string
		if err := db.Read.QueryRowContext(t.Context(), `SELECT group_concat(subject, ' ') FROM (SELECT subject FROM budgets ORDER BY id)`).Scan(&budgets); err != nil {
			t.Fatal(err)
		}
		if got := text(t, s); got != step.want || budgets != step.budgets {
			t.Errorf("%s: %s, of budgets %s", step.what, got, budgets)
		}
	}
}
