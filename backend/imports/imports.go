// Package imports reads the files that vendors' consoles export into the book: any table of
// comma-separated values with a column of days and a column of amounts, by a [Mapping] of its
// columns that the user sees, corrects and accepts before anything is stored.
//
// It refuses to guess what decides about money. Where a whole column does not tell whether
// "1,234" is a thousand or one, or whether "4/5/2026" lies in April or May, [Preview.Missing]
// asks. A row that cannot be read is rejected by its line number; a file of which part cannot
// be read at all (another encoding, a quote that never closes) is refused as a whole. Cells
// are data: nothing in them is computed, and reasons and errors do not repeat them, for a cell
// may be a key.
//
// # Why a file replaces days
//
// Exports have no row numbers that would stay the same. So a file is authoritative for all days
// from its first row to its last, and replaces them on the basis "imported": importing it
// twice, or a newer one that overlaps, counts nothing twice, and a row that the vendor took
// back is gone. Days are replaced in chunks, each day in one transaction. Whoever is stopped
// in between imports the file again.
//
// # Why a file beside the memory
//
// Rows of one day may stand anywhere in a file, and a file may have a million. They are sorted
// into days in a temporary file that nobody else can read; in memory is a day at a time.
package imports

import (
	"context"
	"errors"
	"fmt"
	"time"

	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/ledger"
	"outlay/backend/money"
)

var (
	// ErrFile says that the file is no table that can be read; the text says why and where.
	ErrFile = errors.New("this file cannot be imported")
	// ErrMapping says that a mapping cannot be, or does not say enough.
	ErrMapping = errors.New("the columns are not clear")
	// ErrChanged says that what was previewed is not what would be imported.
	ErrChanged = errors.New("the file or its columns are not those of the preview any more; look at the preview again")
	// ErrRejected says that there are rejected rows, which the caller did not accept.
	ErrRejected = errors.New("some rows were rejected; accept that they are left out, or correct the file")
)

// Mapping says which column of a file means what: names as they stand in the header, ""
// where there is none.
type Mapping struct {
	Delimiter       string `json:"delimiter"` // one of , ; | and tab
	Date            string `json:"date"`
	DateFormat      string `json:"date_format"` // one of [DateFormats]
	Amount          string `json:"amount"`
	Decimal         string `json:"decimal"`          // what stands before the cents: . or ,
	Currency        string `json:"currency"`         // a column of codes such as USD
	DefaultCurrency string `json:"default_currency"` // of amounts that name none
	Model           string `json:"model"`
	Project         string `json:"project"`
	Key             string `json:"key"` // the vendor's name of the API key; a whole key is masked
	Line            string `json:"line"`
	Quantity        string `json:"quantity"`
	Unit            string `json:"unit"`
	Negate          bool   `json:"negate"` // costs stand in the file as negative amounts
	// From and Through are the days for which the file is authoritative, both inside; null
	// for those of the first and the last row. Rows of other days are left out.
	From    calendar.Day `json:"from" ts_type:"string | null"`
	Through calendar.Day `json:"through" ts_type:"string | null"`
}

// Rejection is a row that cannot be imported.
type Rejection struct {
	Line   int    `json:"line"` // in the file; the header is 1
	Reason string `json:"reason"`
}

// DayChange is what an import would change about the imported total of a day. No currency
// is a day that cost nothing; Before is null for a day that was not imported yet.
type DayChange struct {
	Day    calendar.Day   `json:"day" ts_type:"string"`
	Before []money.Amount `json:"before"`
	After  []money.Amount `json:"after"`
}

// Preview is what a file holds and what importing it would change. It stores nothing.
type Preview struct {
	Columns    []string   `json:"columns"`
	Sample     [][]string `json:"sample"` // the first 20 rows; keys are masked
	Mapping    Mapping    `json:"mapping"`
	Remembered bool       `json:"remembered"` // the mapping is that of the last import of such a file
	// Missing is what the mapping lacks before the rows can be read, and what their columns
	// do not tell: "date", "amount", "date_format", "decimal". All below is empty then.
	Missing       []string       `json:"missing"`
	Rows          int            `json:"rows"` // without the header and empty ones
	Good          int            `json:"good"`
	Outside       int            `json:"outside"` // good ones of days that From and Through leave out
	RejectedCount int            `json:"rejected_count"`
	Rejected      []Rejection    `json:"rejected"` // the first 100
	From          calendar.Day   `json:"from" ts_type:"string | null"`
	Through       calendar.Day   `json:"through" ts_type:"string | null"`
	Totals        []money.Amount `json:"totals"`
	Credits       []money.Amount `json:"credits"` // the part of Totals that is less than zero
	Changes       []DayChange    `json:"changes"` // the first 400, by day
	ChangedDays   int            `json:"changed_days"`
	// Unchanged says that importing it would change nothing.
	Unchanged bool `json:"unchanged"`
	// Outranked says that some of these days are billed by the vendor's API already: there
	// the import is a cross-check and is not counted.
	Outranked bool     `json:"outranked"`
	Warnings  []string `json:"warnings"`
	// Token stands for the file's content, its mapping and the account. [Desk.Apply] wants it.
	Token string `json:"token"`
}

