package database

import (
	"path/filepath"
	"testing"
)

// A profile of version 7 had its rollups and its usage day by day alone.
func TestRollupsOfAnOldProfileStandSideBySide(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outlay.db")
	old, err := open(t.Context(), Options{Path: path}, before(t, "0008_months.sql"))
	if err != nil {
		t.Fatal(err)
	}
	run(t, old.Write, `INSERT INTO rollups (account, dimension, day, basis, key, currency, nanos, entries) VALUES
		('a', '', '2026-08-01', 'billed', '', 'USD', -9223372036854775808, 1), ('a', '', '2026-08-31', 'billed', '', 'USD', 9223372036854775807, 2),
		('a', '', '2026-08-31', 'billed', '', 'EUR', 5, 1), ('a', 'model', '2026-08-09', 'metered', 'a 1:2', 'USD', 0, 3), ('a', '', '2026-09-01', 'billed', '', 'USD', 7, 1)`)
	run(t, old.Write, `INSERT INTO usage (account, day, kind, model, project, api_key, input_tokens, cached_tokens, output_tokens, requests) VALUES
		('a', '2026-08-01', 'completions', 'm', 'p', 'k', 10, 1, 2, 3), ('a', '2026-08-31', 'images', 'm', 'q', 'k', 20, 2, 4, 6), ('a', '2026-09-01', 'completions', 'n', 'p', 'k', 40, 4, 8, 12)`)
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}

	db := opened(t, path)
	if got, want := ask(t, db.Read, `SELECT group_concat(concat_ws('|', account, dimension, month, basis, key, currency, days), '; ' ORDER BY account, dimension, month, basis, key, currency) FROM months`),
		"a||2026-08|billed||EUR|31:5:1; a||2026-08|billed||USD|1:-9223372036854775808:1 31:9223372036854775807:2; a||2026-09|billed||USD|1:7:1; a|model|2026-08|metered|a 1:2|USD|9:0:3"; got != want {
		t.Errorf("months:\n%s\n%s", got, want)
	}
	if got, want := ask(t, db.Read, `SELECT group_concat(concat_ws(' ', dimension, month, key, input_tokens, cached_tokens, cache_write_tokens, output_tokens, requests, other_units), '; ' ORDER BY dimension, month, key) FROM usage_months`),
		"key 2026-08 k 30 3 0 6 9 0; key 2026-09 k 40 4 0 8 12 0; model 2026-08 m 30 3 0 6 9 0; model 2026-09 n 40 4 0 8 12 0; "+
			"project 2026-08 p 10 1 0 2 3 0; project 2026-08 q 20 2 0 4 6 0; project 2026-09 p 40 4 0 8 12 0"; got != want {
		t.Errorf("usage:\n%s\n%s", got, want)
	}
}
