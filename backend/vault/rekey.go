package vault

import (
	"context"
	"database/sql"
	"fmt"
)

// Rekey seals every data key under another master key and uses that one from then on. The
// secrets themselves are not opened. What alongside stores, such as the parameters of a
// passphrase, is stored together with that or not at all; the vault stays as it was where
// anything fails. It wraps [ErrLocked], [ErrWrongKey] or [ErrTampered].
func (v *Vault) Rekey(ctx context.Context, next Master, alongside func(*sql.Tx) error) error {
	old, key, err := v.both(ctx, next)
	if err != nil {
		return err
	}
	tx, err := v.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	if err := rewrap(ctx, tx, old, key); err != nil {
		return err
	}
	if err := alongside(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	v.remember(next, key)
	return nil
}

// both returns the master key that sealed what is stored, nil where nothing is, and the next
// one. Either may take a dialog or a second of work, so no transaction waits for them.
func (v *Vault) both(ctx context.Context, next Master) (old, key []byte, err error) {
	sealedBy, err := fingerprints(ctx, v.read)
	if err != nil {
		return nil, nil, err
	}
	if len(sealedBy) > 0 {
		if old, err = v.unlocked(ctx, sealedBy, false); err != nil {
			return nil, nil, err
		}
	}
	key, err = ask(ctx, next, nil)
	return old, key, err
}

type row struct {
	owner, name string
	wrapped     []byte
	master      string
}

func rewrap(ctx context.Context, tx *sql.Tx, old, key []byte) error {
	rows, err := wrappedKeys(ctx, tx)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	for _, r := range rows {
		if !fits(old, []string{r.master}) {
			return ErrWrongKey // sealed by another program, since the old key was asked for
		}
		about := identity(r.owner, r.name)
		dataKey, err := open(old, r.wrapped, about)
		if err != nil {
			return ErrTampered
		}
		wrapped, err := seal(key, dataKey, about)
		if err != nil {
			return fmt.Errorf("vault: %w", err)
		}
		if _, err := tx.ExecContext(ctx, `UPDATE secrets SET wrapped_key = ?, master = ? WHERE owner = ? AND name = ?`,
			wrapped, fingerprint(key), r.owner, r.name); err != nil {
			return fmt.Errorf("vault: %w", err)
		}
	}
	return nil
}

func wrappedKeys(ctx context.Context, tx *sql.Tx) ([]row, error) {
	found, err := tx.QueryContext(ctx, `SELECT owner, name, wrapped_key, master FROM secrets`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	var rows []row
	for found.Next() {
		var r row
		if err := found.Scan(&r.owner, &r.name, &r.wrapped, &r.master); err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, found.Err()
}
