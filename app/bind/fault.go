package bind

import (
	"encoding/json"
	"errors"
	"strings"

	"outlay/backend/account"
	"outlay/backend/alert"
	"outlay/backend/budget"
	"outlay/backend/channel"
	"outlay/backend/database"
	"outlay/backend/gateway"
	"outlay/backend/imports"
	"outlay/backend/invoice"
	"outlay/backend/lock"
	"outlay/backend/rates"
	"outlay/backend/report"
	"outlay/backend/settings"
	"outlay/backend/tag"
	"outlay/backend/tariff"
	"outlay/backend/vault"
)

// Fault is an error as the page gets it: a code for the program, a sentence for people.
type Fault struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (f Fault) Error() string { return f.Message }

func fault(code, message string) error { return Fault{code, message} }

// FaultOf returns err as a fault. Errors of the house say in their text what happened, what
// it means and what to do next; here they only get their code.
func FaultOf(err error) Fault {
	if f, ok := errors.AsType[Fault](err); ok {
		return f
	}
	for _, known := range []struct {
		err  error
		code string
	}{
		{account.ErrInvalid, "invalid"}, {settings.ErrInvalid, "invalid"},
		{budget.ErrInvalid, "invalid"}, {tag.ErrInvalid, "invalid"}, {tag.ErrNotFound, "not_found"}, {budget.ErrNotFound, "not_found"},
		{channel.ErrInvalid, "invalid"}, {channel.ErrNotFound, "not_found"}, {alert.ErrNotFound, "not_found"}, {alert.ErrTest, "test"}, {alert.ErrInvalid, "invalid"}, {tariff.ErrFetch, "fetch"},
		{invoice.ErrInvalid, "invalid"}, {invoice.ErrNotFound, "not_found"},
		{gateway.ErrInvalid, "invalid"}, {gateway.ErrNotFound, "not_found"}, {gateway.ErrTest, "test"},
		{imports.ErrFile, "file"}, {imports.ErrMapping, "mapping"}, {imports.ErrChanged, "changed"}, {imports.ErrRejected, "rejected"},
		{account.ErrNotFound, "not_found"}, {account.ErrProvider, "no_such_provider"},
		{database.ErrReadOnly, "read_only"}, {database.ErrLocked, "held"}, {database.ErrNewer, "newer"},
		{database.ErrCorrupt, "corrupt"}, {database.ErrFull, "disk_full"}, {database.ErrDisk, "disk"},
		{rates.ErrInvalid, "invalid"}, {rates.ErrNotFound, "not_found"}, {rates.ErrFile, "file"},
		{lock.ErrInvalid, "invalid"}, {lock.ErrWrong, "wrong_passphrase"}, {lock.ErrWait, "wait"},
		{lock.ErrNotSet, "not_set"}, {lock.ErrSet, "already_set"}, {lock.ErrDamaged, "lock_damaged"},
		{report.ErrQuestion, "invalid"}, {report.ErrDimension, "invalid"},
		{vault.ErrLocked, "vault_locked"}, {vault.ErrWrongKey, "wrong_master_key"},
	} {
		if errors.Is(err, known.err) {
			return Fault{known.code, sentence(err)}
		}
	}
	return Fault{"failed", sentence(err)}
}

// Format is how errors cross to the page: a JSON text, since the bridge keeps nothing else of
// an error than its text.
func (d *Door) Format(err error) string {
	text, jsonErr := json.Marshal(FaultOf(err))
	if jsonErr != nil {
		return `{"code":"failed","message":"Something went wrong."}`
	}
	return string(text)
}

// withoutKind cuts off what only says that something is invalid.
func withoutKind(text string) string {
	for _, kind := range []error{account.ErrInvalid, settings.ErrInvalid, invoice.ErrInvalid, budget.ErrInvalid, tag.ErrInvalid, channel.ErrInvalid, rates.ErrInvalid, rates.ErrFile, lock.ErrInvalid, report.ErrQuestion} {
		text = strings.TrimPrefix(text, kind.Error()+": ")
	}
	return text
}

// sentence makes an error's text one that starts and ends like a sentence.
func sentence(err error) string {
	// The code says already that it is invalid; the sentence says what is.
	text := []rune(withoutKind(err.Error()))
	if len(text) == 0 {
		return "Something went wrong."
	}
	if text[0] >= 'a' && text[0] <= 'z' {
		text[0] -= 'a' - 'A'
	}
	if last := text[len(text)-1]; last != '.' && last != '!' && last != '?' {
		text = append(text, '.')
	}
	return string(text)
}
