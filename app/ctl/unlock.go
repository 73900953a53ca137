package main

import (
	"context"
	"os"

	"golang.org/x/term"

	"outlay/backend"
)

// unlock asks for the passphrase of a profile that is sealed by one, where somebody can type
// it. Elsewhere the vault itself says that it is locked when a key is needed.
func (t *terminal) unlock(ctx context.Context, house *backend.Backend) error {
	file, ok := t.in.(*os.File)
	if house.Vault.Kind() != "passphrase" || !ok || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	key := t.secret
	typed, err := t.readSecret(ctx, "Passphrase")
	if err != nil {
		return err
	}
	if key != "" {
		t.secret = key
	}
	return house.TypePassphrase(ctx, typed)
}
