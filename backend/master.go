package backend

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"outlay/backend/database"
	"outlay/backend/vault"
)

// keychain is where the operating system keeps the master key of every profile of a user.
var keychain = vault.Keychain{Service: "Outlay", User: "master-key"}

// passphraseSetting holds the parameters of a passphrase, where one is used.
const passphraseSetting = "vault.passphrase"

// master chooses where the master key comes from: the environment, a passphrase that was set
// up, or else the keychain.
func master(ctx context.Context, db *database.DB) (vault.Master, error) {
	given, err := vault.FromEnvironment()
	if err != nil || given != nil {
		return given, err
	}
	stored, err := storedPassphrase(ctx, db)
	if err != nil || stored == "" {
		return keychain, err
	}
	return vault.ReadPassphrase(stored, "")
}

func storedPassphrase(ctx context.Context, db *database.DB) (string, error) {
	var stored string
	err := db.Read.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = ?`, passphraseSetting).Scan(&stored)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return stored, database.Explain(err)
}

// TypePassphrase opens the vault with the passphrase that was set up. It wraps
// [vault.ErrLocked] where it is another.
func (b *Backend) TypePassphrase(ctx context.Context, typed string) error {
	stored, err := storedPassphrase(ctx, b.DB)
	if err != nil {
		return err
	}
	if stored == "" {
		return fmt.Errorf("%w: no passphrase is set up", vault.ErrLocked)
	}
	p, err := vault.ReadPassphrase(stored, typed)
	if err != nil {
		return err
	}
	return b.Vault.UnlockWith(ctx, p)
}

// SetPassphrase seals all secrets anew under a passphrase, so that no keychain is needed.
// The vault must be open, or hold nothing yet.
func (b *Backend) SetPassphrase(ctx context.Context, typed string) error {
	p, err := vault.NewPassphrase(typed)
	if err != nil {
		return err
	}
	return database.Explain(b.Vault.Rekey(ctx, p, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, passphraseSetting, p.Stored())
		return err
	}))
}

// ForgetKeys removes every stored key, for a master key that is gone for good: accounts and
// their history stay, and each account's key has to be pasted again.
func (b *Backend) ForgetKeys(ctx context.Context) error {
	return b.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM secrets`)
		return err
	})
}

// UseSessionOnly keeps keys in memory until the program ends. What an earlier session sealed
// nobody can open, so it is removed.
func (b *Backend) UseSessionOnly(ctx context.Context) error {
	if err := b.ForgetKeys(ctx); err != nil {
		return err
	}
	return b.Vault.UnlockWith(ctx, vault.ThisSessionOnly())
}
