package sqlite

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
	"strconv"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

// sorted is a spot with what it is ordered by.
type sorted struct {
	key int64
	spot
}

// sortColumns is the column of an order that goes by each entry, "" for one that goes by cells.
var sortColumns = map[ledger.SortBy]string{ledger.SortFirstSeen: "e.first_seen", ledger.SortLastChanged: "e.last_changed", ledger.SortModel: "e.model"}

// makeSpots reads every entry that the sieves leave, once, and puts them in order.
func (o *ranking) makeSpots(ctx context.Context, tx *sql.Tx) error {
	lists, numbers := map[string][]sorted{}, ranks{}
	for i, v := range o.sieves {
		err := o.scan(ctx, tx, i, v, func(currency, text string, nanos int64, at spot) {
			key := nanos
			list := currency // amounts of two currencies are not compared
			if o.sort.By != ledger.SortAmount {
				key, list = numbers.of(text), ""
			}
			lists[list] = append(lists[list], sorted{key, at})
		})
		if err != nil {
			return err
		}
	}
	ranked := numbers.ranked()
	o.spots = make([]spot, 0, o.rows)
	for _, list := range slices.Sorted(maps.Keys(lists)) {
		all := lists[list]
		for i := range all {
			switch {
			case o.sort.By == ledger.SortDay || o.sort.By == ledger.SortAccount:
				all[i].key = 0
			case o.sort.By != ledger.SortAmount:
				all[i].key = ranked[all[i].key]
			}
			if o.sort.Desc {
				all[i].key = ^all[i].key // the lowest int64 has no opposite
			}
		}
		slices.SortFunc(all, func(a, b sorted) int {
			return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.place, b.place), cmp.Compare(a.at, b.at))
		})
		for _, s := range all {
			o.spots = append(o.spots, s.spot)
		}
		delete(lists, list)
	}
	return nil
}

