package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// dimensions are those of the rollups and of the months.
var dimensions = []string{"", "model", "project", "key"}

// months writes anew the months in which days were touched.
func (w *writer) months(touched map[calendar.Day]bool) error {
	if len(touched) == 0 {
		return nil
	}
	fill, err := w.tx.PrepareContext(w.ctx, `INSERT INTO months (account, dimension, month, basis, key, currency, days)
		SELECT account, dimension, ?3, basis, key, currency, group_concat(CAST(substr(day, 9) AS INTEGER) || ':' || nanos || ':' || entries, ' ')
		FROM rollups WHERE account = ?1 AND dimension = ?2 AND day >= ?3 || '-01' AND day <= ?3 || '-31' AND basis = ?4
		GROUP BY basis, key, currency`)
	if err != nil {
		return err
	}
	defer func() { _ = fill.Close() }()
	for _, month := range monthsOf(touched) {
		for _, dimension := range dimensions {
			if _, err := w.tx.ExecContext(w.ctx, `DELETE FROM months WHERE account = ? AND dimension = ? AND month = ? AND basis = ?`,
				w.read.Account, dimension, month, w.read.Basis); err != nil {
				return err
			}
			if _, err := fill.ExecContext(w.ctx, w.read.Account, dimension, month, w.read.Basis); err != nil {
				return err
			}
		}
	}
	return nil
}

// monthsOf returns the months of days as the table names them: "2026-08".
func monthsOf(days map[calendar.Day]bool) []string {
	var list []string
	for day := range days {
		list = append(list, string(day[:7]))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

var usageColumns = map[string]string{"model": "model", "project": "project", "key": "api_key"}

// usageMonths writes anew the months in which usage was touched.
func (w *writer) usageMonths(touched map[calendar.Day]bool) error {
	for _, month := range monthsOf(touched) {
		for dimension, column := range usageColumns {
			if _, err := w.tx.ExecContext(w.ctx, `DELETE FROM usage_months WHERE account = ? AND dimension = ? AND month = ?`,
				w.read.Account, dimension, month); err != nil {
				return err
			}
			if _, err := w.tx.ExecContext(w.ctx, `INSERT INTO usage_months
				SELECT account, ?2, ?3, `+column+`, sum(input_tokens), sum(cached_tokens), sum(cache_write_tokens), sum(output_tokens), sum(requests), sum(other_units)
				FROM usage WHERE account = ?1 AND day >= ?3 || '-01' AND day <= ?3 || '-31' GROUP BY `+column,
				w.read.Account, dimension, month); err != nil {
				return err
			}
		}
	}
	return nil
}

// turn makes it another version of the book.
func turn(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `UPDATE book SET version = version + 1`)
	return err
}

const monthsQuery = `SELECT month, basis, key, currency, days FROM months
		WHERE account = ? AND dimension = ? AND month >= ? AND month <= ?`

// stretch is what of one key, basis and currency stands side by side in a month.
type stretch struct {
	basis         ledger.Basis
	key, currency string
}

// day takes what a stretch cost on one day, so many days after the span's first.
type day func(at int, nanos int64, entries int)

// eachDay asks for every stretch of an account in span, by the keys of one dimension that are
// kept (nil: all), in no order, who takes its days; nil for nobody. The texts are the same for
// the same keys.
func eachDay(ctx context.Context, tx *sql.Tx, span calendar.Span, account, dimension string, keep func(key string) bool, takes func(stretch) day) error {
	if span.Empty() {
		return nil
	}
	rows, err := tx.QueryContext(ctx, monthsQuery, account, dimension, span.Start[:7], span.Last()[:7])
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var month, basis, key, currency, days sql.RawBytes
	texts, firsts := texts{}, map[string]int{}
	for rows.Next() {
		if err := rows.Scan(&month, &basis, &key, &currency, &days); err != nil {
			return err
		}
		s := stretch{ledger.Basis(texts.of(basis)), texts.of(key), texts.of(currency)}
		if keep != nil && !keep(s.key) {
			continue
		}
		take := takes(s)
		if take == nil {
			continue
		}
		before, ok := firsts[string(month)]
		if !ok {
			before = calendar.Day(string(month)+"-01").Sub(span.Start) - 1
			firsts[string(month)] = before
		}
		if err := unpack(days, before, span.Len(), take); err != nil {
			return err
		}
	}
	return rows.Err()
}

// texts keeps one string of each text: most rows of a question name the same few.
type texts map[string]string

func (t texts) of(b []byte) string {
	if s, ok := t[string(b)]; ok {
		return s
	}
	s := string(b)
	t[s] = s
	return s
}

var errPacked = errors.New("a month's days cannot be read")

// unpack reads "1:-250:1 23:17500000:40"; before is where the day before the first stands.
func unpack(packed []byte, before, length int, take day) error {
	for i := 0; i < len(packed); i++ {
		var fields [3]int64
		for f := range fields {
			negative := i < len(packed) && packed[i] == '-'
			if negative {
				i++
			}
			n := int64(0)
			for ; i < len(packed) && packed[i] >= '0' && packed[i] <= '9'; i++ {
				n = n*10 - int64(packed[i]-'0') // the lowest int64 has no opposite
			}
			if !negative {
				n = -n
			}
			fields[f] = n
			if end := ": "[f/2]; i < len(packed) && packed[i] != end || i == len(packed) && f < 2 {
				return errPacked
			}
			if f < 2 {
				i++
			}
		}
		if at := before + int(fields[0]); at >= 0 && at < length {
			take(at, fields[1], int(fields[2]))
		}
	}
	return nil
}

const coveredQuery = `SELECT basis, substr(day, 1, 7), group_concat(substr(day, 9) || (2 * counted + settled), '')
		FROM days WHERE account = ? AND day >= ? AND day < ? GROUP BY 1, 2`

// flag is what the book says of one day on one basis.
type flag struct {
	at               int // days after the span's first
	basis            ledger.Basis
	counted, settled bool
}

// eachFlag calls each for every known day of span and basis, in no order.
func eachFlag(ctx context.Context, tx *sql.Tx, span calendar.Span, account string, each func(flag)) error {
	rows, err := tx.QueryContext(ctx, coveredQuery, account, span.Start, span.End)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var basis, month string
	var days sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&basis, &month, &days); err != nil {
			return err
		}
		before := calendar.Day(month+"-01").Sub(span.Start) - 1
		for ; len(days) >= 3; days = days[3:] {
			bits := days[2] - '0'
			each(flag{before + int(days[0]-'0')*10 + int(days[1]-'0'), ledger.Basis(basis), bits&2 != 0, bits&1 != 0})
		}
	}
	return rows.Err()
}

