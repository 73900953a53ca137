package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// place is an entry's natural key within one account and basis.
type place struct {
	day  calendar.Day
	item string
}

// line is an entry as it is stored.
type line struct {
	place
	nanos                                               int64
	currency, line, model, project, key, quantity, unit string
}

// Put implements [ledger.Store].
func (s *Store) Put(ctx context.Context, r ledger.Read) (ledger.Change, error) {
	lines, err := merged(r)
	if err != nil {
		return ledger.Change{}, fmt.Errorf("ledger: put: %w", err)
	}
	var change ledger.Change
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		w := writer{ctx: ctx, tx: tx, read: r, now: r.At.UTC().Format(time.RFC3339)}
		touched, err := w.entries(lines)
		if err != nil {
			return err
		}
		if err := w.rollups(lines, touched); err != nil {
			return err
		}
		if err := w.months(touched); err != nil {
			return err
		}
		flagged, err := w.days(touched)
		if err != nil {
			return err
		}
		if flagged || len(touched) > 0 {
			if err := turn(ctx, tx); err != nil {
				return err
			}
		}
		change = w.change
		if r.Usage == nil {
			return nil
		}
		return w.usage()
	})
	if err != nil {
		return ledger.Change{}, wrap("put", err)
	}
	return change, nil
}

// merged checks the read and adds up entries that share a natural key. The lines are returned
// in the order of the table's key, in which SQLite takes them fastest, and are the same in
// whatever order the entries came.
func merged(r ledger.Read) ([]line, error) {
	if err := checkRead(r); err != nil {
		return nil, err
	}
	lines := make([]line, 0, len(r.Entries))
	for i := range r.Entries {
		e := &r.Entries[i]
		if e.Account != r.Account || e.Basis != r.Basis || !r.Span.Contains(e.Day) {
			return nil, fmt.Errorf("entry %.80q of %.10q is not of the account, basis and span that were read", e.Item, e.Day)
		}
		if !isCurrency(e.Amount.Currency) {
			return nil, fmt.Errorf("entry %.80q of %s: %.10q: %w", e.Item, e.Day, e.Amount.Currency, money.ErrCurrency)
		}
		nanos, err := e.Amount.Nanos()
		if err != nil {
			return nil, fmt.Errorf("entry %.80q of %s: %w", e.Item, e.Day, err)
		}
		lines = append(lines, line{place{e.Day, e.Item}, nanos, e.Amount.Currency, e.Line, e.Model, e.Project, e.Key, e.Quantity, e.Unit})
	}
	order(lines)
	if err := checkDays(lines); err != nil {
		return nil, err
	}
	if apart(lines) {
		order(lines)
	}
	return addUp(lines)
}

func checkRead(r ledger.Read) error {
	if r.Account == "" || !slices.Contains(ledger.Bases(), r.Basis) {
		return fmt.Errorf("a read of account %.60q on basis %.20q", r.Account, r.Basis)
	}
	for _, day := range []calendar.Day{r.Span.Start, r.Span.End} {
		if _, err := calendar.ParseDay(string(day)); err != nil {
			return err
		}
	}
	return nil
}

// checkDays keeps out what only compares as if it were a day of the span: "2026-08-2x".
func checkDays(lines []line) error {
	for i, l := range lines {
		if i > 0 && l.day == lines[i-1].day {
			continue
		}
		if _, err := calendar.ParseDay(string(l.day)); err != nil {
			return fmt.Errorf("entry %.80q: %w", l.item, err)
		}
	}
	return nil
}

func isCurrency(code string) bool {
	return len(code) == 3 && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func order(lines []line) {
	if !slices.IsSortedFunc(lines, compare) { // as vendors' answers mostly are
		slices.SortFunc(lines, compare)
	}
}

func compare(a, b line) int {
	if c := cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.item, b.item)); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.currency, b.currency), cmp.Compare(a.line, b.line), cmp.Compare(a.model, b.model),
		cmp.Compare(a.project, b.project), cmp.Compare(a.key, b.key), cmp.Compare(a.quantity, b.quantity), cmp.Compare(a.unit, b.unit))
}

// apart makes two items of one line of the bill in two currencies, and says whether it did.
func apart(lines []line) (renamed bool) {
	for first, i := 0, 1; i < len(lines); i++ {
		switch {
		case lines[i].place != lines[first].place:
			first = i
		case lines[i].currency != lines[first].currency:
			lines[i].item += " in " + lines[i].currency
			renamed = true
		}
	}
	return renamed
}

// addUp makes one of the lines under each key. Of their words it keeps the last in order.
func addUp(lines []line) ([]line, error) {
	sums := lines[:0]
	for _, l := range lines {
		last := len(sums) - 1
		if last < 0 || sums[last].place != l.place {
			sums = append(sums, l)
			continue
		}
		sum := sums[last]
		if sum.currency != l.currency {
			return nil, fmt.Errorf("entry %.80q of %s: %s and %s: %w", l.item, l.day, sum.currency, l.currency, money.ErrCurrency)
		}
		var err error
		if l.nanos, err = plus(sum.nanos, l.nanos); err != nil {
			return nil, fmt.Errorf("entry %.80q of %s: %w", l.item, l.day, err)
		}
		l.quantity, l.unit = plusQuantity(sum, l)
		sums[last] = l
	}
	return sums, nil
}

