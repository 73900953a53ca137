package vault

import (
	"context"
	"database/sql"
	"fmt"
)

type row struct {
	owner, name string
	wrapped     []byte
}

// RekeyTx seals every data key under another master key, in the caller's transaction, and
// uses that one from then on. The secrets themselves are not opened.
func (v *Vault) RekeyTx(ctx context.Context, tx *sql.Tx, next Master) error {
	rows, err := wrappedKeys(ctx, tx)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	key, err := next.Key(ctx, true)
	if err != nil {
		return err
	}
	if len(rows) > 0 {
		old, err := v.unlocked(ctx, func() ([]string, error) { return v.fingerprints(ctx, tx) })
		if err != nil {
			return err
		}
		if err := rewrap(ctx, tx, rows, old, key); err != nil {
			return err
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.master, v.key = next, key
	return nil
}

func wrappedKeys(ctx context.Context, tx *sql.Tx) ([]row, error) {
	found, err := tx.QueryContext(ctx, `SELECT owner, name, wrapped_key FROM secrets`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	var rows []row
	for found.Next() {
		var r row
		if err := found.Scan(&r.owner, &r.name, &r.wrapped); err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, found.Err()
}

func rewrap(ctx context.Context, tx *sql.Tx, rows []row, old, key []byte) error {
	for _, r := range rows {
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
			return err
		}
	}
	return nil
}

// Kind says where the master key comes from.
func (v *Vault) Kind() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.master.Kind()
}
