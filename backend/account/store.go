package account

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/database"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/vault"
)

// keyField is the name of the one secret field of every provider.
const keyField = "key"

// sealedFor is the name under which an account's key is sealed. The base URL is part of it:
// whoever rewrites the file to send a key elsewhere finds no key that opens there.
func sealedFor(baseURL string) string {
	if baseURL == "" {
		return keyField
	}
	return keyField + " for " + baseURL
}

// Store keeps accounts in the database and their keys in the vault.
type Store struct {
	db        *database.DB
	vault     *vault.Vault
	providers provider.Registry
	book      ledger.Store
	now       func() time.Time
	leases    leases
}

// NewStore returns the store of a database.
func NewStore(db *database.DB, v *vault.Vault, providers provider.Registry, book ledger.Store, now func() time.Time) *Store {
	return &Store{db: db, vault: v, providers: providers, book: book, now: now}
}

// Add checks a draft, seals its key and writes the account, in one transaction. It asks no
// vendor: an account can be added without a network. It wraps [ErrInvalid], [ErrProvider]
// or an error of the vault.
func (s *Store) Add(ctx context.Context, draft Draft) (Account, error) {
	d, ok := s.providers.Get(draft.Provider)
	if !ok {
		return Account{}, fmt.Errorf("%w: %.40q", ErrProvider, draft.Provider)
	}
	if draft.Label == nil {
		draft.Label = &d.Name
	}
	if draft.Key == nil {
		draft.Key = new(string)
	}
	a := Account{ID: newID(), Provider: d.ID, CycleDay: 1, State: NeverSynced, CreatedAt: s.now().UTC(), Fields: map[string]string{}}
	key, err := apply(&a, d, s.named(draft))
	if err != nil {
		return Account{}, err
	}
	if d.Local {
		return s.add(ctx, a, "")
	}
	// First the master key: a keychain may ask the user, and no other program should wait for that.
	if err := s.vault.Unlock(ctx); err != nil {
		return Account{}, err
	}
	return s.add(ctx, a, key)
}

