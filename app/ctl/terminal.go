package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"outlay/app/native"
	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/calendar"
	"outlay/backend/notify"
)

// terminal is what every verb shares: where it reads and writes, and which profile is meant.
type terminal struct {
	in       io.Reader
	out, err io.Writer
	watched  bool // somebody looks at err
	json     bool
	dataDir  string
	now      func() time.Time
	secret   string // what was read as a secret: kept out of every message
}

// execute runs one command line and returns its exit code.
func (t *terminal) execute(ctx context.Context, args []string) (code int) {
	t.json = slices.Contains(args, "--json") // so that a wrong command line is answered in JSON too
	defer func() {
		if p := recover(); p != nil {
			code = t.fail(failure{exit: exitFailed, Code: "internal", Message: fmt.Sprintf("Something went wrong inside outlayctl (%v); your data is untouched. Please report it.", p)})
		}
	}()
	root := t.root()
	root.SetArgs(args)
	root.SetOut(t.out)
	root.SetErr(t.err)
	err := root.ExecuteContext(ctx)
	if answered, ok := errors.AsType[answered](err); ok {
		return int(answered)
	}
	if err != nil {
		return t.fail(failureOf(err))
	}
	return exitDone
}

func (t *terminal) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "outlayctl",
		Short: "What you spend on AI services, in a terminal",
		Long: "outlayctl connects accounts of AI services, reads what they cost and says what you spend.\n\n" +
			"Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done for some accounts but not all.\n" +
			"Environment: OUTLAY_DATA_DIR, OUTLAY_MASTER_KEY (base64 of 32 bytes, instead of the keychain),\n" +
			"OUTLAY_NOW (RFC 3339, freezes the clock).",
		Args:                       noSuchVerb,
		RunE:                       needsVerb,
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		CompletionOptions:          cobra.CompletionOptions{DisableDefaultCmd: true},
		PersistentPreRunE:          func(*cobra.Command, []string) error { return t.prepare() },
	}
	root.PersistentFlags().StringVar(&t.dataDir, "data-dir", "", "folder of the profile (default: OUTLAY_DATA_DIR, else your own)")
	root.PersistentFlags().BoolVar(&t.json, "json", t.json, "answer with one JSON document")
	root.SetFlagErrorFunc(wrongFlag)
	root.AddCommand(t.providers(), t.account(), t.sync(), t.report(), t.importFile(), t.invoice(), t.budget(), t.tag(), t.gateway(), t.prices(), t.rates(), t.export(), t.alerts(), t.channel(), t.forecast(), t.lock(), t.doctor(), t.run(), t.version())
	return root
}

// prepare reads the environment.
func (t *terminal) prepare() error {
	if t.dataDir == "" {
		t.dataDir = os.Getenv("OUTLAY_DATA_DIR")
	}
	if t.dataDir == "" {
		t.dataDir = backend.DefaultDir()
	}
	now, err := backend.Clock()
	if err != nil {
		return failure{exit: exitUsage, Code: "usage", Message: sentence(err.Error())}
	}
	t.now = now
	return nil
}

func (t *terminal) today() calendar.Day { return calendar.DayOf(t.now()) }

// open opens the profile. desktop shows notifications, nil where this process cannot; log is nil
// where the answer says everything.
func (t *terminal) open(ctx context.Context, desktop notify.Sink, log *slog.Logger) (*backend.Backend, error) {
	return backend.Open(ctx, backend.Options{DataDir: t.dataDir, Now: t.now, Native: desktop, Log: log})
}

// notifications returns what shows notifications from here, where there is a desktop.
func notifications(ctx context.Context) (notify.Sink, error) {
	if err := native.NotificationService(ctx); err != nil {
		return nil, err
	}
	return native.NewNotifier(), nil
}

// with opens the profile for one question or task and closes it again.
func (t *terminal) with(ctx context.Context, desktop notify.Sink, do func(*backend.Backend) error) error {
	house, err := t.open(ctx, desktop, nil)
	if err != nil {
		return err
	}
	err = do(house)
	if closeErr := house.Close(); err == nil {
		err = closeErr
	}
	return err
}

// find returns the account that a person means: by its id, or by its label where only one
// has it. What was typed is not repeated, it might be a key.
func find(ctx context.Context, house *backend.Backend, typed string) (account.Account, error) {
	all, err := house.Accounts.List(ctx)
	if err != nil {
		return account.Account{}, err
	}
	var called []account.Account
	for _, a := range all {
		if a.ID == typed {
			return a, nil
		}
		if a.Label == typed {
			called = append(called, a)
		}
	}
	switch len(called) {
	case 0:
		return account.Account{}, fmt.Errorf("%w with this id or label; see: outlayctl account list", account.ErrNotFound)
	case 1:
		return called[0], nil
	}
	return account.Account{}, usage("%d accounts have this label; name the account by its id, see: outlayctl account list", len(called))
}

// print writes an answer: as JSON, or as text for people.
func (t *terminal) print(answer any, text func(*page)) error {
	if t.json {
		out := json.NewEncoder(t.out)
		out.SetEscapeHTML(false) // this is no page; a "<" in a name reads as one
		return notWritten(out.Encode(answer))
	}
	p := &page{}
	text(p)
	_, err := io.WriteString(t.out, p.String())
	return notWritten(err)
}

func notWritten(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the answer could not be written: %w", err)
}

// fail says on err what went wrong, and returns the exit code.
func (t *terminal) fail(f failure) int {
	const shortest = 8 // no vendor's key is shorter, and a word of three letters may stand anywhere
	if len(t.secret) >= shortest {
		f.Message = strings.ReplaceAll(f.Message, t.secret, "[key]")
	}
	if !t.json {
		_, _ = fmt.Fprintf(t.err, "outlayctl: %s\n", printable(f.Message))
		return f.exit
	}
	out := json.NewEncoder(t.err)
	out.SetEscapeHTML(false)
	_ = out.Encode(struct {
		Error failure `json:"error"`
	}{f}) // where even this cannot be written, the exit code speaks
	return f.exit
}