// Covered implements [ledger.Store].
func (s *Store) Covered(ctx context.Context, span calendar.Span, accounts []string) ([]ledger.Coverage, error) {
	accounts, err := s.accounts(ctx, accounts)
	if err != nil {
		return nil, wrap("covered", err)
	}
	list := []ledger.Coverage{}
	err = s.look(ctx, func(tx *sql.Tx) error {
		for _, account := range accounts {
			f, err := s.flags.of(ctx, tx, account)
			if err != nil {
				return err
			}
			if !f.span.Empty() {
				list = append(list, f.coverage(account, span))
			}
		}
		return nil
	})
	return list, wrap("covered", err)
}

// look lets fn see the book as it is at one moment.
func (s *Store) look(ctx context.Context, fn func(tx *sql.Tx) error) error {
	tx, err := s.db.Read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	return fn(tx)
}

// Groups implements [ledger.Store].
func (s *Store) Groups(ctx context.Context, by ledger.Dimension) ([]ledger.Part, error) {
	if by != ledger.ByModel && by != ledger.ByProject && by != ledger.ByKey {
		return nil, wrap("groups", errors.New("no groups by "+strings.ToValidUTF8(string(by), "?")))
	}
	accounts, err := s.accounts(ctx, nil)
	if err != nil {
		return nil, wrap("groups", err)
	}
	list := []ledger.Part{}
	for _, account := range accounts {
		keys, err := s.keysOf(ctx, account, string(by))
		if err != nil {
			return nil, wrap("groups", err)
		}
		for _, key := range keys {
			list = append(list, ledger.Part{Account: account, Of: by, Key: key})
		}
	}
	return list, nil
}

const groupsQuery = `SELECT DISTINCT key FROM months WHERE account = ? AND dimension = ? ORDER BY key`

func (s *Store) keysOf(ctx context.Context, account, dimension string) (keys []string, err error) {
	rows, err := s.db.Read.QueryContext(ctx, groupsQuery, account, dimension)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, rows.Err()
}

// plusNanos adds in place what the book can hold.
func plusNanos(sum *int64, more int64) error {
	total, err := plus(*sum, more)
	if err != nil {
		return money.ErrTooLarge
	}
	*sum = total
	return nil
}
