package account

import (
	"context"
	"errors"
	"strings"
	"time"

	"outlay/backend/provider"
	"outlay/backend/vault"
)

// StateOf returns the state that an error of a connector puts an account in.
func StateOf(err error) State {
	var later provider.Later
	switch {
	case err == nil:
		return OK
	case errors.Is(err, provider.ErrKey):
		return KeyRefused
	case errors.Is(err, provider.ErrScope), errors.Is(err, provider.ErrPlan):
		return ScopeMissing
	case errors.As(err, &later):
		return RateLimited
	case errors.Is(err, provider.ErrUnpublished):
		return NotPublished
	case errors.Is(err, provider.ErrAnswer):
		return BadAnswer
	}
	return Unreachable
}

// Code returns a stable word for what went wrong, for programs.
func Code(err error) string {
	for _, known := range []struct {
		err  error
		code string
	}{
		{ErrNotFound, "not_found"}, {ErrInvalid, "invalid"}, {ErrProvider, "no_such_provider"},
		{vault.ErrLocked, "vault_locked"}, {vault.ErrWrongKey, "wrong_master_key"},
		{vault.ErrTampered, "key_damaged"}, {vault.ErrMissing, "no_key"},
		{context.Canceled, "cancelled"},
	} {
		if errors.Is(err, known.err) {
			return known.code
		}
	}
	return string(StateOf(err))
}

// Explain says what an error of a connector means for the user's totals, and what to do
// next. It never holds a key.
func Explain(err error) string {
	var later provider.Later
	switch {
	case err == nil:
		return ""
	case errors.Is(err, provider.ErrKey):
		return "The vendor refused this key, so nothing new was read. Paste a new key in Accounts."
	case errors.Is(err, provider.ErrScope):
		return "The key is good but may not read spend, so nothing new was read. Use a key with that permission: " + err.Error() + "."
	case errors.Is(err, provider.ErrPlan):
		return "The vendor does not offer this on the account's plan, so nothing can be read: " + err.Error() + "."
	case errors.Is(err, provider.ErrUnpublished):
		return "This vendor publishes no spend, so what it cost is not in any total. Two ways to see it: " +
			"import the export of its console, or route calls through Outlay's gateway."
	case errors.As(err, &later):
		return "The vendor asks to slow down. Totals stay as they were; Outlay tries again by itself."
	case errors.Is(err, provider.ErrAnswer):
		return "The vendor's answer could not be understood, so it was not counted: " + err.Error() + ". Outlay tries again; if it stays so, please report it."
	case errors.Is(err, context.DeadlineExceeded):
		return "The vendor did not answer in time. Totals stay as they were; Outlay tries again by itself."
	}
	return "The vendor could not be reached: " + err.Error() + ". Totals stay as they were; Outlay tries again by itself."
}

// Judge says what a vendor's answer to a key means for whoever is about to use it.
func Judge(d provider.Descriptor, err error) string {
	switch {
	case err == nil && d.Local:
		return "There is no key to be tested: nobody is asked."
	case err == nil && d.Publishes():
		return "The key works and may read spend."
	case err == nil:
		return "The key works. " + Explain(provider.ErrUnpublished)
	case errors.Is(err, provider.ErrUnpublished):
		return "The key works. " + Explain(err)
	case errors.Is(err, provider.ErrKey):
		return "The vendor refused this key. Copy it again, whole; if it is refused again, make a new one."
	case errors.Is(err, provider.ErrScope):
		return "The key is good but may not read spend. " + needed(d) + "The vendor's words: " + err.Error() + "."
	}
	return Explain(err)
}

// needed names the kinds of keys that can read spend.
func needed(d provider.Descriptor) string {
	var names []string
	for _, k := range d.Keys {
		if k.Spend {
			names = append(names, "“"+k.Name+"”, which reads "+k.Reads)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "What is needed: " + strings.Join(names, "; or ") + ". "
}

// As returns a as people should see it at a moment: paused where it is paused, and stale
// where it was not read whole for two intervals although nothing else is wrong.
func (a Account) As(now time.Time, interval time.Duration) Account {
	if a.Paused {
		a.State, a.Reason = Paused, "Syncing is paused for this account."
		return a
	}
	if a.State == OK && a.LastSynced != nil && now.Sub(*a.LastSynced) > 2*interval {
		a.State = Stale
		a.Reason = "Not read since " + a.LastSynced.UTC().Format("2 Jan 15:04") + " UTC. Sync now, or keep Outlay running in the tray."
	}
	return a
}