// add writes an account and seals its key, where it has one.
func (s *Store) add(ctx context.Context, a Account, key string) (Account, error) {
	err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO accounts (id, provider, label, created_at) VALUES (?, ?, ?, ?)`,
			a.ID, a.Provider, a.Label, a.CreatedAt.Format(time.RFC3339)); err != nil {
			return err
		}
		if err := s.write(ctx, tx, a); err != nil {
			return err
		}
		if key == "" {
			return nil
		}
		return s.vault.PutTx(ctx, tx, a.ID, sealedFor(a.BaseURL), []byte(key))
	})
	if err != nil {
		return Account{}, fmt.Errorf("add the account: %w", err)
	}
	return s.Get(ctx, a.ID)
}

// Change changes what the draft names and leaves the rest. A new key or another base URL
// makes the account never_synced again in state, not in history. It wraps the errors of
// [Store.Add] and [ErrNotFound].
func (s *Store) Change(ctx context.Context, id string, draft Draft) error {
	draft, err := s.withKey(ctx, id, draft)
	if err != nil {
		return err
	}
	if draft.Key != nil {
		if err := s.vault.Unlock(ctx); err != nil {
			return err
		}
	}
	if err := s.forgetOutdated(ctx, id, draft); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		// Again, now that nobody else can write: another program may have changed the rest.
		a, key, change, err := s.changed(ctx, id, draft)
		if err != nil {
			return err
		}
		if err := s.write(ctx, tx, a); err != nil {
			return err
		}
		if draft.Key == nil && !change.host && !change.bill {
			return nil
		}
		if _, err := tx.ExecContext(ctx, `UPDATE accounts SET state = ?, reason = '', failures = 0, not_before = '', last_tried = '' WHERE id = ?`, NeverSynced, id); err != nil {
			return err
		}
		if draft.Key == nil {
			return nil
		}
		if err := s.vault.DeleteTx(ctx, tx, id); err != nil {
			return err
		}
		return s.vault.PutTx(ctx, tx, id, sealedFor(a.BaseURL), []byte(key))
	})
}

// forgetOutdated removes the history of an account that is computed from its fields, where
// these change: the next sync computes all of it anew.
func (s *Store) forgetOutdated(ctx context.Context, id string, draft Draft) error {
	before, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	d, ok := s.providers.Get(before.Provider)
	if !ok || !d.Local || !d.Publishes() || !differ(before.Fields, draft.Fields) {
		return nil
	}
	return s.book.Forget(ctx, id)
}

// differ says that some of the fields that were typed are not what is stored.
func differ(stored, typed map[string]string) bool {
	for name, value := range typed {
		if stored[name] != strings.TrimSpace(value) {
			return true
		}
	}
	return false
}

// withKey checks a draft. Where it moves the account to another base URL and brings no key,
// the stored one is opened, to be sealed for the new one: the user typed it.
func (s *Store) withKey(ctx context.Context, id string, draft Draft) (Draft, error) {
	_, _, change, err := s.changed(ctx, id, draft)
	if err != nil || draft.Key != nil || !change.host {
		return draft, err
	}
	before, err := s.Get(ctx, id)
	if err != nil {
		return draft, err
	}
	stored, err := s.vault.Open(ctx, id, sealedFor(before.BaseURL))
	switch {
	case errors.Is(err, vault.ErrMissing):
		return draft, nil
	case err != nil:
		return draft, err
	}
	key := stored.Reveal()
	draft.Key = &key
	return draft, nil
}

// change says what of an account a draft makes another: the host that is asked, or the bill.
type change struct{ host, bill bool }

// changed returns an account as a draft makes it, its new key, and what it then asks.
func (s *Store) changed(ctx context.Context, id string, draft Draft) (a Account, key string, c change, err error) {
	if a, err = s.Get(ctx, id); err != nil {
		return a, "", c, err
	}
	d, ok := s.providers.Get(a.Provider)
	if !ok {
		return a, "", c, fmt.Errorf("%w: %.40q", ErrProvider, a.Provider)
	}
	before, fields := a.BaseURL, maps.Clone(a.Fields)
	if key, err = apply(&a, d, s.named(draft)); err != nil {
		return a, "", c, err
	}
	c = change{host: a.BaseURL != before, bill: differ(fields, a.Fields)}
	if c.bill && !d.Local {
		err = s.sameBill(ctx, a, d, fields)
	}
	return a, key, c, err
}

// sameBill refuses to turn an account into one of another bill: the history of the one would
// be taken for that of the other.
func (s *Store) sameBill(ctx context.Context, a Account, d provider.Descriptor, before map[string]string) error {
	known, err := s.book.Known(ctx, a.ID)
	if err != nil || known.Empty() {
		return err
	}
	for _, f := range d.Fields {
		if !f.Secret && before[f.Name] != a.Fields[f.Name] {
			return invalid("the history of this account is that of another %s; connect it as an account of its own, and remove this one if it is no longer wanted", strings.ToLower(f.Label))
		}
	}
	return nil
}

// named returns a draft whose service, where it names one, is a provider's id where it can be:
// what people type is a name.
func (s *Store) named(draft Draft) Draft {
	if service, ok := draft.Fields["service"]; ok {
		draft.Fields = maps.Clone(draft.Fields)
		draft.Fields["service"] = s.providers.Service(strings.TrimSpace(service))
	}
	return draft
}

// apply checks a draft and writes it into a; it returns the key, "" where the draft has none.
func apply(a *Account, d provider.Descriptor, draft Draft) (key string, err error) {
	if draft.Label != nil {
		if a.Label, err = checkLabel(*draft.Label); err != nil {
			return "", err
		}
	}
	if draft.BaseURL != nil {
		if a.BaseURL, err = checkBaseURL(*draft.BaseURL); err != nil {
			return "", err
		}
	}
	if draft.CycleDay != nil {
		if a.CycleDay, err = checkCycleDay(*draft.CycleDay); err != nil {
			return "", err
		}
	}
	if draft.Paused != nil {
		a.Paused = *draft.Paused
	}
	fields, err := checkFields(d, draft.Fields)
	if err != nil {
		return "", err
	}
	for name, value := range fields {
		a.Fields[name] = value
	}
	if draft.Limit != nil {
		if a.Limit, err = checkLimit(*draft.Limit, a.Currency(d)); err != nil {
			return "", err
		}
	}
	if err := checkWhole(*a, d); err != nil {
		return "", err
	}
	if d.Local && text(draft.Key) != "" {
		return "", invalid("%s takes no key", d.Name)
	}
	if draft.Key == nil || d.Local {
		return "", nil
	}
	return checkKey(d, *draft.Key, a.BaseURL)
}

func (s *Store) write(ctx context.Context, tx *sql.Tx, a Account) error {
	if _, err := tx.ExecContext(ctx, `UPDATE accounts SET label = ?, base_url = ?, cycle_day = ?, paused = ? WHERE id = ?`,
		a.Label, a.BaseURL, a.CycleDay, a.Paused, a.ID); err != nil {
		return err
	}
	if err := budget.PutLimitTx(ctx, tx, a.ID, a.Limit, a.CycleDay, s.now()); err != nil {
		return err
	}
	for name, value := range a.Fields {
		if _, err := tx.ExecContext(ctx, `INSERT INTO account_fields (account, name, value) VALUES (?, ?, ?)
			ON CONFLICT (account, name) DO UPDATE SET value = excluded.value`, a.ID, name, value); err != nil {
			return err
		}
	}
	return nil
}

// List returns the connected accounts, by label.
func (s *Store) List(ctx context.Context) ([]Account, error) {
	return s.query(ctx, `WHERE a.removed = 0`)
}

// All returns also the accounts that were removed while their history was kept.
func (s *Store) All(ctx context.Context) ([]Account, error) { return s.query(ctx, ``) }

// Get returns the account of an id, or wraps [ErrNotFound].
func (s *Store) Get(ctx context.Context, id string) (Account, error) {
	found, err := s.query(ctx, `WHERE a.removed = 0 AND a.id = ?`, id)
	if err != nil {
		return Account{}, err
	}
	if len(found) == 0 {
		return Account{}, fmt.Errorf("%w: %.40q", ErrNotFound, id)
	}
	return found[0], nil
}

func (s *Store) query(ctx context.Context, where string, args ...any) ([]Account, error) {
	accounts, err := s.rows(ctx, where, args)
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", database.Explain(err))
	}
	for i := range accounts {
		a := &accounts[i]
		if a.Fields, err = s.fields(ctx, a.ID); err != nil {
			return nil, fmt.Errorf("accounts: %w", database.Explain(err))
		}
		if a.HasKey, err = s.vault.Has(ctx, a.ID, sealedFor(a.BaseURL)); err != nil {
			return nil, fmt.Errorf("accounts: %w", err)
		}
		if a.Balances, err = s.balances(ctx, a.ID); err != nil {
			return nil, fmt.Errorf("accounts: %w", database.Explain(err))
		}
		if a.SettledThrough, err = s.book.SettledThrough(ctx, a.ID); err != nil {
			return nil, fmt.Errorf("accounts: %w", err)
		}
	}
	return accounts, nil
}

func (s *Store) rows(ctx context.Context, where string, args []any) ([]Account, error) {
	rows, err := s.db.Read.QueryContext(ctx, `SELECT a.id, a.provider, a.label, a.base_url, b.limit_nanos, coalesce(b.limit_currency, ''), a.cycle_day, a.paused, a.removed,
		a.state, a.reason, a.created_at, a.last_synced, a.last_tried, a.not_before, a.failures, a.notes, a.progress_done, a.progress_total
		FROM accounts a LEFT JOIN budgets b ON b.id = a.id `+where+` ORDER BY a.label COLLATE NOCASE, a.id`, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	accounts := []Account{}
	for rows.Next() {
		var (
			a                                           Account
			limit                                       sql.NullInt64
			currency, created, synced, tried, notBefore string
			notes                                       string
		)
		if err := rows.Scan(&a.ID, &a.Provider, &a.Label, &a.BaseURL, &limit, &currency, &a.CycleDay, &a.Paused, &a.Removed,
			&a.State, &a.Reason, &created, &synced, &tried, &notBefore, &a.Failures, &notes, &a.ProgressDone, &a.ProgressTotal); err != nil {
			return nil, err
		}
		if limit.Valid {
			amount := money.FromNanos(limit.Int64, currency)
			a.Limit = &amount
		}
		if a.Notes = []string{}; notes != "" {
			a.Notes = strings.Split(notes, "\n")
		}
		a.CreatedAt, _ = time.Parse(time.RFC3339, created)
		a.LastSynced, a.LastTried, a.NotBefore = moment(synced), moment(tried), moment(notBefore)
		accounts = append(accounts, a)
	}
	return accounts, rows.Err()
}

func (s *Store) fields(ctx context.Context, id string) (map[string]string, error) {
	rows, err := s.db.Read.QueryContext(ctx, `SELECT name, value FROM account_fields WHERE account = ?`, id)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	fields := map[string]string{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return nil, err
		}
		fields[name] = value
	}
	return fields, rows.Err()
}

// Remove forgets an account and its key. With keepHistory its past spend goes on counting.
func (s *Store) Remove(ctx context.Context, id string, keepHistory bool) error {
	if _, err := s.Get(ctx, id); err != nil {
		return err
	}
	if !keepHistory {
		// First the history: stopped in between, the account is still there to be removed again.
		if err := s.book.Forget(ctx, id); err != nil {
			return fmt.Errorf("remove the account's history: %w", err)
		}
	}
	err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := errors.Join(s.vault.DeleteTx(ctx, tx, id), s.vault.DeleteTx(ctx, tx, callsOf(id))); err != nil {
			return err
		}
		if !keepHistory {
			if _, err := tx.ExecContext(ctx, `DELETE FROM alerts WHERE subject = ?1 OR subject IN (SELECT id FROM budgets WHERE scope = 'account' AND subject = ?1 OR account = ?1)`, id); err != nil {
				return err
			}
		}
		if err := budget.RemoveOfTx(ctx, tx, id); err != nil {
			return err
		}
		if keepHistory {
			_, err := tx.ExecContext(ctx, `UPDATE accounts SET removed = 1 WHERE id = ?`, id)
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM accounts WHERE id = ?`, id)
		return err
	})
	if err != nil || keepHistory {
		return err
	}
	// What a sync under way stored in between would count for ever, of no account.
	if err := s.book.Forget(ctx, id); err != nil {
		return fmt.Errorf("remove the account's history: %w", err)
	}
	return nil
}

