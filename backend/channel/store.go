package channel

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"outlay/backend/database"
	"outlay/backend/notify"
	"outlay/backend/notify/email"
	"outlay/backend/notify/webhook"
	"outlay/backend/vault"
)

// Store keeps channels in the database and their secrets in the vault.
type Store struct {
	db    *database.DB
	vault *vault.Vault
	now   func() time.Time
}

// New returns the store of a database.
func New(db *database.DB, v *vault.Vault, now func() time.Time) *Store { return &Store{db, v, now} }

// List returns every channel, the desktop's own first, then the oldest first.
func (s *Store) List(ctx context.Context) ([]Channel, error) { return s.query(ctx, s.db.Read, ``) }

// Get returns the channel of an id, or wraps [ErrNotFound].
func (s *Store) Get(ctx context.Context, id string) (Channel, error) {
	return s.one(ctx, s.db.Read, id)
}

// Add checks a draft, seals its secrets and writes the channel, in one transaction. It wraps
// [ErrInvalid] or an error of the vault.
func (s *Store) Add(ctx context.Context, d Draft) (Saved, error) {
	fresh := Channel{ID: newID(), Kind: d.Kind, On: true, CreatedAt: s.now().UTC().Truncate(time.Second)}
	if d.Kind != Email && d.Kind != Webhook {
		return Saved{}, invalid("a channel is an email or a webhook, and not %.40q", string(d.Kind))
	}
	if _, _, err := s.apply(ctx, new(fresh), d); err != nil {
		return Saved{}, err // before a keychain asks for anything
	}
	return s.save(ctx, fresh.Kind, d, func(*sql.Tx) (Channel, error) { return fresh, nil })
}

// Change changes what the draft names and leaves the rest; the desktop's own can be switched
// on and off, and nothing else. A channel that is changed has no problem any more. It wraps the
// errors of [Store.Add] and [ErrNotFound].
func (s *Store) Change(ctx context.Context, id string, d Draft) (Saved, error) {
	c, err := s.Get(ctx, id)
	if err != nil {
		return Saved{}, err
	}
	if err := checkKind(c.Kind, d); err != nil {
		return Saved{}, err
	}
	// Again in the transaction, when nobody else can write: another program may have changed
	// the rest meanwhile, or removed it all.
	return s.save(ctx, c.Kind, d, func(tx *sql.Tx) (Channel, error) { return s.one(ctx, tx, id) })
}

// save writes a channel as a draft makes it of what is there.
func (s *Store) save(ctx context.Context, kind Kind, d Draft, there func(*sql.Tx) (Channel, error)) (saved Saved, err error) {
	if d.needsKey(kind) {
		// First the master key: a keychain may ask the user, and no other program should wait for that.
		if err := s.vault.Unlock(ctx); err != nil {
			return Saved{}, err
		}
	}
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		c, err := there(tx)
		if err != nil {
			return err
		}
		sealed, made, err := s.apply(ctx, &c, d)
		if err != nil {
			return err
		}
		if err := s.write(ctx, tx, c, sealed); err != nil {
			return err
		}
		c, err = s.one(ctx, tx, c.ID)
		saved = Saved{c, made}
		return err
	})
	switch {
	case err == nil:
		return saved, nil
	case errors.Is(err, ErrInvalid), errors.Is(err, ErrNotFound):
		return Saved{}, err
	}
	return Saved{}, fmt.Errorf("channel: %w", err)
}

// needsKey says that something is to be sealed, or that what is sealed is needed.
func (d Draft) needsKey(kind Kind) bool {
	switch kind {
	case Email:
		return text(d.Password) != ""
	case Webhook:
		return d.hooks()
	}
	return false
}

// hooks says that a draft names something of a webhook, and mails that it does of an e-mail channel.
func (d Draft) hooks() bool {
	return d.Webhook != nil || d.URL != nil || d.Signing != nil || d.Token != nil
}
func (d Draft) mails() bool { return d.Email != nil || d.Password != nil }

// apply checks a draft and writes it into c. It returns what is to be sealed, nil where that is
// what is sealed already, and the signing secret where one was made.
func (s *Store) apply(ctx context.Context, c *Channel, d Draft) (sealed *string, made string, err error) {
	if err := checkKind(c.Kind, d); err != nil {
		return nil, "", err
	}
	before := *c
	if d.On != nil {
		c.On = *d.On
	}
	c.Problem = ""
	switch c.Kind {
	case Email:
		sealed, err = applyEmail(c, before, d)
	case Webhook:
		sealed, made, err = s.applyWebhook(ctx, c, before, d)
	}
	if err != nil {
		return nil, "", err
	}
	if d.Label != nil || c.Label == "" {
		c.Label, err = checkLabel(text(d.Label), *c)
	}
	return sealed, made, err
}