// Result is what an import did.
type Result struct {
	From     calendar.Day   `json:"from" ts_type:"string"`
	Through  calendar.Day   `json:"through" ts_type:"string"`
	Rows     int            `json:"rows"`
	Rejected int            `json:"rejected"`
	Totals   []money.Amount `json:"totals"`
	Change   ledger.Change  `json:"change"` // of entries: rows of a day that differ in nothing but the amount are one
}

// How much of a preview is listed.
const (
	mostSamples    = 20
	mostRejections = 100
	mostChanges    = 400
)

// settlesAfter is how long a console's figures of a day may still change after it: about what
// the vendors say of their own cost reports.
const settlesAfter = 72 * time.Hour

// Desk imports files.
type Desk struct {
	db       *database.DB
	book     ledger.Store
	accounts *account.Store
	now      func() time.Time
	chunk    int // about how many entries are written in one transaction
	ofADay   int // how many different entries a day may have
}

// About how many entries are written in one transaction, and how many different ones a day may
// have: it is written in one, which holds them all, so many in about 300 MB. Rows that differ
// in nothing but their amounts are one entry, and there may be any number of them.
const (
	chunk      = 10_000
	mostOfADay = 200_000
)

// New returns a desk.
func New(db *database.DB, book ledger.Store, accounts *account.Store, now func() time.Time) *Desk {
	return &Desk{db, book, accounts, now, chunk, mostOfADay}
}

// Preview reads the whole file at path and says what importing it into an account would do.
// A nil mapping is the one that was last accepted for such a file of this service, or else
// guessed from the names of the columns; what is empty in one that is given, and decides how
// cells are read, is found out where the cells tell. It wraps [ErrFile], [ErrMapping] or
// account.ErrNotFound.
func (d *Desk) Preview(ctx context.Context, accountID, path string, m *Mapping) (Preview, error) {
	a, err := d.accounts.Get(ctx, accountID)
	if err != nil {
		return Preview{}, err
	}
	p, err := d.open(ctx, a, path, m)
	if err != nil {
		return Preview{}, err
	}
	if len(p.Missing) > 0 {
		return p, nil
	}
	r, err := d.read(ctx, a, path, p.Mapping)
	if err != nil {
		return Preview{}, err
	}
	defer r.close()
	r.tell(&p)
	return p, d.compare(ctx, r, &p)
}

// Apply imports a file as it was previewed: m is the preview's mapping, token its token. It
// replaces the days of the file on the basis "imported" and remembers the mapping. Nothing
// is stored beside [ErrChanged], [ErrRejected], [ErrMapping] or [ErrFile]; beside another
// error some whole days may be, and applying it again does the rest.
func (d *Desk) Apply(ctx context.Context, accountID, path string, m Mapping, token string, acceptRejected bool) (Result, error) {
	a, err := d.accounts.Get(ctx, accountID)
	if err != nil {
		return Result{}, err
	}
	p, err := d.open(ctx, a, path, &m)
	if err != nil {
		return Result{}, err
	}
	if len(p.Missing) > 0 {
		return Result{}, fmt.Errorf("%w: choose %s", ErrMapping, words(p.Missing))
	}
	r, err := d.read(ctx, a, path, p.Mapping)
	if err != nil {
		return Result{}, err
	}
	defer r.close()
	switch {
	case r.token != token:
		return Result{}, ErrChanged
	case r.rejected > 0 && !acceptRejected:
		return Result{}, ErrRejected
	case r.span.Empty():
		return Result{}, fmt.Errorf("%w: no row of it can be", ErrFile)
	}
	result := Result{From: r.span.Start, Through: r.span.Last(), Rows: r.good, Rejected: r.rejected, Totals: amounts(r.totals)}
	if result.Change, err = d.store(ctx, a, r); err != nil {
		return Result{}, fmt.Errorf("import: %w", err)
	}
	return result, d.remember(ctx, a, path, r, result)
}

// store puts the days of a reading into the book.
func (d *Desk) store(ctx context.Context, a account.Account, r *reading) (ledger.Change, error) {
	var all ledger.Change
	err := r.chunks(ctx, func(span calendar.Span, entries []ledger.Entry) error {
		change, err := d.book.Put(ctx, ledger.Read{
			Account: a.ID, Basis: ledger.Imported, Span: span, Entries: entries, At: r.asOf, SettlesAfter: settlesAfter,
		})
		all.Added, all.Changed, all.Removed = all.Added+change.Added, all.Changed+change.Changed, all.Removed+change.Removed
		return err
	})
	if err != nil {
		return all, err
	}
	return all, d.accounts.ForgetIfRemoved(ctx, a.ID)
}
