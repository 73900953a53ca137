package imports

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/money"
)

// Done is an import that was applied.
type Done struct {
	File     string         `json:"file"` // its name, without folders
	At       time.Time      `json:"at" ts_type:"string"`
	From     calendar.Day   `json:"from" ts_type:"string"`
	Through  calendar.Day   `json:"through" ts_type:"string"`
	Rows     int            `json:"rows"`
	Rejected int            `json:"rejected"`
	Totals   []money.Amount `json:"totals"`
}

// History returns what was imported into an account, the latest first.
func (d *Desk) History(ctx context.Context, accountID string) ([]Done, error) {
	rows, err := d.db.Read.QueryContext(ctx, `SELECT i.id, i.file, i.applied_at, i.first_day, i.last_day, i.rows, i.rejected, t.currency, t.nanos
		FROM imports i LEFT JOIN import_totals t ON t.import = i.id
		WHERE i.account = ? ORDER BY i.rowid DESC, t.currency`, accountID)
	if err != nil {
		return nil, fmt.Errorf("imports: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	list, last := []Done{}, ""
	for rows.Next() {
		var (
			done     = Done{Totals: []money.Amount{}}
			id, at   string
			currency sql.NullString
			nanos    sql.NullInt64
		)
		if err := rows.Scan(&id, &done.File, &at, &done.From, &done.Through, &done.Rows, &done.Rejected, &currency, &nanos); err != nil {
			return nil, fmt.Errorf("imports: %w", database.Explain(err))
		}
		if done.At, err = time.Parse(time.RFC3339, at); err != nil {
			return nil, fmt.Errorf("imports: %w", err)
		}
		if id != last {
			list, last = append(list, done), id
		}
		if currency.Valid {
			totals := &list[len(list)-1].Totals
			*totals = append(*totals, money.FromNanos(nanos.Int64, currency.String))
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("imports: %w", database.Explain(err))
	}
	return list, nil
}

// remember writes what was imported, and by which mapping, for the next file of this kind.
func (d *Desk) remember(ctx context.Context, a account.Account, path string, r *reading, result Result) error {
	m := r.mapping
	m.From, m.Through = "", ""
	mapping, err := json.Marshal(m)
	if err != nil {
		return err
	}
	id := rand.Text()
	err = d.db.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO import_mappings (service, header, mapping) VALUES (?, ?, ?)
			ON CONFLICT (service, header) DO UPDATE SET mapping = excluded.mapping`, a.Service(), r.header, string(mapping)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO imports (id, account, file, first_day, last_day, rows, rejected, applied_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			id, a.ID, filepath.Base(path), result.From, result.Through, result.Rows, result.Rejected, d.now().UTC().Format(time.RFC3339)); err != nil {
			return err
		}
		for currency, nanos := range r.totals {
			if _, err := tx.ExecContext(ctx, `INSERT INTO import_totals (import, currency, nanos) VALUES (?, ?, ?)`, id, currency, nanos); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("import: the days are stored, and this is not written down: %w", err)
	}
	return nil
}

// remembered returns the mapping that was last accepted for a file of this service with
// these columns.
func (d *Desk) remembered(ctx context.Context, a account.Account, header []string) (m Mapping, ok bool, err error) {
	var text string
	err = d.db.Read.QueryRowContext(ctx, `SELECT mapping FROM import_mappings WHERE service = ? AND header = ?`, a.Service(), fingerprint(header)).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return Mapping{}, false, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &m)
	}
	if err != nil {
		return Mapping{}, false, fmt.Errorf("imports: %w", database.Explain(err))
	}
	return m, true, nil
}

// fingerprint stands for the names of columns, which are not kept: in a file without a header
// they would be values.
func fingerprint(header []string) string {
	sum := sha256.Sum256([]byte(strings.Join(header, "\x00")))
	return hex.EncodeToString(sum[:])
}
