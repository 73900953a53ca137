package channel

import (
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
	c := Channel{ID: newID(), Kind: d.Kind, On: true, CreatedAt: s.now().UTC().Truncate(time.Second)}
	if c.Kind != Email && c.Kind != Webhook {
		return Saved{}, invalid("a channel is an email or a webhook, and not %.40q", string(c.Kind))
	}
	return s.save(ctx, c, d, true)
}

// Change changes what the draft names and leaves the rest; the desktop's own can be switched
// on and off, and nothing else. A channel that is changed has no problem any more. It wraps the
// errors of [Store.Add] and [ErrNotFound].
func (s *Store) Change(ctx context.Context, id string, d Draft) (Saved, error) {
	c, err := s.Get(ctx, id)
	if err != nil {
		return Saved{}, err
	}
	if c.Kind == Native && (d.Label != nil || d.Email != nil || d.Webhook != nil || d.Password != nil || d.URL != nil || d.Signing != nil || d.Token != nil) {
		return Saved{}, invalid("notifications of the desktop can be switched on and off, and nothing else of them can be changed")
	}
	return s.save(ctx, c, d, false)
}

// save writes a channel as a draft makes it.
func (s *Store) save(ctx context.Context, c Channel, d Draft, fresh bool) (Saved, error) {
	if fresh || d.Email != nil || d.Password != nil || d.Webhook != nil || d.URL != nil || d.Signing != nil || d.Token != nil {
		// First the master key: a keychain may ask the user, and no other program should wait for that.
		if err := s.vault.Unlock(ctx); err != nil {
			return Saved{}, err
		}
	}
	sealed, made, err := s.apply(ctx, &c, d)
	if err != nil {
		return Saved{}, err
	}
	if err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := write(ctx, tx, c); err != nil || sealed == nil {
			return err
		}
		if err := s.vault.DeleteTx(ctx, tx, owner(c.ID)); err != nil || *sealed == "" {
			return err
		}
		return s.vault.PutTx(ctx, tx, owner(c.ID), c.sealedFor(), []byte(*sealed))
	}); err != nil {
		return Saved{}, fmt.Errorf("channel: %w", err)
	}
	saved, err := s.Get(ctx, c.ID)
	return Saved{saved, made}, err
}

// apply checks a draft and writes it into c. It returns what is to be sealed, nil where that is
// what is sealed already, and the signing secret where one was made.
func (s *Store) apply(ctx context.Context, c *Channel, d Draft) (sealed *string, made string, err error) {
	before := *c
	if d.On != nil {
		c.On = *d.On
	}
	c.Problem = ""
	switch c.Kind {
	case Email:
		sealed, err = s.applyEmail(c, before, d)
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
// types it again.
func (s *Store) applyEmail(c *Channel, before Channel, d Draft) (*string, error) {
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
	moved := before.Email != nil && before.sealedFor() != c.sealedFor()
	if d.Password == nil && moved && before.HasSecret {
		return nil, invalid("the mail server or its user is another one; type the password for it")
	}
	if d.Password == nil {
		return nil, nil
	}
	password := strings.TrimSpace(*d.Password)
	if password == "" && c.Email.Username != "" && c.Email.Auth != "none" {
		return nil, invalid("the mail server's user has no password; type it, or leave the user empty where the server wants none")
	}
	return &password, nil
}

func (s *Store) applyWebhook(ctx context.Context, c *Channel, before Channel, d Draft) (*string, string, error) {
	if d.Webhook == nil && d.URL == nil && d.Token == nil && d.Signing == nil && before.Webhook != nil {
		return nil, "", nil
	}
	secrets := webhook.Secrets{}
	if before.Webhook != nil {
		stored, err := s.secrets(ctx, before)
		if err != nil {
			return nil, "", err
		}
		secrets = stored
	}
	if d.Webhook != nil {
		if before.Webhook != nil && d.Webhook.Shape != before.Webhook.Shape && d.URL == nil && d.Webhook.Shape != webhook.Telegram {
			return nil, "", invalid("another service has another address; paste it")
		}
		c.Webhook = d.Webhook
	}
	if c.Webhook == nil {
		c.Webhook = &webhook.Config{}
	}
	for to, typed := range map[*string]*string{&secrets.URL: d.URL, &secrets.Token: d.Token, &secrets.Signing: d.Signing} {
		if typed != nil {
			*to = *typed
		}
	}
	config, secrets, err := c.Webhook.Check(secrets)
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
// channel's id. The desktop's own is not this package's: it wraps [ErrNotFound] for it.
func (s *Store) Sink(ctx context.Context, id string) (notify.Sink, error) {
	c, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	switch c.Kind {
	case Email:
		password, err := s.vault.Open(ctx, owner(id), c.sealedFor())
		if err != nil && !errors.Is(err, vault.ErrMissing) {
			return nil, fmt.Errorf("channel: %w", err)
		}
		secret := ""
		if err == nil {
			secret = password.Reveal()
		}
		return email.New(id, *c.Email, secret, nil)
	case Webhook:
		secrets, err := s.secrets(ctx, c)
		if err != nil {
			return nil, err
		}
		return webhook.New(id, *c.Webhook, secrets, nil, s.now)
	}
	return nil, fmt.Errorf("%w: the desktop's notifications are the desktop's", ErrNotFound)
}

func (s *Store) secrets(ctx context.Context, c Channel) (secrets webhook.Secrets, err error) {
	sealed, err := s.vault.Open(ctx, owner(c.ID), c.sealedFor())
	if err != nil {
		return secrets, fmt.Errorf("channel: %w", err)
	}
	if err := json.Unmarshal([]byte(sealed.Reveal()), &secrets); err != nil {
		return webhook.Secrets{}, fmt.Errorf("channel: %w", vault.ErrTampered) // the error could quote what was sealed
	}
	return secrets, nil
}

// SetProblem remembers why nothing can arrive, "" where it can again.
func (s *Store) SetProblem(ctx context.Context, id, problem string) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE channels SET problem = ?1 WHERE id = ?2 AND problem <> ?1`, problem, id)
		return err
	})
}

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
			c.Problem = "What is stored of this channel cannot be read. Remove it and set it up again."
		}
		c.Email, c.Webhook, c.Address = stored.Email, stored.Webhook, stored.Address
		if c.CreatedAt, err = time.Parse(time.RFC3339, at); err != nil {
			c.CreatedAt = time.Time{}
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

func write(ctx context.Context, tx *sql.Tx, c Channel) error {
	stored, err := json.Marshal(config{c.Email, c.Webhook, c.Address})
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO channels (id, kind, label, is_on, config, problem, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET label = excluded.label, is_on = excluded.is_on, config = excluded.config, problem = excluded.problem`,
		c.ID, c.Kind, c.Label, c.On, string(stored), c.Problem, c.CreatedAt.Format(time.RFC3339))
	return err
}

func newID() string {
	var random [10]byte
	_, _ = rand.Read(random[:]) // never fails, says crypto/rand
	return strings.ToLower(base32.StdEncoding.EncodeToString(random[:]))
}
