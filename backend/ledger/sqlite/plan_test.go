package sqlite

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"outlay/backend/database/databasetest"
)

// TestPlans asks SQLite how it would answer each query: never by reading a whole table.
func TestPlans(t *testing.T) {
	db := databasetest.Open(t)
	for name, query := range queries() {
		t.Run(name, func(t *testing.T) {
			for _, step := range plan(t.Context(), t, db.Read, query) {
				if strings.HasPrefix(step, "SCAN") && !strings.HasPrefix(step, "SCAN jump") && step != "SCAN CONSTANT ROW" {
					t.Errorf("reads a whole table: %s", step)
				}
				if (name == "entries" || name == "item") && strings.Contains(step, "TEMP B-TREE") {
					t.Errorf("holds all entries to sort them: %s", step)
				}
			}
		})
	}
}

func queries() map[string]string {
	all := map[string]string{
		"days": daysQuery, "entries": entriesQuery, "usage": usageQuery, "known": knownQuery,
		"settled": settledQuery, "accounts": accountsQuery,
		"months": monthsQuery, "covered": coveredQuery, "groups": groupsQuery,
		"usage of months": usageMonthsQuery, "later usage": laterUsageQuery,
		"item": itemColumns + `1 ORDER BY e.item LIMIT ? OFFSET ?`,
	}
	for by := range stored {
		all["sum by "+string(by)] = sumQuery(by)
	}
	return all
}

func plan(ctx context.Context, t *testing.T, db *sql.DB, query string) (steps []string) {
	t.Helper()
	args := make([]any, strings.Count(strings.ReplaceAll(query, "?1", ""), "?")+min(1, strings.Count(query, "?1")))
	for i := range args {
		args[i] = "2026-01-01"
	}
	rows, err := db.QueryContext(ctx, `EXPLAIN QUERY PLAN `+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	return steps
}
