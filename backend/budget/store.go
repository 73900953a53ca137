package budget

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/money"
)

// Store keeps budgets in the database.
type Store struct {
	db  *database.DB
	now func() time.Time
}

// NewStore returns the store of a database.
func NewStore(db *database.DB, now func() time.Time) *Store { return &Store{db, now} }

// Add checks a draft and writes it as a new budget. It wraps [ErrInvalid]. That its subject
// exists is for the caller to know.
func (s *Store) Add(ctx context.Context, d Draft) (Budget, error) {
	b := Budget{ID: newID(), Scope: d.Scope, Subject: strings.TrimSpace(d.Subject), Account: d.Account, Every: EveryMonth, StartDay: 1, Levels: DefaultLevels(), CreatedAt: s.now().UTC().Truncate(time.Second)}
	if err := checkScope(b); err != nil {
		return Budget{}, err
	}
	if d.Limit == nil {
		return Budget{}, invalid("a budget needs a limit; write digits and a point, such as 200.00")
	}
	if err := apply(&b, d); err != nil {
		return Budget{}, err
	}
	return b, s.db.Tx(ctx, func(tx *sql.Tx) error { return s.put(ctx, tx, b) })
}

// Change changes what the draft names and leaves the rest. It wraps [ErrInvalid] and
// [ErrNotFound].
func (s *Store) Change(ctx context.Context, id string, d Draft) (b Budget, err error) {
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		if b, err = one(ctx, tx, id); err != nil {
			return err
		}
		if b.First() && (d.Every != nil && *d.Every != b.Every || d.StartDay != nil && *d.StartDay != b.StartDay) {
			return invalid("this is the account's own monthly limit, which follows its billing cycle; change the cycle at the account, or add another budget")
		}
		if err := apply(&b, d); err != nil {
			return err
		}
		return s.put(ctx, tx, b)
	})
	return b, err
}

// Remove forgets a budget and its history. An account's own limit goes too: the account
// then has none. It wraps [ErrNotFound].
func (s *Store) Remove(ctx context.Context, id string) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := one(ctx, tx, id); err != nil {
			return err
		}
		return remove(ctx, tx, id)
	})
}

func remove(ctx context.Context, tx *sql.Tx, id string) error {
	for _, statement := range []string{`DELETE FROM projections WHERE budget = ?`, `DELETE FROM budgets WHERE id = ?`} {
		if _, err := tx.ExecContext(ctx, statement, id); err != nil {
			return err
		}
	}
	return nil
}

// PutLimitTx writes an account's own limit within the caller's transaction; nil removes it.
func PutLimitTx(ctx context.Context, tx *sql.Tx, account string, limit *money.Amount, cycleDay int, at time.Time) error {
	if limit == nil {
		return remove(ctx, tx, account)
	}
	s := &Store{now: func() time.Time { return at }}
	b, err := one(ctx, tx, account)
	if errors.Is(err, ErrNotFound) {
		b, err = Budget{ID: account, Scope: OfAccount, Subject: account, Every: EveryCycle, Levels: DefaultLevels(), CreatedAt: at.UTC().Truncate(time.Second)}, nil
	}
	if err != nil {
		return err
	}
	if b.Limit, b.StartDay = *limit, cycleDay; b.Limit.Currency == "" {
		b.Limit.Currency = money.USD
	}
	return s.put(ctx, tx, b)
}