// applyEmail refuses to send the stored password to another server: whoever moves the channel
// types it again. Where nobody logs in, none is kept.
func applyEmail(c *Channel, before Channel, d Draft) (*string, error) {
	if !d.mails() && before.Email != nil {
		return nil, nil
	}
	if d.Email != nil {
		checked, err := d.Email.Check()
		if err != nil {
			return nil, invalid("%s", unwrapped(err, email.ErrInvalid))
		}
		c.Email = &checked
	}
	if c.Email == nil {
		return nil, invalid("say which mail server sends, from whom and to whom")
	}
	c.Address = people(c.Email.To)
	password := strings.TrimSpace(text(d.Password))
	switch {
	case c.Email.Auth == "none" && password != "":
		return nil, invalid("a password goes with a user name, which mostly is the e-mail address; name it, or leave the password empty")
	case c.Email.Auth == "none":
		return new(""), nil
	case d.Password == nil && before.HasSecret && before.sealedFor() == c.sealedFor():
		return nil, nil
	case d.Password == nil && before.HasSecret:
		return nil, invalid("the mail server or its user is another one; type the password for it")
	case password == "":
		return nil, invalid("the mail server's user has no password; type it, or leave the user empty where the server wants none")
	}
	if _, err := email.New(c.ID, *c.Email, password, nil); err != nil {
		return nil, invalid("%s", unwrapped(err, email.ErrInvalid))
	}
	return &password, nil
}

func (s *Store) applyWebhook(ctx context.Context, c *Channel, before Channel, d Draft) (*string, string, error) {
	if !d.hooks() && before.Webhook != nil {
		return nil, "", nil
	}
	var wanted webhook.Config
	if before.Webhook != nil {
		wanted = *before.Webhook
	}
	if d.Webhook != nil {
		wanted = *d.Webhook
	}
	secrets, err := s.kept(ctx, before, wanted, d)
	if err != nil {
		return nil, "", err
	}
	for to, typed := range map[*string]*string{&secrets.URL: d.URL, &secrets.Token: d.Token, &secrets.Signing: d.Signing} {
		if typed != nil {
			*to = *typed
		}
	}
	config, secrets, err := wanted.Check(secrets)
	if err != nil {
		return nil, "", invalid("%s", unwrapped(err, webhook.ErrInvalid))
	}
	made := ""
	if config.Shape == webhook.Standard && secrets.Signing == "" {
		made = webhook.NewSigningSecret()
		secrets.Signing = made
	}
	c.Webhook, c.Address = &config, webhook.Redact(secrets.URL)
	plain, err := json.Marshal(secrets)
	sealed := string(plain)
	return &sealed, made, err
}

// kept is what of a webhook's secrets stays where a draft names no others: nothing when it becomes
// one of another service, and no token when its address is on another host, which must not learn
// it. What can no longer be opened is typed anew.
func (s *Store) kept(ctx context.Context, before Channel, wanted webhook.Config, d Draft) (webhook.Secrets, error) {
	if before.Webhook == nil || service(wanted) != service(*before.Webhook) {
		return webhook.Secrets{}, nil
	}
	secrets, err := s.secrets(ctx, before)
	if errors.Is(err, vault.ErrMissing) || errors.Is(err, vault.ErrTampered) {
		return webhook.Secrets{}, nil
	}
	if d.URL != nil && webhook.Redact(*d.URL) != webhook.Redact(secrets.URL) {
		secrets.Token = ""
	}
	return secrets, err
}

func service(c webhook.Config) string {
	return cmp.Or(strings.TrimSpace(c.Shape), webhook.Standard)
}

// Remove forgets a channel and its secrets; the desktop's own stays. It wraps [ErrNotFound] and
// [ErrInvalid].
func (s *Store) Remove(ctx context.Context, id string) error {
	if id == NativeID {
		return invalid("notifications of the desktop can be switched off, and not removed")
	}
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := s.vault.DeleteTx(ctx, tx, owner(id)); err != nil {
			return err
		}
		done, err := tx.ExecContext(ctx, `DELETE FROM channels WHERE id = ?`, id)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return fmt.Errorf("%w: %.40q", ErrNotFound, id)
	})
}

// Sink opens a channel's secrets and returns the sink that sends to it, whose name is the
// channel's id. The desktop's own is not this package's: it wraps [ErrNotFound] for it. It wraps
// [ErrInvalid] for a channel whose row is damaged, or an error of the vault.
func (s *Store) Sink(ctx context.Context, id string) (notify.Sink, error) {
	c, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	switch {
	case c.Kind == Email && c.Email != nil:
		password, err := s.password(ctx, c)
		if err != nil {
			return nil, err
		}
		return email.New(id, *c.Email, password, nil)
	case c.Kind == Webhook && c.Webhook != nil:
		secrets, err := s.secrets(ctx, c)
		if err != nil {
			return nil, err
		}
		return webhook.New(id, *c.Webhook, secrets, nil, s.now)
	case c.Kind == Native:
		return nil, fmt.Errorf("%w: the desktop's notifications are the desktop's", ErrNotFound)
	}
	return nil, invalid("%s", unreadable)
}

// password is what goes with an e-mail channel's user name, "" where nobody logs in.
func (s *Store) password(ctx context.Context, c Channel) (string, error) {
	if c.Email.Auth == "none" {
		return "", nil
	}
	return s.open(ctx, c)
}

