package sqlite

import (
	"context"
	"database/sql"
	"slices"
	"sync"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
)

// flags are what is known of all days of an account, by basis and by day of span.
type flags struct {
	span             calendar.Span
	counted, settled map[ledger.Basis][]bool
}

// memory keeps the flags of every account as long as the book is as it was: every question
// needs them, and they are two bits a day.
type memory struct {
	mu      sync.Mutex
	version int64
	flags   map[string]*flags
}

// of returns the flags of an account as the book is in tx.
func (m *memory) of(ctx context.Context, tx *sql.Tx, account string) (*flags, error) {
	var version int64
	if err := tx.QueryRowContext(ctx, versionQuery).Scan(&version); err != nil {
		return nil, err
	}
	if f := m.recall(version, account); f != nil {
		return f, nil
	}
	f, err := flagsOf(ctx, tx, account)
	if err == nil {
		m.keep(version, account, f)
	}
	return f, err
}

func (m *memory) recall(version int64, account string) *flags {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.version != version {
		return nil
	}
	return m.flags[account]
}

// keep forgets what is of an older book; what is of an older one itself is not kept.
func (m *memory) keep(version int64, account string, f *flags) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if version < m.version {
		return
	}
	if version > m.version || m.flags == nil {
		m.version, m.flags = version, map[string]*flags{}
	}
	m.flags[account] = f
}

func flagsOf(ctx context.Context, tx *sql.Tx, account string) (*flags, error) {
	span, err := knownOf(ctx, tx, account)
	if err != nil {
		return nil, err
	}
	f := &flags{span, map[ledger.Basis][]bool{}, map[ledger.Basis][]bool{}}
	err = eachFlag(ctx, tx, span, account, func(d flag) {
		if f.counted[d.basis] == nil {
			f.counted[d.basis], f.settled[d.basis] = make([]bool, span.Len()), make([]bool, span.Len())
		}
		f.counted[d.basis][d.at], f.settled[d.basis][d.at] = d.counted, d.settled
	})
	return f, err
}

// from returns how many days after the flags' first the first day of span is.
func (f *flags) from(span calendar.Span) int { return span.Start.Sub(f.span.Start) }

// at says what list says of a day, which is so many days after the flags' first.
func at(list []bool, day int) bool { return day >= 0 && day < len(list) && list[day] }

// coverage adds up the bases that count.
func (f *flags) coverage(account string, span calendar.Span) ledger.Coverage {
	c := ledger.Coverage{Account: account, Known: make([]bool, span.Len()), Settled: make([]bool, span.Len())}
	from := f.from(span)
	for _, basis := range ledger.Bases() {
		for i := range c.Known {
			if !at(f.counted[basis], from+i) {
				continue
			}
			c.Settled[i] = at(f.settled[basis], from+i) && (c.Settled[i] || !c.Known[i])
			c.Known[i] = true
			if !slices.Contains(c.Bases, basis) {
				c.Bases = append(c.Bases, basis)
			}
		}
	}
	return c
}