// ForgetIfRemoved removes what was stored of an account after [Store.Remove] had removed it
// with its history. Whoever stores calls it afterwards: between them they miss nothing.
func (s *Store) ForgetIfRemoved(ctx context.Context, id string) error {
	var n int
	if err := s.db.Read.QueryRowContext(ctx, `SELECT count(*) FROM accounts WHERE id = ?`, id).Scan(&n); err != nil {
		return fmt.Errorf("accounts: %w", database.Explain(err))
	}
	if n > 0 {
		return nil
	}
	if err := s.book.Forget(ctx, id); err != nil {
		return fmt.Errorf("remove the account's history: %w", err)
	}
	return fmt.Errorf("%w: it was removed meanwhile", ErrNotFound)
}

// Connect opens the account's key and hands it to its provider's connector, which sends it
// to the vendor's own host or to the base URL that the user typed, and nowhere else.
func (s *Store) Connect(ctx context.Context, id string, client *http.Client) (provider.Connector, provider.Descriptor, error) {
	a, err := s.Get(ctx, id)
	if err != nil {
		return nil, provider.Descriptor{}, err
	}
	d, ok := s.providers.Get(a.Provider)
	if !ok {
		return nil, d, fmt.Errorf("%w: %.40q", ErrProvider, a.Provider)
	}
	if d.Local {
		connector, err := s.connect(a, d, "", client)
		return connector, d, err
	}
	key, err := s.vault.Open(ctx, id, sealedFor(a.BaseURL))
	if err != nil {
		return nil, d, err
	}
	connector, err := s.connect(a, d, key.Reveal(), client)
	return connector, d, err
}