func (s *Store) secrets(ctx context.Context, c Channel) (secrets webhook.Secrets, err error) {
	sealed, err := s.open(ctx, c)
	if err != nil {
		return secrets, err
	}
	if err := json.Unmarshal([]byte(sealed), &secrets); err != nil {
		return webhook.Secrets{}, shut{vault.ErrTampered} // the error could quote what was sealed
	}
	return secrets, nil
}

func (s *Store) open(ctx context.Context, c Channel) (string, error) {
	secret, err := s.vault.Open(ctx, owner(c.ID), c.sealedFor())
	if errors.Is(err, vault.ErrMissing) || errors.Is(err, vault.ErrTampered) {
		return "", shut{err}
	}
	if err != nil {
		return "", fmt.Errorf("channel: %w", err)
	}
	return secret.Reveal(), nil
}

// shut is an error of the vault in words for a channel: the vault's own send people to Accounts.
type shut struct{ err error }

func (shut) Error() string {
	return "the password or address that was stored for this channel is missing or damaged; type it again in the channel, or remove the channel and set it up anew"
}

func (s shut) Unwrap() error { return s.err }

// SetProblem remembers why nothing can arrive, "" where it can again.
func (s *Store) SetProblem(ctx context.Context, id, problem string) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE channels SET problem = ?1 WHERE id = ?2 AND problem <> ?1`, problem, id)
		return err
	})
}

// unreadable is the problem of a channel whose row somebody damaged.
const unreadable = "What is stored of this channel cannot be read. Remove it and set it up again."

// owner is under whom a channel's secrets are sealed.
func owner(id string) string { return "channel " + id }

// sealedFor is the name under which a channel's secrets are sealed. A mail server and its user are
// part of it: whoever rewrites the file to send the password elsewhere finds none that opens there.
func (c Channel) sealedFor() string {
	if c.Email != nil {
		return fmt.Sprintf("password for %s at %s:%d, %s", c.Email.Username, c.Email.Host, c.Email.Port, c.Email.Security)
	}
	return "webhook"
}

type reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func (s *Store) one(ctx context.Context, from reader, id string) (Channel, error) {
	found, err := s.query(ctx, from, `WHERE id = ?`, id)
	if err != nil {
		return Channel{}, err
	}
	if len(found) == 0 {
		return Channel{}, fmt.Errorf("%w: %.40q", ErrNotFound, id)
	}
	return found[0], nil
}

// config is what of a channel stands in the database as JSON.
type config struct {
	Email   *email.Config   `json:"email,omitempty"`
	Webhook *webhook.Config `json:"webhook,omitempty"`
	Address string          `json:"address"`
}

func (s *Store) query(ctx context.Context, from reader, where string, args ...any) ([]Channel, error) {
	rows, err := from.QueryContext(ctx, `SELECT id, kind, label, is_on, config, problem, created_at,
		EXISTS (SELECT 1 FROM secrets WHERE owner = 'channel ' || channels.id) FROM channels `+where+` ORDER BY kind <> 'native', created_at, id`, args...)
	if err != nil {
		return nil, fmt.Errorf("channels: %w", database.Explain(err))
	}
	defer func() { _ = rows.Close() }()
	list := []Channel{}
	for rows.Next() {
		var (
			c        Channel
			text, at string
			stored   config
		)
		if err := rows.Scan(&c.ID, &c.Kind, &c.Label, &c.On, &text, &c.Problem, &at, &c.HasSecret); err != nil {
			return nil, fmt.Errorf("channels: %w", err)
		}
		if err := json.Unmarshal([]byte(text), &stored); err != nil {
			stored = config{} // half of it could be there
		}
		c.Email, c.Webhook, c.Address = stored.Email, stored.Webhook, stored.Address
		if (c.Kind == Email && c.Email == nil) || (c.Kind == Webhook && c.Webhook == nil) {
			c.Problem = unreadable
		}
		if c.CreatedAt, err = time.Parse(time.RFC3339, at); err != nil {
			c.CreatedAt = time.Time{}
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// write stores a channel and, where it is not nil, what is to be sealed of it in place of all
// that was; "" is nothing.
func (s *Store) write(ctx context.Context, tx *sql.Tx, c Channel, sealed *string) error {
	stored, err := json.Marshal(config{c.Email, c.Webhook, c.Address})
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO channels (id, kind, label, is_on, config, problem, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET label = excluded.label, is_on = excluded.is_on, config = excluded.config, problem = excluded.problem`,
		c.ID, c.Kind, c.Label, c.On, string(stored), c.Problem, c.CreatedAt.Format(time.RFC3339)); err != nil || sealed == nil {
		return err
	}
	if err := s.vault.DeleteTx(ctx, tx, owner(c.ID)); err != nil || *sealed == "" {
		return err
	}
	return s.vault.PutTx(ctx, tx, owner(c.ID), c.sealedFor(), []byte(*sealed))
}

func newID() string {
	var random [10]byte
	_, _ = rand.Read(random[:]) // never fails, says crypto/rand
	return strings.ToLower(base32.StdEncoding.EncodeToString(random[:]))
}
