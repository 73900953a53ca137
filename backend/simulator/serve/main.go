// Command serve plays the simulated vendors as a program of its own, for the end-to-end run
// and for trying things by hand. It prints one line of JSON when it is ready.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"outlay/backend/simulator"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	err := run(ctx, os.Args[1:], os.Getenv("OUTLAY_NOW"), os.Stdout)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "simulator:", err)
		os.Exit(1)
	}
}

// run serves until ctx is done. now is a fixed moment in RFC 3339, "" for the real clock.
func run(ctx context.Context, args []string, now string, out io.Writer) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	addr := flags.String("addr", "127.0.0.1:0", "where to listen; loopback only")
	seed := flags.Uint64("seed", 1, "which world")
	token := flags.String("token", "", "opens the control endpoints below /_sim/; none given: one is made up")
	latency := flags.Duration("latency", 0, "before each answer")
	urlFile := flags.String("url-file", "", "a file to write the base URL to")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if *token == "" {
		*token = rand.Text()
	}
	o := simulator.Options{Seed: *seed, Token: *token, Latency: *latency}
	if now != "" {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			return fmt.Errorf("OUTLAY_NOW: %w", err)
		}
		o.Now = func() time.Time { return at }
	}
	url, stop, err := simulator.New(o).Listen(*addr)
	if err != nil {
		return err
	}
	if err := announce(url, *token, *urlFile, out); err != nil {
		return errors.Join(err, stop(ctx))
	}
	<-ctx.Done()
	bye, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return stop(bye)
}

// announce writes the file before the line: whoever read the line finds it there.
func announce(url, token, file string, out io.Writer) error {
	if file != "" {
		if err := os.WriteFile(file, []byte(url+"\n"), 0o600); err != nil {
			return err
		}
	}
	return json.NewEncoder(out).Encode(map[string]string{
		"base_url": url, "admin_key": simulator.AdminKey, "project_key": simulator.ProjectKey, "token": token,
	})
}