func plus(a, b int64) (int64, error) {
	sum := a + b
	if (sum > a) != (b > 0) && b != 0 {
		return 0, money.ErrTooLarge
	}
	return sum, nil
}

// plusQuantity adds two quantities of one unit; anything else is unknown.
func plusQuantity(a, b line) (quantity, unit string) {
	x, okX := quantityOf(a)
	y, okY := quantityOf(b)
	if !okX || !okY || a.unit != b.unit {
		return "", ""
	}
	return x.Add(y).String(), a.unit
}

// quantityOf keeps out exponents such as that of 1e999999999, which would take for ever to add.
func quantityOf(l line) (decimal.Decimal, bool) {
	d, err := decimal.NewFromString(l.quantity)
	return d, err == nil && -100 < d.Exponent() && d.Exponent() < 100
}

// writer writes one read in one transaction.
type writer struct {
	ctx    context.Context
	tx     *sql.Tx
	read   ledger.Read
	now    string
	change ledger.Change
}

// entries writes what differs and returns the days on which something did.
func (w *writer) entries(lines []line) (touched map[calendar.Day]bool, err error) {
	old, err := w.stored()
	if err != nil {
		return nil, err
	}
	touched = map[calendar.Day]bool{}
	var news, changed []line
	for _, l := range lines {
		was, ok := old[l.place]
		delete(old, l.place)
		switch {
		case ok && was == l:
			continue
		case ok:
			changed = append(changed, l)
		default:
			news = append(news, l)
		}
		touched[l.day] = true
	}
	w.change = ledger.Change{Added: len(news), Changed: len(changed), Removed: len(old)}
	if err := w.insert(news); err != nil {
		return nil, err
	}
	for _, l := range changed {
		if err := w.update(l); err != nil {
			return nil, err
		}
	}
	for gone := range old {
		touched[gone.day] = true
		if _, err := w.tx.ExecContext(w.ctx, `DELETE FROM entries WHERE account = ? AND day = ? AND basis = ? AND item = ?`,
			w.read.Account, gone.day, w.read.Basis, gone.item); err != nil {
			return nil, err
		}
	}
	return touched, nil
}

func (w *writer) stored() (map[place]line, error) {
	rows, err := w.tx.QueryContext(w.ctx, `SELECT day, item, nanos, currency, line, model, project, api_key, quantity, unit
		FROM entries WHERE account = ? AND day >= ? AND day < ? AND basis = ?`, w.read.Account, w.read.Span.Start, w.read.Span.End, w.read.Basis)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	old := map[place]line{}
	for rows.Next() {
		var l line
		if err := rows.Scan(&l.day, &l.item, &l.nanos, &l.currency, &l.line, &l.model, &l.project, &l.key, &l.quantity, &l.unit); err != nil {
			return nil, err
		}
		old[l.place] = l
	}
	return old, rows.Err()
}

// batch is how many rows one statement inserts: a statement costs about as much as five rows.
const batch = 64

const columns = `INSERT INTO entries (account, day, basis, item, nanos, currency, line, model, project, api_key, quantity, unit, first_seen, last_changed) VALUES `
const values = `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

func (w *writer) insert(lines []line) error {
	if len(lines) == 0 {
		return nil
	}
	many, err := w.tx.PrepareContext(w.ctx, columns+strings.Repeat(values+", ", batch-1)+values)
	if err != nil {
		return err
	}
	defer func() { _ = many.Close() }()
	args := make([]any, 0, batch*14)
	for len(lines) >= batch {
		args = args[:0]
		for _, l := range lines[:batch] {
			args = w.args(args, l)
		}
		if _, err := many.ExecContext(w.ctx, args...); err != nil {
			return err
		}
		lines = lines[batch:]
	}
	for _, l := range lines {
		if _, err := w.tx.ExecContext(w.ctx, columns+values, w.args(args[:0], l)...); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) args(args []any, l line) []any {
	return append(args, w.read.Account, string(l.day), string(w.read.Basis), l.item, l.nanos, l.currency, l.line, l.model, l.project, l.key, l.quantity, l.unit, w.now, w.now)
}

func (w *writer) update(l line) error {
	_, err := w.tx.ExecContext(w.ctx, `UPDATE entries SET nanos = ?, currency = ?, line = ?, model = ?, project = ?, api_key = ?, quantity = ?, unit = ?, last_changed = ?
		WHERE account = ? AND day = ? AND basis = ? AND item = ?`,
		l.nanos, l.currency, l.line, l.model, l.project, l.key, l.quantity, l.unit, w.now, w.read.Account, l.day, w.read.Basis, l.item)
	return err
}

// group is what one rollup row adds up.
type group struct {
	dimension     string
	day           calendar.Day
	key, currency string
}

type sum struct {
	nanos   int64
	entries int64
}

// rollups writes anew the sums of the touched days.
func (w *writer) rollups(lines []line, touched map[calendar.Day]bool) error {
	if len(touched) == 0 {
		return nil
	}
	groups, err := grouped(lines, touched)
	if err != nil {
		return err
	}
	for day := range touched {
		for _, dimension := range []string{"", "model", "project", "key"} {
			if _, err := w.tx.ExecContext(w.ctx, `DELETE FROM rollups WHERE account = ? AND dimension = ? AND day = ? AND basis = ?`,
				w.read.Account, dimension, day, w.read.Basis); err != nil {
				return err
			}
		}
	}
	insert, err := w.tx.PrepareContext(w.ctx, `INSERT INTO rollups (account, dimension, day, basis, key, currency, nanos, entries) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer func() { _ = insert.Close() }()
	for g, s := range groups {
		if _, err := insert.ExecContext(w.ctx, w.read.Account, g.dimension, string(g.day), string(w.read.Basis), g.key, g.currency, s.nanos, s.entries); err != nil {
			return err
		}
	}
	return nil
}