func (s *Store) connect(a Account, d provider.Descriptor, key string, client *http.Client) (provider.Connector, error) {
	fields := maps.Clone(a.Fields)
	if !d.Local {
		fields[keyField] = key
	}
	return d.Connect(provider.Values{Fields: fields, BaseURL: a.BaseURL, Today: calendar.DayOf(s.now())}, client)
}

// CheckKey looks at the form of a key alone, before anything is stored, and returns
// [ErrInvalid] with a sentence that says which kind of key it is and which one is needed.
func (s *Store) CheckKey(providerID, key, baseURL string) error {
	d, ok := s.providers.Get(providerID)
	if !ok {
		return fmt.Errorf("%w: %.40q", ErrProvider, providerID)
	}
	clean, err := checkBaseURL(baseURL)
	if err != nil {
		return err
	}
	_, err = checkKey(d, key, clean)
	return err
}

// Try asks the vendor, at no cost, whether the key of a draft may read spend, before anything
// is stored. It wraps [ErrInvalid] where the draft cannot be, [ErrProvider], or the errors of
// a connector.
func (s *Store) Try(ctx context.Context, draft Draft, client *http.Client) error {
	d, ok := s.providers.Get(draft.Provider)
	if !ok {
		return fmt.Errorf("%w: %.40q", ErrProvider, draft.Provider)
	}
	if draft.Key == nil {
		draft.Key = new(string)
	}
	a := Account{Provider: d.ID, Fields: map[string]string{}}
	key, err := apply(&a, d, draft)
	if err != nil {
		return err
	}
	connector, err := s.connect(a, d, key, client)
	if err != nil {
		return err
	}
	return connector.Probe(ctx)
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Outcome is how a sync of an account ended.
type Outcome struct {
	State     State
	Reason    string
	At        time.Time
	Whole     bool          // all that was asked for was read
	Wait      time.Duration // how long the vendor wants to be left alone
	Unchanged bool          // the state is none of the vendor's doing and stays as it was
	Notes     []string      // what could not be read beside the money
	// Balances replace those that are known, unless nil.
	Balances []provider.Balance
}

// Finish writes how a sync ended.
func (s *Store) Finish(ctx context.Context, id string, o Outcome) error {
	at := o.At.UTC().Format(time.RFC3339)
	notBefore := ""
	if o.Wait > 0 {
		notBefore = o.At.Add(o.Wait).UTC().Format(time.RFC3339)
	}
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE accounts SET
			state = CASE WHEN ?1 THEN state ELSE ?2 END, reason = ?3, last_tried = ?4, not_before = ?5,
			last_synced = CASE WHEN ?6 THEN ?4 ELSE last_synced END,
			failures = CASE WHEN ?6 THEN 0 ELSE failures + 1 END,
			notes = CASE WHEN ?6 THEN ?8 ELSE notes END,
			progress_done = 0, progress_total = 0 WHERE id = ?7`,
			o.Unchanged, o.State, o.Reason, at, notBefore, o.Whole, id, strings.Join(o.Notes, "\n"))
		if err != nil || o.Balances == nil {
			return err
		}
		return putBalances(ctx, tx, id, o.Balances, at)
	})
}

// putBalances replaces an account's balances. One that the book could not hold is left out:
// it explains no total.
func putBalances(ctx context.Context, tx *sql.Tx, id string, balances []provider.Balance, at string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM balances WHERE account = ?`, id); err != nil {
		return err
	}
	for _, b := range balances {
		nanos, err := money.Amount{Value: b.Value, Currency: b.Unit}.Round().Nanos()
		if err != nil {
			continue
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO balances (account, name, unit, nanos, read_at) SELECT ?1, ?2, ?3, ?4, ?5
			WHERE EXISTS (SELECT 1 FROM accounts WHERE id = ?1) ON CONFLICT DO UPDATE SET nanos = excluded.nanos`, id, b.Name, b.Unit, nanos, at); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) balances(ctx context.Context, id string) ([]Balance, error) {
	rows, err := s.db.Read.QueryContext(ctx, `SELECT name, unit, nanos, read_at FROM balances WHERE account = ? ORDER BY name, unit`, id)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	list := []Balance{}
	for rows.Next() {
		var (
			b     Balance
			nanos int64
			at    string
		)
		if err := rows.Scan(&b.Name, &b.Unit, &nanos, &at); err != nil {
			return nil, err
		}
		b.Value = money.FromNanos(nanos, b.Unit).Value
		b.At, _ = time.Parse(time.RFC3339, at)
		list = append(list, b)
	}
	return list, rows.Err()
}

// Progress writes how many of the days under way are read.
func (s *Store) Progress(ctx context.Context, id string, done, total int) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE accounts SET progress_done = ?, progress_total = ? WHERE id = ?`, done, total, id)
		return err
	})
}