// scan calls each for every entry that a sieve leaves, in the order of the table's key. It asks
// for one column: what crosses from SQLite costs more than what SQLite puts together.
func (o *ranking) scan(ctx context.Context, tx *sql.Tx, account int, v sieve, each func(currency, text string, nanos int64, at spot)) error {
	condition, args := v.where()
	rows, err := tx.QueryContext(ctx, `SELECT e.day || e.currency || e.nanos || ' ' || e.basis || ' ' || `+cmp.Or(sortColumns[o.sort.By], "''")+` FROM entries e
		WHERE e.account = ? AND e.day >= ? AND e.day < ? AND `+condition+` ORDER BY e.day, e.basis, e.item`,
		append([]any{v.account, o.span.Start, o.span.End}, args...)...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var packed sql.RawBytes
	var lastDay, lastBasis string
	texts, here, counts, left := texts{}, spot{}, false, false
	for rows.Next() {
		if err := rows.Scan(&packed); err != nil {
			return err
		}
		day, rest := packed[:len("2026-11-22")], packed[len("2026-11-22"):]
		currency, rest := rest[:len("USD")], rest[len("USD"):]
		number, rest, _ := bytes.Cut(rest, space)
		basis, text, _ := bytes.Cut(rest, space)
		if string(day) != lastDay || string(basis) != lastBasis {
			lastDay, lastBasis = string(day), texts.of(basis)
			after, of := calendar.Day(lastDay).Sub(o.span.Start), ledger.Basis(lastBasis)
			counts = o.counts(account, after, of)
			left = v.leaves(of, counts)
			here = spot{place: o.place(after, account, of)}
		}
		if !left {
			continue
		}
		nanos, err := strconv.ParseInt(string(number), 10, 64)
		if err != nil {
			return err
		}
		o.add(texts.of(currency), nanos, 1, counts)
		each(texts.of(currency), texts.of(text), nanos, here)
		here.at++
	}
	return rows.Err()
}

var space = []byte(" ")

// ranks numbers texts by first sight, to be ranked when all are known.
type ranks map[string]int64

func (t ranks) of(text string) int64 {
	n, ok := t[text]
	if !ok {
		n = int64(len(t))
		t[text] = n
	}
	return n
}

// ranked returns the place of each text among all, by its number.
func (t ranks) ranked() []int64 {
	ranks := make([]int64, len(t))
	for rank, text := range slices.Sorted(maps.Keys(t)) {
		ranks[t[text]] = int64(rank)
	}
	return ranks
}

// reader reads entries by their spots.
type reader struct {
	ctx        context.Context
	tx         *sql.Tx
	order      *ranking
	statements map[string]*sql.Stmt
}

func (r *reader) close() {
	for _, s := range r.statements {
		_ = s.Close()
	}
}

func (r *reader) read(items []ledger.Item, spots []spot) ([]ledger.Item, error) {
	wanted := map[uint32][]uint32{} // by cell, ascending
	for _, s := range spots {
		wanted[s.place] = append(wanted[s.place], s.at)
	}
	found := make(map[spot]ledger.Item, len(spots))
	for place, list := range wanted {
		slices.Sort(list)
		if err := r.cell(place, list, found); err != nil {
			return nil, err
		}
	}
	for _, s := range spots {
		items = append(items, found[s])
	}
	return items, nil
}

// apartFew is up to how many entries of a cell are asked for one by one, where they do not
// stand together; more are picked from all between the first and the last.
const apartFew = 4

func (r *reader) cell(place uint32, list []uint32, found map[spot]ledger.Item) error {
	first, last := list[0], list[len(list)-1]
	if int(last-first)+1 == len(list) || len(list) > apartFew {
		return r.stretch(place, first, int(last-first)+1, list, found)
	}
	for _, at := range list {
		if err := r.stretch(place, at, 1, []uint32{at}, found); err != nil {
			return err
		}
	}
	return nil
}

// itemColumns are those of an entry, in the order of [reader.item].
const itemColumns = `SELECT e.item, e.nanos, e.currency, e.line, e.model, e.project, e.api_key, e.quantity, e.unit, e.first_seen, e.last_changed
		FROM entries e WHERE e.account = ? AND e.day = ? AND e.basis = ? AND `

func (r *reader) stretch(place, first uint32, n int, list []uint32, found map[spot]ledger.Item) error {
	after, account, basis := r.order.cellAt(place)
	v := r.order.sieves[account]
	condition, args := v.where()
	statement, err := r.prepared(itemColumns + condition + ` ORDER BY e.item LIMIT ? OFFSET ?`)
	if err != nil {
		return err
	}
	day := r.order.span.Start.Add(after)
	args = append(append([]any{v.account, day, basis}, args...), n, first)
	rows, err := statement.QueryContext(r.ctx, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for here := first; rows.Next(); here++ {
		if _, wanted := slices.BinarySearch(list, here); !wanted {
			continue
		}
		item, err := itemOf(rows)
		if err != nil {
			return err
		}
		item.Account, item.Day, item.Basis = v.account, day, basis
		item.Counted, item.Settled = r.order.counts(account, after, basis), r.order.settled(account, after, basis)
		found[spot{place, here}] = item
	}
	return rows.Err()
}

func itemOf(rows *sql.Rows) (i ledger.Item, err error) {
	var nanos int64
	var currency, seen, changed string
	if err = rows.Scan(&i.Item, &nanos, &currency, &i.Line, &i.Model, &i.Project, &i.Key, &i.Quantity, &i.Unit, &seen, &changed); err != nil {
		return i, err
	}
	i.Amount = money.FromNanos(nanos, currency)
	if i.FirstSeen, err = time.Parse(time.RFC3339, seen); err != nil {
		return i, err
	}
	i.LastChanged, err = time.Parse(time.RFC3339, changed)
	return i, err
}

func (r *reader) prepared(query string) (*sql.Stmt, error) {
	if s := r.statements[query]; s != nil {
		return s, nil
	}
	s, err := r.tx.PrepareContext(r.ctx, query)
	if err == nil {
		r.statements[query] = s
	}
	return s, err
}
