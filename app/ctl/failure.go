package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"outlay/backend/account"
	"outlay/backend/alert"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/channel"
	"outlay/backend/database"
	"outlay/backend/gateway"
	"outlay/backend/imports"
	"outlay/backend/invoice"
	"outlay/backend/lock"
	"outlay/backend/price"
	"outlay/backend/rates"
	"outlay/backend/report"
	"outlay/backend/tag"
	"outlay/backend/tariff"
	"outlay/backend/transfer"
	"outlay/backend/vault"
)

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
	exitSome   = 3 // done for some accounts but not all
)

// failure is an error as it leaves the program: a code for programs, a sentence with a next
// step for people.
type failure struct {
	exit    int
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (f failure) Error() string { return f.Message }

// answered is the exit code of a verb that has said everything in its answer already.
type answered int

func (a answered) Error() string { return fmt.Sprintf("exit %d", int(a)) }

func usage(format string, args ...any) error {
	return failure{exitUsage, "usage", sentence(fmt.Sprintf(format, args...))}
}

// failureOf gives an error of the house its codes. Its text says what happened already.
func failureOf(err error) failure {
	if f, ok := errors.AsType[failure](err); ok {
		return f
	}
	for _, known := range []struct {
		err  error
		exit int
		code string
	}{
		{account.ErrInvalid, exitUsage, "invalid"},
		{invoice.ErrInvalid, exitUsage, "invalid"},
		{budget.ErrInvalid, exitUsage, "invalid"},
		{budget.ErrNotFound, exitFailed, "not_found"},
		{tag.ErrInvalid, exitUsage, "invalid"},
		{rates.ErrInvalid, exitUsage, "invalid"},
		{rates.ErrNotFound, exitFailed, "not_found"},
		{rates.ErrFile, exitFailed, "file"},
		{lock.ErrNotSet, exitFailed, "not_set"},
		{channel.ErrInvalid, exitUsage, "invalid"},
		{channel.ErrNotFound, exitFailed, "not_found"},
		{alert.ErrNotFound, exitFailed, "not_found"},
		{alert.ErrTest, exitFailed, "test"},
		{alert.ErrInvalid, exitUsage, "invalid"},
		{price.ErrOverlay, exitFailed, "prices"},
		{tariff.ErrFetch, exitFailed, "fetch"},
		{gateway.ErrInvalid, exitUsage, "invalid"},
		{gateway.ErrNotFound, exitFailed, "not_found"},
		{imports.ErrMapping, exitUsage, "mapping"},
		{imports.ErrFile, exitFailed, "file"},
		{imports.ErrChanged, exitFailed, "changed"},
		{imports.ErrRejected, exitFailed, "rejected"},
		{account.ErrProvider, exitUsage, "no_such_provider"},
		{calendar.ErrNotDay, exitUsage, "usage"},
		{report.ErrDimension, exitUsage, "usage"},
		{transfer.ErrFormat, exitUsage, "usage"},
		{account.ErrNotFound, exitFailed, "not_found"},
		{invoice.ErrNotFound, exitFailed, "not_found"},
		{database.ErrReadOnly, exitFailed, "read_only"},
		{database.ErrLocked, exitFailed, "locked"},
		{database.ErrNewer, exitFailed, "newer"},
		{database.ErrCorrupt, exitFailed, "corrupt"},
		{database.ErrFull, exitFailed, "disk_full"},
		{database.ErrDisk, exitFailed, "disk"},
		{vault.ErrLocked, exitFailed, "vault_locked"},
		{vault.ErrWrongKey, exitFailed, "wrong_master_key"},
		{vault.ErrTampered, exitFailed, "key_damaged"},
		{vault.ErrMissing, exitFailed, "no_key"},
		{context.Canceled, exitFailed, "cancelled"},
	} {
		if errors.Is(err, known.err) {
			return failure{known.exit, known.code, sentence(err.Error())}
		}
	}
	return failure{exitFailed, "failed", sentence(err.Error())}
}

// sentence makes an error's text one that starts and ends like a sentence.
func sentence(text string) string {
	for _, room := range []string{"gateway: ", "tag: "} {
		text = strings.TrimPrefix(text, room)
	}
	for _, kind := range []error{account.ErrInvalid, invoice.ErrInvalid, gateway.ErrInvalid, budget.ErrInvalid, tag.ErrInvalid, channel.ErrInvalid, rates.ErrInvalid, rates.ErrFile} {
		text = strings.TrimPrefix(text, kind.Error()+": ")
	}
	runes := []rune(strings.TrimSpace(text))
	if len(runes) == 0 {
		return "Something went wrong."
	}
	runes[0] = unicode.ToUpper(runes[0])
	if !strings.ContainsRune(".!?", runes[len(runes)-1]) {
		runes = append(runes, '.')
	}
	return string(runes)
}

// wrongFlag says what is wrong with a flag without repeating its value.
func wrongFlag(cmd *cobra.Command, err error) error {
	help := "see: " + cmd.CommandPath() + " --help"
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return usage("there is no flag %s; %s", word("--"+unknown.GetSpecifiedName()), help)
	}
	if lacking, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return usage("--%s needs a value; %s", lacking.GetFlag().Name, help)
	}
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		kinds := map[string]string{"int": "a whole number", "bool": "true or false"}
		return usage("--%s takes %s; %s", wrong.GetFlag().Name, kinds[wrong.GetFlag().Value.Type()], help)
	}
	return usage("this is no flag; %s", help)
}

var wordForm = regexp.MustCompile(`^-{0,2}[a-z][a-z-]{0,19}$`)

// word returns what was typed in quotes where it has the form of a verb or flag, and
// otherwise says nothing of it: it might be a key in the wrong place.
func word(typed string) string {
	if wordForm.MatchString(typed) {
		return `"` + typed + `"`
	}
	return "like this"
}

// noSuchVerb is reached with arguments only where they name no verb.
func noSuchVerb(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	see := "; see"
	if names := cmd.SuggestionsFor(args[0]); len(names) > 0 {
		see = fmt.Sprintf("; did you mean %q? See", names[0])
	}
	return usage("there is no verb %s%s: %s --help", word(args[0]), see, cmd.CommandPath())
}

func needsVerb(cmd *cobra.Command, _ []string) error {
	return usage("say what to do; see: %s --help", cmd.CommandPath())
}

// takes says which arguments a verb takes, all of them needed.
func takes(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < len(names):
			return usage("%q needs %s; see: %s --help", cmd.CommandPath(), names[len(args)], cmd.CommandPath())
		case len(args) > len(names) && len(names) == 0:
			return usage("%q takes no arguments; see: %s --help", cmd.CommandPath(), cmd.CommandPath())
		case len(args) > len(names):
			return usage("%q takes %s and nothing else; see: %s --help", cmd.CommandPath(), strings.Join(names, " "), cmd.CommandPath())
		}
		return nil
	}
}