// ErrBusy says that another program is syncing the account.
var ErrBusy = errors.New("another program is syncing this account")

// Holder is whoever takes the lease of an account; see package lease.
type Holder interface {
	ID() string
	Alive(id string) bool
}

// Lease takes the account for one sync, or returns [ErrBusy] while a living holder has it.
// The holder gives it back with release. It wraps [ErrNotFound].
func (s *Store) Lease(ctx context.Context, id string, h Holder) (release func(), err error) {
	token := h.ID() + ":" + newID() // one process may run two syncs of one account: they exclude each other too
	s.leases.take(token)
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		var holder string
		err := tx.QueryRowContext(ctx, `SELECT lease_holder FROM accounts WHERE id = ?`, id).Scan(&holder)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("%w: %.40q", ErrNotFound, id)
		}
		if err != nil {
			return err
		}
		if s.held(holder, h) {
			return ErrBusy
		}
		_, err = tx.ExecContext(ctx, `UPDATE accounts SET lease_holder = ? WHERE id = ?`, token, id)
		return err
	})
	if err != nil {
		s.leases.give(token)
		return nil, err
	}
	return func() {
		defer s.leases.give(token)
		// The sync may have ended because ctx did; the lease is given back all the same.
		_ = s.db.Tx(context.WithoutCancel(ctx), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(context.WithoutCancel(ctx),
				`UPDATE accounts SET lease_holder = '', progress_done = 0, progress_total = 0 WHERE id = ? AND lease_holder = ?`, id, token)
			return err
		})
	}, nil
}