// RemoveOfTx removes the budgets of an account and of its projects within the caller's
// transaction.
func RemoveOfTx(ctx context.Context, tx *sql.Tx, account string) error {
	const own = `(scope = 'account' AND subject = ?1 OR account = ?1)`
	if _, err := tx.ExecContext(ctx, `DELETE FROM projections WHERE budget IN (SELECT id FROM budgets WHERE `+own+`)`, account); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM budgets WHERE `+own, account)
	return err
}

// put writes b, and its limit where that is another than before.
func (s *Store) put(ctx context.Context, tx *sql.Tx, b Budget) error {
	nanos, err := b.Limit.Nanos()
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO budgets (id, label, scope, subject, account, period, start_day, limit_nanos, limit_currency, levels, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET label = excluded.label, period = excluded.period,
			start_day = excluded.start_day, limit_nanos = excluded.limit_nanos, limit_currency = excluded.limit_currency, levels = excluded.levels`,
		b.ID, b.Label, b.Scope, b.Subject, b.Account, b.Every, b.StartDay, nanos, b.Limit.Currency, levelsText(b.Levels), b.CreatedAt.Format(time.RFC3339)); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO budget_limits (budget, since, nanos, currency) SELECT ?1, ?2, ?3, ?4
		WHERE NOT EXISTS (SELECT 1 FROM budget_limits WHERE budget = ?1 AND nanos = ?3 AND currency = ?4
			AND since = (SELECT max(since) FROM budget_limits WHERE budget = ?1))
		ON CONFLICT (budget, since) DO UPDATE SET nanos = excluded.nanos, currency = excluded.currency`,
		b.ID, calendar.DayOf(s.now()), nanos, b.Limit.Currency)
	return err
}

// List returns every budget: of everything first, then by what they are of, the oldest first.
func (s *Store) List(ctx context.Context) ([]Budget, error) {
	return query(ctx, s.db.Read, ``)
}

// Get returns the budget of an id, or wraps [ErrNotFound].
func (s *Store) Get(ctx context.Context, id string) (Budget, error) { return one(ctx, s.db.Read, id) }

type reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func one(ctx context.Context, from reader, id string) (Budget, error) {
	found, err := query(ctx, from, `WHERE id = ?`, id)
	if err != nil {
		return Budget{}, err
	}
	if len(found) == 0 {
		return Budget{}, fmt.Errorf("%w: %.40q", ErrNotFound, id)
	}
	return found[0], nil
}

func query(ctx context.Context, from reader, where string, args ...any) ([]Budget, error) {
	rows, err := from.QueryContext(ctx, `SELECT id, label, scope, subject, account, period, start_day, limit_nanos, limit_currency, levels, created_at FROM budgets `+where+`
		ORDER BY instr('everything service account project tag', scope), created_at, id`, args...)
	if err != nil {
		return nil, fmt.Errorf("budgets: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	list := []Budget{}
	for rows.Next() {
		var (
			b                         Budget
			nanos                     int64
			currency, levels, created string
		)
		if err := rows.Scan(&b.ID, &b.Label, &b.Scope, &b.Subject, &b.Account, &b.Every, &b.StartDay, &nanos, &currency, &levels, &created); err != nil {
			return nil, fmt.Errorf("budgets: %w", err)
		}
		b.Limit, b.Levels = money.FromNanos(nanos, currency), levelsOf(levels)
		b.CreatedAt, _ = time.Parse(time.RFC3339, created)
		list = append(list, b)
	}
	return list, rows.Err()
}

// LimitFrom is what a budget's limit was from a day on.
type LimitFrom struct {
	Since calendar.Day `json:"since" ts_type:"string"`
	Limit money.Amount `json:"limit"`
}

// Limits returns what a budget's limit was from when on, the oldest first.
func (s *Store) Limits(ctx context.Context, id string) ([]LimitFrom, error) {
	rows, err := s.db.Read.QueryContext(ctx, `SELECT since, nanos, currency FROM budget_limits WHERE budget = ? ORDER BY since`, id)
	if err != nil {
		return nil, fmt.Errorf("budgets: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	var list []LimitFrom
	for rows.Next() {
		var (
			l        LimitFrom
			nanos    int64
			currency string
		)
		if err := rows.Scan(&l.Since, &nanos, &currency); err != nil {
			return nil, fmt.Errorf("budgets: %w", err)
		}
		l.Limit = money.FromNanos(nanos, currency)
		list = append(list, l)
	}
	return list, rows.Err()
}

func levelsText(levels []int) string {
	words := make([]string, len(levels))
	for i, l := range levels {
		words[i] = strconv.Itoa(l)
	}
	return strings.Join(words, " ")
}

func levelsOf(text string) []int {
	levels := []int{}
	for _, word := range strings.Fields(text) {
		if n, err := strconv.Atoi(word); err == nil {
			levels = append(levels, n)
		}
	}
	return levels
}

func newID() string {
	var random [10]byte
	_, _ = rand.Read(random[:]) // never fails, says crypto/rand
	return strings.ToLower(base32.StdEncoding.EncodeToString(random[:]))
}