func grouped(lines []line, touched map[calendar.Day]bool) (map[group]sum, error) {
	groups := map[group]sum{}
	for _, l := range lines {
		if !touched[l.day] {
			continue
		}
		for _, g := range [...]group{
			{"", l.day, "", l.currency}, {"model", l.day, l.model, l.currency},
			{"project", l.day, l.project, l.currency}, {"key", l.day, l.key, l.currency},
		} {
			s := groups[g]
			nanos, err := plus(s.nanos, l.nanos)
			if err != nil {
				return nil, fmt.Errorf("the total of %s: %w", l.day, err)
			}
			groups[g] = sum{nanos, s.entries + 1}
		}
	}
	return groups, nil
}

// known is what the table says of a day on one basis.
type known struct {
	readAt           string
	settled, counted bool
}

// days writes that the span was read, what of it is settled, and which bases count there. It
// says whether more than the moment of the reading is new.
func (w *writer) days(touched map[calendar.Day]bool) (flagged bool, err error) {
	all, err := w.knownDays()
	if err != nil {
		return false, err
	}
	for _, day := range w.read.Span.Days() {
		bases := all[day]
		if bases == nil {
			bases = map[ledger.Basis]known{}
		}
		next := w.reread(day, bases, touched[day])
		for basis, k := range next {
			was, ok := bases[basis]
			if ok && was == k {
				continue
			}
			flagged = flagged || !ok || was.settled != k.settled || was.counted != k.counted
			if _, err := w.tx.ExecContext(w.ctx, `INSERT INTO days (account, day, basis, read_at, settled, counted) VALUES (?, ?, ?, ?, ?, ?)
				ON CONFLICT (account, day, basis) DO UPDATE SET read_at = excluded.read_at, settled = excluded.settled, counted = excluded.counted`,
				w.read.Account, day, basis, k.readAt, k.settled, k.counted); err != nil {
				return false, err
			}
		}
	}
	return flagged, nil
}

// reread returns what is known of a day after this read. A settled day stays settled unless
// this read changed it before its time: a clock that was set back unsettles nothing.
func (w *writer) reread(day calendar.Day, before map[ledger.Basis]known, changed bool) map[ledger.Basis]known {
	after := make(map[ledger.Basis]known, len(before)+1)
	bases := []ledger.Basis{w.read.Basis}
	for basis, k := range before {
		after[basis] = k
		bases = append(bases, basis)
	}
	settled := !w.read.At.Before(day.End().Add(w.read.SettlesAfter))
	after[w.read.Basis] = known{readAt: w.now, settled: settled || (before[w.read.Basis].settled && !changed)}
	counted := ledger.Counted(bases)
	for basis, k := range after {
		k.counted = slices.Contains(counted, basis)
		after[basis] = k
	}
	return after
}

func (w *writer) knownDays() (map[calendar.Day]map[ledger.Basis]known, error) {
	rows, err := w.tx.QueryContext(w.ctx, `SELECT day, basis, read_at, settled, counted FROM days WHERE account = ? AND day >= ? AND day < ?`,
		w.read.Account, w.read.Span.Start, w.read.Span.End)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	all := map[calendar.Day]map[ledger.Basis]known{}
	for rows.Next() {
		var day calendar.Day
		var basis ledger.Basis
		var k known
		if err := rows.Scan(&day, &basis, &k.readAt, &k.settled, &k.counted); err != nil {
			return nil, err
		}
		if all[day] == nil {
			all[day] = map[ledger.Basis]known{}
		}
		all[day][basis] = k
	}
	return all, rows.Err()
}