// held says that a lease is in use. One of this process that is not among its own was given
// back while the disk was full or the file locked: the row could not say so.
func (s *Store) held(token string, h Holder) bool {
	owner, _, _ := strings.Cut(token, ":")
	switch owner {
	case "":
		return false
	case h.ID():
		return s.leases.has(token)
	}
	return h.Alive(owner)
}

// leases are those that this process has.
type leases struct {
	mu    sync.Mutex
	taken map[string]bool
}

func (l *leases) take(token string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.taken == nil {
		l.taken = map[string]bool{}
	}
	l.taken[token] = true
}

func (l *leases) give(token string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.taken, token)
}

func (l *leases) has(token string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.taken[token]
}

func moment(text string) *time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil
	}
	return &t
}

func newID() string {
	var random [10]byte
	_, _ = rand.Read(random[:]) // never fails, says crypto/rand
	return strings.ToLower(base32.StdEncoding.EncodeToString(random[:]))
}

// Totals returns what the history of an account amounts to, for whoever is about to remove it.
func (s *Store) Totals(ctx context.Context, id string) (calendar.Span, []money.Amount, error) {
	known, err := s.book.Known(ctx, id)
	if err != nil || known.Empty() {
		return known, nil, err
	}
	rows, err := s.book.Sum(ctx, known, ledger.ByAccount, []string{id})
	if err != nil {
		return known, nil, err
	}
	amounts := make([]money.Amount, len(rows))
	for i, r := range rows {
		amounts[i] = r.Amount
	}
	return known, money.Sum(amounts...), nil
}

// Test asks the vendor, at no cost, whether the account's key may read spend. Its errors are
// those of a connector, or the vault's.
func (s *Store) Test(ctx context.Context, id string, client *http.Client) error {
	connector, _, err := s.Connect(ctx, id, client)
	if err != nil {
		return err
	}
	return connector.Probe(ctx)
}
