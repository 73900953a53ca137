package gateway

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"outlay/backend/database"
	"outlay/backend/money"
)

// prefix is how a gateway token begins, so that nobody takes it for a vendor's key.
const prefix = "olg_"

// LongestLabel is how many characters the label of a token may have.
const LongestLabel = 100

// Token is a gateway token without the token itself, which is shown once and stored nowhere.
type Token struct {
	ID         string     `json:"id"`
	Account    string     `json:"account"`
	Label      string     `json:"label"` // the tool or project that holds it
	CreatedAt  time.Time  `json:"created_at" ts_type:"string"`
	RevokedAt  *time.Time `json:"revoked_at" ts_type:"string | null"`
	LastUsedAt *time.Time `json:"last_used_at" ts_type:"string | null"`
	Guard      Guard      `json:"guard"`
}

// token is one as callers are checked against it.
type token struct {
	Token
	hash [sha256.Size]byte
}

// AddToken makes a token for an account. The token is returned here and never again. It wraps
// [ErrInvalid], [account.ErrNotFound] or an error of the database.
func (g *Gateway) AddToken(ctx context.Context, accountID, label string) (id, secret string, err error) {
	label = strings.TrimSpace(label)
	if err := checkLabel(label); err != nil {
		return "", "", err
	}
	a, err := g.Accounts.Get(ctx, accountID)
	if err != nil {
		return "", "", err
	}
	if g.door(a) == nil {
		return "", "", fmt.Errorf("%w: calls of this account cannot pass through the gateway", ErrInvalid)
	}
	id, secret = newID(), newSecret()
	hash := sha256.Sum256([]byte(secret))
	err = g.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO gateway_tokens (id, account, label, hash, created_at) VALUES (?, ?, ?, ?, ?)`,
			id, accountID, label, hash[:], g.Now().UTC().Format(time.RFC3339))
		return err
	})
	if err != nil {
		return "", "", fmt.Errorf("gateway: add a token: %w", err)
	}
	return id, secret, g.reload(ctx)
}

// Revoke makes a token open nothing any more; what was spent with it stays. It wraps
// [ErrNotFound]. Another process that serves notices within a second.
func (g *Gateway) Revoke(ctx context.Context, id string) error {
	return g.changeToken(ctx, id, `UPDATE gateway_tokens SET revoked_at = ? WHERE id = ? AND revoked_at = ''`,
		g.Now().UTC().Format(time.RFC3339), id)
}

func (g *Gateway) changeToken(ctx context.Context, id, query string, args ...any) error {
	err := g.DB.Tx(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, query, args...)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("%w: %.40q", ErrNotFound, id)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("gateway: %w", err)
	}
	return g.reload(ctx)
}

// Tokens returns every token of the connected accounts, the revoked ones too, by account and
// label.
func (g *Gateway) Tokens(ctx context.Context) ([]Token, error) {
	byAccount, err := g.tokens(ctx)
	if err != nil {
		return nil, fmt.Errorf("gateway: %w", err)
	}
	accounts, err := g.Accounts.List(ctx)
	if err != nil {
		return nil, fmt.Errorf("gateway: %w", err)
	}
	list := []Token{}
	for _, a := range accounts {
		for _, t := range byAccount[a.ID] {
			list = append(list, t.Token)
		}
	}
	return list, nil
}

func (g *Gateway) tokens(ctx context.Context) (map[string][]token, error) {
	rows, err := g.DB.Read.QueryContext(ctx, `SELECT id, account, label, hash, created_at, revoked_at, last_used_at,
		stop, limit_nanos, limit_currency, per_minute FROM gateway_tokens ORDER BY account, label COLLATE NOCASE, id`)
	if err != nil {
		return nil, database.Explain(err)
	}
	defer func() { _ = rows.Close() }()
	list := map[string][]token{}
	for rows.Next() {
		var (
			t                      token
			hash                   []byte
			created, revoked, used string
			limit, perMinute       sql.NullInt64
			currency               string
		)
		if err := rows.Scan(&t.ID, &t.Account, &t.Label, &hash, &created, &revoked, &used, &t.Guard.Stop, &limit, &currency, &perMinute); err != nil {
			return nil, err
		}
		if limit.Valid {
			amount := money.FromNanos(limit.Int64, currency)
			t.Guard.Limit = &amount
		}
		t.Guard.PerMinute = int(perMinute.Int64)
		t.CreatedAt, _ = time.Parse(time.RFC3339, created)
		t.RevokedAt, t.LastUsedAt = moment(revoked), moment(used)
		copy(t.hash[:], hash)
		list[t.Account] = append(list[t.Account], t)
	}
	return list, database.Explain(rows.Err())
}

func checkLabel(label string) error {
	switch {
	case label == "":
		return fmt.Errorf("%w: the token has no name; name the tool or project that will hold it", ErrInvalid)
	case utf8.RuneCountInString(label) > LongestLabel:
		return fmt.Errorf("%w: the name has %d characters; use at most %d", ErrInvalid, utf8.RuneCountInString(label), LongestLabel)
	case !utf8.ValidString(label) || strings.ContainsFunc(label, func(r rune) bool { return !unicode.IsPrint(r) }):
		return fmt.Errorf("%w: the name has line breaks or control characters; write it on one line", ErrInvalid)
	case strings.Contains(label, prefix):
		return fmt.Errorf("%w: a token was pasted where its name belongs", ErrInvalid)
	}
	return nil
}

func moment(text string) *time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil
	}
	return &t
}

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

func newSecret() string {
	var random [32]byte
	_, _ = rand.Read(random[:]) // never fails, says crypto/rand
	return prefix + strings.ToLower(letters.EncodeToString(random[:]))
}

func newID() string {
	var random [10]byte
	_, _ = rand.Read(random[:])
	return strings.ToLower(letters.EncodeToString(random[:]))
}
